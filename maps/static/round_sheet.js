/* One round on a sheet: its stops in order, put in another order by hand, kept as a template.

Others add to it: `addColumn` a figure to each stop, `addAfter` something below the stops,
`addActions` buttons at the foot. Each is drawn anew whenever the sheet is. */

import { ask, newKey } from "./ask.js";
import { community } from "./place.js";
import { el, icon, toast } from "./element.js";
import { markSvg } from "./mark.js";
import { drag, handle, moved, movers } from "./round_order.js";
import { SIGNS, standing, walkTo } from "./stops.js";
import { clock, metres, minutes, named, t } from "./words.js";

const WAIT_MS = 150;
const at = (id) => document.getElementById(id);
const columns = [];
const after = [];
const actions = [];

/** Add a figure to every stop: {id, head: () => string, cell: (round, stop) => Node | string | null}. */
export function addColumn(column) {
  columns.push(column);
}

/** Draw something below the stops: draw(host, {night, round, team, changed}). */
export function addAfter(draw) {
  after.push(draw);
}

/** Draw buttons at the foot, in #round-actions: draw(host, {night, round, team, changed, close}). */
export function addActions(draw) {
  actions.push(draw);
}

let night = null;
let round = null;
let team = null;
let order = []; // hazard stops that can still be moved, as the hand has them
let tried = null; // what the server says of that order
let trouble = "";
let changed = null;
let asking = null;
let waits = 0;
let dragged = null;

/**
 * Open the sheet.
 * @param {object} ofNight as GET /app/{community}/night, rounds joined
 * @param {object} ofRound one of its rounds
 * @param {() => Promise<void>} onChanged when a new plan was kept
 */
export function openRound(ofNight, ofRound, onChanged) {
  night = ofNight;
  round = ofRound;
  team = night.teams.find((each) => each.id === round.team_id);
  changed = onChanged;
  forget();
  show();
  if (!at("round-sheet").open) at("round-sheet").showModal();
}

/** The same round after the night was read again; closes the sheet where it is gone. */
export function refreshRound(ofNight) {
  if (!at("round-sheet").open) return;
  const pass = night.passes.find((each) => each.no === round.pass_no);
  const now = ofNight.passes.find((each) => each.name === pass?.name);
  const own = ofNight.rounds.filter((each) => each.team_id === round.team_id && each.pass_no === now?.no);
  const same = own.find((each) => each.shift_from === round.shift_from) ?? own[0];
  if (same) openRound(ofNight, same, changed);
  else at("round-sheet").close();
}

function forget() {
  asking?.abort();
  clearTimeout(waits);
  order = movable();
  tried = null;
  trouble = "";
}

/** What nobody has answered for yet; what was visited stays where it was. */
function movable() {
  const last = round.stops.at(-1)?.round_id ?? round.id;
  return round.stops.filter((stop) => standing(stop) === "planned" && (stop.round_id ?? round.id) === last);
}

const roundId = () => round.stops.at(-1)?.round_id ?? round.id;
const ids = (stops) => stops.map((stop) => stop.hazard_id);
const isMoved = () => ids(order).join() !== ids(movable()).join();

function show() {
  const pass = night.passes.find((each) => each.no === round.pass_no);
  at("round-title").textContent = [named(team), pass?.word].filter(Boolean).join(" · ");
  showFigures();
  showStops();
  showCost();
  showFoot();
  at("round-after").replaceChildren();
  for (const draw of after) draw(at("round-after"), { night, round, team, changed });
  at("round-actions").replaceChildren();
  for (const draw of actions) draw(at("round-actions"), { night, round, team, changed, close: () => at("round-sheet").close() });
}

function showFigures() {
  const ends = tried?.ends_at ?? round.ends_at;
  const length = tried?.length_m ?? round.length_m;
  at("round-figures").replaceChildren(
    ...[t("{n} stops", { n: round.stops.length }), metres(length), `${clock(round.starts_at)}–${clock(ends)}`].map((each) => el("span", null, each)),
    round.by_hand ? el("b.tag.by-hand", { "data-testid": "by-hand" }, icon("hand"), t("Ordered by hand")) : "",
    round.template && !round.by_hand ? el("b.tag", null, t("By template {name}", { name: round.template })) : "");
}

function showStops() {
  const first = round.stops.filter((stop) => !order.includes(stop));
  // What was tried comes in the order it was asked for, after what was done.
  const said = tried?.stops.slice(-order.length) ?? [];
  const rows = [
    ...first.map((stop) => row(stop, stop.seq, null)),
    ...order.map((stop, place) => row(stop, first.length + place + 1, place, said[place])),
  ];
  at("round-stops").replaceChildren(...rows);
}

