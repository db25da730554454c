/* What is said of a round of which nothing is left to visit. */

import { tally } from "./stops.js";
import { endedWords } from "./tonight_changes.js";
import { t } from "./words.js";

/**
 * The headline in the card's place.
 * @param {object | null} round the round that is shown
 * @param {object | null} ended how the office ended it, as `NightChanges.endedIn` says
 * @param {boolean} more whether another pass of the night waits for this team
 */
export function roundEnds(round, ended, more) {
  if (ended) return endedWords(ended);
  if (!round) return t("No round for this team in this pass");
  const { missed, handed, answered, total } = tally(round);
  if (handed) return endedWords({ reason: round.reason, done: answered, total });
  if (round.status === "ended") return endedWords(round);
  if (missed) return t("This pass is over; {n} not visited", { n: missed });
  return more ? t("This round is done") : t("The night's rounds are done");
}
