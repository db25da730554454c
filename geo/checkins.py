"""A check-in: what a patroller says of one place at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Literal

from geo.kinds import FLOOD_SEGMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One append-only statement. The key is a UUID made by the phone when the form was opened.

    finding: None for all clear, else {"kind", "scale", "note", "flags"}.
    position: (lon, lat) with accuracy_m, or None. seen_at: the visit by the community's clock;
    device_time: what the phone's own clock said. typed_in: by the office from a paper sheet;
    device_time is then the time on the sheet.
    """

    key: str
    community_id: str
    result: Literal["clear", "finding"]
    seen_at: datetime
    hazard_id: str | None = None
    round_id: str | None = None
    stop_id: str | None = None
    finding: Mapping[str, object] | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    device_id: str = ""
    counter: int | None = None
    device_time: datetime | None = None
    typed_in: bool = False


# So long before its pass begins a visit counts in it already.
EARLY = timedelta(hours=1)

# Less than this is a wet road (W0 of domain.md), which anybody may walk.
DRY_CM = 5.0


def under_water(told: Iterable[CheckIn]) -> frozenset[str]:
    """The flood segments whose last word on water was that there is some.

    told: check-ins in the order in which they came. All clear lifts it, and so does a finding
    of less than 5 cm; a finding of another kind at the same place says nothing of it. What is
    typed in from paper says nothing either where a later look is known of.
    """
    last: dict[str, tuple[datetime, bool]] = {}
    for said in told:
        wet = says_wet(said)
        if said.hazard_id is None or wet is None:
            continue
        before = last.get(said.hazard_id)
        if said.typed_in and before is not None and said.seen_at < before[0]:
            continue
        last[said.hazard_id] = (said.seen_at, wet)
    return frozenset(hazard_id for hazard_id, (_, wet) in last.items() if wet)


def says_wet(said: CheckIn) -> bool | None:
    """Whether it says that there is water; None where it says nothing of it."""
    if said.result == "clear":
        return False
    if said.finding is None or said.finding.get("kind") != FLOOD_SEGMENT:
        return None
    return _depth_cm(said.finding.get("scale")) >= DRY_CM


def _depth_cm(scale: object) -> float:
    """The depth that was said; what cannot be read counts as deep."""
    try:
        return float(str(scale))
    except ValueError:
        return inf


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that it has a check-in: after COMMIT, the same for every repeat."""

    key: str
    seq: int
    received_at: datetime
