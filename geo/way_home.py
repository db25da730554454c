"""The walk from the last stop of a round to somebody's home, which only the office may see.

Told by the walk itself, not by the shift, which may have been written anew since: a round that
ends at no known base ends at a home. A round that began elsewhere, being planned anew while it
ran, may lose its walk to an office off the street too: better so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, hypot, radians
from typing import Protocol, TypeVar

from shapely import LineString

LonLat = tuple[float, float]

# About a metre: the same place of the streets.
SAME_DEG = 1e-5
# A base stands beside the street on which its rounds begin, no further from it than this.
BESIDE_M = 50.0

_METRES_A_DEGREE = 111_320.0


class Walked(Protocol):
    """A leg, or the row of one: which stop it leads to, and where it runs."""

    @property
    def seq(self) -> int: ...

    @property
    def geometry(self) -> LineString: ...


W = TypeVar("W", bound=Walked)


def way_home(legs: Sequence[W], last_stop: int, bases: Iterable[LonLat]) -> list[W]:
    """The legs after the last stop where they lead to no base; empty where they lead to one.

    bases: the offices, (lon, lat). Where the round begins is one only if that is within 50 m of
    an office: a team that is out already may stand at a home. No base known: all of them.
    """
    after = [each for each in legs if each.seq > last_stop]
    if not after:
        return []
    begins, ends = legs[0].geometry.coords[0], after[-1].geometry.coords[-1]
    known = list(bases)
    at_base = any(same_place(ends, base) for base in known)
    back = same_place(ends, begins) and any(_metres(begins, base) <= BESIDE_M for base in known)
    return [] if at_base or back else after


def same_place(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether two points, (lon, lat), are within about a metre."""
    return abs(a[0] - b[0]) < SAME_DEG and abs(a[1] - b[1]) < SAME_DEG


def _metres(a: Sequence[float], b: Sequence[float]) -> float:
    east = (a[0] - b[0]) * cos(radians(a[1]))
    return hypot(east, a[1] - b[1]) * _METRES_A_DEGREE
