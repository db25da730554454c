/* The night as a strip: its passes with their windows and how far this team's round has come. */

import { clockOf, now } from "./clock.js";
import { el } from "./element.js";
import { tally } from "./stops.js";
import { say } from "./words.js";

function roundOf(night, teamId, passNo) {
  return night.rounds.find((round) => round.team_id === teamId && round.pass_no === passNo) ?? null;
}

function timing(pass) {
  const at = now().getTime();
  if (at >= Date.parse(pass.to)) return "past";
  return at >= Date.parse(pass.from) ? "running" : "coming";
}

function standingWords(round, pass) {
  const sums = tally(round);
  if (!round) return say("No round");
  if (sums.answered === sums.total) return say("Done");
  if (sums.answered) return `${sums.answered}/${sums.total}`;
  if (timing(pass) === "past") return say("Not walked");
  return say("{count} stops", { count: sums.total });
}

function passTab(night, teamId, pass, chosen, onPick) {
  const round = roundOf(night, teamId, pass.no);
  const sums = tally(round);
  const meter = el("progress", { class: "pass-meter", max: sums.total || 1, value: sums.answered, "aria-hidden": "true" });
  return el(
    "button",
    {
      type: "button",
      class: `pass is-${timing(pass)}${pass.extra ? " is-extra" : ""}`,
      "aria-pressed": String(chosen),
      data: { act: "pass", pass: pass.no },
      onclick: () => onPick(pass.no),
    },
    el("b", {}, pass.word),
    el("span", { class: "pass-time" }, `${clockOf(pass.from)}–${clockOf(pass.to)}`),
    el("span", { class: "pass-state" }, standingWords(round, pass)),
    meter,
  );
}

/** Draw the strip into `host`; `onPick(passNo)` when one is tapped. */
export function showPasses(host, night, teamId, passNo, onPick) {
  host.replaceChildren(
    ...night.passes.map((pass) => passTab(night, teamId, pass, pass.no === passNo, onPick)),
  );
  host.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Draw the list of teams into `host`; `onPick(teamId)` when one is tapped. */
export function showTeams(host, night, teamId, onPick) {
  host.replaceChildren(
    ...night.teams.map((team) => {
      const rounds = night.rounds.filter((round) => round.team_id === team.id);
      const stops = rounds.reduce((sum, round) => sum + round.stops.length, 0);
      const people = team.members.map((member) => member.name).join(say(", "));
      return el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "item",
            "aria-current": String(team.id === teamId),
            data: { act: "team", team: team.id },
            onclick: () => onPick(team.id),
          },
          el("span", { class: "grow" }, el("b", {}, nameOf(team)), el("span", { class: "small quiet" }, people)),
          el("span", { class: "small quiet" }, say("{rounds} rounds, {stops} stops", { rounds: rounds.length, stops })),
        ),
      );
    }),
  );
}

/** A thing's name in the page's language: English where there is one and it is asked for. */
export function nameOf(thing) {
  return (document.documentElement.lang.startsWith("en") && thing.name_en) || thing.name;
}
