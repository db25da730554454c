"""Colours, shapes and words of everything a person sees: the one source.

`python -m maps.style` writes them into the marked block of `static/app.css` (custom
properties) and into `static/marks.js` (for canvas); a test says when that was forgotten.

The four ranks wear the colours of China's four-colour risk map (蓝 低, 黄 一般, 橙 较大,
红 重大), which every community office knows. Colour never stands alone: the kind is the shape
and its glyph, the rank is also the size and a word.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

STATIC = Path(__file__).parent / "static"
THEMES = ("light", "dark")

# Tokens by theme. "-ink" is the text that may stand on the fill of the same name.
LIGHT: dict[str, str] = {
    "ground": "#eef2f4", "paper": "#ffffff", "raised": "#ffffff", "well": "#f4f7f9",
    "ink": "#15202b", "ink-2": "#465462", "ink-3": "#5d6a77",
    "line": "#d9e0e6", "line-2": "#7b8895",
    "accent": "#15568c", "accent-ink": "#ffffff", "accent-soft": "#e2edf6",
    "danger": "#b0121f", "danger-ink": "#ffffff", "danger-soft": "#fdecec",
    "ok": "#17643d", "ok-ink": "#ffffff", "ok-soft": "#e3f2e9",
    "note": "#fdf1d3", "note-ink": "#584000",
    "rank-1": "#2a70b2", "rank-1-ink": "#ffffff", "rank-1-soft": "#e3eef8",
    "rank-2": "#f0be22", "rank-2-ink": "#2b2100", "rank-2-soft": "#fbf1d0",
    "rank-3": "#ea7a1f", "rank-3-ink": "#2a1200", "rank-3-soft": "#fce7d5",
    "rank-4": "#c2151d", "rank-4-ink": "#ffffff", "rank-4-soft": "#fbe1e1",
    "due-soon": "#6a6690", "due-late": "#8527c9", "due-long": "#5a0b78", "due-never": "#15202b",
    "band-0": "#f6edfa", "band-0-ink": "#15202b", "band-1": "#e0c6ee", "band-1-ink": "#15202b",
    "band-2": "#c195da", "band-2-ink": "#15202b", "band-3": "#84409a", "band-3-ink": "#ffffff",
    "band-4": "#6b2585", "band-4-ink": "#ffffff", "band-5": "#42065c", "band-5-ink": "#ffffff",
}  # fmt: skip
DARK: dict[str, str] = {
    "ground": "#0b1118", "paper": "#131b24", "raised": "#1a2430", "well": "#0f161e",
    "ink": "#e9eff5", "ink-2": "#b1becb", "ink-3": "#93a2b1",
    "line": "#263240", "line-2": "#6b7d8f",
    "accent": "#82bdf0", "accent-ink": "#06202f", "accent-soft": "#17324a",
    "danger": "#ff938c", "danger-ink": "#330506", "danger-soft": "#3b1b1e",
    "ok": "#7fd4a2", "ok-ink": "#04220f", "ok-soft": "#12301f",
    "note": "#2c2512", "note-ink": "#f5d88d",
    "rank-1": "#5ba8ea", "rank-1-ink": "#051d30", "rank-1-soft": "#142c42",
    "rank-2": "#f6cd4a", "rank-2-ink": "#2b2100", "rank-2-soft": "#352c12",
    "rank-3": "#ff9648", "rank-3-ink": "#2a1200", "rank-3-soft": "#3b2714",
    "rank-4": "#ff615d", "rank-4-ink": "#2c0303", "rank-4-soft": "#41191c",
    "due-soon": "#a9a5cf", "due-late": "#cc8bff", "due-long": "#f3b0ff", "due-never": "#ffffff",
    "band-0": "#2a2036", "band-0-ink": "#ffffff", "band-1": "#46305f", "band-1-ink": "#ffffff",
    "band-2": "#6a4690", "band-2-ink": "#ffffff", "band-3": "#b083dc", "band-3-ink": "#0b0714",
    "band-4": "#cda6f5", "band-4-ink": "#0b0714", "band-5": "#ecd8ff", "band-5-ink": "#0b0714",
}  # fmt: skip

# The base map. Streets are [fill, casing]; "lit" is a street with lamps, seen at night.
MAP_LIGHT: dict[str, str] = {
    "land": "#edf0ef", "outside": "rgba(214,221,226,0.62)", "park": "#d5e6d0", "water": "#b5d4e8",
    "water-edge": "#92bbd6", "building": "#dcdbd6", "building-edge": "#bfbdb6",
    "street": "#ffffff", "street-edge": "#c9ced2", "lit": "#fffdf5", "footway": "#ffffff",
    "footway-edge": "#d3d7da", "wall": "#8b9198", "gate": "#465462", "gate-shut": "#b0121f",
    "tree": "#a9caa0", "boundary": "#15568c", "label": "#4c5965", "number": "#615f58",
    "halo": "#ffffff", "water-label": "#2f6a91", "park-label": "#3f6b3a", "office": "#15568c",
    "mark-edge": "#15202b", "mark-halo": "#ffffff",
}  # fmt: skip
MAP_DARK: dict[str, str] = {
    "land": "#111a23", "outside": "rgba(5,9,14,0.62)", "park": "#142a21", "water": "#123656",
    "water-edge": "#22557d", "building": "#243140", "building-edge": "#394a5b",
    "street": "#3a4a5b", "street-edge": "#070b10", "lit": "#625a43", "footway": "#3f4f60",
    "footway-edge": "#0b1118", "wall": "#64717f", "gate": "#b1becb", "gate-shut": "#ff938c",
    "tree": "#1d4633", "boundary": "#82bdf0", "label": "#c3ced9", "number": "#9aa8b6",
    "halo": "#0b1118", "water-label": "#8fc2ea", "park-label": "#8fc09d", "office": "#82bdf0",
    "mark-edge": "#05090d", "mark-halo": "#0b1118",
}  # fmt: skip


# The teams of a night, in turn, and the lines on the walked ways; `static/rounds.css` says the
# same to the browser, a test compares them. A dash besides, in pixels of a 5 pixel line.
TEAMS_LIGHT: dict[str, str] = {
    "team-1": "#0b6e69", "team-2": "#7a3db8", "team-3": "#8a5300", "team-4": "#a01d63",
    "team-5": "#3b6d11", "team-6": "#3d4f66", "route-casing": "#ffffff", "water-walk": "#3a8fd0",
}  # fmt: skip
TEAMS_DARK: dict[str, str] = {
    "team-1": "#3fd3bf", "team-2": "#c9a2ff", "team-3": "#e6b35c", "team-4": "#ff93c4",
    "team-5": "#a8d672", "team-6": "#b3c4da", "route-casing": "#060b10", "water-walk": "#3c8fd6",
}  # fmt: skip
TEAM_DASHES: tuple[tuple[int, ...], ...] = ((), (14, 9), (3, 8), (20, 6, 4, 6), (), (14, 9))


# How many steps an area's number is drawn in, pale to strong; `band-N` in the tokens.
BANDS = 6


def N_(word: str) -> str:  # noqa: N802  (gettext's own name for "a word to look up later")
    """The word itself, marked for the catalogue."""
    return word


@dataclass(frozen=True, slots=True)
class Mark:
    """How a kind is drawn: outline, and a glyph as SVG paths in a 24 × 24 box.

    glyph: stroked; solid: filled, where a line alone would not read at 20 pixels.
    """

    shape: str
    glyph: str
    word: str
    solid: str = ""


KINDS: dict[str, Mark] = {
    "flood_segment": Mark(
        "circle",
        "M4 9c2 0 2-1.5 4-1.5S10 9 12 9s2-1.5 4-1.5S18 9 20 9"
        "M4 13c2 0 2-1.5 4-1.5s2 1.5 4 1.5 2-1.5 4-1.5 2 1.5 4 1.5"
        "M4 17c2 0 2-1.5 4-1.5s2 1.5 4 1.5 2-1.5 4-1.5 2 1.5 4 1.5",
        N_("Flood-prone road"),
    ),
    "leak_building": Mark(
        "square",
        "M3.8 12 12 4.6l8.2 7.4M6.6 10.2v9h10.8v-9",
        N_("Leak-prone building"),
        "M12 10.6c1.7 2.2 2.5 3.3 2.5 4.4a2.5 2.5 0 0 1-5 0c0-1.1.8-2.2 2.5-4.4z",
    ),
    "leaning_tree": Mark(
        "triangle",
        "M9.4 20.5 13 12M5.5 20.5h10.5",
        N_("Leaning tree"),
        "M12.9 2.6a4.3 4.3 0 0 1 5 3.5 3.9 3.9 0 0 1 .4 6.7c-2.3 1.6-5.6 2-8.2.9"
        "A4.1 4.1 0 0 1 8.9 6.9a4.3 4.3 0 0 1 4-4.3z",
    ),
}
# Outlines in the same box, and where the glyph sits in each: [scale, right, down].
SHAPES: dict[str, tuple[str, tuple[float, float, float]]] = {
    "circle": ("M12 1a11 11 0 1 0 0 22 11 11 0 1 0 0-22z", (0.68, 0, 0)),
    "square": (
        "M5 1.6h14A3.4 3.4 0 0 1 22.4 5v14a3.4 3.4 0 0 1-3.4 3.4H5A3.4 3.4 0 0 1 1.6 19V5"
        "A3.4 3.4 0 0 1 5 1.6z",
        (0.78, 0, 0.2),
    ),
    "triangle": (
        "M9.9 1.5-.3 19.6a2.4 2.4 0 0 0 2.1 3.6h20.4a2.4 2.4 0 0 0 2.1-3.6L14.1 1.5"
        "a2.42 2.42 0 0 0-4.2 0z",
        (0.62, -0.2, 3.4),
    ),
    "diamond": (
        "M10.3 .9.9 10.3a2.4 2.4 0 0 0 0 3.4l9.4 9.4a2.4 2.4 0 0 0 3.4 0"
        "l9.4-9.4a2.4 2.4 0 0 0 0-3.4L13.7.9a2.4 2.4 0 0 0-3.4 0z",
        (0.8, 0, 0),
    ),
}
OTHER_KIND = Mark("diamond", "M12 6.5v7M12 17v.5", N_("Other hazard"))

# Short on chips and labels; the four colours of the risk map say the rest.
RANKS: dict[int, str] = {1: N_("Low"), 2: N_("Moderate"), 3: N_("High"), 4: N_("Severe")}
LEVELS: dict[str, str] = {
    "none": N_("None"), "blue": N_("Blue"), "yellow": N_("Yellow"),
    "orange": N_("Orange"), "red": N_("Red"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """A band of how long a visit is overdue: from so many hours after it was due.

    sign: what is laid over the mark, one filled path (even-odd) in a 12 × 12 box; ring: how wide
    the ring around the mark is, in pixels, 0 for none.
    """

    word: str
    from_h: float
    sign: str
    ring: float


# In order of time; who was never seen and is overdue is in "never", however long that is.
DUE: dict[str, Due] = {
    "soon": Due(
        N_("Due within 2 h"), -2,
        "M6 1a5 5 0 1 0 0 10 5 5 0 1 0 0-10zM6 3.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 1 1 0-4.8z", 0,
    ),
    "late": Due(N_("Overdue up to 6 h"), 0, "M6 1a5 5 0 1 0 0 10 5 5 0 1 0 0-10z", 2.5),
    "long": Due(N_("Overdue over 6 h"), 6, "M6 0 12 6 6 12 0 6z", 4),
    "never": Due(N_("Never visited"), 0, "M.8.8h10.4v10.4H.8zM3 5h6v2H3z", 4),
}  # fmt: skip
BLOCK = re.compile(r"(/\* made by maps/style\.py \*/\n).*?(/\* end of what is made \*/)", re.DOTALL)


def tokens_css() -> str:
    """The custom properties of both themes, as they stand in `app.css`."""

    def rules(selector: str, tokens: dict[str, str], scheme: str, indent: str = "") -> str:
        lines = [f"{indent}  --{name}: {value};" for name, value in tokens.items()]
        return "\n".join(
            [f"{indent}{selector} {{", f"{indent}  color-scheme: {scheme};", *lines, f"{indent}}}"]
        )

    dark = rules(':root[data-theme="dark"]', DARK, "dark")
    system = rules(":root:not([data-theme])", DARK, "dark", "  ")
    return "\n".join(
        [
            rules(":root", LIGHT, "light"),
            dark,
            f"@media (prefers-color-scheme: dark) {{\n{system}\n}}\n",
        ]
    )


def marks_js() -> str:
    """The module that canvas layers take colours, shapes and words from."""

    def theme(tokens: dict[str, str], ground: dict[str, str]) -> dict[str, object]:
        return {
            **ground,
            "ranks": {rank: tokens[f"rank-{rank}"] for rank in RANKS},
            "rankInks": {rank: tokens[f"rank-{rank}-ink"] for rank in RANKS},
            "due": {band: tokens[f"due-{band}"] for band in DUE},
            "bands": [tokens[f"band-{band}"] for band in range(BANDS)],
            "bandInks": [tokens[f"band-{band}-ink"] for band in range(BANDS)],
            "ink": tokens["ink"],
            "accent": tokens["accent"],
        }

    parts = {
        "KINDS": {kind: asdict(mark) for kind, mark in KINDS.items()},
        "SHAPES": {name: {"path": path, "glyphAt": at} for name, (path, at) in SHAPES.items()},
        "OTHER_KIND": asdict(OTHER_KIND),
        "RANKS": RANKS,
        "LEVELS": LEVELS,
        "DUE": {band: asdict(due) for band, due in DUE.items()},
        "PALETTES": {"light": theme(LIGHT, MAP_LIGHT), "dark": theme(DARK, MAP_DARK)},
    }
    tables = {name: _of_its_own(_as_js(value)) for name, value in parts.items()}
    lines = [f"export const {name} = {table};" for name, table in tables.items()]
    return "\n".join(["// Made by maps/style.py, the one source; change it there.", *lines, ""])


def _of_its_own(table: str) -> str:
    """The table without Object's own properties: a kind named "constructor" is none of it."""
    return f"{{\n __proto__: null,{table[1:]}"


def _as_js(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)


def app_css_with_tokens(css: str) -> str:
    """The style sheet with its marked block renewed."""
    return BLOCK.sub(lambda found: found[1] + tokens_css() + found[2], css, count=1)


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, 1 to 21, of two colours "#rrggbb"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def write() -> None:
    """Write both made files in place."""
    sheet = STATIC / "app.css"
    sheet.write_text(app_css_with_tokens(sheet.read_text("utf-8")), "utf-8")
    (STATIC / "marks.js").write_text(marks_js(), "utf-8")


if __name__ == "__main__":
    write()
