"""Numbered stops of a drawn map: the kind is the shape, the rank the colour, the team the rim."""

from __future__ import annotations

from markupsafe import Markup

from maps import style
from maps.drawing.svg import el, joined

# How many units wide each outline is drawn so that all look equally large, and how far below its
# middle the number stands; both in the 24 × 24 box of `maps.style.SHAPES`.
GROWN = {"circle": (1.0, 0.0), "square": (0.94, 0.0), "triangle": (1.2, 3.4), "diamond": (1.12, 0)}
# The rest of the picture is drawn in this stack: what phones and offices have, Chinese first.
SANS = (
    "'PingFang SC','HarmonyOS Sans SC','MiSans','Noto Sans CJK SC','Noto Sans SC',"
    "'Source Han Sans SC','Microsoft YaHei','Hiragino Sans GB',sans-serif"
)


def colours(theme: str) -> dict[str, str]:
    """The tokens of a theme."""
    return style.DARK if theme == "dark" else style.LIGHT


def stop_mark(
    x: float, y: float, unit: float, *, label: str, kind: str, rank: int, theme: str,
    rim: str | None = None, lookout: bool = False, halo: bool = True,
) -> Markup:  # fmt: skip
    """One mark with its middle at (x, y), about `unit` pixels wide.

    rim: the team's colour. lookout: seen from here only, drawn as a dashed rim. halo: apart from
    a ground of many colours.
    """
    tokens = colours(theme)
    ground = style.MAP_DARK if theme == "dark" else style.MAP_LIGHT
    outline = style.SHAPES[style.KINDS.get(kind, style.OTHER_KIND).shape][0]
    shape = style.KINDS.get(kind, style.OTHER_KIND).shape
    grown, down = GROWN[shape]
    scale = unit / 24 * grown
    known = rank in style.RANKS
    fill = tokens[f"rank-{rank}"] if known else ground["label"]
    ink = tokens[f"rank-{rank}-ink"] if known else ground["halo"]
    size = unit * (0.56 if len(label) < 3 else 0.44) * (0.9 if shape == "triangle" else 1)
    place = f"translate({x:.1f} {y:.1f}) scale({scale:.3f}) translate(-12 -12)"
    edge = rim or ground["mark-edge"]
    around = ground["mark-halo"] if halo else "none"
    parts = [
        el("path", d=outline, fill=around, stroke=around, stroke_width=5.2,
           stroke_linejoin="round"),
        el("path", d=outline, fill=fill, stroke=edge, stroke_width=2.2 if rim else 1.4,
           stroke_linejoin="round", stroke_dasharray="4 2.6" if lookout else None),
    ]  # fmt: skip
    return el("g", joined(parts), transform=place) + el(
        "text", label, x=x, y=y + down * scale + size * 0.36, fill=ink, font_size=size,
        font_weight=700, text_anchor="middle", font_family=SANS,
    )  # fmt: skip
