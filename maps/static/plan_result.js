/* The plan as a table: a row for each round, the same that the map shows. */

import { el } from "./element.js";
import { clock, metres, named, t } from "./words.js";

/** How many crews of its team walk in a round's pass: two are told apart by who they are. */
function crews(night, round) {
  return night.rounds.filter((each) => each.team_id === round.team_id && each.pass_no === round.pass_no).length;
}

function row(night, round, passNo, onPick) {
  const team = night.teams.find((each) => each.id === round.team_id);
  const pass = night.passes.find((each) => each.no === round.pass_no);
  const index = night.teams.indexOf(team);
  const pick = () => onPick(round);
  return el("tr", { "aria-current": String(round.pass_no === passNo), "data-round": round.id, onclick: pick },
    el("td", null, el("button.linkish", { type: "button", onclick: (event) => { event.stopPropagation(); pick(); } }, pass?.word ?? "")),
    el("td", null, el(`span.swatch.team-${(index % 6) + 1}`, { "aria-hidden": "true" }), named(team),
      round.by_hand ? el("b.tag.by-hand", null, t("by hand")) : null,
      crews(night, round) > 1 ? el("span.under", null, round.people.map((each) => each.name).join(t(", "))) : null),
    el("td.num", null, round.stops.length),
    el("td.num", null, metres(round.length_m)),
    el("td.num", null, `${clock(round.starts_at)}–${clock(round.ends_at)}`));
}

/** Draw the rounds; `onPick(round)` when one is tapped. */
export function showRoundTable(table, night, passNo, onPick) {
  const heads = [[t("Pass")], [t("Team")], [t("Stops"), "num"], [t("Way"), "num"], [t("Time"), "num"]];
  const sorted = [...night.rounds].sort((a, b) => a.pass_no - b.pass_no);
  table.replaceChildren(
    el("thead", null, el("tr", null, heads.map(([word, kind]) => el(kind ? `th.${kind}` : "th", { scope: "col" }, word)))),
    el("tbody", null, sorted.map((round) => row(night, round, passNo, onPick))));
}
