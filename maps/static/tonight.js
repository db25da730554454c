/* The night's page for a phone: which team, which pass, the next stop, and what is said of it. */

import { isNews, lateStops, ring, showAlarm } from "./alarm.js";
import { ask, newKey } from "./ask.js";
import { drawGiven } from "./changes_map.js";
import { frozen, send } from "./checkin.js";
import { now, setClock } from "./clock.js";
import { onDemo } from "./demo.js";
import { toast } from "./element.js";
import { FoundForm } from "./found_form.js";
import { useLooks } from "./look_for.js";
import { map, rounds } from "./made/map-tonight.js";
import { community, edges } from "./place.js";
import { drawRound, roundsBox, stopBox } from "./rounds.js";
import { joined, nextStop, passAt, standing, tally } from "./stops.js";
import { showStops, showUnserved } from "./stop_list.js";
import { onTheme, setNight } from "./theme.js";
import { showCard, showWord } from "./tonight_card.js";
import { NightChanges, visitOf } from "./tonight_changes.js";
import { showLevels } from "./levels.js";
import { Follow } from "./tonight_follow.js";
import { goesOn, roundAhead, roundOf, showPasses, showTeams } from "./tonight_passes.js";
import { keepTeam, keptTeam, scannedRound } from "./tonight_team.js";
import { roundEnds } from "./tonight_words.js";
import { clock, named, ready, t } from "./words.js";

const REFRESH_MS = 60_000;
const LATE_LOOK_MS = 10_000;
const LOOKED_MS = 180_000;
const ROUND_PX = 240; // on a lower map a round's marks lie in a heap
const at = (id) => document.getElementById(id);

let night = null;
let teamId = null;
let passNo = null;
let crew = null; // since when those are on duty whose round is shown; null: who is now
let chosenId = null;
let key = newKey();
let drawn = null;
let given = null;
let form = null;
let sending = false;
let view = opening; // or whole, or closer, until somebody moves the map: then it stays where he put it
let framing = false;
let looked = 0; // when he chose himself what to look at
const waiting = new Map(); // stop id → {checkin, sentence}: said, and not stored yet
const facts = new Map(); // hazard id → the card's fields

const follow = new Follow(map, { button: at("follow"), trouble: at("position-trouble") }, () => showStop());

const changes = new NightChanges(at("changes"), community, taken);

const round = () => night && roundOf(night, teamId, passNo, crew);
const stop = () => round()?.stops.find((each) => each.id === chosenId) ?? null;

async function load() {
  const answer = await ask(`/app/${community}/night`);
  const before = night;
  night = { ...answer, rounds: joined(answer.rounds) };
  setClock(night.now);
  setNight(night.dark);
  if (!night.teams.some((team) => team.id === teamId)) teamId = firstTeam();
  meet(before);
}

/** Show the night that was read, or what of the plan before is not given up yet. */
function meet(before) {
  const passName = before?.passes.find((pass) => pass.no === passNo)?.name;
  const wasOpen = before?.rounds.some((each) => each.stops.some((its) => its.id === chosenId && its.state === "planned"));
  night = changes.meet(night, teamId);
  if (before) carryOver(before);
  passNo = night.passes.find((pass) => pass.name === passName)?.no ?? passNo;
  if (!night.passes.some((pass) => pass.no === passNo)) passNo = firstPass();
  // Somebody else of the team has answered for it meanwhile.
  const answered = wasOpen && stop()?.state === "done" && !waiting.has(chosenId);
  if (!stop() || answered) chosenId = nextStop(round())?.id ?? null;
}

/** What was said and is not stored yet, and what is looked at, belong to the same visits as before. */
function carryOver(before) {
  const found = new Map(night.rounds.flatMap((each) => each.stops.map((its) => [visitOf(night, each, its), its.id])));
  const now = new Map(before.rounds.flatMap((each) => each.stops.map((its) => [its.id, found.get(visitOf(before, each, its))])));
  chosenId = now.get(chosenId) ?? chosenId;
  for (const [id, said] of [...waiting]) {
    if (!now.get(id) || now.get(id) === id) continue;
    waiting.delete(id);
    waiting.set(now.get(id), said);
  }
}

/** The patroller has seen what changes: his next stop is the new plan's from here on. */
function taken(fresh) {
  const before = night;
  night = fresh;
  carryOver(before);
  passNo = firstPass();
  crew = null;
  walk(roundAhead(night, teamId) ?? round());
  show();
  if (stop() && !follow.following) closer();
}

function walk(ahead) {
  if (ahead) [passNo, crew] = [ahead.pass_no, ahead.shift_from];
  chosenId = nextStop(round())?.id ?? null;
  key = newKey();
}

/** From a round that is over or done to the one that has begun, but take nothing out of his hands. */
function goOn() {
  const busy = at("found").open || waiting.size || sending || changes.held || Date.now() - looked < LOOKED_MS;
  const ahead = busy ? null : goesOn(night, teamId, round());
  if (ahead) walk(ahead);
}

