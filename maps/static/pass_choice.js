// One pass of a night at a time, on a map that stands alone: all at once would lie over each other.

import { el } from "./element.js";

/** Chips for the passes in `host`; a tap shows that pass in `rounds` (a NightRounds layer).
 *  passes: [{no, word, extra}]. Opens with the first extra pass: what a night is for. */
export async function passChoice(host, rounds, passes) {
  const all = (await rounds.loaded) ?? [];
  const chips = passes.map((pass) => el("button.chip", { type: "button", onclick: () => show(pass) }, pass.word));
  function show(chosen) {
    chips.forEach((chip, n) => chip.setAttribute("aria-pressed", String(passes[n] === chosen)));
    rounds.show(all.filter((round) => round.pass_no === chosen.no));
  }
  host.replaceChildren(...chips);
  host.hidden = passes.length < 2;
  const opening = passes.find((pass) => pass.extra) ?? passes[0];
  if (opening) show(opening);
}
