"""The same town otherwise: in a mirror, its streets drawn backwards, a street made into two."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import shapely
from pyproj import Geod
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.ground import Street
from geo.hazards import Hazard
from tests.geo.random_town import Town

LonLat = tuple[float, float]
Shape = TypeVar("Shape", bound=BaseGeometry)

_GEOD = Geod(ellps="WGS84")
# The towns by seed lie east of 116.30; their mirror image lies east of it, too.
_AXIS = 116.31


def mirrored(town: Town) -> Town:
    """East is west."""
    return Town(
        streets=[replace(each, geometry=_turned(each.geometry)) for each in town.streets],
        gates=[replace(each, point=_turned(each.point)) for each in town.gates],
        hazards=[replace(each, geometry=_turned(_shape(each))) for each in town.hazards],
        teams=[
            replace(each, start=_over(each.start), end=_over(each.end), shifts=tuple(
                replace(shift, end=shift.end and _over(shift.end)) for shift in each.shifts
            ))
            for each in town.teams
        ],
    )  # fmt: skip


def backwards(town: Town) -> Town:
    """Every street drawn from its other end."""
    return replace(town, streets=[
        replace(each, from_node=each.to_node, to_node=each.from_node,
                geometry=each.geometry.reverse())
        for each in town.streets
    ])  # fmt: skip


def split(town: Town, number: int, share: float) -> Town:
    """One street made into two by a new node; they keep their kind, lamps and steps."""
    street = town.streets[number]
    node = 1 + max(max(each.from_node, each.to_node) for each in town.streets)
    first, last = _halves(street.geometry, share)
    pieces = [
        _piece(street, "a", first, (street.from_node, node)),
        _piece(street, "b", last, (node, street.to_node)),
    ]
    return replace(town, streets=[
        *town.streets[:number], *pieces, *town.streets[number + 1 :],
    ])  # fmt: skip


def split_segment(town: Town, hazard_id: str) -> Town:
    """One flood segment made into two that adjoin."""
    one = next(each for each in town.hazards if each.id == hazard_id)
    shape = _shape(one)
    assert isinstance(shape, LineString)
    halves = [
        replace(one, id=f"{one.id} {n}", code=f"{one.code}{n}", geometry=half)
        for n, half in enumerate(_halves(shape, 0.5))
    ]
    others = [each for each in town.hazards if each.id != hazard_id]
    return replace(town, hazards=[*others, *halves])


def _halves(line: LineString, share: float) -> tuple[LineString, LineString]:
    middle = line.length * share
    return substring(line, 0, middle), substring(line, middle, line.length)


def _piece(street: Street, mark: str, line: LineString, ends: tuple[int, int]) -> Street:
    # Together the two are as long as the one, to the last bit that matters.
    whole = _GEOD.geometry_length(street.geometry)
    length_m = street.length_m * _GEOD.geometry_length(line) / whole
    return replace(street, id=f"{street.id} {mark}", geometry=line, from_node=ends[0],
                   to_node=ends[1], length_m=length_m)  # fmt: skip


def _shape(hazard: Hazard) -> BaseGeometry:
    assert hazard.geometry is not None
    return hazard.geometry


def _turned(shape: Shape) -> Shape:
    return shapely.transform(shape, lambda xy: (xy * (-1, 1)) + (2 * _AXIS, 0))


def _over(place: LonLat) -> LonLat:
    point = _turned(Point(place))
    return float(point.x), float(point.y)
