// The card of one hazard: what it is, how bad, when seen, whom to call. Text only, never markup.

import { ask } from "./ask.js";
import { el, icon } from "./element.js";
import { kindWord, rankTag, standingTags } from "./hazard_list.js";
import { markSvg } from "./mark.js";
import { hoursForm, hoursText } from "./visit_hours.js";
import { day, t } from "./words.js";

/** Show what the map knows at once, then the office's card when it comes.
 *  on: {close()}. Returns the card as the server gave it, or null where it could not. */
export async function openCard(host, feature, on) {
  const known = { ...feature.properties, fields: [] };
  const asked = (host.dataset.hazard = known.id);
  draw(host, known, on, t("Loading…"));
  try {
    const card = await ask(`/app/hazards/${encodeURIComponent(known.id)}/card`);
    if (host.dataset.hazard !== asked) return null;
    draw(host, { ...known, ...card }, on);
    return card;
  } catch (error) {
    if (host.dataset.hazard === asked) draw(host, known, on, error.sentence || String(error));
    return null;
  }
}

function draw(host, card, on, note = "") {
  host.replaceChildren(
    el("header.card-head", null,
      markSvg(card.kind, card.rank),
      el("div.what", null,
        el("h2", { tabindex: "-1" }, card.name || card.kind_word || kindWord(card.kind)),
        el("p", null, `${card.code} · ${card.kind_word || kindWord(card.kind)}`)),
      el("button.button.icon", { type: "button", title: t("Close"), "aria-label": t("Close"), onclick: on.close }, icon("close"))),
    el("div.card-tags", null, rankTag(card.rank), standingTags(card)),
    visits(card),
    people(card),
    facts(card),
    card.editable && card.version ? hoursForm(card, (now, told) => { draw(host, { ...card, ...now }, on, told); on.changed?.(); }) : "",
    card.draft && card.version ? confirmButton(host, card, on) : "",
    note ? el("p.pad.quiet", { role: "status" }, note) : "",
  );
}

/** A draft counts, and is planned, once somebody at the office has looked at it. */
function confirmButton(host, card, on) {
  const confirm = async () => {
    button.disabled = true;
    try {
      const now = await ask(`/app/hazards/${encodeURIComponent(card.id)}/confirm`, { method: "POST", match: card.version });
      draw(host, { ...card, ...now, draft: false }, on, t("It counts from now on, and in the next plan."));
      on.changed?.();
    } catch (error) {
      draw(host, card, on, error.sentence || String(error));
    }
  };
  const button = el("button.button.main.wide", { type: "button", "data-act": "confirm", onclick: confirm }, icon("check"), t("Looked at: it counts"));
  return el("div.pad", null, button);
}

function visits({ last_visited_at: last, next_due_at: next, overdue }) {
  return el("dl.visits", null,
    el("div", null, el("dt", null, t("Last visited")), el("dd", null, last ? day(last) : t("Not yet"))),
    el("div", null, el("dt", null, t("Next due")),
      el(overdue ? "dd.late" : "dd", null, next ? day(next) : "–")));
}

function facts(card) {
  const { address, fields, editable } = card;
  const rows = [];
  const add = (label, value) => rows.push(el("dt", null, label), el("dd", null, value));
  if (address) add(t("Address"), address);
  if (!editable && hoursText(card)) add(t("May be visited"), hoursText(card));
  for (const { label, value, unit } of Array.isArray(fields) ? fields : []) {
    if (value === null || value === undefined || value === "") continue;
    add(label, said(value) + (unit ? ` ${unit}` : ""));
  }
  return rows.length ? el("dl.facts", null, rows) : "";
}

function said(value) {
  if (value === true) return t("Yes");
  if (value === false) return t("No");
  return Array.isArray(value) ? value.join(t(", ")) : String(value);
}

function people({ keeper, deputy }) {
  const rows = [[t("Keeper"), keeper], [t("Deputy"), deputy]].filter(([, person]) => person?.name);
  return rows.length ? el("section.people", null, rows.map(([role, person]) => personRow(role, person))) : "";
}

function personRow(role, { name, phone }) {
  return el("div.person", null,
    el("div.grow", null, el("small", null, role), el("b", null, name)),
    phone ? el("a.button.main", { href: `tel:${phone.replace(/[^\d+*#]/g, "")}`, "aria-label": t("Call {name}", { name }) },
      icon("phone"), t("Call")) : el("span.quiet.small", null, t("no phone noted")));
}
