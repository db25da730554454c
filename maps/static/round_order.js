/* The stops of a round put in order by hand: dragged by their handle, or moved by two buttons. */

import { el, icon } from "./element.js";
import { t } from "./words.js";

const EDGE_PX = 48; // so near to the list's edge a dragged stop scrolls it
const STEP_PX = 10;

/** The list with one of its things at another place. */
export function moved(list, from, to) {
  const rest = list.filter((_, place) => place !== from);
  const place = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, place), list[from], ...rest.slice(place)];
}

/** The handle of a stop; `onDrag(event)` when a pointer takes it. */
export function handle(stop, onDrag) {
  return el("span.order-handle", { "data-act": "drag", "data-stop": stop.id, "aria-hidden": "true", onpointerdown: onDrag }, icon("grip"));
}

/** Two buttons, one place up and one down; `onMove(-1)` or `onMove(1)`. */
export function movers(stop, place, count, onMove) {
  const name = stop.name || stop.code;
  const button = (by, sign, label) => el("button.button.icon", {
    type: "button", "data-act": by < 0 ? "up" : "down", "aria-label": label, title: label,
    disabled: place + by < 0 || place + by >= count, onclick: () => onMove(by),
  }, icon(sign));
  return el("span.order-movers", null, button(-1, "up", t("{name} earlier", { name })), button(1, "down", t("{name} later", { name })));
}

/**
 * Follow the pointer until it lets go; `onOver(place)` each time it comes over another row.
 * @param {PointerEvent} event the pointerdown on a handle
 * @param {HTMLElement} list whose children with data-order are the rows
 */
export function drag(event, list, onOver, onDrop) {
  if (event.button) return;
  event.preventDefault();
  const scroller = list.closest(".order-scroll") ?? list;
  const follow = (move) => {
    const box = scroller.getBoundingClientRect();
    if (move.clientY < box.top + EDGE_PX) scroller.scrollTop -= STEP_PX;
    if (move.clientY > box.bottom - EDGE_PX) scroller.scrollTop += STEP_PX;
    const rows = [...list.querySelectorAll("[data-order]")];
    const over = rows.filter((row) => {
      const { top, height } = row.getBoundingClientRect();
      return move.clientY > top + height / 2;
    }).length;
    onOver(over);
  };
  const ends = () => {
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", ends);
    removeEventListener("pointercancel", ends);
    onDrop();
  };
  // On the window: the row under the pointer is drawn anew while it moves.
  addEventListener("pointermove", follow);
  addEventListener("pointerup", ends);
  addEventListener("pointercancel", ends);
}
