/* The roster on the official's page: it asks for some nights, draws them, and opens a shift's sheet. */

import { ask, newKey } from "./ask.js";
import { el, toast } from "./element.js";
import { showDuty } from "./roster_duty.js";
import { RosterSheet } from "./roster_sheet.js";
import { showWeek } from "./roster_week.js";
import { t, tn } from "./words.js";

const NIGHTS = 7;
// 412: somebody else has changed the night meanwhile.
const CHANGED = 412;
const DAY_MS = 86_400_000;

function shiftBody(teamId, shift) {
  return { team_id: teamId, from: shift.from, to: shift.to, member_ids: shift.member_ids, end: shift.end ?? null };
}

/** Another day, `by` days after "2026-07-22". */
export function dayAfter(night, by) {
  return new Date(Date.parse(`${night}T12:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10);
}

export class Roster {
  /** hosts: duty, week, sheet and count elements; onChange: called after each change. */
  constructor(hosts, community, map, onChange) {
    Object.assign(this, { hosts, address: `/app/${community}`, map, onChange, from: null, week: null });
    this.sheet = new RosterSheet(hosts.sheet, this);
  }

  /** Ask again and draw; a refusal is drawn in words. */
  load() {
    const loading = this.fetch();
    this.loading = loading;
    return loading;
  }

  async fetch() {
    const from = this.from ? `?nights=${NIGHTS}&from=${this.from}` : `?nights=${NIGHTS}`;
    try {
      const [week, duty] = await Promise.all([ask(`${this.address}/roster${from}`), ask(`${this.address}/duty`)]);
      this.week = week;
      showDuty(this.hosts.duty, duty);
    } catch (error) {
      this.hosts.week.replaceChildren(el("p.wrong", { role: "alert" }, error.message));
      return;
    }
    this.show();
  }

  show() {
    const bad = this.week.nights.reduce((sum, night) => sum + night.troubles.length
      + night.teams.reduce((n, team) => n + team.troubles.length, 0), 0);
    this.hosts.count.textContent = bad ? tn("{n} thing to settle", "{n} things to settle", bad) : "";
    showWeek(this.hosts.week, this.week, {
      open: (night, teamId) => this.open(night, teamId),
      turn: (by) => this.turn(by),
    });
    this.sheet.refresh();
  }

  turn(by) {
    this.from = by === 0 ? null : dayAfter(this.week.nights[0].night, by * NIGHTS);
    return this.load();
  }

  /** Open the sheet of one team in one night; of tonight where the week shown is another. */
  async open(night, teamId) {
    if (!this.week?.nights.some((each) => each.night === night)) await this.turn(0);
    this.sheet.open(night, teamId);
  }

  night(night) {
    return this.week.nights.find((each) => each.night === night);
  }

  person(id) {
    return this.week.people.find((each) => each.id === id) ?? { id, name: "—", absences: [], deputy_id: null };
  }

  /** Write a night with other shifts for one team, if it is still as it is shown here. */
  write(night, teamId, shifts) {
    const known = this.night(night);
    const teams = known.teams.flatMap((team) =>
      (team.id === teamId ? shifts : team.shifts).map((shift) => shiftBody(team.id, shift)));
    return this.change("/shifts", { method: "PUT", body: { night, teams }, match: known.version });
  }

  beAway(personId, shift) {
    return this.change("/absences", { method: "POST", body: { id: newKey(), contact_id: personId, from: shift.from_at, to: shift.to_at } });
  }

  comeBack(absenceId) {
    return this.change(`/absences/${absenceId}`, { method: "DELETE" });
  }

  nameDeputy(personId, deputyId) {
    return this.change(`/people/${personId}/deputy`, { method: "PUT", body: { deputy_id: deputyId || null } });
  }

  swap(body) {
    return this.change("/swaps", { method: "POST", body });
  }

  /** Ask for a change; then everything is drawn again. Throws what the server refused. */
  async change(path, options) {
    let done;
    try {
      done = await ask(this.address + path, options);
    } catch (error) {
      if (error.status === CHANGED) await this.again();
      throw error;
    }
    if (done?.sentence) toast(done.sentence);
    await this.again();
  }

  /** Everything as it is now. */
  async again() {
    await this.onChange();
    await this.loading;
  }

  /** Wait for a tap on the map, on a stop's mark too: its [lon, lat], or null when called off. */
  place() {
    const host = this.map.getContainer();
    return new Promise((settle) => {
      const end = (value) => {
        host.removeEventListener("click", tapped, true);
        bar.remove();
        settle(value);
      };
      const tapped = (event) => {
        if (this.map.dragging.moved()) return;
        event.stopPropagation();
        const { lng, lat } = this.map.mouseEventToLatLng(event);
        end([lng, lat]);
      };
      const bar = el("div.toast", { role: "status" }, el("p", null, t("Tap the map where the last round ends.")),
        el("button.button", { type: "button", "data-act": "cancel-place", onclick: () => end(null) }, t("Cancel")));
      document.body.append(bar);
      host.scrollIntoView({ block: "center" });
      host.addEventListener("click", tapped, true);
    });
  }
}
