/* One person's place on a shift: away, swap, deputy, off the shift. */

import { el, icon } from "./element.js";
import { placeWords } from "./roster_week.js";
import { day, named, t } from "./words.js";

function absenceDuring(person, shift) {
  const from = Date.parse(shift.from_at);
  const to = Date.parse(shift.to_at);
  return person.absences.find((each) => Date.parse(each.from) < to && from < Date.parse(each.to));
}

/** Whose shift can be had instead: [night, person id, words] of the other shifts that are shown. */
function others(sheet, personId, shift) {
  return sheet.roster.week.nights.flatMap((night) => night.teams.flatMap((team) => team.shifts
    .filter((each) => !each.member_ids.includes(personId) && !(night.night === sheet.night && each.member_ids.some((id) => shift.member_ids.includes(id))))
    .flatMap((each) => each.member_ids.map((id) => [night.night, id, `${day(night.night)} ${each.from} · ${sheet.roster.person(id).name} · ${named(team)}`]))));
}

function swapper(sheet, personId, shift) {
  const open = others(sheet, personId, shift);
  const select = el("select", { "data-act": "swap-with" }, el("option", { value: "" }, t("Choose whose shift")),
    open.map(([, , words], i) => el("option", { value: String(i) }, words)));
  const button = el("button.button", {
    type: "button", "data-act": "swap", disabled: true, onclick: () => {
      const [withNight, withId] = open[Number(select.value)];
      sheet.doing(() => sheet.roster.swap({ night: sheet.night, person_id: personId, with_night: withNight, with_id: withId }));
    },
  }, t("Swap"));
  select.addEventListener("change", () => { button.disabled = select.value === ""; });
  return el("div.field", null, el("span.label", null, t("Swap with")), el("div.row", null, select, button));
}

function deputy(sheet, person) {
  const rest = sheet.roster.week.people.filter((each) => each.id !== person.id);
  return el("label.field", null, el("span.label", null, t("Deputy when away")),
    el("select", { "data-act": "deputy", onchange: (event) => sheet.doing(() => sheet.roster.nameDeputy(person.id, event.target.value)) },
      el("option", { value: "" }, t("Nobody")),
      rest.map((each) => el("option", { value: each.id, selected: each.id === person.deputy_id }, each.name))));
}

function actions(sheet, shift, person, at) {
  const away = absenceDuring(person, shift);
  const button = (act, words, onclick) => el("button.button", { type: "button", "data-act": act, onclick }, words);
  return el("div.person-edit", null,
    away ? el("p.under", null, t("Away {from} – {to}", { from: day(away.from), to: day(away.to).replace(`${day(away.from.slice(0, 10))} `, "") })) : null,
    el("div.person-buttons", null,
      away ? button("come-back", t("Back on duty"), () => sheet.doing(() => sheet.roster.comeBack(away.id)))
        : button("away", t("Away this shift"), () => sheet.doing(() => sheet.roster.beAway(person.id, shift))),
      button("take-off", t("Take off the shift"), () => sheet.takeOff(shift, at, person.id))),
    deputy(sheet, person), swapper(sheet, person.id, shift));
}

/** The row of one place; tapped, it opens to what can be done with it. */
export function personRow(sheet, shift, place, at) {
  const person = sheet.roster.person(place.person_id);
  const key = `${at}/${person.id}`;
  const open = sheet.opened === key;
  return el("li", null,
    el("button.person-row", {
      type: "button", "aria-expanded": String(open), "data-act": "person", "data-person": person.id,
      onclick: () => { sheet.opened = open ? null : key; sheet.refresh(); },
    }, placeWords(place, (id) => sheet.roster.person(id).name), el("span.grow", null), icon("down")),
    open ? actions(sheet, shift, person, at) : null);
}
