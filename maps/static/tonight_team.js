/* Whose round a phone shows: that of the sheet that was scanned, else of the team chosen before. */

import { ask } from "./ask.js";
import { toast } from "./element.js";
import { community } from "./place.js";
import { roundAhead, roundOf } from "./tonight_passes.js";
import { t } from "./words.js";

const TEAM = `yuxun.team.${community}`;

/** The team that was chosen on this phone, or null. */
export function keptTeam() {
  try { return localStorage.getItem(TEAM); } catch { return null; }
}

export function keepTeam(id) {
  try { localStorage.setItem(TEAM, id); } catch { /* not remembered, then */ }
}

/**
 * The round that the page's address asks for (`?round=`), or null; asked for once, so that the
 * page opened again later shows what is walked then. A sheet may be older than the plan: then the
 * round that is walked in its place, else what its team walks next, and it is said.
 */
export async function scannedRound(night) {
  const asked = new URLSearchParams(location.search);
  const id = asked.get("round");
  if (!id) return null;
  asked.delete("round");
  history.replaceState(null, "", `?${asked}`);
  const here = night.rounds.find((each) => each.id === id || each.stops.some((its) => its.round_id === id));
  if (here) return here;
  const found = await ask(`/rounds/${encodeURIComponent(id)}`).then((old) => inPlaceOf(old, night), () => null);
  if (!found?.same) toast(t("The round on that sheet is not walked tonight. Check the date and the team on it."));
  return found?.round ?? null;
}

function inPlaceOf(old, night) {
  const starts = Date.parse(old.starts_at);
  const pass = night.passes.find((each) => Date.parse(each.from) <= starts && starts < Date.parse(each.to));
  const same = pass ? roundOf(night, old.team_id, pass.no, old.shift_from) : null;
  return { same: Boolean(same), round: same ?? roundAhead(night, old.team_id) };
}
