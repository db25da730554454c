// What a hazard or a stop is, said beside its mark, on maps that carry their own data.

import { el } from "./element.js";
import { KINDS, OTHER_KIND, RANKS } from "./marks.js";
import { clock, t } from "./words.js";

/** Open a small card at a hazard. All of it is text. */
export function sayHazard(map, { at, properties: { code, name, kind, rank, label } }) {
  say(map, at, code, [name, what(kind, rank), label]);
}

/** Open a small card at a stop of a round: its number, what is there and when. */
export function sayStop(map, { point: [lon, lat], seq, code, kind, rank, eta }) {
  say(map, [lat, lon], [seq, code].filter(Boolean).join(" · "), [what(kind, rank), clock(eta)]);
}

/** Say on a map that carries its own data what is wrong with it. */
export function sayTrouble(map, sentence) {
  const Line = L.Control.extend({ options: { position: "topright" }, onAdd: () => el("p.map-trouble", { role: "alert" }, sentence) });
  new Line().addTo(map);
}

function what(kind, rank) {
  return [kind ? t((KINDS[kind] ?? OTHER_KIND).word) : "", RANKS[rank] ? t(RANKS[rank]) : ""].filter(Boolean).join(" · ");
}

function say(map, at, title, lines) {
  const card = el("div", null, el("strong", null, String(title ?? "")), lines.filter(Boolean).map((line) => el("p", null, String(line))));
  L.popup({ className: "said" }).setLatLng(at).setContent(card).openOn(map);
}
