// The list beside the map: the same hazards in the same order, the worst first.

import { el } from "./element.js";
import { markSvg } from "./mark.js";
import { RANKS } from "./marks.js";
import { bandOf, dueSvg, dueWord, isOverdue } from "./overdue.js";
import { day, number, ready, t, tn } from "./words.js";

const FIRST = 12;
const MORE = 60;
let rows = new WeakMap();

// What was written before the words had come is written anew.
ready.then(() => { rows = new WeakMap(); });

/** What a kind is called; the page's own filter knows kinds that came by configuration. */
export function kindWord(kind) {
  return document.querySelector(`.chip[data-kind="${CSS.escape(kind)}"]`)?.textContent.trim() || kind;
}

/** A filled tag with the rank's word. */
export function rankTag(rank) {
  return el(`span.rank.rank-${rank}`, null, RANKS[rank] ? t(RANKS[rank]) : String(rank));
}

/** Tags for what is special about a hazard: due or overdue, draft, resolved. */
export function standingTags(hazard) {
  const { draft, status } = hazard;
  const band = bandOf(hazard);
  return [
    band && el(`span.tag.due.due-${band}`, { "data-due": band }, dueSvg(band), dueWord(band)),
    (draft || status === "draft") && el("span.tag", null, t("Draft")),
    status === "resolved" && el("span.tag.ok", null, t("Resolved")),
  ].filter(Boolean);
}

/** A hazard's row: the one made before, while its visit is no more due than it was. */
function rowOf(feature, chosen, onPick) {
  const band = bandOf(feature.properties);
  let known = rows.get(feature);
  if (known?.band !== band) rows.set(feature, (known = { band, row: row(feature, onPick) }));
  mark(known.row.firstElementChild, feature.properties.id === chosen);
  return known.row;
}

function mark(item, current) {
  if (current) item.setAttribute("aria-current", "true");
  else item.removeAttribute("aria-current");
}

function row({ properties }, onPick) {
  const { id, code, kind, rank, name, last_visited_at: last } = properties;
  const visited = last ? t("seen {when}", { when: day(last) }) : t("not seen yet");
  return el("li", null, el(
    "button.item", { type: "button", "data-hazard": id, onclick: () => onPick(id) },
    markSvg(kind, rank),
    el("span.what", null, el("b", null, el("span", null, code), name || kindWord(kind)),
      el("small", null, `${kindWord(kind)} · ${visited}`)),
    el("span.tags", null, rankTag(rank), standingTags(properties)[0]),
  ));
}

/** Fill the list lazily: the first rows now, more as the end of the list comes near.
 *  other: makes the row of what is no hazard. */
export function hazardList(list, empty, onPick, other) {
  let [features, shown, chosen] = [[], 0, null];
  const end = el("li", { "aria-hidden": "true" });
  const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && grow(MORE));

  function grow(by) {
    const next = features.slice(shown, shown + by);
    shown += next.length;
    end.before(...next.map((each) => (each.properties ? rowOf(each, chosen, onPick) : other(each))));
    if (shown >= features.length) { watch.disconnect(); end.remove(); }
  }

  return {
    show(now, words) {
      features = now;
      shown = 0;
      list.replaceChildren(end);
      watch.disconnect();
      grow(FIRST);
      if (shown < features.length) watch.observe(end);
      empty.hidden = features.length > 0;
      empty.textContent = words;
    },
    choose(id) {
      chosen = id;
      for (const item of list.querySelectorAll(".item")) mark(item, item.dataset.hazard === id);
    },
  };
}

/** One honest line about what is shown: {strong, rest, overdue}. */
export function tallyOf({ shown, all, matched, cut }) {
  const late = shown.filter(({ properties }) => isOverdue(properties)).length;
  const overdue = late ? tn("{n} overdue", "{n} overdue", late) : "";
  if (cut) {
    const of = matched === null ? t("many") : number(matched);
    return { strong: t("Showing {n} of {all}", { n: number(shown.length), all: of }), rest: t("the worst first; come closer for the rest"), overdue };
  }
  const strong = tn("{n} hazard", "{n} hazards", shown.length);
  return { strong, rest: shown.length < all ? t("in view, of {all}", { all: number(all) }) : "", overdue };
}
