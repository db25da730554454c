// What a layer draws: asked of our own server, or carried by the page itself.

import { ask } from "./ask.js";
import { address } from "./place.js";

/** The data that a page carries in <script type="application/json" id=…>. Parsed, never run:
 *  a key like "__proto__" is a property like any other. */
export function embedded(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Settles with what a layer draws: source is an address of ours, the data, or a promise of it. */
export async function given(source) {
  return typeof source === "string" ? ask(address(source)) : source;
}
