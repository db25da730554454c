"""What was found, as analysis counts it: once a night for each kind of damage at each place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shapely.geometry.base import BaseGeometry

from geo.checkins import CheckIn, says_wet
from geo.hazards import Hazard, rank_of
from geo.kinds import DEFAULT_KINDS, Kind

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One kind of damage at one place in one night, however often it was said.

    rank: 1 to 4, of the worst that was said. seen_at: when it was said first. point: the middle
    of its hazard, else where the phone stood; None where neither is known.
    """

    night: date
    kind: str
    rank: int
    seen_at: datetime
    point: LonLat | None
    hazard_id: str | None = None


def found_in(
    told: Iterable[tuple[date, CheckIn]], hazards: Mapping[str, Hazard],
    kinds: Sequence[Kind] = DEFAULT_KINDS,
) -> list[Found]:  # fmt: skip
    """The findings of check-ins, each with its night; in the order of night, time and kind.

    hazards: by id. What was said of no hazard of theirs is a finding of its own each time.
    Less than 5 cm of water is none.
    """
    by_id = {kind.id: kind for kind in kinds}
    found: dict[tuple[date, str, str], Found] = {}
    for night, said in told:
        if said.result != "finding" or says_wet(said) is False:
            continue
        one = _found(night, said, hazards, by_id)
        key = (night, one.kind, one.hazard_id or said.key)
        before = found.get(key)
        found[key] = one if before is None else _worse(before, one)
    return sorted(found.values(), key=lambda each: (each.night, each.seen_at, each.kind))


def middle_of(shape: BaseGeometry) -> LonLat:
    """Where a shape is said to be: halfway along a line, inside an area."""
    if shape.geom_type == "LineString":
        at = shape.interpolate(0.5, normalized=True)
    else:
        at = shape.representative_point()
    return at.x, at.y


def _found(
    night: date, said: CheckIn, hazards: Mapping[str, Hazard], kinds: Mapping[str, Kind]
) -> Found:
    hazard = hazards.get(said.hazard_id or "")
    finding = said.finding or {}
    shape = hazard.geometry if hazard else None
    kind = str(finding.get("kind", ""))
    return Found(
        night=night, kind=kind, rank=_rank(kinds.get(kind), finding.get("scale")),
        seen_at=said.seen_at, point=said.position if shape is None else middle_of(shape),
        hazard_id=hazard.id if hazard else None,
    )  # fmt: skip


def _rank(kind: Kind | None, scale: object) -> int:
    """The rank of what was said; the least where it says none."""
    try:
        return (kind and rank_of(kind, {kind.scale: scale})) or 1
    except ValueError:
        return 1


def _worse(one: Found, other: Found) -> Found:
    first, _ = sorted((one, other), key=lambda each: each.seen_at)
    return replace(first, rank=max(one.rank, other.rank))
