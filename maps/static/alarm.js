/* The patroller is told that a stop is late: a banner, and once for each stop a sound and a buzz. */

import { now } from "./clock.js";
import { el, icon } from "./element.js";
import { isLate, minutesAfter } from "./stops.js";
import { t } from "./words.js";

const TOLD = "yuxun.told";
const KEPT = 200;
const BUZZ_MS = [300, 120, 300];
const TONES_HZ = [880, 660];
const TONE_S = 0.18;

/** The late stops of a round, the longest late first. */
export function lateStops(round, at) {
  const late = (round?.stops ?? []).filter((stop) => isLate(stop, at));
  return late.sort((a, b) => Date.parse(a.eta) - Date.parse(b.eta));
}

function told() {
  try {
    return JSON.parse(localStorage.getItem(TOLD) ?? "[]");
  } catch {
    return [];
  }
}

/** Whether any of these was not told before; remembered, so that a reload says nothing again. */
export function isNews(stops) {
  const before = told();
  const fresh = stops.map((stop) => stop.id).filter((id) => !before.includes(id));
  if (!fresh.length) return false;
  try {
    localStorage.setItem(TOLD, JSON.stringify([...before, ...fresh].slice(-KEPT)));
  } catch {
    /* without storage it is said again after a reload */
  }
  return true;
}

let sound = null;

/** Buzz and sound, as far as the browser lets us: it wants a touch of the page before. */
export function ring() {
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return;
  navigator.vibrate?.(BUZZ_MS);
  try {
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume().catch(() => {});
    TONES_HZ.forEach((hertz, place) => beep(hertz, sound.currentTime + place * TONE_S));
  } catch {
    /* no sound here; the banner stands */
  }
}

function beep(hertz, from) {
  const tone = sound.createOscillator();
  const loud = sound.createGain();
  tone.frequency.value = hertz;
  loud.gain.setValueAtTime(0.25, from);
  loud.gain.exponentialRampToValueAtTime(0.001, from + TONE_S);
  tone.connect(loud).connect(sound.destination);
  tone.start(from);
  tone.stop(from + TONE_S);
}

/**
 * Draw the banner, or hide it where nothing is late.
 * @param {HTMLElement} host
 * @param {{stops: object[], chosenId: string | null, news: boolean,
 *   desk: {name: string, phone: string} | null, calm?: boolean}} of calm: something else comes first
 * @param {(stop: object) => void} onGo when he says that he goes there next
 */
export function showAlarm(host, { stops, chosenId, news, desk, calm = false }, onGo) {
  host.hidden = stops.length === 0;
  // Read out once, and not again with every minute that it is later.
  if (news) host.setAttribute("role", "alert");
  else host.removeAttribute("role");
  if (host.hidden) return host.replaceChildren();
  const [stop, ...more] = stops;
  const values = { code: stop.code, n: minutesAfter(stop, now()) };
  host.dataset.late = stop.id;
  host.replaceChildren(
    el("p", null, icon("clock"), el("span", null,
      el("b.in-short", null, stop.code, " ", t("{n} min late", values)),
      el("b.in-full", null, t("{code} is {n} min late. Go there next, or tell the office why.", values)),
      more.length ? el("small", null, t("Late too: {codes}", { codes: more.map((each) => each.code).join(t(", ")) })) : null)),
    stop.id !== chosenId ? el(`button.button${calm ? "" : ".main"}`, { type: "button", "data-act": "go-late", onclick: () => onGo(stop) }, t("Go there")) : "",
    desk?.phone ? el("a.button.call", { href: `tel:${desk.phone}`, "data-act": "call-desk", "aria-label": t("Call the office, {name}", { name: desk.name }) }, icon("phone"), el("span", null, t("Office"))) : "");
}
