// The list while too many hazards stand in view: the same groups as on the map, the worst first.

import { el } from "./element.js";
import { kindWord } from "./hazard_list.js";
import { RANKS } from "./marks.js";
import { number, t, tn } from "./words.js";

const DOT = "\u00a0· "; // at the end of a line, not at the beginning of the next

/** A group's row; onOpen comes near to it. */
export function groupRow(group, onOpen) {
  const { key, count, ranks, kinds, overdue, worst } = group;
  const many = ranks.map((n, i) => [n, i + 1]).filter(([n]) => n).reverse();
  const said = Object.entries(kinds).filter(([, n]) => n).map(([kind, n]) => `${kindWord(kind)} ${number(n)}`);
  return el("li", null, el(
    "button.item.group", { type: "button", "data-group": key, "data-count": count, onclick: () => onOpen(group) },
    el(`span.sheaf.rank-${worst}`, null, number(count)),
    el("span.what", null, el("b", null, many.map(([n, rank]) => `${t(RANKS[rank])} ${number(n)}`).join(DOT)),
      el("small", null, said.join(DOT))),
    overdue ? el("span.tags", null, el("span.tag.due.due-late", null, tn("{n} overdue", "{n} overdue", overdue))) : null,
  ));
}

/** One honest line about the groups in view: {strong, rest, overdue}. */
export function groupsTally({ shown, all }) {
  const sum = (of) => shown.reduce((before, group) => before + group[of], 0);
  const [count, late] = [sum("count"), sum("overdue")];
  const inView = [t("in view, of {all}", { all: number(all) }), tn("in {n} group", "in {n} groups", shown.length)].join(" · ");
  const near = tn("in {n} group; come closer to see each", "in {n} groups; come closer to see each", shown.length);
  return {
    strong: tn("{n} hazard", "{n} hazards", count),
    rest: count < all ? inView : near,
    overdue: late ? tn("{n} overdue", "{n} overdue", late) : "",
  };
}
