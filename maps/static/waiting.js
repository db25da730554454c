// The list "to be placed": rows that came without coordinates, placed by a tap on the map.

import { ask } from "./ask.js";
import { el, icon, toast } from "./element.js";
import { rankTag, kindWord } from "./hazard_list.js";
import { markSvg } from "./mark.js";
import { community } from "./place.js";
import { t, tn } from "./words.js";

/** Fill the section with what waits; nothing is shown where nothing waits. */
export async function showWaiting(host, places) {
  const rows = await ask(`/app/${encodeURIComponent(community)}/waiting`).catch(() => []);
  host.hidden = rows.length === 0;
  if (host.hidden) return;
  const wasOpen = host.querySelector("details")?.open;
  const words = tn("{n} hazard to be placed", "{n} hazards to be placed", rows.length);
  host.replaceChildren(el("details", { open: wasOpen || null },
    el("summary", null, icon("pin"), words, icon("down")),
    el("ul.list", null, rows.map((row) => el("li", null, item(row, host, places))))));
}

function item(row, host, places) {
  return el("button.item", { type: "button", "data-hazard": row.id, onclick: () => place(row, host, places) },
    markSvg(row.kind, row.rank || 0),
    el("span.what", null,
      el("b", null, el("span", null, row.code), row.name || kindWord(row.kind)),
      el("small", null, row.address || t("No address given"))),
    row.rank ? el("span.tags", null, rankTag(row.rank)) : "");
}

async function place(row, host, places) {
  const { askForTap, geometryAt } = await import("./add_here.js");
  const latlng = await askForTap(places, t("Tap where {code} is. {address}", { code: row.code, address: row.address || "" }));
  if (!latlng) return;
  try {
    const geometry = await geometryAt(places.ground, row.kind, latlng);
    const match = row.version ?? (await ask(`/app/hazards/${row.id}/card`)).version;
    await ask(`/app/hazards/${row.id}/place`, { method: "PUT", body: { geometry }, match });
    await places.hazards.refresh();
    places.pick(row.id);
    toast(t("{code} is on the map.", { code: row.code }));
  } catch (error) {
    toast(error.sentence || String(error));
  }
  showWaiting(host, places);
}
