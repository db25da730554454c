/* What to look at at a stop: its kind's checklist, folded to a line or open to be ticked off. */

import { el, icon } from "./element.js";
import { lang, minutes, t } from "./words.js";

const looks = new Map(); // kind → lines in the page's language
const ticked = new Map(); // stop id → the lines that were ticked; a help to the eye, kept nowhere
let open = false;

/** Know the checklists of the kinds as GET /app/{community}/kinds tells them. */
export function useLooks(kinds) {
  for (const kind of kinds) looks.set(kind.id, kind.checklist.map((line) => (lang === "en" ? line.en : line.zh)));
}

function tick(stop, line) {
  const done = ticked.get(stop.id) ?? new Set();
  if (!done.delete(line)) done.add(line);
  ticked.set(stop.id, done);
}

function item(stop, line, redraw) {
  const done = Boolean(ticked.get(stop.id)?.has(line));
  return el("li", null, el("button.look", { type: "button", "data-act": "look", "aria-pressed": String(done), onclick: () => { tick(stop, line); redraw(); } },
    el("span.box", { "aria-hidden": "true" }, done ? icon("check") : null), el("span", null, line)));
}

/** The checklist of a stop; it draws itself anew when it is folded or ticked. */
export function lookList(stop) {
  const host = el("div.looks");
  const draw = () => {
    const lines = looks.get(stop.kind)?.length ? looks.get(stop.kind) : [t("What has changed since the last visit.")];
    const time = t("About {time} here", { time: minutes(stop.service_s) });
    const fold = (attributes, ...words) => el("button.looks-fold", { type: "button", "data-act": "looks", "aria-expanded": String(open), onclick: () => { open = !open; draw(); if (open) host.scrollIntoView({ block: "start" }); }, ...attributes },
      el("span.grow", null, el("b", null, time), ...words), icon(open ? "up" : "down"));
    host.replaceChildren(fold({}, open ? "" : ` ${lines.join(" · ")}`),
      ...(open ? [el("ul", null, lines.map((line) => item(stop, line, draw)))] : []));
  };
  draw();
  return host;
}
