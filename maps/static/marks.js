// Made by maps/style.py, the one source; change it there.
export const KINDS = {
 "flood_segment": {
  "shape": "circle",
  "glyph": "M4 9c2 0 2-1.5 4-1.5S10 9 12 9s2-1.5 4-1.5S18 9 20 9M4 13c2 0 2-1.5 4-1.5s2 1.5 4 1.5 2-1.5 4-1.5 2 1.5 4 1.5M4 17c2 0 2-1.5 4-1.5s2 1.5 4 1.5 2-1.5 4-1.5 2 1.5 4 1.5",
  "word": "Flood-prone road"
 },
 "leak_building": {
  "shape": "square",
  "glyph": "M4.5 11.5 12 5l7.5 6.5M7 10v8.5h10V10M12 11.5c1.3 1.7 1.9 2.6 1.9 3.5a1.9 1.9 0 0 1-3.8 0c0-.9.6-1.8 1.9-3.5z",
  "word": "Leak-prone building"
 },
 "leaning_tree": {
  "shape": "triangle",
  "glyph": "M10.2 19.5 13 12.5M7.5 19.5h8M13.6 5.2a3.9 3.9 0 1 1-1.2 7.6 3.9 3.9 0 0 1 1.2-7.6z",
  "word": "Leaning tree"
 }
};
export const SHAPES = {
 "circle": {
  "path": "M12 1a11 11 0 1 0 0 22 11 11 0 1 0 0-22z",
  "glyphAt": [0.68, 0, 0]
 },
 "square": {
  "path": "M5 1.6h14A3.4 3.4 0 0 1 22.4 5v14a3.4 3.4 0 0 1-3.4 3.4H5A3.4 3.4 0 0 1 1.6 19V5A3.4 3.4 0 0 1 5 1.6z",
  "glyphAt": [0.78, 0, 0.2]
 },
 "triangle": {
  "path": "M9.9 1.5-.3 19.6a2.4 2.4 0 0 0 2.1 3.600h20.400a2.4 2.4 0 0 0 2.1-3.600L14.1 1.500a2.420 2.420 0 0 0-4.200 0z",
  "glyphAt": [0.62, -0.2, 3.4]
 },
 "diamond": {
  "path": "M10.300 .9.900 10.300a2.400 2.400 0 0 0 0 3.400l9.400 9.400a2.400 2.400 0 0 0 3.400 0l9.400-9.400a2.400 2.400 0 0 0 0-3.400L13.700.900a2.400 2.400 0 0 0-3.400 0z",
  "glyphAt": [0.8, 0, 0]
 }
};
export const OTHER_KIND = {
 "shape": "diamond",
 "glyph": "M12 6.5v7M12 17v.5",
 "word": "Other hazard"
};
export const RANKS = {
 "1": "Low",
 "2": "Moderate",
 "3": "High",
 "4": "Severe"
};
export const LEVELS = {
 "none": "None",
 "blue": "Blue",
 "yellow": "Yellow",
 "orange": "Orange",
 "red": "Red"
};
export const PALETTES = {
 "light": {
  "land": "#edf0ef",
  "outside": "rgba(214,221,226,0.62)",
  "park": "#d5e6d0",
  "water": "#b5d4e8",
  "water-edge": "#92bbd6",
  "building": "#dcdbd6",
  "building-edge": "#bfbdb6",
  "street": "#ffffff",
  "street-edge": "#c9ced2",
  "lit": "#fffdf5",
  "footway": "#ffffff",
  "footway-edge": "#d3d7da",
  "wall": "#8b9198",
  "gate": "#465462",
  "gate-shut": "#b0121f",
  "tree": "#a9caa0",
  "boundary": "#15568c",
  "label": "#4c5965",
  "number": "#615f58",
  "halo": "#ffffff",
  "water-label": "#2f6a91",
  "park-label": "#3f6b3a",
  "office": "#15568c",
  "mark-edge": "#15202b",
  "mark-halo": "#ffffff",
  "ranks": {
   "1": "#2a70b2",
   "2": "#f0be22",
   "3": "#ea7a1f",
   "4": "#c2151d"
  },
  "rankInks": {
   "1": "#ffffff",
   "2": "#2b2100",
   "3": "#2a1200",
   "4": "#ffffff"
  },
  "ink": "#15202b",
  "accent": "#15568c"
 },
 "dark": {
  "land": "#0e151c",
  "outside": "rgba(4,8,12,0.58)",
  "park": "#11231c",
  "water": "#0f2f49",
  "water-edge": "#1d4a6d",
  "building": "#1c2631",
  "building-edge": "#2f3c4a",
  "street": "#2d3a48",
  "street-edge": "#080d12",
  "lit": "#4a4535",
  "footway": "#33414f",
  "footway-edge": "#0b1016",
  "wall": "#5b6774",
  "gate": "#b1becb",
  "gate-shut": "#ff938c",
  "tree": "#1d4130",
  "boundary": "#82bdf0",
  "label": "#b4c0cc",
  "number": "#8796a5",
  "halo": "#0b1118",
  "water-label": "#7fb4dc",
  "park-label": "#86b393",
  "office": "#82bdf0",
  "mark-edge": "#05090d",
  "mark-halo": "#0b1118",
  "ranks": {
   "1": "#5ba8ea",
   "2": "#f6cd4a",
   "3": "#ff9648",
   "4": "#ff615d"
  },
  "rankInks": {
   "1": "#051d30",
   "2": "#2b2100",
   "3": "#2a1200",
   "4": "#2c0303"
  },
  "ink": "#e9eff5",
  "accent": "#82bdf0"
 }
};