function firstTeam() {
  const kept = keptTeam();
  const known = night.teams.find((team) => team.id === kept);
  return (known ?? night.teams.find((team) => night.rounds.some((each) => each.team_id === team.id)) ?? night.teams[0])?.id ?? null;
}

function firstPass() {
  const walked = night.passes.filter((pass) => roundOf(night, teamId, pass.no));
  return passAt(walked.length ? walked : night.passes, now())?.no ?? null;
}

function show() {
  const team = night.teams.find((each) => each.id === teamId);
  at("team-name").textContent = team ? named(team) : t("Choose your team");
  showNote();
  showLevels(at("levels"), night.levels);
  showPasses(at("passes"), night, teamId, passNo, round(), pickPass);
  showTeams(at("team-list"), night, teamId, pickTeam);
  at("night-line").textContent = night.progress?.line ?? "";
  showUnserved(at("unserved"), night.unserved);
  showRound();
}

function showNote() {
  const draft = night.plan?.status === "draft" ? t("This plan is a draft; the office has not published it yet.") : "";
  const sentence = night.note || draft;
  at("note").hidden = !sentence;
  at("note").textContent = sentence;
  at("note").classList.toggle("bad", night.levels.thunder || Object.values(night.levels).includes("red"));
}

function showRound() {
  drawn?.remove();
  given?.remove();
  const pass = night.passes.find((each) => each.no === passNo)?.name;
  drawn = round() ? drawRound(rounds, round(), { chosen: chosenId, onStop: pickStop, changed: changes.ringed(pass) }) : null;
  given = drawGiven(rounds, changes.given(pass));
  showStop();
}

function showStop() {
  const waitingIds = new Set(waiting.keys());
  showStops(at("stops"), round(), { chosenId, waitingIds }, pickStop);
  const sums = tally(round());
  const parts = sums.total ? [t("{answered} of {total} visited", { answered: sums.answered, total: sums.total })] : [];
  if (sums.found) parts.push(t("{n} found", { n: sums.found }));
  at("round-line").textContent = parts.join(" · ");
  if (stop()) {
    const { hazard_id } = stop();
    const card = { round: round(), stop: stop(), fix: follow.fix, facts: facts.get(hazard_id) ?? [], waiting: waiting.get(chosenId), sending };
    showCard(at("card"), card, { clear: sayClear, found: sayFound, again: sayAgain });
    readFacts(hazard_id);
  } else showWord(at("card"), word());
  showLate();
  changes.show();
}

function word() {
  if (!night.plan) {
    return { headline: t("No plan for tonight yet"), sentence: t("The office makes it on the Plan page; it then appears here."), action: t("Open the Plan page"), onAction: () => location.assign("/plan") };
  }
  const line = night.progress?.line;
  const next = night.passes.find((pass) => pass.no !== passNo && nextStop(roundOf(night, teamId, pass.no)) && Date.parse(pass.to) > now().getTime());
  const passName = night.passes.find((pass) => pass.no === passNo)?.name;
  const headline = roundEnds(round(), changes.endedIn(round() ? passName : null, tally(round()).answered), Boolean(next));
  if (!next) return { headline, line };
  const starts = roundOf(night, teamId, next.no).starts_at;
  return { headline, line, calm: changes.held, action: t("Next: {pass}, {time}", { pass: next.word, time: clock(starts) }), onAction: () => pickPass(next.no) };
}

/** What is late of this team, whatever pass is shown; rung for once. */
function showLate() {
  if (!night) return;
  const own = night.rounds.filter((each) => each.team_id === teamId);
  const late = own.flatMap((each) => lateStops(each, now()).filter((its) => changes.stillOwn(visitOf(night, each, its))));
  const news = isNews(late);
  showAlarm(at("late"), { stops: late, chosenId, news, desk: night.desk, calm: changes.held }, goTo);
  if (news) ring();
}

function goTo(late) {
  const its = night.rounds.find((each) => each.stops.includes(late));
  if (its !== round()) pickPass(its.pass_no, its.shift_from);
  pickStop(late);
}

async function readFacts(hazardId) {
  if (facts.has(hazardId)) return;
  facts.set(hazardId, []);
  try {
    const card = await ask(`/app/hazards/${hazardId}/card`);
    facts.set(hazardId, card.fields.filter((field) => field.value !== null && field.value !== "" && field.value !== false));
    if (stop()?.hazard_id === hazardId) showStop();
  } catch {
    facts.delete(hazardId); // the stop can be visited without them
  }
}

function pickTeam(id) {
  teamId = id;
  keepTeam(id);
  at("teams").close();
  changes.forget();
  night = changes.meet(changes.fresh, teamId);
  pickPass(firstPass());
}

function pickPass(no, shiftFrom = null) {
  looked = Date.now();
  [passNo, crew] = [no, shiftFrom];
  walk(null);
  show();
  opening();
}

function pickStop(picked) {
  looked = Date.now();
  chosenId = picked.id;
  key = newKey();
  list(false);
  showRound();
  at("hand-scroll").scrollTop = 0;
  closer();
}

