/* The night while it runs, read again every half minute while somebody looks at it.

It has a place of its own on the page and touches nothing else there: what the official is doing
stays as it is. What it learns of single stops is handed on for the map. */

import { ask } from "./ask.js";
import { showAlarms } from "./running_alarms.js";
import { TeamsOnMap } from "./running_map.js";
import { community } from "./place.js";
import { byReason } from "./stop_list.js";
import { SIGNS } from "./stops.js";
import { el } from "./element.js";
import { setClock } from "./clock.js";
import { clock, minutes, named, t, tn } from "./words.js";

const EVERY_MS = 20_000;
const BEHIND_MIN = 3;

/** "Now" on the official's page. */
export class Running {
  /**
   * @param {HTMLElement} host
   * @param {L.LayerGroup} layer where each team is marked at its last stop
   * @param {{stops: (planId: string, stops: object) => void, plan: (planId: string) => void}} on
   *   stops: how they stand by id, with every answer; plan: another plan is on the phones
   */
  constructor(host, layer, on) {
    Object.assign(this, { host, on, now: null, teams: [], planId: undefined, opened: new Map() });
    this.teamsOnMap = new TeamsOnMap(layer);
  }

  start() {
    document.addEventListener("visibilitychange", () => this.refresh());
    setInterval(() => this.refresh(), EVERY_MS);
  }

  /** Teams as the night names them; draws what is known anew. */
  show(teams) {
    this.teams = teams;
    if (this.now) this.draw();
  }

  async refresh() {
    if (document.visibilityState === "hidden") return;
    let found;
    try {
      found = await ask(`/app/${community}/running`);
    } catch {
      this.host.dataset.stale = "true"; // what stands here stays, and says of when it is
      return;
    }
    delete this.host.dataset.stale;
    const before = this.planId;
    this.now = found;
    this.planId = found.plan_id;
    setClock(found.now);
    this.draw();
    this.on.stops(found.plan_id, found.stops);
    this.on.confirmed?.(found.plan_id, found.confirmed);
    if (before !== undefined && before !== found.plan_id) this.on.plan(found.plan_id);
    if (found.newest_plan_id !== found.plan_id) this.on.draft?.(found.newest_plan_id);
  }

  draw() {
    const { now } = this;
    this.host.hidden = !now.plan_id || (!now.on && !now.uncovered.some((each) => each.why === "missed"));
    this.teamsOnMap.show(now.on ? now.passes : [], this.teams);
    if (this.host.hidden) return;
    this.host.querySelector("[data-part=moment]").textContent = clock(now.now);
    this.host.querySelector("[data-part=line]").textContent = now.line;
    showAlarms(this.host.querySelector("[data-part=alarms]"), now.alarms, this.teams, () => this.draw());
    this.host.querySelector("[data-part=trouble]").replaceChildren(now.trouble ? el("p.wrong", { role: "alert" }, now.trouble) : "");
    const crews = now.on ? now.teams : [];
    this.host.querySelector("[data-part=teams]").replaceChildren(...crews.map((each) => this.crew(each)));
    this.host.querySelector("[data-part=passes]").replaceChildren(...now.passes.filter((each) => each.teams.length).map((each) => this.pass(each)));
    showUncovered(this.host.querySelector("[data-part=uncovered]"), now.uncovered);
  }

  pass(pass) {
    const sums = sumsOf(pass);
    const open = this.opened.get(pass.name) ?? this.opensByItself() === pass;
    const block = el("details.now-pass", { open, "data-pass": pass.name },
      // Only what a person opens or folds is remembered: what opened by itself folds when it is over.
      el("summary", { onclick: () => this.opened.set(pass.name, !block.open) },
        el("span.grow", null, el("b", null, pass.word), el("span.under", null, `${clock(pass.from)}–${clock(pass.to)}`)),
        el("span.now-figures", null, signs(sums), el("b.num", null, `${sums.done}/${sums.total}`)),
        el("progress.meter", { max: sums.total || 1, value: sums.done, "aria-label": t("{answered} of {total} visited", { answered: sums.done, total: sums.total }) })),
      el("ul.now-teams", null, pass.teams.map((walk) => this.team(walk, timing(pass, this.now.now)))));
    return block;
  }

  /** The pass that runs, else the one that comes next. */
  opensByItself() {
    const walked = this.now.passes.filter((pass) => pass.teams.length);
    const first = (when) => walked.find((pass) => timing(pass, this.now.now) === when);
    return first("running") ?? first("coming") ?? null;
  }

  /** One team, whatever pass it is in: where it is, where it goes, and that it is out. */
  crew(one) {
    const index = this.teams.findIndex((each) => each.id === one.team_id);
    if (index < 0) return "";
    return el("li.now-crew", { "data-team": one.team_id, "data-out": String(Boolean(one.out_since)) },
      el(`span.swatch.team-${(index % 6) + 1}`, { "aria-hidden": "true" }),
      el("div", null,
        el("p", null, el("b", null, named(this.teams[index])), " ", one.out_since ? outWords(one) : arrows(this.between(one.team_id))),
        one.confirmed_at !== undefined && !one.out_since ? confirmed(one) : null));
  }

