/* The pictures of the scales: how deep, how wet, how far gone; read without a word, by torchlight. */

import { svg } from "./element.js";

const LEGS = "M26 6v30l-2 18h-5c-2 0-3 4-3 4h14l3-22M40 6v30l1 18h-5c-2 0-3 4-3 4h14l2-22L50 6";
const CEILING = "M6 12h52M6 7h52";
const GROUND = "M4 58h56";

function water(y) {
  const wave = `M2 ${y}q5-4 10 0t10 0 10 0 10 0 10 0 10 0`;
  return [["wet", `${wave}V63H2Z`], ["wave", wave]];
}

function leaning(degrees) {
  return [["line", GROUND], ["tree", "M26 58V30M26 42l-8-7M26 38l8-7", degrees],
    ["leaf", "M26 6c9 0 15 6 15 13s-6 12-15 12-15-5-15-12S17 6 26 6Z", degrees]];
}

const PICTURES = {
  flood_segment: [
    [["line", LEGS], ["wave", "M10 61h44"]],
    [["line", LEGS], ...water(53)],
    [["line", LEGS], ...water(44)],
    [["line", LEGS], ...water(34)],
    [["line", LEGS], ...water(18)],
  ],
  leak_building: [
    [["line", CEILING], ["wet", "M18 14c0 9 6 12 13 11s15-2 15-11Z"]],
    [["line", CEILING], ["wet", "M24 14c0 5 4 7 8 7s8-2 8-7Z"],
      ["wet", "M32 28c4 6 5 8 5 10a5 5 0 0 1-10 0c0-2 1-4 5-10Z"],
      ["wave", "M20 58h24"]],
    [["line", CEILING], ["wave", "M20 16v30M28 16v36M36 16v36M44 16v30"],
      ["wet", "M12 56q20-8 40 0v6H12Z"]],
    [["line", "M6 7h52M6 12h10q16 26 32 0h10"], ["wet", "M18 14q14 22 28 0Z"],
      ["alarm", "M35 32l-9 14h7l-3 13 11-17h-8l5-10Z"]],
  ],
  leaning_tree: [
    leaning(4),
    leaning(17),
    [...leaning(33), ["alarm", "M8 58q8-9 17-6"]],
    [["line", GROUND], ["tree", "M12 54l22-4M22 52l4-8M28 51l8 4"],
      ["leaf", "M56 44c2 6-3 12-10 13s-13-3-14-9 5-11 11-12 12 2 13 8Z"],
      ["alarm", "M6 58q0-12 10-12"]],
  ],
};

const BARS = [1, 2, 3, 4].map((rank) =>
  [1, 2, 3, 4].map((n) => [n <= rank ? "wet" : "line", `M${4 + n * 12} ${56 - n * 10}h8V58h-8Z`]));

/**
 * The picture of one step of a kind's scale, as an SVG element without text.
 * @param {string} kind id of the hazard's kind
 * @param {number} rank 1 to 4 that the step gives; 4 is worst
 * @param {number} [place] of the step among all of the scale, from 0, where two give one rank
 */
export function scalePicture(kind, rank, place) {
  const known = PICTURES[kind] ?? BARS;
  const step = known[place] ?? known[known.length - 5 + rank] ?? known[0];
  const paths = step.map(([name, d, turn]) =>
    svg("path", { class: `scale-${name}`, d, ...(turn && { transform: `rotate(${turn} 26 58)` }) }));
  return svg("svg", { viewBox: "0 0 64 64", class: "scale-picture", "aria-hidden": "true" }, ...paths);
}
