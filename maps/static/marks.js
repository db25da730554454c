// Made by maps/style.py, the one source; change it there.
export const KINDS = {
 __proto__: null,
 "flood_segment": {
  "shape": "circle",
  "glyph": "M4 9c2 0 2-1.5 4-1.5S10 9 12 9s2-1.5 4-1.5S18 9 20 9M4 13c2 0 2-1.5 4-1.5s2 1.5 4 1.5 2-1.5 4-1.5 2 1.5 4 1.5M4 17c2 0 2-1.5 4-1.5s2 1.5 4 1.5 2-1.5 4-1.5 2 1.5 4 1.5",
  "word": "Flood-prone road",
  "solid": ""
 },
 "leak_building": {
  "shape": "square",
  "glyph": "M3.8 12 12 4.6l8.2 7.4M6.6 10.2v9h10.8v-9",
  "word": "Leak-prone building",
  "solid": "M12 10.6c1.7 2.2 2.5 3.3 2.5 4.4a2.5 2.5 0 0 1-5 0c0-1.1.8-2.2 2.5-4.4z"
 },
 "leaning_tree": {
  "shape": "triangle",
  "glyph": "M9.4 20.5 13 12M5.5 20.5h10.5",
  "word": "Leaning tree",
  "solid": "M12.9 2.6a4.3 4.3 0 0 1 5 3.5 3.9 3.9 0 0 1 .4 6.7c-2.3 1.6-5.6 2-8.2.9A4.1 4.1 0 0 1 8.9 6.9a4.3 4.3 0 0 1 4-4.3z"
 }
};
export const SHAPES = {
 __proto__: null,
 "circle": {
  "path": "M12 1a11 11 0 1 0 0 22 11 11 0 1 0 0-22z",
  "glyphAt": [0.68, 0, 0]
 },
 "square": {
  "path": "M5 1.6h14A3.4 3.4 0 0 1 22.4 5v14a3.4 3.4 0 0 1-3.4 3.4H5A3.4 3.4 0 0 1 1.6 19V5A3.4 3.4 0 0 1 5 1.6z",
  "glyphAt": [0.78, 0, 0.2]
 },
 "triangle": {
  "path": "M9.9 1.5-.3 19.6a2.4 2.4 0 0 0 2.1 3.6h20.4a2.4 2.4 0 0 0 2.1-3.6L14.1 1.5a2.42 2.42 0 0 0-4.2 0z",
  "glyphAt": [0.62, -0.2, 3.4]
 },
 "diamond": {
  "path": "M10.3 .9.9 10.3a2.4 2.4 0 0 0 0 3.4l9.4 9.4a2.4 2.4 0 0 0 3.4 0l9.4-9.4a2.4 2.4 0 0 0 0-3.4L13.7.9a2.4 2.4 0 0 0-3.4 0z",
  "glyphAt": [0.8, 0, 0]
 }
};
export const OTHER_KIND = {
 __proto__: null,
 "shape": "diamond",
 "glyph": "M12 6.5v7M12 17v.5",
 "word": "Other hazard",
 "solid": ""
};
export const RANKS = {
 __proto__: null,
 "1": "Low",
 "2": "Moderate",
 "3": "High",
 "4": "Severe"
};
export const LEVELS = {
 __proto__: null,
 "none": "None",
 "blue": "Blue",
 "yellow": "Yellow",
 "orange": "Orange",
 "red": "Red"
};
export const DUE = {
 __proto__: null,
 "soon": {
  "word": "Due within 2 h",
  "from_h": -2,
  "sign": "M6 1a5 5 0 1 0 0 10 5 5 0 1 0 0-10zM6 3.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 1 1 0-4.8z",
  "ring": 0
 },
 "late": {
  "word": "Overdue up to 6 h",
  "from_h": 0,
  "sign": "M6 1a5 5 0 1 0 0 10 5 5 0 1 0 0-10z",
  "ring": 2.5
 },
 "long": {
  "word": "Overdue over 6 h",
  "from_h": 6,
  "sign": "M6 0 12 6 6 12 0 6z",
  "ring": 4
 },
 "never": {
  "word": "Never visited",
  "from_h": 0,
  "sign": "M.8.8h10.4v10.4H.8zM3 5h6v2H3z",
  "ring": 4
 }
};
export const PALETTES = {
 __proto__: null,
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
  "due": {
   "soon": "#6a6690",
   "late": "#8527c9",
   "long": "#5a0b78",
   "never": "#15202b"
  },
  "bands": ["#f6edfa", "#e0c6ee", "#c195da", "#84409a", "#6b2585", "#42065c"],
  "bandInks": ["#15202b", "#15202b", "#15202b", "#ffffff", "#ffffff", "#ffffff"],
  "ink": "#15202b",
  "accent": "#15568c"
 },
 "dark": {
  "land": "#111a23",
  "outside": "rgba(5,9,14,0.62)",
  "park": "#142a21",
  "water": "#123656",
  "water-edge": "#22557d",
  "building": "#243140",
  "building-edge": "#394a5b",
  "street": "#3a4a5b",
  "street-edge": "#070b10",
  "lit": "#625a43",
  "footway": "#3f4f60",
  "footway-edge": "#0b1118",
  "wall": "#64717f",
  "gate": "#b1becb",
  "gate-shut": "#ff938c",
  "tree": "#1d4633",
  "boundary": "#82bdf0",
  "label": "#c3ced9",
  "number": "#9aa8b6",
  "halo": "#0b1118",
  "water-label": "#8fc2ea",
  "park-label": "#8fc09d",
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
  "due": {
   "soon": "#a9a5cf",
   "late": "#cc8bff",
   "long": "#f3b0ff",
   "never": "#ffffff"
  },
  "bands": ["#2a2036", "#46305f", "#6a4690", "#b083dc", "#cda6f5", "#ecd8ff"],
  "bandInks": ["#ffffff", "#ffffff", "#ffffff", "#0b0714", "#0b0714", "#0b0714"],
  "ink": "#e9eff5",
  "accent": "#82bdf0"
 }
};