function row(stop, number, place, said = undefined) {
  const state = standing(stop);
  const eta = said?.eta ?? stop.eta;
  const walk = said?.walk_m ?? walkTo(round, stop).length_m;
  const item = el("li.order-row", { "data-stop": stop.id, "data-state": state, "data-code": stop.code },
    place === null ? el("span.order-fixed", { "aria-hidden": "true" }, SIGNS[state]) : handle(stop, (event) => take(event, stop)),
    el(`span.stop-number.is-${state}`, null, el("b", null, number)),
    el("span.grow", null, el("b.stop-name", null, stop.name || stop.code),
      el("span.under", null, markSvg(stop.kind, stop.rank), el("b.code", null, stop.code),
        el("span", null, [minutes(stop.service_s), metres(walk)].join(" · ")))),
    el("span.stop-side", null, el(eta === stop.eta ? "b" : "b.is-new", null, clock(eta)),
      columns.map((column) => cell(column, stop))),
    place === null ? el("span.order-movers") : movers(stop, place, order.length, (by) => step(stop, by)));
  if (place !== null) item.dataset.order = place;
  if (stop === dragged) item.classList.add("is-dragged");
  return item;
}

function cell(column, stop) {
  const shown = column.cell(round, stop);
  return shown === null || shown === undefined ? null : el("span.state", { "data-column": column.id, title: column.head() }, shown);
}

function take(event, stop) {
  dragged = stop;
  showStops();
  drag(event, at("round-stops"), (over) => put(stop, over > order.indexOf(stop) ? over - 1 : over), () => {
    dragged = null;
    showStops();
  });
}

function step(stop, by) {
  put(stop, order.indexOf(stop) + by);
  const act = by < 0 ? "up" : "down";
  const kept = at("round-stops").querySelector(`[data-stop="${CSS.escape(stop.id)}"] [data-act="${act}"]`);
  kept?.focus();
}

function put(stop, place) {
  const from = order.indexOf(stop);
  if (place === from) return;
  order = moved(order, from, place);
  tried = null;
  trouble = "";
  show();
  clearTimeout(waits);
  if (isMoved()) waits = setTimeout(tryIt, WAIT_MS);
}

async function tryIt() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const said = await ask(`/rounds/${roundId()}/order`, { method: "PUT", body: { hazard_ids: ids(order), try: true }, signal });
    if (signal.aborted) return;
    tried = said;
  } catch (error) {
    if (signal.aborted) return;
    trouble = error.message;
  }
  showFigures();
  showStops();
  showCost();
  showFoot();
}

function showCost() {
  const broken = (tried?.broken ?? []).filter((each) => each !== tried.sentence); // said once
  const said = trouble || (tried ? tried.sentence : isMoved() ? t("Counting…") : "");
  at("round-cost").hidden = !said;
  at("round-cost").classList.toggle("wrong", Boolean(trouble || tried?.broken.length));
  at("round-cost").replaceChildren(el("p", null, said), ...broken.map((each) => el("p.wrong", null, icon("alert"), each)));
}

function showFoot() {
  const fits = tried && !tried.broken.length && !trouble;
  at("round-keep").disabled = !isMoved() || !fits;
  at("round-keep").classList.toggle("main", Boolean(isMoved() && fits));
  at("round-as-it-was").hidden = !isMoved();
  at("round-template").hidden = isMoved(); // a template is made of what is kept
  at("round-back").hidden = isMoved() || !(round.by_hand || round.template);
  at("round-back").dataset.act = round.by_hand ? "planner-order" : "put-template-away";
  at("round-back").lastElementChild.textContent = backWord();
}

function backWord() {
  if (!round.by_hand) return t("Put the template away");
  return round.template ? t("Back to the template's order") : t("Back to the planner's order");
}

async function keep() {
  await write({ method: "PUT", body: { hazard_ids: ids(order) }, key: newKey() });
}

async function giveBack() {
  await write({ method: "DELETE" });
}

async function write(how) {
  at("round-keep").disabled = true;
  try {
    const said = await ask(`/rounds/${roundId()}/order`, how);
    forget();
    await changed?.(said);
    toast(said.sentence);
  } catch (error) {
    trouble = error.message;
    showCost();
    showFoot();
  }
}

async function keepAsTemplate() {
  const pass = night.passes.find((each) => each.no === round.pass_no);
  const name = [named(team), pass?.word].filter(Boolean).join(" ");
  try {
    const said = await ask(`/app/${community}/templates`, { method: "POST", body: { id: newKey(), name, round_id: roundId() } });
    await changed?.();
    toast(said.sentence);
  } catch (error) {
    toast(error.message);
  }
}

at("round-keep")?.addEventListener("click", keep);
at("round-as-it-was")?.addEventListener("click", () => { forget(); show(); });
at("round-back")?.addEventListener("click", giveBack);
at("round-template")?.addEventListener("click", keepAsTemplate);
at("round-close")?.addEventListener("click", () => at("round-sheet").close());
