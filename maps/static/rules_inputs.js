/* Inputs of the rule table: each writes into the rules as soon as it is changed. */

import { el } from "./element.js";
import { t } from "./words.js";

/** A number of a row; an empty one is null where the field may be open. */
export function numberCell(row, name, { label, least, most, step }) {
  return el("input.number", {
    type: "number", inputmode: "decimal", min: least, max: most, step, value: row[name] ?? "",
    "aria-label": label, "data-field": name,
    onchange: (event) => { row[name] = event.target.value === "" ? null : Number(event.target.value); },
  });
}

/** A clock time "20:00" of a night; no type="time", which asks for AM and PM on some machines. */
export function clockInput(owner, name, label) {
  return el("input.clock", {
    type: "text", inputmode: "numeric", maxlength: 5, placeholder: "20:00", value: owner[name], "aria-label": label,
    onchange: (event) => { owner[name] = event.target.value.trim().replace("：", ":"); },
  });
}

/** Two clock times, from and to; `pair` is changed in place. */
export function clockPair(pair, label) {
  return el("div.pair", null, clockInput(pair, 0, t("{window}, from", { window: label })), el("span", null, "–"),
    clockInput(pair, 1, t("{window}, to", { window: label })));
}

/** First and last day of the season as month-day, "06-01". */
export function dayPair(season) {
  const input = (name, word) => el("input.month-day", { type: "text", inputmode: "numeric", maxlength: 5, value: season[name], "aria-label": word, onchange: (event) => { season[name] = event.target.value.trim(); } });
  return el("div.pair", null, input("first", t("First day")), el("span", null, "–"), input("last", t("Last day")));
}
