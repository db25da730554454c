/* The settings that are one number each, in words and with their units. */

import { el } from "./element.js";
import { numberCell } from "./rules_inputs.js";
import { t } from "./words.js";

/** As geo/rules.NUMBERS: [name, least, most, step, what it is, its unit], by what they are for. */
function settings() {
  return [
    [t("How rounds are made"), [
      ["unlit_factor", 1, 5, 0.1, t("A metre without street lights after dark counts as"), t("metres")],
      ["even_within", 1, 5, 0.05, t("The longest round is at most"), t("× the mean")],
      ["even_cost_pct", 0, 100, 1, t("if that costs no more walking than"), "%"],
    ]],
    [t("While the night runs"), [
      ["late_min", 1, 120, 1, t("A late stop is told to its team after"), t("min")],
      ["desk_min", 0, 120, 1, t("and to the office, after that, in"), t("min")],
      ["urgent_min", 5, 240, 5, t("A new finding is seen within"), t("min")],
      ["handover_m", 0, 5000, 10, t("A stop stays with its team if that costs up to"), t("m of walking")],
    ]],
    [t("Roster"), [
      ["rest_h", 0, 24, 0.5, t("Rest after a night shift"), t("hours")],
    ]],
  ];
}

function row(rules, [name, least, most, step, word, unit]) {
  return el("label.window.number-setting", null, el("span.label", null, word),
    el("span.pair", null, numberCell(rules, name, { label: [word, unit].join(" "), least, most, step }), el("span.unit", null, unit)));
}

/** Draw them; each writes into the rules as soon as it is changed. */
export function numberSettings(rules) {
  return settings().flatMap(([title, rows]) => [
    el("h3", null, title), el("div.windows", null, rows.map((each) => row(rules, each)))]);
}
