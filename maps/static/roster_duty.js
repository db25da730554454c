/* Who is on duty now and later tonight, each a call away. */

import { el, icon } from "./element.js";
import { clock, named, t, tn } from "./words.js";

function personRow(person) {
  return el("li.row", { "data-person": person.id },
    el("div.grow", null, el("b", null, person.name),
      person.stands_in_for ? el("span.under", null, t("stands in for {person}", { person: person.stands_in_for })) : null),
    person.phone ? el("a.button", { href: `tel:${person.phone.replace(/[^+\d]/g, "")}`, "data-act": "call-person", "aria-label": t("Call {name}", { name: person.name }) },
      icon("phone"), el("span", null, t("Call"))) : null);
}

function watchRow(shift) {
  return el("article.watch", { "data-team": shift.team_id, "data-now": String(shift.now) },
    el("div.row", null, el("b.grow", null, named(shift)),
      el("span.tag", null, shift.now ? t("until {time}", { time: clock(shift.to) }) : `${clock(shift.from)}–${clock(shift.to)}`)),
    shift.people.length ? el("ul.list", null, shift.people.map(personRow))
      : el("p.under", null, shift.size ? tn("{n} person", "{n} people", shift.size) : t("Nobody")));
}

/** Draw who is on duty: `duty` as GET …/duty answers. */
export function showDuty(host, duty) {
  const now = duty.shifts.filter((shift) => shift.now);
  const later = duty.shifts.filter((shift) => !shift.now);
  host.replaceChildren(
    ...(now.length ? now.map(watchRow) : [el("p.quiet", null, t("Nobody is on duty now."))]),
    ...(later.length ? [el("h3.later", null, t("Later tonight")), ...later.map(watchRow)] : []));
}
