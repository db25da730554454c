"""A static map of some rounds, drawn from our own records: no browser, no tiles, no network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from markupsafe import Markup

from maps.drawing import furniture, names
from maps.drawing.apart import apart
from maps.drawing.frame import Floats, Frame, height_for
from maps.drawing.ground import Ground, ground_of
from maps.drawing.marks import colours, stop_mark
from maps.drawing.routes import lines_of, routes_of, team_ink
from maps.drawing.svg import el, joined
from maps.sheets.records import SheetRound
from maps.words import words

# A mark is 56 pixels on a picture 1080 wide, and never too small for its number.
MARK_SHARE, LEAST_MARK, MOST_MARK = 56 / 1080, 24.0, 56.0


def svg(
    ground: Ground, rounds: Sequence[SheetRound], width_px: float, height_px: float,
    theme: str = "light", lang: str = "zh_CN",
) -> Markup:  # fmt: skip
    """The map of these rounds as one SVG element of that size, with nothing outside it.

    Without rounds it is the map of the community.
    """
    frame = frame_of(ground, rounds, width_px, height_px)
    return el(
        "svg", drawn(ground, rounds, frame, theme, lang), xmlns="http://www.w3.org/2000/svg",
        width=width_px, height=height_px, viewBox=f"0 0 {width_px:g} {height_px:g}", role="img",
        overflow="hidden", aria_label=words(lang).say("Map of the rounds"),
    )  # fmt: skip


def drawn(
    ground: Ground, rounds: Sequence[SheetRound], frame: Frame, theme: str, lang: str
) -> Markup:
    """What stands in the frame, for a larger picture to place."""
    unit = unit_of(frame.width_px)
    middles = _middles(rounds, frame, unit)
    ways = joined(routes_of(each, frame, unit, theme) for each in rounds)
    keep = [shapely.Point(each).buffer(unit * 0.72) for each in middles]
    keep += [each.buffer(unit * 0.2) for walk in rounds for each in lines_of(walk, frame)]
    starts = _starts(rounds, frame, theme)
    keep += [shapely.box(x - unit, y - unit, x + unit, y + unit / 2) for x, y, _ in starts]
    labels = names.street_names(ground.streets, frame, unit, keep, theme, lang)
    return joined([
        ground_of(ground, frame, theme), labels, ways,
        joined(furniture.start(x, y, unit, middles, ink, theme, lang) for x, y, ink in starts),
        _stops(rounds, frame, middles, unit, theme),
        furniture.scale_bar(frame, unit, theme, lang), furniture.north(frame, unit, theme, lang),
        furniture.credit(frame, unit, theme) if ground.osm else Markup(""),
    ])  # fmt: skip


def frame_of(
    ground: Ground, rounds: Sequence[SheetRound], width_px: float, height_px: float
) -> Frame:
    """The frame that holds these rounds, or the community where there are none."""
    return Frame.around(places(ground, rounds), width_px, height_px, 1.6 * unit_of(width_px))


def height_of(
    ground: Ground, rounds: Sequence[SheetRound], width_px: float, least_px: float, most_px: float
) -> float:
    """How tall a map of that width should be to be filled, within bounds."""
    return height_for(places(ground, rounds), width_px, least_px, most_px)


def places(ground: Ground, rounds: Sequence[SheetRound]) -> Floats:
    """(n, 2) degrees of everything that the map must hold."""
    ways = [corner for each in rounds for leg in each.legs for corner in leg.corners]
    stops = [stop.point for each in rounds for stop in each.stops]
    found = np.asarray([*ways, *stops], dtype=np.float64).reshape(-1, 2)
    return found if len(found) else shapely.get_coordinates(ground.boundary)


def unit_of(width_px: float) -> float:
    """How wide a mark is on a map of that width, in pixels."""
    return float(np.clip(width_px * MARK_SHARE, LEAST_MARK, MOST_MARK))


def _starts(
    rounds: Sequence[SheetRound], frame: Frame, theme: str
) -> list[tuple[float, float, str]]:
    """Where rounds set out, in pixels with the first team's colour; each place once."""
    found: dict[tuple[float, float], tuple[float, float, str]] = {}
    for walk in rounds:
        if walk.legs and walk.legs[0].corners:
            [[x, y]] = frame.px(walk.legs[0].corners[0]).tolist()
            found.setdefault((round(x), round(y)), (x, y, team_ink(walk.colour, theme)))
    return list(found.values())


def _middles(rounds: Sequence[SheetRound], frame: Frame, unit: float) -> Floats:
    points = [stop.point for each in rounds for stop in each.stops]
    if not points:
        return np.empty((0, 2))
    return apart(frame.px(points), unit * 1.2, frame.width_px, frame.height_px, unit * 0.8)


def _stops(
    rounds: Sequence[SheetRound], frame: Frame, middles: Floats, unit: float, theme: str
) -> Markup:
    """The numbered stops; where one was moved aside a line leads to its place."""
    drawn: list[Markup] = []
    lines: list[Markup] = []
    several = len(rounds) > 1
    found = [(each, stop) for each in rounds for stop in each.stops]
    for (walk, stop), (x, y) in zip(found, middles.tolist(), strict=True):
        [[at_x, at_y]] = frame.px(stop.point).tolist()
        ink = team_ink(walk.colour, theme)
        lines.append(_anchor(at_x, at_y, x, y, unit, ink, colours(theme)["paper"]))
        mark = stop_mark(x, y, unit, label=str(stop.seq), kind=stop.kind, rank=stop.rank,
                         theme=theme, rim=ink if several else None,
                         lookout=stop.lookout)  # fmt: skip
        drawn.append(el("g", mark, data_stop=stop.seq, data_x=at_x, data_y=at_y))
    # The first stops are the next to be walked to: they lie on top.
    return joined([*lines, *reversed(drawn)])


def _anchor(
    at_x: float, at_y: float, x: float, y: float, unit: float, ink: str, paper: str
) -> Markup:
    moved = np.hypot(x - at_x, y - at_y) > unit * 0.45
    line = el("line", x1=at_x, y1=at_y, x2=x, y2=y, stroke=ink, stroke_width=unit / 18)
    dot = el("circle", cx=at_x, cy=at_y, r=unit / 8, fill=paper, stroke=ink,
             stroke_width=unit / 16)  # fmt: skip
    return line + dot if moved else Markup("")
