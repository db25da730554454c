/* The rule table: how often a hazard is seen, by kind, rank and warning level; windows and season. */

import { ask } from "./ask.js";
import { el, toast } from "./element.js";
import { KINDS, LEVELS, OTHER_KIND, RANKS } from "./marks.js";
import { markSvg } from "./mark.js";
import { clockInput, clockPair, dayPair, numberCell } from "./rules_inputs.js";
import { numberSettings } from "./rules_numbers.js";
import { t } from "./words.js";

const LEVEL_ORDER = ["none", "blue", "yellow", "orange", "red"];
const ANY = "*";

function kindWord(kind) {
  return kind === ANY ? t("Any other kind") : t((KINDS[kind] ?? OTHER_KIND).word);
}

function passWord(name) {
  return { day: t("Day"), evening: t("Evening") }[name];
}

function chip(word, chosen, attributes, onclick) {
  return el("button.chip", { type: "button", "aria-pressed": String(chosen), ...attributes, onclick }, word);
}

/** The editor in its host; it asks for the rules when it is opened and saves them as a whole. */
export class RulesEditor {
  /** @param {HTMLElement} host @param {string} community @param {() => void} onSaved */
  constructor(host, community, onSaved) {
    Object.assign(this, { host, address: `/app/${community}/rules`, onSaved, kind: null, level: "none" });
  }

  async open() {
    try {
      this.rules = await ask(this.address);
    } catch (error) {
      this.host.replaceChildren(el("p.wrong", { role: "alert" }, error.message));
      return;
    }
    this.kind = this.rules.table[0].kind;
    this.show();
  }

  show() {
    this.host.replaceChildren(
      el("div.rules-table", null, this.choices(), this.table()),
      el("h3", null, t("Windows")), this.windows(),
      el("h3", null, t("When the extra night passes are walked")), this.season(),
      ...numberSettings(this.rules),
      el("div.rules-save", null,
        el("div.wrong", { role: "alert", hidden: true, "data-part": "problems" }),
        el("button.button.main", { type: "button", "data-act": "save-rules", onclick: () => this.save() }, t("Save the rules"))));
  }

  choices() {
    const kinds = [...new Set(this.rules.table.map((row) => row.kind))];
    const pick = (change) => () => {
      Object.assign(this, change);
      this.show();
    };
    return [
      el("div.chips", { role: "group", "aria-label": t("Kind") }, kinds.map((kind) =>
        chip([kind === ANY ? null : markSvg(kind), kindWord(kind)], kind === this.kind, { "data-act": "rule-kind", "data-kind": kind }, pick({ kind })))),
      el("div.chips", { role: "group", "aria-label": t("Warning level") }, LEVEL_ORDER.map((level) =>
        chip([el(`span.level-dot.level-${level}`, { "aria-hidden": "true" }), t(LEVELS[level])], level === this.level, { "data-act": "rule-level", "data-level": level }, pick({ level })))),
    ];
  }

  table() {
    const rows = this.rules.table.filter((row) => row.kind === this.kind && row.level === this.level);
    const heads = [t("Rank"), t("Base passes"), t("Extra at night"), t("Minutes there"), t("Gap at least"), t("Gap at most")];
    return el("div.scroll", null, el("table.table", null,
      el("thead", null, el("tr", null, heads.map((word) => el("th", { scope: "col" }, word)))),
      el("tbody", null, [...rows].sort((a, b) => b.rank - a.rank).map((row) => this.row(row)))));
  }

  row(row) {
    const base = (name) => el("label.check", null,
      el("input", { type: "checkbox", checked: row.base.includes(name), onchange: (event) => {
        row.base = event.target.checked ? [...row.base, name] : row.base.filter((each) => each !== name);
      } }), passWord(name));
    return el("tr", { "data-rank": row.rank },
      el("th", { scope: "row" }, el(`span.rank.rank-${row.rank}`, null, `${row.rank} ${t(RANKS[row.rank])}`)),
      el("td", null, el("div.checks", null, base("day"), base("evening"))),
      ...[["extra_night", t("Extra at night"), 0, 3, 1], ["service_min", t("Minutes there"), 0, 60, 0.5],
        ["min_gap_min", t("Gap at least"), 0, 600, 5], ["max_gap_min", t("Gap at most"), 0, 1440, 5]]
        .map(([name, label, least, most, step]) => el("td", null, numberCell(row, name, { label, least, most, step }))));
  }

  windows() {
    const { windows } = this.rules;
    const single = [["day", t("Day")], ["evening", t("Evening")], ["evening_early", t("Evening, with a warning")]];
    const series = [["night_two", t("Two night passes")], ["night_three", t("Three night passes")]];
    return el("div.windows", null,
      single.map(([name, word]) => el("div.window", null, el("span.label", null, word), clockPair(windows[name], word))),
      series.map(([name, word]) => el("div.window", null, el("span.label", null, word),
        el("div.stack", null, windows[name].map((pair, i) => clockPair(pair, `${word} ${i + 1}`))))));
  }

  season() {
    const { rules } = this;
    const triggers = [["every_night", t("Every night of the season")], ["rain_or_warning", t("Only on nights with a warning")], ["by_hand", t("Only by hand")]];
    return el("div.windows", null,
      el("label.field", null, el("span.label", null, t("Trigger")),
        el("select", { "data-act": "trigger", onchange: (event) => { rules.trigger = event.target.value; } },
          triggers.map(([value, word]) => el("option", { value, selected: rules.trigger === value }, word)))),
      el("div.window", null, el("span.label", null, t("Flood season, first and last day")), dayPair(rules.season)),
      el("label.field", null, el("span.label", null, t("Extended this year to")),
        el("input", { type: "date", value: rules.season.extended_to ?? "", onchange: (event) => { rules.season.extended_to = event.target.value || null; } })),
      el("label.field", null, el("span.label", null, t("Plans by itself at")), clockInput(rules, "plan_hour", t("Plans by itself at"))));
  }

  async save() {
    const problems = this.host.querySelector('[data-part="problems"]');
    problems.hidden = true;
    try {
      await ask(this.address, { method: "PUT", body: this.rules });
    } catch (error) {
      problems.replaceChildren(el("p", null, el("b", null, error.message)),
        el("ul", null, error.problems.map((each) => el("li", null, `${this.where(each.where)} ${each.sentence}`))));
      problems.hidden = false;
      return;
    }
    toast(t("The rules are saved. They hold from the next plan."));
    this.onSaved();
  }

  /** A place in the table in words: "table row 7, service_min" → "Leaning tree, blue, 3:". */
  where(place) {
    const row = this.rules.table[Number(/^table row (\d+)/.exec(place)?.[1]) - 1];
    return row ? `${kindWord(row.kind)}, ${t(LEVELS[row.level])}, ${row.rank}:` : `${place}:`;
  }
}
