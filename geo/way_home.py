"""The walk from the last stop of a round to somebody's home, which only the office may see.

Told by the walk itself, not by the shift, which may have been written anew since: a round that
ends neither where it began nor at the office ends at a home. A round that began elsewhere, being
planned anew while it ran, may lose its walk to an office off the street too: better so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from shapely import LineString

LonLat = tuple[float, float]

# About a metre: the same place of the streets.
SAME_DEG = 1e-5


class Walked(Protocol):
    """A leg, or the row of one: which stop it leads to, and where it runs."""

    @property
    def seq(self) -> int: ...

    @property
    def geometry(self) -> LineString: ...


W = TypeVar("W", bound=Walked)


def way_home(legs: Sequence[W], last_stop: int, bases: Iterable[LonLat]) -> list[W]:
    """The legs after the last stop where they lead to no base; empty where they lead to one.

    bases: the office, (lon, lat); where the round begins is one besides.
    """
    after = [each for each in legs if each.seq > last_stop]
    if not after:
        return []
    begins, ends = legs[0].geometry.coords[0], after[-1].geometry.coords[-1]
    known = [(begins[0], begins[1]), *bases]
    return [] if any(_same(ends, base) for base in known) else after


def _same(a: tuple[float, ...], b: LonLat) -> bool:
    return abs(a[0] - b[0]) < SAME_DEG and abs(a[1] - b[1]) < SAME_DEG
