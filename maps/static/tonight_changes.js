/* A new plan while the round is being walked: the page goes on with the old one until the
patroller has read what changes for him.

Where his own next stop stays, the new plan is taken at once and a line says what changed. Where
it differs from what his page showed, he confirms first. Whatever was being said of a stop of the
plan before is not touched: the server takes it under its old name. */

import { ask } from "./ask.js";
import { el, icon } from "./element.js";
import { changeWords } from "./plan_changes.js";
import { tally } from "./stops.js";
import { t } from "./words.js";

const CODES = 8;
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
  return `${stop.hazard_id} ${passName(night, round)}`;
}

function passName(night, round) {
  return night.passes.find((pass) => pass.no === round.pass_no)?.name;
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

/** What of a team's round the office has ended since it was shown: why, how far it was, what was left. */
function endedSince(shown, fresh, teamId) {
  const now = steps(fresh, teamId);
  const left = new Set(now.filter(({ stop }) => stop.state === "planned").map(({ visit }) => visit));
  const handed = new Set(now.filter(({ stop }) => stop.state === "handed_over").map(({ visit }) => visit));
  const ended = endedRounds(fresh, teamId).filter(({ name }) => !endedRounds(shown, teamId).some((each) => each.name === name));
  const names = new Set(ended.map(({ name }) => name));
  const gone = steps(shown, teamId).filter(({ round, stop, visit }) => stop.state === "planned" && !left.has(visit)
    && (handed.has(visit) || names.has(passName(shown, round))));
  if (!gone.length) return null;
  const [{ round }] = gone;
  const pass = passName(shown, round);
  const done = now.filter((each) => passName(fresh, each.round) === pass && each.stop.state === "done").length;
  const reason = ended.map((each) => each.round.reason).find(Boolean) ?? "";
  return { pass, reason, done, total: tally(round).total, codes: gone.map(({ stop }) => stop.code) };
}

function endedRounds(night, teamId) {
  return night.rounds.filter((round) => round.team_id === teamId && round.status === "ended").map((round) => ({ round, name: passName(night, round) }));
}

/** That a round was ended by the office, in one sentence; total: null where it is not known. */
export function endedWords({ reason, done, total }) {
  const why = reason ? t("Your round was ended: {reason}.", { reason }) : t("Your round was ended by the office.");
  return total ? t("{this} {more}", { this: why, more: t("{answered} of {total} visited", { answered: done, total }) }) : why;
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
    const same = before?.plan.id === fresh.plan?.id;
    const ended = before && fresh.plan ? endedSince(before, fresh, teamId) : null;
    if (!before || (same && !ended)) return this.take(fresh, before?.ended);
    updated(before, fresh);
    const [was, will] = [nextOf(before, teamId), nextOf(fresh, teamId)];
    this.held = Boolean(ended) || (Boolean(was) && was.visit !== will?.visit);
    if (!this.held) {
      this.stays = Boolean(was);
      return this.take(fresh, before.ended);
    }
    this.shown = { ...before, ended: ended ?? before.ended };
    this.keepShown();
    return { ...fresh, plan: before.plan, passes: before.passes, rounds: before.rounds };
  }

  /** Whether a stop that is shown is still this team's to visit. */
  stillOwn(visit) {
    return !this.held || steps(this.fresh, this.teamId).some((each) => each.visit === visit && each.stop.state === "planned");
  }

  /** How a round of this team was ended in a pass (or in any), if nothing was visited there since; else null. */
  endedIn(passName, answered) {
    const { ended } = this.shown ?? {};
    return ended && (!passName || ended.pass === passName) && answered <= ended.done ? ended : null;
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

  take(fresh, ended = null) {
    this.held = false;
    if (!fresh.plan || !this.teamId) return fresh;
    const own = fresh.rounds.filter((round) => round.team_id === this.teamId);
    this.shown = { night: fresh.night, teamId: this.teamId, plan: fresh.plan, passes: fresh.passes, rounds: own, ended };
    this.keepShown();
    const unsaid = kept(UNSAID(this.community), []).some((each) => each.plan_id === fresh.plan.id);
    this.note = concerns(fresh, this.teamId) && !unsaid && !fresh.plan.confirmed?.[this.teamId] && this.done !== fresh.plan.id;
    return fresh;
  }

  keepShown() {
    // Whom to call is not left on a phone.
    const rounds = this.shown.rounds.map((round) => ({ ...round, stops: round.stops.map((stop) => ({ ...stop, keeper: null })) }));
    keep(KEPT(this.community), { ...this.shown, rounds });
  }

  /** Got it: the new plan from now on, and the office is told. */
  confirm() {
    // That a round was ended is no plan yet: what there is to accept comes when the office publishes.
    if (!this.held || this.shown.plan.id !== this.fresh.plan.id || concerns(this.fresh, this.teamId)) {
      const unsaid = kept(UNSAID(this.community), []);
      keep(UNSAID(this.community), [...unsaid, { plan_id: this.fresh.plan.id, team_id: this.teamId }].slice(-5));
      this.done = this.fresh.plan.id;
    }
    this.take(this.fresh, this.shown?.ended && { ...this.shown.ended, read: true });
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
        el("p.small", { "data-part": "change" }, this.moreWords())),
      el(`button.button.big${this.held ? ".main.wide" : ""}`, { type: "button", "data-act": "got-it", onclick: () => this.confirm() }, icon("check"), t("Got it")));
  }

  headline() {
    if (this.held) return this.shown.ended && !this.shown.ended.read ? endedWords(this.shown.ended) : this.nextWords();
    if (this.stays) return t("The plan has changed; your next stop stays.");
    const next = nextOf(this.fresh, this.teamId);
    return next ? t("The plan has changed; your next stop is {code}.", { code: next.stop.code }) : t("The plan has changed.");
  }

  moreWords() {
    const { ended } = this.held ? this.shown : {};
    if (!ended || ended.read) return changeWords(this.fresh);
    const codes = [...ended.codes.slice(0, CODES), ...(ended.codes.length > CODES ? ["…"] : [])].join(t(", "));
    const gone = t("Not yours any more: {codes}.", { codes });
    if (this.shown.plan.id !== this.fresh.plan.id) return [gone, changeWords(this.fresh)].map((each) => el("span", null, each, " "));
    return [gone, t("The office plans anew; what comes next appears here.")].map((each) => el("span", null, each, " "));
  }

  nextWords() {
    const [was, will] = [nextOf(this.shown, this.teamId), nextOf(this.fresh, this.teamId)];
    const before = was?.stop.code ?? "";
    if (will) return t("Your next stop changes: {after} instead of {before}", { before, after: will.stop.code });
    const others = this.fresh.rounds.some((round) => round.stops.some((stop) =>
      stop.state === "planned" && visitOf(this.fresh, round, stop) === was?.visit));
    return others ? t("Your round ends here: {before} goes to others", { before }) : t("Your round ends here: nobody has {before} now", { before });
  }
}
