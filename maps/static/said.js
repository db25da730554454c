// What a hazard is, said beside its mark, on maps that carry their own data.

import { el } from "./element.js";
import { KINDS, OTHER_KIND, RANKS } from "./marks.js";
import { t } from "./words.js";

/** Open a small card at a hazard. All of it is text. */
export function sayHazard(map, { at, properties }) {
  const { code, name, kind, rank, label } = properties;
  const word = t((Object.hasOwn(KINDS, kind) ? KINDS[kind] : OTHER_KIND).word);
  const lines = [name, [word, RANKS[rank] ? t(RANKS[rank]) : ""].filter(Boolean).join(" · "), label];
  const card = el("div", null, el("strong", null, String(code ?? "")), lines.filter(Boolean).map((line) => el("p", null, String(line))));
  L.popup({ className: "said" }).setLatLng(at).setContent(card).openOn(map);
}
