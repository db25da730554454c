"""The walk from the last stop of a round to somebody's home, which only the office may see.

Told by the walk itself, not by the shift, which may have been written anew since: a round that
ends at no known base ends at a home. A round that began elsewhere, being planned anew while it
ran, may lose its walk to an office off the street too: better so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
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

    A round that began where they lead shows that place by its first leg, which is among them.

    bases: the offices, (lon, lat). Where the round begins is one only if that is within 50 m of
    an office: a team that is out already may stand at a home. No base known: all of them.
    """
    after = [each for each in legs if each.seq > last_stop]
    if not after:
        return []
    begins, ends = legs[0].geometry.coords[0], after[-1].geometry.coords[-1]
    known, back = list(bases), same_place(ends, begins)
    if any(same_place(ends, base) for base in known) or (back and beside(begins, known)):
        return []
    return [legs[0], *after] if back and legs[0].seq <= last_stop else after


class Timed(Protocol):
    """A leg with its seconds."""

    @property
    def seq(self) -> int: ...

    @property
    def walk_s(self) -> int: ...


def sooner(hidden: Iterable[Timed], last_stop: int) -> timedelta:
    """How much sooner a round ends without the hidden legs: by those after its last stop."""
    return timedelta(seconds=sum(each.walk_s for each in hidden if each.seq > last_stop))


def beside(place: Sequence[float], bases: Iterable[LonLat]) -> bool:
    """Whether a place of the streets is that of a base: within 50 m of one."""
    return any(_metres(place, base) <= BESIDE_M for base in bases)


def same_place(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether two points, (lon, lat), are within about a metre."""
    return abs(a[0] - b[0]) < SAME_DEG and abs(a[1] - b[1]) < SAME_DEG


def _metres(a: Sequence[float], b: Sequence[float]) -> float:
    east = (a[0] - b[0]) * cos(radians(a[1]))
    return hypot(east, a[1] - b[1]) * _METRES_A_DEGREE
