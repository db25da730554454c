"""A line that somebody drew, laid onto the streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString
from shapely.ops import substring

from geo.closing import OPEN, Wet
from geo.network import StreetNetwork
from geo.places import EPS_M, Access, Part, metres_of
from geo.ways import Ways

# A street this far beside a drawn flood segment counts twice its length when the segment is
# laid onto the streets; an end that sticks into a side street by less is cut off.
_ASIDE_M, _STUB_M = 4.0, 8.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a flood segment lies on the streets: from one place to another along `parts`."""

    start: Access
    end: Access
    parts: tuple[Wet, ...]
    line: LineString
    length_m: float

    @property
    def edges(self) -> frozenset[int]:
        """The streets it lies on, wholly or in part."""
        return frozenset(part.edge for part in self.parts)


def along(network: StreetNetwork, drawn: LineString | MultiLineString) -> Stretch:
    """The stretch of street that a drawn WGS84 line lies on.

    Raises
    ------
    NotFound
        The streets at its two ends are not joined.
    """
    parts = _laid(network, network.metric.forward(_as_one(drawn)), depth=3)
    while len(parts) > 1 and metres_of(parts[:1]) < _STUB_M:
        parts = parts[1:]
    while len(parts) > 1 and metres_of(parts[-1:]) < _STUB_M:
        parts = parts[:-1]
    (first, start, _), (last, _, end) = parts[0], parts[-1]
    a, b = network.at(first, start), network.at(last, end)
    covered = tuple(Wet(edge, min(p, q), max(p, q)) for edge, p, q in parts)
    return Stretch(a, b, covered, network.line(a, b, parts), metres_of(parts))


def _laid(network: StreetNetwork, drawn: LineString, depth: int) -> list[Part]:
    a, b = (network.snap(network.metric.back(shapely.get_point(drawn, at))) for at in (0, -1))
    near = Ways.of(network.lengths, network.ends, network.nodes, OPEN, _aside(network, drawn))
    parts, length = near.parts(a, b)
    if depth and length < drawn.length / 2:  # the line goes round, a ring for example
        middle = drawn.length / 2
        halves = (substring(drawn, 0, middle), substring(drawn, middle, drawn.length))
        parts = [part for half in halves for part in _laid(network, half, depth - 1)]
    return _joined(parts) or [(a.edge, a.offset_m, b.offset_m)]


def _aside(network: StreetNetwork, drawn: LineString) -> NDArray[np.float64]:
    """(m,) what a metre of each street counts, the more the further it is from the line."""
    aside = np.minimum(shapely.distance(_samples(network), drawn).mean(axis=1), 100 * _ASIDE_M)
    dearer: NDArray[np.float64] = 1 + aside / _ASIDE_M
    return dearer


@lru_cache(maxsize=2)
def _samples(network: StreetNetwork) -> NDArray[np.object_]:
    """(m, 5) points along each street."""
    places = np.linspace(0.1, 0.9, 5)
    samples: NDArray[np.object_] = shapely.line_interpolate_point(
        network.lines[:, None], places, normalized=True
    )
    return samples


def _as_one(drawn: LineString | MultiLineString) -> LineString:
    merged = shapely.line_merge(drawn)
    if merged.geom_type == "LineString":
        return merged
    return LineString(shapely.get_coordinates(drawn))


def _joined(parts: Sequence[Part]) -> list[Part]:
    """The parts with those of one street, one after the other, as one."""
    joined: list[Part] = []
    for edge, start, end in parts:
        if joined and joined[-1][0] == edge and abs(joined[-1][2] - start) < EPS_M:
            joined[-1] = (edge, joined[-1][1], end)
        else:
            joined.append((edge, start, end))
    return joined
