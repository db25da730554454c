/* Plan against done, in the sheet of a round: when each stop was answered for, by whom, what order. */

import { el, icon } from "./element.js";
import { addAfter, addColumn } from "./round_sheet.js";
import { SIGNS, standing, standingWord } from "./stops.js";
import { clock, t, tn } from "./words.js";

/** Minutes from the plan's time to when a stop was answered for; null while it was not. */
export function difference(stop) {
  return stop.done_at ? Math.round((Date.parse(stop.done_at) - Date.parse(stop.eta)) / 60_000) : null;
}

/** Stops in the order in which they were answered for; what the plan had in another place. */
export function walked(round) {
  const planned = round.stops.filter((stop) => stop.done_at);
  const done = [...planned].sort((a, b) => Date.parse(a.done_at) - Date.parse(b.done_at));
  return { done, moved: done.filter((stop, place) => stop !== planned[place]) };
}

/** "+6", "±0", "−3": minutes with their sign. */
export function signed(n) {
  return n > 0 ? `+${n}` : n < 0 ? `−${-n}` : "±0";
}

function cell(round, stop) {
  const state = standing(stop);
  const apart = difference(stop);
  if (apart !== null) {
    const word = t("{time}, {n} min", { time: clock(stop.done_at), n: signed(apart) });
    return el(`span.is-${state}`, null, `${SIGNS[state]} `, word, stop.typed_in ? el("small", null, " ", t("typed in")) : null);
  }
  if (state !== "planned") return el(`span.is-${state}`, null, `${SIGNS[state]} `, standingWord(state));
  return stop.expected_at && stop.expected_at !== stop.eta ? t("likely {time}", { time: clock(stop.expected_at) }) : null;
}

function summary(host, { night, round, team }) {
  const { done, moved } = walked(round);
  if (!done.length) return;
  const late = done.map(difference);
  const mean = Math.round(late.reduce((sum, each) => sum + each, 0) / late.length);
  const people = (round.people ?? []).map((each) => each.name).join(t(", "));
  const facts = [
    t("{answered} of {total} visited", { answered: done.length, total: round.stops.length }),
    t("on average {n} min from the plan", { n: signed(mean) }),
    moved.length ? tn("{n} stop in another order", "{n} stops in another order", moved.length) : t("in the plan's order"),
  ];
  const ids = [...new Set(round.stops.map((stop) => stop.round_id ?? round.id))];
  host.append(el("section.against", { "data-testid": "against" },
    el("h3", null, t("Plan against done")),
    el("p", null, facts.join(" · ")),
    people ? el("p.under", null, t("Walked by {people}", { people })) : null,
    el("p.against-files", null, ids.map((id, place) =>
      el("a.button.plain", { href: `/rounds/${id}.csv`, download: true, "data-act": "round-csv" }, icon("down"),
        ids.length > 1 ? t("Table, part {n} (CSV)", { n: place + 1 }) : t("Table (CSV)"))))));
}

addColumn({ id: "done", head: () => t("Done"), cell });
addAfter(summary);
