/* A team that cannot go on: why, and the night is planned again without it. Two taps and it is done. */

import { ask } from "./ask.js";
import { el, icon, toast } from "./element.js";
import { named, t } from "./words.js";

const reasons = () => [
  ["hurt", t("Somebody is hurt")], ["sent_elsewhere", t("Sent elsewhere")], ["exhausted", t("Exhausted")],
  ["phone_lost", t("Phone lost")], ["other", t("Other reason")],
];

/** The round by which a team is taken out: the one it walks, else its next, else its last. */
export function roundToEnd(night, teamId) {
  const own = night.rounds.filter((round) => round.team_id === teamId);
  const open = own.filter((round) => round.stops.some((stop) => stop.state === "planned"));
  const first = (rounds) => [...rounds].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))[0];
  const round = first(open) ?? own.at(-1);
  return round?.stops.find((stop) => stop.state === "planned")?.round_id ?? round?.id ?? null;
}

/**
 * Ask why, then end the team's rounds and plan again.
 * @param {{id: string, name: string}} team
 * @param {string} roundId
 * @param {{teamOut?: boolean, others?: object[], onDone: (answer: object) => void}} how
 *   others: teams that could go on with it
 */
export function askWhy(team, roundId, { teamOut = true, others = [], onDone }) {
  const sheet = el("dialog.sheet", { "aria-labelledby": "why-title", "data-testid": "why" });
  const heir = el("select", { "data-act": "heir" },
    el("option", { value: "" }, t("Whoever it suits best")), others.map((each) => el("option", { value: each.id }, named(each))));
  const close = () => { sheet.close(); sheet.remove(); };
  const end = async (reason) => {
    for (const button of sheet.querySelectorAll("button")) button.disabled = true;
    try {
      const answer = await ask(`/rounds/${roundId}/end`, { method: "POST", body: { reason, team_out: teamOut, hand_over_to: heir.value || null } });
      close();
      toast([answer.sentence, answer.trouble].filter(Boolean).join(" "));
      onDone(answer);
    } catch (error) {
      close();
      toast(error.message);
    }
  };
  sheet.append(
    el("header.row", null,
      el("h2.grow", { id: "why-title" }, teamOut ? t("{team} cannot go on. Why?", { team: named(team) }) : t("End the round of {team}. Why?", { team: named(team) })),
      el("button.button.icon", { type: "button", "data-act": "close", "aria-label": t("Close"), onclick: close }, icon("close"))),
    el("p.quiet.small", null, t("Its open stops go to other teams at once. Phones change when you publish.")),
    others.length > 1 || !teamOut ? el("label.field", null, el("span.label", null, t("Who goes on?")), heir) : "",
    el("div.stack", null, reasons().map(([id, word]) =>
      el("button.button.big.wide", { type: "button", "data-act": "reason", "data-reason": id, onclick: () => end(id) }, word))));
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
}
