/* One team in one night: hours, people, who is away, deputies, swaps, an end at home. Each change
   is stored at once; what is refused is said here and nothing has changed. */

import { el, icon } from "./element.js";
import { personRow } from "./roster_person.js";
import { weekday } from "./roster_week.js";
import { withMore } from "./shift_more.js";
import { day, named, t } from "./words.js";

const NIGHT = { from: "20:00", to: "05:00" };

/** The shifts of a team with another one in place of `shift`; none there any more: as they are. */
function instead(shifts, shift, at, change) {
  const same = (each) => each?.from === shift.from && each.to === shift.to;
  const place = same(shifts[at]) ? at : shifts.findIndex(same);
  return shifts.flatMap((each, i) => (i === place ? change(each) : [each]));
}

export class RosterSheet {
  constructor(dialog, roster) {
    Object.assign(this, { dialog, roster, night: null, teamId: null, opened: null, trouble: [], adding: null, last: Promise.resolve() });
    dialog.addEventListener("close", () => { this.night = null; });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }

  open(night, teamId) {
    Object.assign(this, { night, teamId, opened: null, trouble: [], adding: null });
    this.refresh();
    this.dialog.showModal();
  }

  get team() {
    return this.roster.night(this.night)?.teams.find((each) => each.id === this.teamId);
  }

  refresh() {
    if (!this.night || !this.team) return;
    const { team } = this;
    this.dialog.setAttribute("aria-label", named(team));
    this.dialog.replaceChildren(
      el("header.row", null,
        el("div.grow", null, el("h2", null, named(team)), el("p.quiet.small", null, `${day(this.night)} ${weekday(this.night)}`)),
        el("button.button.icon", { type: "button", "data-act": "close", "aria-label": t("Close"), onclick: () => this.dialog.close() }, icon("close"))),
      el("div.roster-refused", { role: "alert", hidden: !this.trouble.length, "data-part": "refused" },
        this.trouble.map((sentence) => el("p", null, sentence))),
      ...team.troubles.map((one) => el("p.wrong", { "data-trouble": one.kind }, icon("alert"), el("span.grow", null, one.sentence))),
      ...team.shifts.map((shift, at) => this.shift(shift, at)),
      el("button.button.wide", { type: "button", "data-act": "add-shift", onclick: () => this.write(withMore) },
        icon("plus"), team.shifts.length ? t("Another shift") : t("Put on duty, {from}–{to}", NIGHT)));
  }

  shift(shift, at) {
    const write = (change) => this.rewrite(shift, at, (each) => [{ ...each, ...change }]);
    return el("article.shift-edit", { "data-shift": shift.from },
      el("div.row.hours", null,
        this.hour(t("From"), shift.from, (from) => write({ from })), el("span", null, "–"),
        this.hour(t("To"), shift.to, (to) => write({ to })),
        el("span.grow", null),
        el("button.button.plain", { type: "button", "data-act": "drop-shift",
          onclick: () => this.rewrite(shift, at, () => []) }, t("Remove this shift"))),
      el("ul.people", null, shift.places.map((place) => personRow(this, shift, place, at))),
      this.adder(shift, at),
      this.end(shift, write));
  }

  /** A clock time; no type="time", which asks for AM and PM on some machines. */
  hour(label, value, onPick) {
    return el("input.hour", {
      type: "text", inputmode: "numeric", maxlength: 5, value, "aria-label": label,
      onchange: (event) => onPick(event.target.value.trim().replace("：", ":").replace(/^(\d):/, "0$1:")),
    });
  }

  /** Everybody of the community who is not on this shift, as chips. */
  adder(shift, at) {
    const rest = this.roster.week.people.filter((person) => !shift.member_ids.includes(person.id));
    const open = this.adding === at;
    return el("div.adder", null,
      el("button.button.plain", { type: "button", "aria-expanded": String(open), "data-act": "add-people", onclick: () => { this.adding = open ? null : at; this.refresh(); } },
        icon("plus"), t("Put somebody on")),
      open ? el("div.chips", null, rest.map((person) =>
        el("button.chip", { type: "button", "data-act": "put-on", "data-person": person.id, onclick: () => this.putOn(shift, at, person.id) },
          person.name, this.elsewhere(person.id)))) : null);
  }

  /** The team that somebody is on this night already. */
  elsewhere(personId) {
    const other = this.roster.night(this.night).teams.find((team) => team.shifts.some((shift) => shift.member_ids.includes(personId)));
    return other ? el("span.n", null, other.id === this.teamId ? t("other shift") : named(other)) : null;
  }

  end(shift, write) {
    const pick = async () => {
      const { night, teamId } = this;
      this.dialog.close();
      const end = await this.roster.place();
      this.open(night, teamId);
      if (end) await write({ end });
    };
    return el("div.row.ends", null,
      el("span.grow.small", null, shift.end ? t("The last round ends at a home") : t("The last round ends at the office")),
      shift.end ? el("button.button.plain", { type: "button", "data-act": "end-office", onclick: () => write({ end: null }) }, t("At the office"))
        : el("button.button.plain", { type: "button", "data-act": "end-home", onclick: pick }, t("At a home…")));
  }

  putOn(shift, at, personId) {
    return this.rewrite(shift, at, (each) => [{ ...each, member_ids: [...new Set([...each.member_ids, personId])] }]);
  }

  takeOff(shift, at, personId) {
    return this.rewrite(shift, at, (each) => [{ ...each, member_ids: each.member_ids.filter((id) => id !== personId) }]);
  }

  /** Write the shifts with others in place of one, which is told by its hours. */
  rewrite(shift, at, change) {
    return this.write((shifts) => instead(shifts, shift, at, change));
  }

  /** Write what `change` makes of the team's shifts as they are by then. */
  write(change) {
    const { night, teamId } = this;
    return this.doing(() => {
      const team = this.roster.night(night).teams.find((each) => each.id === teamId);
      return this.roster.write(night, teamId, change(team.shifts));
    });
  }

  /** Do a change, after those before it; a refusal is shown on top with what to do. */
  doing(change) {
    this.last = this.last.then(() => this.now(change));
    return this.last;
  }

  async now(change) {
    this.trouble = [];
    try {
      await change();
    } catch (error) {
      const told = (error.problems ?? []).map((each) => each.sentence);
      this.trouble = told.length ? told : [error.message];
      this.refresh();
      this.dialog.scrollTo({ top: 0 });
    }
  }
}
