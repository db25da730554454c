// The planner's page to look back: which kind, which nights, the answer, and the file to keep.

import { map } from "./made/map-analysis.js";
import { AnalysisLayer } from "./analysis_layer.js";
import { AnalysisView } from "./analysis_view.js";
import { ask } from "./ask.js";
import { community } from "./place.js";
import "./theme.js";
import { lang, ready, t } from "./words.js";

const NIGHT_MS = 86_400_000;
const at = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);

const layer = new AnalysisLayer({ type: "FeatureCollection", features: [] }).addTo(map);
const view = new AnalysisView({ head: at("an-head"), list: at("an-list") }, map, layer);
const kinds = [...document.querySelectorAll("[data-kind]")];
const state = {
  kind: kinds.some(({ dataset }) => dataset.kind === asked.get("kind")) ? asked.get("kind") : "heat",
  period: asked.get("from") || asked.get("to") ? "dates" : "30",
  from: asked.get("from") ?? "",
  to: asked.get("to") ?? "",
};
let under = null;
let answer = null;

function tonight() {
  return answer?.tonight ?? document.getElementById("an-page").dataset.tonight;
}

function nightsBefore(night, count) {
  return new Date(Date.parse(`${night}T00:00:00Z`) - (count - 1) * NIGHT_MS).toISOString().slice(0, 10);
}

function query() {
  const said = new URLSearchParams();
  if (state.from) said.set("from", state.from);
  if (state.to) said.set("to", state.to);
  return said;
}

function remember() {
  const said = new URLSearchParams({ ...(asked.get("community") ? { community } : {}), kind: state.kind });
  for (const [name, value] of query()) said.set(name, value);
  history.replaceState(null, "", `?${said}`);
}

function file() {
  const said = query();
  said.set("lang", lang);
  return `/app/${encodeURIComponent(community)}/analysis/${state.kind}.html?${said}`;
}

function say(sentence) {
  at("an-trouble").hidden = !sentence;
  at("an-trouble").textContent = sentence;
}

function press() {
  for (const each of kinds) each.setAttribute("aria-pressed", String(each.dataset.kind === state.kind));
  for (const each of document.querySelectorAll("[data-period]")) each.setAttribute("aria-pressed", String(each.dataset.period === state.period));
  at("an-dates").hidden = state.period !== "dates";
}

async function load() {
  under?.abort();
  under = new AbortController();
  press();
  remember();
  at("an-page").setAttribute("aria-busy", "true");
  try {
    answer = await ask(`/app/${encodeURIComponent(community)}/analysis/${state.kind}?${query()}`, { signal: under.signal });
  } catch (error) {
    if (error.name === "AbortError") return;
    at("an-page").setAttribute("aria-busy", "false");
    at("an-save").removeAttribute("href");
    at("an-save").setAttribute("aria-disabled", "true");
    say(error.sentence || String(error));
    return;
  }
  say("");
  at("an-from").value = answer.from;
  at("an-to").value = answer.to;
  document.querySelector('[data-period="season"]').disabled = !answer.season;
  at("an-save").href = file();
  at("an-save").removeAttribute("aria-disabled");
  view.show(answer);
  at("an-page").setAttribute("aria-busy", "false");
}

async function choosePeriod(period) {
  // Only an answer knows the season.
  if (period === "season" && !answer) await choosePeriod("30");
  if (period === "season" && !answer?.season) return undefined;
  state.period = period;
  if (period === "dates") return press();
  const spans = { 7: [nightsBefore(tonight(), 7), tonight()], 30: ["", ""], season: answer?.season };
  [state.from, state.to] = spans[period];
  return load();
}

for (const each of kinds) each.addEventListener("click", () => { state.kind = each.dataset.kind; load(); });
for (const each of document.querySelectorAll("[data-period]")) {
  each.addEventListener("click", () => community && choosePeriod(each.dataset.period));
}
at("an-dates").addEventListener("submit", (event) => {
  event.preventDefault();
  [state.from, state.to] = [at("an-from").value, at("an-to").value];
  load();
});

if (community) ready.then(load);
else say(t("There is no community yet."));
