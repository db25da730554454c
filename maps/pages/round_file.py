"""A round, or a whole night, as one HTML file: readable from disk, offline and without scripts.

A static map and the list of stops for each round, and the numbers to call. It holds no script at
all; its own policy lets nothing run or load, whatever a text in it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from markupsafe import Markup

from geo.kinds import DEFAULT_KINDS, Kind
from maps.drawing import round_map
from maps.drawing.ground import Ground
from maps.drawing.marks import stop_mark
from maps.drawing.routes import team_ink
from maps.drawing.svg import el, plain
from maps.pages.render import render
from maps.pages.sheet_words import STATE_SIGNS, SheetWords
from maps.sheets.records import NightSheet, SheetRound, SheetStop
from maps.style import LIGHT

WIDE, LEAST, MOST = 1000.0, 640.0, 1200.0
MARK = 40.0


def round_file(
    sheet: NightSheet, ground: Ground, lang: str, *, kinds: Sequence[Kind] = DEFAULT_KINDS
) -> str:
    """The HTML of a sheet."""
    said = SheetWords(lang, kinds)

    def drawn(walk: SheetRound) -> Markup:
        height = round(round_map.height_of(ground, [walk], WIDE, LEAST, MOST))
        return round_map.svg(ground, [walk], WIDE, height, "light", lang)

    return render(
        "round_file", lang, sheet=sheet, said=said, title=plain(said.title(sheet)), drawn=drawn,
        mark=_mark, tokens=LIGHT, dialled=_dialled, signs=STATE_SIGNS, ink=_ink,
        nonce=sha256(repr((sheet, lang)).encode("utf-8", "surrogatepass")).hexdigest()[:32],
    )  # fmt: skip


def _mark(stop: SheetStop) -> Markup:
    drawn = stop_mark(
        MARK / 2, MARK / 2, MARK * 0.74, label=str(stop.seq), kind=stop.kind, rank=stop.rank,
        theme="light", lookout=stop.lookout, halo=False,
    )  # fmt: skip
    return el("svg", drawn, width=MARK, height=MARK, viewBox=f"0 0 {MARK:g} {MARK:g}",
              aria_hidden="true")  # fmt: skip


def _ink(walk: SheetRound) -> str:
    return team_ink(walk.colour, "light")


def _dialled(phone: str) -> str:
    """What a phone dials: the digits, and a plus before them."""
    return re.sub(r"(?!^\+)[^0-9]", "", phone)
