/* The official's page: what is in force, who walks, plan, publish, raise. */

import "./against.js";
import { ask } from "./ask.js";
import { now, setClock } from "./clock.js";
import { onDemo } from "./demo.js";
import { el, icon, toast } from "./element.js";
import { map, rounds as layer } from "./made/map-plan.js";
import { community } from "./place.js";
import { plan } from "./plan_job.js";
import { showRaise, showResponse, showWarnings } from "./plan_levels.js";
import { askWhy } from "./drop_out.js";
import { changeWords, draftAfter, showChanges } from "./plan_changes.js";
import { changedIn, PlanMap } from "./plan_map.js";
import { showRoundTable } from "./plan_result.js";
import { showTeamRows, toggled, turnsOf, withMember } from "./plan_teams.js";
import { Roster } from "./roster.js";
import "./round_files.js";
import { addActions, openRound, refreshRound } from "./round_sheet.js";
import { RulesEditor } from "./rules.js";
import { Running } from "./running.js";
import { joined, passAt } from "./stops.js";
import { showUnserved } from "./stop_list.js";
import { TemplateList } from "./templates.js";
import { onTheme, setNight } from "./theme.js";
import "./typed_in.js";
import { clock, day, ready, t } from "./words.js";

const at = (id) => document.getElementById(id);
const RED = "red";

let night = null;
let warnings = [];
let teams = [];
let rules = null;
let passNo = null;
let change = "";
let stale = false; // something was changed since the plan was made
let putting = Promise.resolve(); // the change of the teams that is being written
let share = null; // 0 to 1 while a plan is being made
let fitted = false;

const planMap = new PlanMap(map, layer, { passes: at("passes"), legend: at("legend") }, pickPass);
const running = new Running(at("now"), layer, { stops: stopsNow, plan: planNow, confirmed: confirmedNow, draft: draftNow, out: teamOut });

async function load() {
  const passName = night?.passes.find((pass) => pass.no === passNo)?.name;
  [night, warnings, teams, rules] = await Promise.all([
    ask(`/app/${community}/night?draft=true`),
    ask(`/warnings?community=${encodeURIComponent(community)}`),
    ask(`/app/${community}/teams`),
    ask(`/app/${community}/rules`),
  ]);
  setClock(night.now);
  setNight(night.dark);
  night.rounds = joined(night.rounds);
  roster.load();
  templates.load(night);
  passNo = (night.passes.find((pass) => pass.name === passName) ?? openingPass())?.no ?? null;
}

function openingPass() {
  const walked = night.passes.filter((pass) => night.rounds.some((round) => round.pass_no === pass.no));
  return passAt(walked.length ? walked : night.passes, now());
}

function show() {
  at("night-words").textContent = t("Night of {night} · sunset {set}, sunrise {rise}", {
    night: day(night.night), set: clock(night.sun.set), rise: clock(night.sun.rise),
  });
  showSeason();
  showWarnings(at("warnings"), warnings, pickWarning);
  showResponse(at("response"), night.levels.response, pickResponse);
  at("leader-field").hidden = !lookoutOnly();
  if (document.activeElement !== at("leader")) at("leader").value = night.leader ?? "";
  showTeamRows(at("team-rows"), teams, {
    team: (id) => put((now) => toggled(now, id)), member: (...which) => put((now) => withMember(now, ...which)), hours: (id) => roster.open(night.night, id),
  });
  at("result").hidden = !night.plan;
  showRoundTable(at("round-table"), night, passNo, pickRound);
  showUnserved(at("unserved"), night.unserved);
  showNotes(night.plan?.notes ?? []);
  showMap();
  showDo();
  running.show(night.teams);
}

/** How the stops stand now; the map is drawn anew only where something on it has changed. */
function stopsNow(planId, stops) {
  if (night?.plan?.id !== planId) return;
  let differs = false;
  for (const stop of night.rounds.flatMap((round) => round.stops)) {
    const now = stops[stop.id];
    differs ||= now && (now.state !== stop.state || now.result !== stop.result || now.alarm !== stop.alarm);
    Object.assign(stop, now);
  }
  if (differs) showMap();
}

/** Another plan is on the phones: it is shown here too, unless somebody is at work on this one. */
async function planNow(planId) {
  const busy = share !== null || stale || night?.plan?.status === "draft" || document.querySelector("dialog[open]");
  if (busy || night?.plan?.id === planId || document.activeElement?.matches("input, textarea, select")) return;
  await load().then(show, () => {});
}

