"""The walked ways of a drawn map: to the right of the street, with arrows, a dash for each team.

As `static/route_line.js` draws them: a street walked out and back shows two lines with opposite
arrows instead of one that contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from maps.drawing.frame import Floats, Frame
from maps.drawing.svg import el, joined, number, path
from maps.sheets.records import SheetLeg, SheetRound
from maps.style import TEAM_DASHES, TEAMS_DARK, TEAMS_LIGHT

# Shares of the unit, which is the width of a mark.
LINE, CASING, SIDE, ARROW, EVERY, FIRST = 0.125, 0.08, 0.075, 0.19, 2.4, 0.9
SEEN_PX = 0.4


def team_colours(theme: str) -> Mapping[str, str]:
    """The teams' colours and those of their lines."""
    return TEAMS_DARK if theme == "dark" else TEAMS_LIGHT


def team_ink(colour: int, theme: str) -> str:
    """The colour of team 1 to 6; further ones begin again."""
    return team_colours(theme)[f"team-{(colour - 1) % 6 + 1}"]


def team_dash(colour: int, width: float) -> str | None:
    """The dashes of a team's line of that width; None where it has none."""
    dashes = TEAM_DASHES[(colour - 1) % 6]
    return " ".join(number(each * width / 5) for each in dashes) or None


def routes_of(walk: SheetRound, frame: Frame, unit: float, theme: str) -> Markup:
    """The legs of one round within the frame; unit: how wide a mark is, in pixels."""
    tokens, ink = team_colours(theme), team_ink(walk.colour, theme)
    width = LINE * unit
    lines = [(leg, leg_px(leg, frame, SIDE * unit)) for leg in walk.legs]
    drawn = [(leg, points) for leg, points in lines if len(points) > 1]
    water = [
        el("path", d=path(points), stroke=tokens["water-walk"], stroke_width=width * 3,
           stroke_opacity="0.45")
        for leg, points in drawn if leg.through
    ]  # fmt: skip
    casing = [
        el("path", d=path(points), stroke=tokens["route-casing"],
           stroke_width=width + CASING * unit)
        for _, points in drawn
    ]  # fmt: skip
    # Later legs first: what is walked next lies on top.
    ways = [
        el("path", d=path(points), stroke=ink, stroke_width=width, data_leg=leg.seq,
           stroke_dasharray=team_dash(walk.colour, width))
        for leg, points in reversed(drawn)
    ]  # fmt: skip
    arrows = [
        el("path", d=_arrow(at, angle, ARROW * unit), fill=ink, stroke=tokens["route-casing"],
           stroke_width=ARROW * unit / 3.5, stroke_linejoin="round", paint_order="stroke")
        for _, points in drawn for at, angle in _arrows(points, unit)
    ]  # fmt: skip
    return el(
        "g", joined(water), joined(casing), joined(ways), fill="none", stroke_linecap="round",
        stroke_linejoin="round", data_team=walk.colour,
    ) + joined(arrows)  # fmt: skip


def lines_of(walk: SheetRound, frame: Frame) -> list[BaseGeometry]:
    """The ways of a round as lines in pixels."""
    ways = [leg_px(each, frame) for each in walk.legs]
    return [shapely.LineString(each) for each in ways if len(each) > 1]


def leg_px(leg: SheetLeg, frame: Frame, side_px: float = 0.0) -> Floats:
    """A leg's way in pixels, so far to the right of the street; empty where it does not move."""
    line = np.asarray(leg.corners, dtype=np.float64).reshape(-1, 2)
    points = frame.px(line)
    if len(points) < 2 or not np.ptp(points, axis=0).any():
        return np.empty((0, 2))
    simple: Floats = shapely.get_coordinates(
        shapely.simplify(shapely.linestrings(points), SEEN_PX, preserve_topology=False)
    )
    keep = np.append(True, np.hypot(*np.diff(simple, axis=0).T) > 1e-6)
    return kept_right(simple[keep], side_px)


def kept_right(points: Floats, px: float) -> Floats:
    """A line of (n, 2) pixels moved `px` to the right of the way it runs, mitred at its corners."""
    if len(points) < 2 or not px:
        return points
    along = np.diff(points, axis=0)
    along /= np.hypot(along[:, 0], along[:, 1])[:, None]
    right = np.stack([-along[:, 1], along[:, 0]], axis=1)
    before, after = np.vstack([right[:1], right]), np.vstack([right, right[-1:]])
    both = before + after
    # A sharp turn would throw its corner far out, a turn on the heel to infinity.
    length = np.maximum((both * both).sum(axis=1) / 2, 0.5)
    moved: Floats = points + both / length[:, None] * px
    return moved


def _arrows(points: Floats, unit: float) -> Iterator[tuple[Floats, float]]:
    """Where arrowheads stand on a line, with their angle: evenly, one in the middle of a short."""
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    ends = np.cumsum(lengths)
    whole = float(ends[-1])
    if whole < 1.3 * unit:
        return
    far = [whole / 2] if whole < EVERY * unit else np.arange(FIRST * unit, whole - 8, EVERY * unit)
    for each in far:
        i = int(np.searchsorted(ends, each))
        share = 1 - (ends[i] - each) / lengths[i]
        yield points[i] + steps[i] * share, float(np.arctan2(steps[i, 1], steps[i, 0]))


def _arrow(at: Floats, angle: float, size: float) -> str:
    shape = np.array([[1, 0], [-0.8, -0.9], [-0.35, 0], [-0.8, 0.9]]) * size
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return path(shape @ turn + at, closed=True)
