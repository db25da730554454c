"""The base map as a phone draws it: our own streets, buildings, water and gates, packed small.

Coordinates are whole units of 1e-6 degree (about 0.1 m), as differences: the first pair of a
list counts from `origin`, each further pair from the one before. A 3 km² community is about
25 KB when compressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.communities import Community, Office
from geo.ground import Gate, GroundFeature, Street

UNIT = 1e-6


def packed(
    community: Community,
    streets: Sequence[Street],
    gates: Sequence[Gate],
    ground: Sequence[GroundFeature],
    offices: Sequence[Office],
) -> dict[str, object]:
    """Everything the base map draws, ready for JSON; keys as `maps/static/ground.js` reads them."""
    west, south, east, north = community.boundary.bounds
    origin = (round(west, 6), round(south, 6))

    def of(kind: str) -> Iterable[GroundFeature]:
        return (each for each in ground if each.kind == kind)

    def at(point: BaseGeometry) -> list[int]:
        return _deltas(shapely.get_coordinates(point), origin)

    return {
        "version": community.ground_version,
        # A way's number is OpenStreetMap's, whose licence asks to be named.
        "osm": any(street.way.isdigit() for street in streets),
        "bounds": [west, south, east, north],
        "origin": list(origin),
        "unit": UNIT,
        "boundary": [ring for part in _parts(community.boundary) for ring in _rings(part, origin)],
        "streets": [_street(street, origin) for street in streets],
        "buildings": [
            {"n": each.number, "t": each.name, "f": each.floors, "g": ring}
            for each in of("building")
            for part in _parts(each.geometry)
            for ring in _rings(part, origin)[:1]
        ],
        "water": _areas(of("water"), origin),
        "parks": _areas(of("park"), origin),
        "walls": [{"g": at(part)} for each in of("wall") for part in _parts(each.geometry)],
        "trees": _deltas(_points(of("tree")), origin),
        "gates": [
            {"n": gate.name, "e": gate.name_en, "k": gate.kind, "x": xy[0], "y": xy[1],
             "from": gate.closed_from, "to": gate.closed_to}
            for gate in gates
            for xy in [at(gate.point)]
        ],
        "offices": [
            {"n": office.name, "e": office.name_en, "x": xy[0], "y": xy[1]}
            for office in offices
            for xy in [at(office.point)]
        ],
    }  # fmt: skip


def _street(street: Street, origin: tuple[float, float]) -> dict[str, object]:
    lit = None if street.lit is None else int(street.lit)
    return {
        "n": street.name, "e": street.name_en, "k": street.kind, "l": lit,
        "g": _deltas(shapely.get_coordinates(street.geometry), origin),
    }  # fmt: skip


def _areas(
    features: Iterable[GroundFeature], origin: tuple[float, float]
) -> list[dict[str, object]]:
    """Areas: outer ring `g` and holes `h`; an open line, as of a ditch, is `line`."""
    drawn: list[dict[str, object]] = []
    for each in features:
        for part in _parts(each.geometry):
            name = {"n": each.name, "e": each.name_en}
            if part.geom_type == "Polygon":
                outer, *holes = _rings(part, origin)
                drawn.append({**name, "g": outer, "h": holes})
            elif part.geom_type == "LineString":
                drawn.append({**name, "line": _deltas(shapely.get_coordinates(part), origin)})
    return drawn


def _rings(polygon: BaseGeometry, origin: tuple[float, float]) -> list[list[int]]:
    rings = [polygon.exterior, *polygon.interiors]
    return [_deltas(shapely.get_coordinates(ring), origin) for ring in rings]


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    return list(shapely.get_parts(geometry))


def _points(features: Iterable[GroundFeature]) -> np.ndarray:
    points: np.ndarray = shapely.get_coordinates([each.geometry for each in features])
    return points


def _deltas(lonlat: np.ndarray, origin: tuple[float, float]) -> list[int]:
    """Flat [dx, dy, …] in units; rounding first keeps the error from adding up along the line."""
    whole = np.rint((lonlat - origin) / UNIT).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64))
    return [int(value) for value in steps.ravel()]
