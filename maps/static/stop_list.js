/* The round as a list: everything the map says, in words, and what cannot be visited. */

import { now } from "./clock.js";
import { el } from "./element.js";
import { markSvg } from "./mark.js";
import { isLate, SIGNS, standing, standingWord, walkTo } from "./stops.js";
import { clock, metres, t } from "./words.js";

function stopItem(round, stop, { chosen, waiting }, onStop) {
  const state = standing(stop);
  const late = isLate(stop, now());
  const shown = waiting ? "waiting" : late ? "late" : state;
  const word = waiting ? t("Not stored yet") : standingWord(late ? "late" : state);
  return el("li", null,
    el("button.item", { type: "button", "data-act": "stop", "data-stop": stop.id, "data-state": state, "aria-current": String(chosen), onclick: () => onStop(stop) },
      el(`span.stop-number.is-${state}`, null, el("b", null, stop.seq)),
      el("span.grow", null,
        el("b.stop-name", null, stop.name || stop.code),
        el("span.under", null, markSvg(stop.kind, stop.rank), el("b.code", null, stop.code),
          metres(walkTo(round, stop).length_m))),
      el("span.stop-side", null,
        el("b", null, clock(stop.eta)),
        el(`span.state.is-${shown}`, null, SIGNS[shown] ? `${SIGNS[shown]} ` : "", word))));
}

/** Draw a round's stops into `host`; `onStop(stop)` when one is tapped. */
export function showStops(host, round, { chosenId, waitingIds }, onStop) {
  const items = (round?.stops ?? []).map((stop) =>
    stopItem(round, stop, { chosen: stop.id === chosenId, waiting: waitingIds.has(stop.id) }, onStop));
  host.replaceChildren(...items);
}

/**
 * Visits with one reason together, and of them those of one pass that the same change would
 * serve: [[reason, [[pass word, [codes], remedy], …]], …].
 */
export function byReason(unserved) {
  const reasons = new Map();
  for (const { reason, pass_word, code, remedy = null } of unserved) {
    const parts = reasons.get(reason) ?? reasons.set(reason, new Map()).get(reason);
    const key = JSON.stringify([pass_word, remedy]);
    const [, codes] = parts.get(key) ?? parts.set(key, [pass_word, [], remedy]).get(key);
    codes.push(code);
  }
  return [...reasons].map(([reason, parts]) => [reason, [...parts.values()]]);
}

/** A Map of the items by what they have under `name`, in the order of the first of each. */
function groupedBy(items, name) {
  const groups = new Map();
  for (const each of items) groups.set(each[name], [...(groups.get(each[name]) ?? []), each]);
  return groups;
}

const codeOf = (code) => el("b.code", { "data-unserved": code }, code);

function reasonItem([reason, passes]) {
  return el("li.unserved-item", null,
    el("p", null, el("b", null, reason)),
    passes.map(([word, codes, remedy]) => [
      el("p.codes", null, el("span", null, word), codes.map(codeOf)),
      remedy && el("p.remedy", null, remedy)]));
}

/** Visits of one pass that want the same in another measure each: a line for each. */
function measuredItem([word, visits]) {
  return el("li.unserved-item", null,
    el("p", null, el("b", null, word)),
    [...groupedBy(visits, "remedy")].map(([remedy, some]) => [
      some.map((each) => el("p.measured", null, codeOf(each.code), el("span", null, each.reason))),
      remedy && el("p.remedy", null, remedy)]));
}

/** Draw the visits nobody can make, by reason; hides the section when there are none. */
export function showUnserved(section, unserved) {
  section.hidden = unserved.length === 0;
  const items = [...groupedBy(unserved, "rule").values()].flatMap((alike) => {
    const reasons = byReason(alike);
    return reasons.length > 1 ? [...groupedBy(alike, "pass_word")].map(measuredItem) : reasons.map(reasonItem);
  });
  section.querySelector("ul").replaceChildren(...items);
}
