/* A new plan while the round is being walked: the page goes on with the old one until the
patroller has read what changes for him.

Where his own next stop stays, the new plan is taken at once and a line says what changed. Where
it differs from what his page showed, he confirms first. Whatever was being said of a stop of the
plan before is not touched: the server takes it under its old name. */

import { ask } from "./ask.js";
import { el, icon } from "./element.js";
import { changeWords } from "./plan_changes.js";
import { t } from "./words.js";

const KEPT = (community) => `yuxun.shown.${community}`;
const UNSAID = (community) => `yuxun.unconfirmed.${community}`;

function kept(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    /* after a reload the newest plan is shown, then */
  }
}

/** "hazard pass-name" of a stop, which is the same visit in every plan of a night. */
export function visitOf(night, round, stop) {
  return `${stop.hazard_id} ${night.passes.find((pass) => pass.no === round.pass_no)?.name}`;
}

function steps(night, teamId) {
  const own = night.rounds.filter((round) => round.team_id === teamId);
  const found = own.flatMap((round) => round.stops.map((stop) => ({ round, stop, visit: visitOf(night, round, stop) })));
  return found.sort((a, b) => Date.parse(a.stop.eta) - Date.parse(b.stop.eta));
}

function nextOf(night, teamId) {
  return steps(night, teamId).find(({ stop }) => stop.state === "planned") ?? null;
}

/** How the visits of an old plan stand by now, as the new plan has them. */
function updated(shown, fresh) {
  const now = new Map(fresh.rounds.flatMap((round) => round.stops.map((stop) => [visitOf(fresh, round, stop), stop])));
  for (const round of shown.rounds) {
    for (const stop of round.stops) {
      const same = now.get(visitOf(shown, round, stop));
      if (same?.state === "done") Object.assign(stop, { state: same.state, result: same.result });
    }
  }
  return shown;
}

/** Whether the last change of the plan is any business of a team's. */
function concerns(night, teamId) {
  return Boolean(night.plan?.changes?.concerned.includes(teamId));
}

/** What a team's page shows of the night, and what it has yet to confirm. */
export class NightChanges {
  /** @param {HTMLElement} host @param {string} community @param {() => void} onTaken the new plan is shown from now on */
  constructor(host, community, onTaken) {
    Object.assign(this, { host, community, onTaken, shown: null, fresh: null, teamId: null, held: false, stays: false, note: false, done: null });
  }

  /** The night to show: the fresh one, or the one that was shown until it is confirmed. */
  meet(fresh, teamId) {
    this.fresh = fresh;
    this.teamId = teamId;
    const before = this.before(fresh, teamId);
    this.sayAgain();
    this.stays = false;
    if (!before || before.plan.id === fresh.plan?.id) return this.take(fresh);
    updated(before, fresh);
    const [was, will] = [nextOf(before, teamId), nextOf(fresh, teamId)];
    this.held = Boolean(was) && was.visit !== will?.visit;
    if (!this.held) {
      this.stays = true;
      return this.take(fresh);
    }
    this.shown = before;
    return { ...fresh, plan: before.plan, passes: before.passes, rounds: before.rounds };
  }

  before(fresh, teamId) {
    const same = (each) => each && each.night === fresh.night && each.teamId === teamId;
    if (same(this.shown)) return this.shown;
    const stored = kept(KEPT(this.community), null);
    return same(stored) ? stored : null;
  }

  /** Another team's page: what this one was shown is of no matter. */
  forget() {
    Object.assign(this, { shown: null, held: false, note: false });
  }

  take(fresh) {
    this.held = false;
    if (!fresh.plan || !this.teamId) return fresh;
    const own = fresh.rounds.filter((round) => round.team_id === this.teamId);
    this.shown = { night: fresh.night, teamId: this.teamId, plan: fresh.plan, passes: fresh.passes, rounds: own };
    // Whom to call is not left on a phone.
    const rounds = own.map((round) => ({ ...round, stops: round.stops.map((stop) => ({ ...stop, keeper: null })) }));
    keep(KEPT(this.community), { ...this.shown, rounds });
    const unsaid = kept(UNSAID(this.community), []).some((each) => each.plan_id === fresh.plan.id);
    this.note = concerns(fresh, this.teamId) && !unsaid && !fresh.plan.confirmed?.[this.teamId] && this.done !== fresh.plan.id;
    return fresh;
  }

  /** Got it: the new plan from now on, and the office is told. */
  confirm() {
    const unsaid = kept(UNSAID(this.community), []);
    keep(UNSAID(this.community), [...unsaid, { plan_id: this.fresh.plan.id, team_id: this.teamId }].slice(-5));
    this.done = this.fresh.plan.id;
    this.take(this.fresh);
    this.sayAgain();
    this.onTaken(this.fresh);
  }

  /** Tell the office what it has not heard yet; what it refuses is of a plan that is gone. */
  async sayAgain() {
    const unsaid = kept(UNSAID(this.community), []);
    for (const { plan_id, team_id } of unsaid) {
      try {
        await ask(`/rounds/${plan_id}/confirm`, { method: "POST", body: { team_id } });
      } catch (error) {
        if (!error.status || error.status >= 500) continue;
      }
      const left = kept(UNSAID(this.community), []).filter((each) => each.plan_id !== plan_id);
      keep(UNSAID(this.community), left);
    }
  }

  /** The visits that are new to this team in the plan that is shown: hazard ids of one pass. */
  ringed(passName) {
    if (this.held) return new Set();
    const changes = this.fresh?.plan?.changes;
    const mine = (changes?.handed ?? []).filter((each) => each.to_team_id === this.teamId);
    return new Set([...mine, ...(changes?.added ?? [])].filter((each) => each.pass_name === passName).map((each) => each.hazard_id));
  }

  /** The stops that this team has given away in one pass, as the others have them now. */
  given(passName) {
    if (this.held) return [];
    const changes = this.fresh?.plan?.changes;
    const ids = new Set((changes?.handed ?? [])
      .filter((each) => each.from_team_id === this.teamId && each.pass_name === passName).map((each) => each.hazard_id));
    const pass = this.fresh?.passes.find((each) => each.name === passName);
    return (this.fresh?.rounds ?? []).filter((round) => round.pass_no === pass?.no && round.team_id !== this.teamId)
      .flatMap((round) => round.stops).filter((stop) => ids.has(stop.hazard_id));
  }

  /** Draw what has to be confirmed, or what changed; nothing where nothing did. */
  show() {
    this.host.hidden = !this.held && !this.note;
    this.host.classList.toggle("is-held", this.held);
    if (this.host.hidden) {
      this.host.replaceChildren();
      return;
    }
    this.host.replaceChildren(
      el("div.grow", null,
        el("p.change-why", null, icon("alert"), el("b", null, this.headline())),
        el("p.small", { "data-part": "change" }, changeWords(this.fresh))),
      el(`button.button.big${this.held ? ".main.wide" : ""}`, { type: "button", "data-act": "got-it", onclick: () => this.confirm() }, icon("check"), t("Got it")));
  }

  headline() {
    if (this.held) return this.nextWords();
    return this.stays ? t("The plan has changed; your next stop stays.") : t("The plan has changed.");
  }

  nextWords() {
    const [was, will] = [nextOf(this.shown, this.teamId), nextOf(this.fresh, this.teamId)];
    const before = was?.stop.code ?? "";
    return will
      ? t("Your next stop changes: {after} instead of {before}", { before, after: will.stop.code })
      : t("Your round ends here: {before} goes to others", { before });
  }
}
