// Text that people wrote, among words of ours on one line of a canvas: it turns nothing around.

// Marks that say in which direction to read on; one without its end reverses whatever follows.
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text as it may stand beside ours: without such marks, and letters that run from right to
 *  left kept to themselves (first strong isolate … pop). */
export function oneWay(text) {
  const plain = String(text ?? "").replace(TURNS, "");
  return plain && `\u2068${plain}\u2069`;
}
