"""Scale bar, north, credit and starting places of a drawn map."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup

from maps.drawing.frame import Floats, Frame
from maps.drawing.marks import SANS, colours
from maps.drawing.measured import width
from maps.drawing.svg import el, joined
from maps.style import N_
from maps.words import words

STEPS_M = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
TEXT = 0.46
OSM = "© OpenStreetMap contributors"


def scale_bar(frame: Frame, unit: float, theme: str, lang: str) -> Markup:
    """A bar of a round length, at most a quarter of the width, in the lower left corner."""
    fits = [each for each in STEPS_M if each * frame.px_per_m <= frame.width_px / 4]
    metres = fits[-1] if fits else STEPS_M[0]
    long = metres * frame.px_per_m
    said = words(lang)
    word = said.say("{n} km", n=metres // 1000) if metres >= 1000 else said.say("{n} m", n=metres)
    x, y, tick = unit * 0.5, frame.height_px - unit * 0.5, unit * 0.2
    d = f"M{x:.1f} {y - tick:.1f}v{tick:.1f}h{long:.1f}v-{tick:.1f}"
    tokens = colours(theme)
    return joined([
        el("path", d=d, fill="none", stroke=tokens["paper"], stroke_width=unit * 0.14,
           stroke_linejoin="round", stroke_linecap="round"),
        el("path", d=d, fill="none", stroke=tokens["ink"], stroke_width=unit * 0.055,
           data_metres=metres, data_px=long),
        _written(word, x, y - tick - unit * 0.16, unit * TEXT, theme),
    ])  # fmt: skip


def north(frame: Frame, unit: float, theme: str, lang: str) -> Markup:
    """An arrow that says where north is, in the upper right corner."""
    tokens = colours(theme)
    x, y, half = frame.width_px - unit * 0.75, unit * 0.85, unit * 0.34
    needle = f"M{x:.1f} {y - half * 1.2:.1f}l{half * 0.6:.1f} {half * 2:.1f}l-{half * 0.6:.1f} "
    needle += f"-{half * 0.5:.1f}l-{half * 0.6:.1f} {half * 0.5:.1f}z"
    return joined([
        el("circle", cx=x, cy=y + unit * 0.16, r=unit * 0.66, fill=tokens["paper"],
           fill_opacity="0.88"),
        el("path", d=needle, fill=tokens["ink"]),
        el("text", words(lang).say(N_("N")), x=x, y=y + unit * 0.68, fill=tokens["ink"],
           font_size=unit * 0.42, font_weight=700, text_anchor="middle", font_family=SANS),
    ])  # fmt: skip


def credit(frame: Frame, unit: float, theme: str) -> Markup:
    """OpenStreetMap's name, as its licence asks, in the lower right corner."""
    x, y = frame.width_px - unit * 0.3, frame.height_px - unit * 0.3
    return _written(OSM, x, y, unit * 0.36, theme, anchor="end")


def start(
    x: float, y: float, unit: float, marks: Floats, ink: str, theme: str, lang: str
) -> Markup:
    """Where a round sets out: a ring, its word on the side that no mark, (n, 2) pixels, is at."""
    ring = el("circle", cx=x, cy=y, r=unit * 0.19, fill=colours(theme)["paper"], stroke=ink,
              stroke_width=unit * 0.11, data_start="")  # fmt: skip
    word, size = words(lang).say(N_("Start")), unit * TEXT
    aside = unit * 0.3 + width(word, size, bold=True) / 2
    sides = [(0.0, -unit * 0.55), (0.0, unit * 0.55), (aside, 0.0), (-aside, 0.0)]

    def room(side: tuple[float, float]) -> float:
        far = np.hypot(*(marks - (x + side[0], y + side[1])).T) if len(marks) else np.zeros(1)
        return min(float(far.min()), unit * 1.3)

    right, down = max(sides, key=room)
    return ring + _written(word, x + right, y + down + size * 0.36, size, theme, anchor="middle")


def _written(
    text: str, x: float, y: float, size: float, theme: str, anchor: str | None = None
) -> Markup:
    tokens = colours(theme)
    return el(
        "text", text, x=x, y=y, fill=tokens["ink"], font_size=size, font_weight=600,
        font_family=SANS, text_anchor=anchor, stroke=tokens["paper"], stroke_width=size / 4.5,
        stroke_linejoin="round", paint_order="stroke",
    )  # fmt: skip