function showNotes(notes) {
  at("notes").hidden = !notes.length;
  at("notes").replaceChildren(...notes.map((note) => el("li", null, note)));
}

function lookoutOnly() {
  return night.levels.thunder || [night.levels.rain, night.levels.wind, night.levels.response].includes(RED);
}

function showSeason() {
  const byHand = rules.trigger !== "every_night" || !night.in_season || night.by_hand;
  at("season").hidden = !night.note && !byHand;
  at("season-words").textContent = night.note ?? "";
  at("by-hand").closest("label").hidden = !byHand;
  at("by-hand").checked = Boolean(night.by_hand);
}

function showMap() {
  const rounds = planMap.show(night, passNo);
  if (!fitted && rounds.length) {
    fitted = true;
    planMap.whole(rounds);
  }
}

function showDo(trouble = "") {
  const making = share !== null;
  const made = night.plan && !stale;
  at("sentence").textContent = sentence(making, made);
  showNews();
  at("trouble").hidden = !trouble;
  at("trouble").textContent = trouble;
  at("progress").hidden = !making;
  at("progress").value = share ?? 0;
  at("make-plan").disabled = making;
  at("make-plan").classList.toggle("main", !made);
  at("make-plan").lastElementChild.textContent = night.plan ? t("Plan again") : t("Plan");
  const open = made && night.plan.status === "draft";
  at("plan").dataset.plan = night.plan?.status ?? "";
  at("publish").disabled = making || !open;
  at("publish").classList.toggle("main", Boolean(open));
  at("publish").classList.toggle("is-published", Boolean(made && !open));
  at("publish").replaceChildren(icon(made && !open ? "check" : "send"), made && !open ? t("On the phones") : t("Publish to phones"));
  at("raise").disabled = making;
}

function showNews() {
  showChanges(at("change"), night, share !== null || stale ? "" : change || changeWords(night));
}

function confirmedNow(planId, confirmed) {
  if (night?.plan?.id !== planId) return;
  night.plan.confirmed = confirmed;
  showNews();
}

function sentence(making, made) {
  if (making) return t("Planning: {percent} %", { percent: Math.round(share * 100) });
  if (made) return night.plan.sentence;
  if (stale && night.plan) return t("Something has changed: plan again. {cost}", { cost: night.cost ?? "" });
  return night.cost ?? "";
}

function pickPass(no) {
  passNo = no;
  showRoundTable(at("round-table"), night, passNo, pickRound);
  showMap();
}

function pickRound(round) {
  pickPass(round.pass_no);
  openRound(night, round, reordered);
}

/** A round was put in order by hand: a new draft is there, and nothing else has changed. */
async function reordered(said) {
  change = said?.sentence ?? "";
  await load();
  show();
  refreshRound(night);
}

async function changed(request, troubleId, follows = false) {
  try {
    const known = night.plan?.id ?? null;
    // Not known yet is not the same as none: a draft may follow a tap made before the first look.
    const runs = follows && running.planId !== null;
    await request;
    stale = true;
    if (troubleId) at(troubleId).hidden = true;
    await load();
    show();
    if (runs && (await draftAfter(known)) && stale) await fresh().then(show);
  } catch (error) {
    // Somebody else has changed it meanwhile: it is shown as it is now.
    if (error.status === 412) await load().catch(() => {});
    if (troubleId) {
      at(troubleId).hidden = false;
      at(troubleId).textContent = [error.message, ...(error.problems ?? []).map((each) => each.sentence)].join(" ");
    } else toast(error.message);
    show();
  }
}

function pickWarning(kind, level) {
  changed(ask("/warnings", { method: "POST", body: { community_id: community, kind, level } }), "warnings-trouble", true);
}

function respond(body) {
  return ask(`/app/${community}/response`, { method: "POST", body: { level: night.levels.response, ...body } });
}

function pickResponse(level) {
  changed(respond({ level }), null, true);
}

/** Write who is on duty tonight: one change after the other, each of what the last has left. */
function put(change) {
  putting = putting.then(async () => {
    const wanted = change(teams);
    const rest = new Map(wanted.map((team) => [team.id, team.rest]));
    await changed(ask(`/app/${community}/shifts`, {
      method: "PUT", body: { night: night.night, teams: turnsOf(wanted) }, match: teams[0]?.version,
    }), "teams-trouble");
    for (const team of teams) team.rest = rest.get(team.id) ?? team.rest;
  });
}

