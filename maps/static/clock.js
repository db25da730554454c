/* The community's clock: the real one, or its demo night's, as the server said it last. */

let ahead_ms = 0;

/** Take over the server's now (RFC 3339); called with every answer that carries one. */
export function setClock(now) {
  ahead_ms = Date.parse(now) - Date.now();
}

/** The community's now, as a Date. */
export function now() {
  return new Date(Date.now() + ahead_ms);
}

/** Whole minutes from the community's now until a moment; negative when it has passed. */
export function minutesUntil(moment) {
  return Math.round((Date.parse(moment) - now().getTime()) / 60_000);
}

// A page says when it was made; what is asked for later may say it again.
if (document.body?.dataset.now) setClock(document.body.dataset.now);
