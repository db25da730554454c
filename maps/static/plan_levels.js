/* The warnings of tonight and the office's own response, a colour a tap. */

import { now } from "./clock.js";
import { el, icon } from "./element.js";
import { LEVELS } from "./marks.js";
import { clock, t } from "./words.js";

const ORDER = ["none", "blue", "yellow", "orange", "red"];

/** The levels above one, from the next to red. */
export function above(level) {
  return ORDER.slice(ORDER.indexOf(level) + 1);
}

/** The worse of two levels. */
export function worse(one, other) {
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}

function levelButton(level, chosen, name, onPick) {
  return el(`button.level-pick.level-${level}`,
    { type: "button", role: "radio", "aria-checked": String(chosen), tabindex: chosen ? "0" : "-1", "data-act": name, "data-level": level, onclick: () => chosen || onPick(level) },
    t(LEVELS[level]));
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Arrow keys go from level to level, as in any group of radio buttons. */
function onKey(event, level, onPick) {
  const step = STEPS[event.key];
  const next = ORDER[ORDER.indexOf(level) + (step ?? 0)];
  if (!step || !next) return;
  event.preventDefault();
  onPick(next);
}

/** Draw anew and leave the focus on the row where it was. */
function redraw(host, rows) {
  const row = host.contains(document.activeElement) && document.activeElement.closest("[data-kind]")?.dataset.kind;
  host.replaceChildren(...rows);
  if (row) host.querySelector(`[data-kind="${row}"] :is([aria-checked="true"], input)`)?.focus({ preventScroll: true });
}

function levelRow({ picture, word, name, level, under, source }, onPick) {
  return el("div.level-row", { "data-kind": name },
    el("div.level-name", null, icon(picture), el("b", null, word), under ? el("span.under", { title: source ?? "" }, under) : null),
    el("div.level-picks", { role: "radiogroup", "aria-label": word, onkeydown: (event) => onKey(event, level, onPick) },
      ORDER.map((each) => levelButton(each, each === level, name, onPick))));
}

/** Whether it holds now or later tonight; the clock we know of is whole seconds. */
function isToCome(warning) {
  return Date.parse(warning.to) > now().getTime() + 5_000;
}

function lasting(warning) {
  if (!warning) return "";
  return `${clock(warning.from)}–${clock(warning.to)}`;
}

function thunderRow(warning, onPick) {
  const on = Boolean(warning) && warning.level !== "none";
  return el("div.level-row", { "data-kind": "thunder" },
    el("div.level-name", null, icon("thunder"), el("b", null, t("Thunder overhead")), on ? el("span.under", null, lasting(warning)) : null),
    el("label.switch", null,
      el("input", { type: "checkbox", checked: on, "data-act": "thunder", onchange: (event) => onPick(event.target.checked ? "red" : "none") }),
      el("span", null, on ? t("Yes, look-out points only") : t("None now"))));
}

/**
 * Draw the rows of warnings; a kind without one stands at none.
 * @param {HTMLElement} host
 * @param {{kind: string, level: string, from: string, to: string, source: string}[]} warnings
 * @param {(kind: string, level: string) => void} onPick
 */
export function showWarnings(host, warnings, onPick) {
  const of = (kind) => warnings.filter((each) => each.kind === kind && isToCome(each)).at(-1);
  const rows = [
    { name: "rain", picture: "rain", word: t("Rain") },
    { name: "ponding", picture: "rain", word: t("Ponding") },
    { name: "wind", picture: "wind", word: t("Wind") },
  ].map((row) => levelRow(
    { ...row, level: of(row.name)?.level ?? "none", under: lasting(of(row.name)), source: of(row.name)?.source },
    (level) => onPick(row.name, level)));
  redraw(host, [...rows, thunderRow(of("thunder"), (level) => onPick("thunder", level))]);
}

/** Draw the row of the office's own level. */
export function showResponse(host, level, onPick) {
  const row = { name: "response", picture: "people", word: t("Level"), level };
  redraw(host, [levelRow(row, onPick)]);
}

/** What a level means by the community's own rule table. */
function effect(level, rules) {
  if (level === "red") return t("Look-out points only, teams of two, and a leader's word.");
  const rows = rules.table.filter((row) => row.level === level);
  const most = Math.max(0, ...rows.map((row) => row.extra_night));
  const rank = Math.min(...rows.filter((row) => row.extra_night === most).map((row) => row.rank));
  if (most === 0) return t("No extra night passes.");
  return t("{n} night passes from rank {rank} up.", { n: most, rank });
}

/** Draw the levels that can be raised to; `onPick(level)` when one is tapped. */
export function showRaise(host, level, rules, onPick) {
  const choices = above(level).map((each) =>
    el(`button.raise-choice.level-${each}`, { type: "button", "data-act": "raise-to", "data-level": each, onclick: () => onPick(each) },
      el("b", null, t(LEVELS[each])), el("span", null, effect(each, rules)), icon("next")));
  host.replaceChildren(...(choices.length ? choices : [el("p", null, t("It is red already."))]));
}