async function make() {
  change = "";
  share = 0;
  showDo();
  try {
    await plan({ community_id: community, night: night.night }, (reached) => {
      share = reached;
      showDo();
    });
    await fresh();
  } catch (error) {
    share = null;
    showDo(error.message);
    return;
  }
  share = null;
  show();
}

/** The newest plan, at the pass where it differs: what is new is what one wants to see. */
async function fresh() {
  stale = false;
  change = "";
  await load();
  const changed = night.passes.find((pass) => Date.parse(pass.to) > now().getTime() && changesIn(pass));
  if (changed) passNo = changed.no;
}

function changesIn(pass) {
  const { added, handed, gone } = changedIn(night, pass);
  return added.size + handed.size + gone.length;
}

/** A draft that nobody here has asked for is there: it is shown, unless somebody is at work. */
async function draftNow(planId) {
  if (!planId || planId === night?.plan?.id || share !== null || document.querySelector("dialog[open]")) return;
  if (document.activeElement?.matches("input, textarea, select")) return;
  await fresh().then(show, () => {});
  if (night.plan?.status === "draft") toast(t("Something has changed outside: a new plan is ready to publish."));
}

/** A team has dropped out: why, and everything that it had left is planned anew. */
function teamOut(teamId, roundId) {
  askWhy(night.teams.find((team) => team.id === teamId), roundId, {
    others: others(teamId),
    onDone: async () => {
      await fresh();
      show();
      running.refresh();
    },
  });
}

const others = (teamId) => night.teams.filter((team) => team.id !== teamId && team.size > 0);

async function raise(level) {
  at("raise-sheet").close();
  try {
    await respond({ level });
    await load();
  } catch (error) {
    toast(error.message);
    return;
  }
  show();
  if (lookoutOnly() && !night.leader) askForLeader();
  else await make();
}

/** At red nobody goes out without a named leader's word: ask for it before planning. */
function askForLeader() {
  toast(t("Name who gives the word to go out, then plan."));
  at("leader").focus();
}

async function publish() {
  at("publish").disabled = true;
  try {
    const done = await ask(`/rounds/${night.plan.id}/publish`, { method: "POST", body: {} });
    await load();
    show();
    running.refresh();
    toast(done.sentence);
  } catch (error) {
    showDo(error.message);
  }
}

addActions((host, { night: ofNight, round, team, close }) => {
  const open = round.stops.find((stop) => stop.state === "planned");
  if (!open || ofNight.plan?.status !== "published") return;
  const onDone = () => fresh().then(show);
  const end = (teamOut) => { close(); askWhy(team, open.round_id ?? round.id, { teamOut, others: others(team.id), onDone }); };
  host.append(
    el("button.button", { type: "button", "data-act": "end-round", onclick: () => end(false) }, t("End this round")),
    el("button.button", { type: "button", "data-act": "team-out", onclick: () => end(true) }, t("The team has dropped out")));
});

async function start() {
  await ready;
  at("make-plan").addEventListener("click", make);
  at("publish").addEventListener("click", publish);
  at("raise").addEventListener("click", () => {
    showRaise(at("raise-choices"), night.levels.response, rules, raise);
    at("raise-sheet").showModal();
  });
  at("raise-close").addEventListener("click", () => at("raise-sheet").close());
  at("by-hand").addEventListener("change", () => changed(respond({ by_hand: at("by-hand").checked })));
  at("leader").addEventListener("change", () => changed(respond({ leader: at("leader").value.trim() })));
  at("rules").addEventListener("toggle", () => editor.open(), { once: true });
  onTheme(() => night && showMap());
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  onDemo(community);
  try {
    await load();
  } catch (error) {
    at("sentence").textContent = error.message;
    at("make-plan").disabled = true;
    return;
  }
  show();
  running.refresh();
  running.start();
}

const roster = new Roster({ duty: at("duty-rows"), week: at("roster-week"), sheet: at("shift-sheet"), count: at("roster-count") }, community, map, () => changed(Promise.resolve()));
const templates = new TemplateList({ host: at("template-list"), count: at("templates-count") }, community, () => changed(Promise.resolve()));
const editor = new RulesEditor(at("rules-body"), community, () => changed(Promise.resolve()));

start();