const low = () => map.getContainer().clientHeight < ROUND_PX;
/** The card of a phone down to what stop it is: the map has the room, as somebody asked for it. */
const folded = (down) => at("tonight").classList.toggle("is-folded", down);
const unfold = () => {
  folded(false);
  if (view === whole && low()) opening();
};

/** Who is on the way sees the way to his next stop; who is not yet, the round if there is room for it. */
function opening() {
  const begun = round()?.stops.some((its) => its.state === "done") || Date.parse(round()?.starts_at) <= now().getTime();
  if (stop() && (begun || low())) closer();
  else whole();
  view = opening;
}

function whole() {
  view = whole;
  frame(round() && roundsBox([round()]));
}

/** The way to the chosen stop, close enough to walk by. */
function closer() {
  if (!stop()) return whole();
  folded(false);
  view = closer;
  frame(stopBox(round(), stop()), { ...edges(map.getContainer(), 0.6), maxZoom: 17.5 });
}

function frame(box, how = {}) {
  framing = true;
  if (box) map.fitBounds(box, { ...edges(map.getContainer()), animate: false, ...how });
  framing = false;
}

/** Bars and the card change the map's height; what is looked at stays in what is left of it. */
function resized() {
  if (!map.getContainer().clientHeight) return;
  const again = view && !follow.following;
  map.invalidateSize({ pan: !again });
  if (again) view();
}

function list(open) {
  at("tonight").classList.toggle("is-listing", open);
  at("grip").setAttribute("aria-expanded", String(open));
  at("grip-word").textContent = open ? t("Back to the map") : t("All stops");
}

function sayClear() {
  put(stop(), frozen({ key, communityId: community, round: round(), stop: stop(), result: "clear", fix: follow.fix }));
}

function sayAgain() {
  put(stop(), waiting.get(chosenId).checkin);
}

function sayFound() {
  const here = stop();
  const walk = round(); // a plan that comes while the form is open is not what was looked at
  let formKey = newKey();
  let checkin = null;
  form.open(here, async (finding) => {
    checkin ??= frozen({ key: formKey, communityId: community, round: walk, stop: here, result: "finding", finding, fix: follow.fix });
    const outcome = await put(here, checkin);
    if (outcome.refused) {
      formKey = newKey();
      checkin = null;
    }
    return outcome;
  });
}

async function put(here, checkin) {
  sending = true;
  showStop();
  try {
    await send(checkin);
  } catch (error) {
    sending = false;
    if (error.refused) waiting.delete(here.id);
    else waiting.set(here.id, { checkin, sentence: error.message });
    if (error.refused) {
      key = newKey();
      toast(error.message);
    }
    showStop();
    return { stored: false, sentence: error.message, refused: error.refused };
  }
  sending = false;
  stored(here, checkin);
  return { stored: true };
}

function stored(here, checkin) {
  waiting.delete(here.id);
  here.state = "done";
  if (here.result !== "finding") here.result = checkin.result;
  looked = 0;
  walk(null);
  goOn();
  const words = { code: here.code };
  toast(standing(here) === "found" ? t("Stored: {code}, found something", words) : t("Stored: {code}, all clear", words));
  show();
  if (stop() && !follow.following) closer();
  refresh();
}

async function refresh() {
  try {
    await load();
    goOn();
    show();
    await sendOrphans();
  } catch {
    /* what is on the screen stays; the next check-in or minute asks again */
  }
}

/** What was said of a stop that is no longer in this round is not left lying on the phone. */
async function sendOrphans() {
  const here = new Set(night.rounds.flatMap((each) => each.stops.map((its) => its.id)));
  for (const [id, said] of [...waiting].filter(([each]) => !here.has(each))) {
    await send(said.checkin);
    waiting.delete(id);
  }
}

async function start() {
  await ready;
  at("grip").addEventListener("click", () => list(!at("tonight").classList.contains("is-listing")));
  at("team").addEventListener("click", () => at("teams").showModal());
  at("whole").addEventListener("click", () => { folded(true); whole(); });
  at("hand-scroll").addEventListener("click", unfold);
  map.on("dragstart zoomstart", () => { if (!framing) view = null; });
  new ResizeObserver(resized).observe(map.getContainer());
  addEventListener("beforeunload", (event) => waiting.size && event.preventDefault());
  onTheme(() => night && showRound());
  onDemo(community);
  try {
    const [kinds] = await Promise.all([ask(`/app/${community}/kinds`), load()]);
    form = new FoundForm(at("found"), kinds);
    useLooks(kinds);
    const scanned = await scannedRound(night);
    if (scanned) { pickTeam(scanned.team_id); walk(scanned); }
  } catch (error) {
    showWord(at("card"), { headline: t("The night could not be read"), sentence: error.message, action: t("Try again"), onAction: () => location.reload() });
    return;
  }
  show();
  setTimeout(opening); // a task of its own: both at once are too long for a cheap phone
  setInterval(refresh, REFRESH_MS);
  // A phone that was in the pocket says at once what has changed.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  setInterval(showLate, LATE_LOOK_MS);
}

start();
