/* Tonight's warnings as signs: what kind, which colour, in words. */

import { el, icon } from "./element.js";
import { LEVELS } from "./marks.js";
import { t } from "./words.js";

function sign(level, picture, words) {
  return el(`span.level.level-${level}`, { "data-level": level }, icon(picture), words);
}

/** Draw the levels that are in force into `host`: rain, wind, the office's own, thunder. */
export function showLevels(host, levels) {
  const words = (level) => ({ level: t(LEVELS[level]) });
  const signs = [];
  if (levels.rain !== "none") signs.push(sign(levels.rain, "rain", t("Rain {level}", words(levels.rain))));
  if (levels.wind !== "none") signs.push(sign(levels.wind, "wind", t("Wind {level}", words(levels.wind))));
  if (levels.response !== "none") signs.push(sign(levels.response, "people", t("Response {level}", words(levels.response))));
  if (levels.thunder) signs.push(sign("red", "thunder", t("Thunder overhead")));
  host.replaceChildren(...signs);
}
