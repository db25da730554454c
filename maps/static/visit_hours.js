// Between which clock times a hazard may be visited: as text, and as the office sets it.

import { ask } from "./ask.js";
import { el } from "./element.js";
import { t } from "./words.js";

/** "08:00–21:00", from or until one of them, or nothing where it may be visited at any time. */
export function hoursText({ visit_from: from, visit_to: to }) {
  if (from && to) return `${from}–${to}`;
  if (from) return t("from {time}", { time: from });
  return to ? t("until {time}", { time: to }) : "";
}

/** Two clock times of a card, kept or taken back. onKept(card, sentence): as the server has it now. */
export function hoursForm(card, onKept) {
  const [from, to] = [clock(card.visit_from, t("May be visited from")), clock(card.visit_to, t("May be visited until"))];
  const wrong = el("p.hours-wrong", { role: "alert", hidden: true });
  const send = async (visit_from, visit_to) => {
    for (const each of buttons) each.disabled = true;
    try {
      const body = { visit_from, visit_to };
      const now = await ask(`/app/hazards/${encodeURIComponent(card.id)}/hours`, { method: "PUT", match: card.version, body });
      onKept(now, t("Kept. It holds from the next plan on."));
    } catch (error) {
      wrong.textContent = error.problems?.[0]?.sentence || error.sentence || String(error);
      wrong.hidden = false;
      for (const each of buttons) each.disabled = false;
    }
  };
  const save = el("button.button", { type: "submit", "data-act": "keep-hours" }, t("Save"));
  const clear = el("button.button.plain", { type: "button", "data-act": "clear-hours", hidden: !hoursText(card), onclick: () => send(null, null) }, t("Any time"));
  const buttons = [save, clear];
  const onsubmit = (event) => { event.preventDefault(); send(written(from), written(to)); };
  return el("form.visit-hours", { novalidate: true, onsubmit },
    el("span.hours-label", null, t("May be visited")),
    el("div.hours-inputs", null, from, el("span", null, "–"), to, save, clear), wrong);
}

/** No type="time", which asks for AM and PM on some machines. */
function clock(value, label) {
  return el("input.hours-clock", { type: "text", inputmode: "numeric", maxlength: 5, placeholder: "--:--", value, "aria-label": label, autocomplete: "off" });
}

/** "9：00" is 09:00; nothing is null. */
function written(input) {
  const text = input.value.trim().replace("：", ":");
  return text ? text.padStart(5, "0") : null;
}
