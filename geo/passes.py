"""Who needs how many visits tonight: the rule table and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from geo.rain import Level, Season

Trigger = Literal["every_night", "rain_or_warning", "by_hand"]
PassName = Literal["day", "evening", "night_1", "night_2", "night_3"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell of the rule table: what a hazard of `kind` and `rank` needs at `level`.

    base: base passes by name. extra_night: how many extra night passes, 0, 2 or 3.
    service_min: minutes at the stop. min_gap_min, max_gap_min: between two passes of the same
    hazard, from leaving one visit to the start of the next; None: no bound.
    """

    kind: str
    rank: int
    level: Level
    base: tuple[PassName, ...]
    extra_night: int
    service_min: float
    min_gap_min: int = 90
    max_gap_min: int | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """One patrol over a set of hazards: its number in the night, name and window (aware)."""

    no: int
    name: PassName
    extra: bool
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Need:
    """One visit that a hazard needs in a pass.

    lookout: only from look-out points, nobody enters. team_of: smallest legal team.
    only_teams: hard choice of teams (must_be_keeper), None for any.
    """

    hazard_id: str
    pass_no: int
    extra: bool
    service_s: int
    min_gap_s: int
    lookout: bool = False
    team_of: int = 1


@dataclass(frozen=True, slots=True)
class Unserved:
    """A visit nobody can make, and why: an English template with its values."""

    hazard_id: str
    pass_no: int
    extra: bool
    reason: str
    values: dict[str, object]