  /** Its last answer of the night and its next stop, in whatever pass they are. */
  between(teamId) {
    const walks = this.now.passes.flatMap((pass) => pass.teams.filter((each) => each.team_id === teamId).map((walk) => ({ pass, walk })));
    const told = walks.map(({ walk }) => walk.last).filter((last) => last?.done_at);
    const last = told.sort((a, b) => Date.parse(a.done_at) - Date.parse(b.done_at)).at(-1);
    const ahead = walks.find(({ pass, walk }) => walk.next && timing(pass, this.now.now) !== "over");
    const parts = [last ? el("span", null, t("{code} at {time}", { code: last.code, time: clock(last.done_at) })) : el("span", null, t("No stop answered for yet"))];
    parts.push(ahead ? next(ahead.walk.next, timing(ahead.pass, this.now.now)) : el("span", null, t("no stop left tonight")));
    return parts;
  }

  /** Once for each team that has anything left: in the pass that runs, else in the next. */
  canDropOut(walk, when) {
    if (!laterStops(this.now, walk.team_id) || when === "over") return false;
    const first = this.now.passes.find((pass) => timing(pass, this.now.now) !== "over" && pass.teams.some((each) => each.team_id === walk.team_id));
    return first.teams.includes(walk);
  }

  team(walk, when) {
    const index = this.teams.findIndex((each) => each.id === walk.team_id);
    return el("li.now-team", { "data-team": walk.team_id },
      el("p.now-team-head", null,
        el(`span.swatch.team-${(index % 6) + 1}`, { "aria-hidden": "true" }),
        el("b.grow", null, named(this.teams[index])), signs(walk), el("span.num", null, `${walk.done}/${walk.total}`)),
      el("p.under", null, arrows(whereabouts(walk, when))),
      walk.skipped?.length && when === "running" ? el("p.under", { "data-part": "skipped" }, t("Left out so far: {codes}", { codes: walk.skipped.join(t(", ")) })) : null,
      this.on.out && walk.round_id && this.canDropOut(walk, when) ? outButton(walk, this.on.out) : null);
  }
}

function arrows(parts) {
  return parts.map((part, place) => [place ? el("span.then", { "aria-hidden": "true" }, " → ") : null, part]);
}

function outWords({ out_since, reason }) {
  const values = { time: clock(out_since), reason };
  return el("span.state.is-missed", { "data-part": "out" }, reason ? t("out since {time}: {reason}", values) : t("off duty since {time}", values));
}

function laterStops(now, teamId) {
  return now.passes.some((pass) => timing(pass, now.now) !== "over" && pass.teams.some((each) => each.team_id === teamId && each.next));
}

function outButton(walk, onOut) {
  return el("button.button.out", { type: "button", "data-act": "team-out", onclick: () => onOut(walk.team_id, walk.round_id) }, t("Dropped out …"));
}

function timing(pass, now) {
  const at = Date.parse(now);
  if (at >= Date.parse(pass.to)) return "over";
  return at >= Date.parse(pass.from) ? "running" : "coming";
}

function sumsOf(pass) {
  const sums = { done: 0, total: 0, late: 0, missed: 0, found: 0 };
  for (const walk of pass.teams) for (const name of Object.keys(sums)) sums[name] += walk[name];
  return sums;
}

/** What a person should look at: late, missed, found; nothing where there is nothing. */
function signs({ late, missed, found }) {
  const each = (n, state, words) => (n ? el(`span.state.is-${state}`, null, `${SIGNS[state]} ${words}`) : null);
  return [
    each(late, "late", t("{n} late", { n: late })),
    each(missed, "missed", t("{n} missed", { n: missed })),
    each(found, "found", t("{n} found", { n: found })),
  ];
}

/** Where a team is and where it goes, in words. */
function whereabouts(walk, when) {
  const parts = [];
  if (walk.last) parts.push(el("span", { "data-part": "last" }, t("{code} at {time}", { code: walk.last.code, time: clock(walk.last.done_at) })));
  else if (when === "running" || when === "over") parts.push(el("span", null, t("No stop answered for yet")));
  if (walk.next) parts.push(next(walk.next, when));
  else if (when !== "over") parts.push(el("span", null, t("round done")));
  return parts;
}

function next(stop, when) {
  const behind = Math.round((Date.parse(stop.expected_at) - Date.parse(stop.eta)) / 60_000);
  const values = { code: stop.code, time: clock(stop.expected_at) };
  if (when === "coming" || behind < BEHIND_MIN) return el("span", { "data-part": "next" }, t("next {code}, about {time}", values));
  return el("span", { "data-part": "next" }, t("next {code}, about {time}", values), " ",
    el("b.behind", null, t("{time} behind", { time: minutes(behind * 60) })));
}

function confirmed(walk) {
  return el("p.under", { "data-part": "confirmed" }, walk.confirmed_at
    ? el("span.state.is-clear", null, t("✓ confirmed the change at {time}", { time: clock(walk.confirmed_at) }))
    : el("span.state.is-late", null, t("has not confirmed the change yet")));
}

function showUncovered(host, uncovered) {
  const visits = uncovered.map((each) => ({ ...each, reason: each.sentence }));
  host.classList.toggle("is-bad", visits.length > 0);
  host.replaceChildren(
    el("h3", null, visits.length ? tn("Not covered: {n} visit", "Not covered: {n} visits", visits.length) : t("Every visit so far is covered")),
    el("ul", null, byReason(visits).map(([reason, passes]) => el("li", null, el("p", null, reason),
      passes.map(([word, codes]) => el("p.codes", null, el("span", null, word), codes.map((code) => el("b.code", { "data-uncovered": code }, code))))))));
}
