"""A place on a street, and a part of a street: what ways lead between and consist of."""

from __future__ import annotations

from dataclasses import dataclass

LonLat = tuple[float, float]

# A part of a street as it is walked: (its place in the sequence, from metre, to metre).
Part = tuple[int, float, float]

EPS_M = 1e-6


@dataclass(frozen=True, slots=True)
class Access:
    """A place on a street: which (its place in the sequence), how far along it, lon/lat.

    away_m: straight distance from what was snapped to here.
    """

    edge: int
    offset_m: float
    point: LonLat
    away_m: float = 0.0


def metres_of(parts: list[Part]) -> float:
    """How long the parts are together."""
    return sum(abs(end - start) for _, start, end in parts)
