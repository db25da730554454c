/* A paper sheet typed in later: which stop, at what time, all clear or what was found.

It stands in the sheet of a round for stops that nobody has answered for. The time on the paper
is the time of the visit; the server refuses what is still to come. */

import { ask, newKey } from "./ask.js";
import { NotStored, send } from "./checkin.js";
import { el, icon, toast } from "./element.js";
import { FoundForm } from "./found_form.js";
import { community } from "./place.js";
import { addAfter } from "./round_sheet.js";
import { standing } from "./stops.js";
import { clock, t } from "./words.js";

const NIGHT_ENDS = "05:00"; // clock times up to then are of the next morning
const kept = { stopId: null, time: "", open: false };
let form = null;

/** The moment of a clock time in a night, with the offset of the community's own zone. */
export function momentIn(night, time, offset) {
  const day = new Date(`${night}T12:00:00Z`);
  if (time <= NIGHT_ENDS) day.setUTCDate(day.getUTCDate() + 1);
  return `${day.toISOString().slice(0, 10)}T${time}:00${offset}`;
}

function said(context, stop, result, key, finding) {
  return Object.freeze({
    key, community_id: community, hazard_id: stop.hazard_id, stop_id: stop.id,
    round_id: stop.round_id ?? context.round.id, result, ...(finding && { finding }),
    device_time: momentIn(context.night.night, kept.time, stop.eta.slice(19)), typed_in: true,
  });
}

async function store(context, stop, body) {
  try {
    await send(body);
  } catch (error) {
    return { stored: false, sentence: error.message, refused: error instanceof NotStored && error.refused };
  }
  toast(t("Typed in: {code} at {time}", { code: stop.code, time: kept.time }));
  kept.stopId = null;
  kept.time = "";
  await context.changed?.();
  return { stored: true };
}

async function foundForm() {
  form ??= new FoundForm(document.getElementById("found"), await ask(`/app/${community}/kinds`));
  return form;
}

function fields(context, open) {
  const choice = el("select", { "data-part": "stop", onchange: () => { kept.stopId = choice.value; } },
    open.map((stop) => el("option", { value: stop.id, selected: stop.id === kept.stopId },
      [stop.seq, stop.code, stop.name, standing(stop) === "missed" ? t("(missed)") : ""].filter(Boolean).join(" "))));
  const time = el("input", { type: "time", required: true, value: kept.time, "data-part": "time", "aria-label": t("Time on the sheet"), oninput: () => { kept.time = time.value; } });
  const trouble = el("p.wrong", { role: "alert", hidden: true });
  const chosen = () => open.find((stop) => stop.id === choice.value);
  const refuse = (sentence) => { trouble.hidden = !sentence; trouble.replaceChildren(icon("alert"), sentence); };
  const ready = () => {
    if (kept.time) return true;
    refuse(t("Write the time that stands on the sheet."));
    time.focus();
    return false;
  };
  const clear = async () => {
    if (!ready()) return;
    const outcome = await store(context, chosen(), said(context, chosen(), "clear", newKey()));
    if (!outcome.stored) refuse(outcome.sentence);
  };
  const found = async () => {
    if (!ready()) return;
    const stop = chosen();
    let body = null;
    (await foundForm()).open(stop, async (finding) => {
      body ??= said(context, stop, "finding", newKey(), finding);
      const outcome = await store(context, stop, body);
      if (outcome.refused) body = null;
      return outcome;
    });
  };
  return [
    el("div.typed-row", null,
      el("label.field", null, el("span.label", null, t("Stop")), choice),
      el("label.field", null, el("span.label", null, t("Time on the sheet")), time)),
    el("div.typed-row", null,
      el("button.button", { type: "button", "data-act": "typed-found", onclick: found }, icon("alert"), t("Found something")),
      el("button.button.ok", { type: "button", "data-act": "typed-clear", onclick: clear }, icon("check"), t("All clear"))),
    trouble,
  ];
}

function draw(host, context) {
  const open = context.round.stops.filter((stop) => ["planned", "missed", "handed"].includes(standing(stop)));
  // Before the round begins there is no paper to type in.
  const begun = open.filter((stop) => Date.parse(context.round.starts_at) <= Date.parse(context.night.now));
  if (!begun.length) return;
  host.append(el("details.typed-in", { open: kept.open, "data-testid": "typed-in", ontoggle: (event) => { kept.open = event.target.open; } },
    el("summary", null, icon("plan"), el("b", null, t("Type in a paper sheet")), icon("down")),
    el("p.under", null, t("For stops that were visited without a phone; the round began at {time}.", { time: clock(context.round.starts_at) })),
    fields(context, begun)));
}

addAfter(draw);
