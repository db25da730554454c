/* What the newest plan changes, in words, and which teams have accepted it. */

import { ask } from "./ask.js";
import { el } from "./element.js";
import { community } from "./place.js";
import { clock, named, t } from "./words.js";

const LOOK_MS = 700;
const LOOKS = 20;

/** What changed and why, in one line; empty for a first plan. */
export function changeWords(night) {
  const changes = night.plan?.changes;
  if (!changes) return "";
  return changes.cause ? t("{this} {more}", { this: changes.cause, more: changes.sentence }) : changes.sentence;
}

/** Draw the change and, of a plan that is on the phones, who has accepted it. */
export function showChanges(host, night, words) {
  const changes = night?.plan?.changes;
  host.hidden = !words;
  const asked = night?.plan?.status === "published" ? changes?.concerned ?? [] : [];
  host.replaceChildren(words, asked.length ? el("ul.accepted", { "data-testid": "accepted" }, asked.map((id) => accepted(night, id))) : "");
}

function accepted(night, teamId) {
  const at = night.plan.confirmed[teamId];
  const team = night.teams.find((each) => each.id === teamId);
  return el(`li.${at ? "is-clear" : "is-late"}`, { "data-team": teamId, "data-confirmed": String(Boolean(at)) },
    el("b", null, team ? named(team) : ""), " ",
    at ? t("✓ confirmed {time}", { time: clock(at) }) : t("not confirmed yet"));
}

/**
 * Wait for the draft that the service makes by itself after a change; false where none comes.
 * @param {string | null} known the newest plan so far
 */
export async function draftAfter(known) {
  for (let look = 0; look < LOOKS; look += 1) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    const now = await ask(`/app/${community}/running`).catch(() => null);
    if (now?.newest_plan_id && now.newest_plan_id !== known) return true;
  }
  return false;
}
