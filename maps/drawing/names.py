"""The names of streets on a drawn map, along the street, where nothing else stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from markupsafe import Markup
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.ground import Street
from maps.drawing.frame import Floats, Frame
from maps.drawing.ground import colours
from maps.drawing.marks import SANS
from maps.drawing.measured import width
from maps.drawing.svg import el, joined, plain

SIZE, MOST, AROUND = 0.48, 14, 6.0


def street_names(
    streets: Sequence[Street], frame: Frame, unit: float, keep: Sequence[BaseGeometry], theme: str,
    lang: str,
) -> Markup:  # fmt: skip
    """The names of the longest streets in the frame; keep: what to leave free, in pixels."""
    size = unit * SIZE
    taken = list(keep)
    free = shapely.box(0, 0, frame.width_px, frame.height_px).buffer(-unit * 0.3)
    taken.append(shapely.box(frame.width_px - unit * 1.6, 0, frame.width_px, unit * 1.8))
    taken.append(shapely.box(0, frame.height_px - unit * 1.4, frame.width_px, frame.height_px))
    drawn: list[Markup] = []
    for name, line in _named(streets, frame, lang):
        box, at, angle = _place(line, width(name, size, bold=True), size, free, taken)
        if box is None:
            continue
        taken.append(box)
        drawn.append(_written(name, at, angle, size, theme))
        if len(drawn) == MOST:
            break
    return joined(drawn)


def _named(streets: Sequence[Street], frame: Frame, lang: str) -> list[tuple[str, BaseGeometry]]:
    by_name: dict[str, list[BaseGeometry]] = {}
    for street in streets:
        name = plain((lang == "en" and street.name_en) or street.name)
        if name:
            by_name.setdefault(name, []).append(street.geometry)
    lines = [
        (name, shapely.line_merge(shapely.multilinestrings([frame.drawn(each) for each in parts])))
        for name, parts in by_name.items()
    ]
    cut = [
        (name, shapely.clip_by_rect(line, 0, 0, frame.width_px, frame.height_px))
        for name, line in lines
    ]
    return sorted((each for each in cut if each[1].length), key=lambda each: -each[1].length)


def _place(
    line: BaseGeometry, long: float, high: float, free: BaseGeometry, taken: list[BaseGeometry]
) -> tuple[BaseGeometry | None, Floats, float]:
    """Where a name of that size lies on the line and on nothing else; None where it cannot.

    Beside the line where the line itself is walked on.
    """
    half = shapely.box(-long / 2 - AROUND, -high * 0.7, long / 2 + AROUND, high * 0.7)
    for at, along in _spots(line, long, high):
        angle = (float(np.degrees(np.arctan2(along[1], along[0]))) + 90) % 180 - 90
        box = affinity.translate(affinity.rotate(half, angle, origin=(0, 0)), *at)
        if free.covers(box) and not any(box.intersects(each) for each in taken):
            return box, at, angle
    return None, np.zeros(2), 0.0


def _spots(line: BaseGeometry, long: float, high: float) -> Iterator[tuple[Floats, Floats]]:
    """Places to try with the way the line runs there: on it first, then at either side."""
    straight = [
        (start, step / length, length)
        for part in shapely.get_parts(shapely.simplify(line, 2.0))
        for start, step in _steps(part)
        if (length := float(np.hypot(*step))) >= long * 0.8
    ]
    straight.sort(key=lambda each: -each[2])
    for side in (0.0, 1.15, -1.15):
        for start, along, length in straight:
            across = np.array([-along[1], along[0]]) * side * high
            for share in (0.5, 0.3, 0.7, 0.15, 0.85):
                yield start + along * length * share + across, along


def _steps(part: BaseGeometry) -> Iterator[tuple[Floats, Floats]]:
    points = shapely.get_coordinates(part)
    yield from zip(points[:-1], np.diff(points, axis=0), strict=True)


def _written(name: str, at: Floats, angle: float, size: float, theme: str) -> Markup:
    ink = colours(theme)
    return el(
        "text", name, x=0, y=size * 0.36, fill=ink["label"], font_size=size, font_weight=600,
        font_family=SANS, text_anchor="middle", stroke=ink["halo"], stroke_width=size / 5,
        stroke_linejoin="round", paint_order="stroke",
        transform=f"translate({at[0]:.1f} {at[1]:.1f}) rotate({angle:.1f})",
    )  # fmt: skip
