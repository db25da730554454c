"""The people who walk: members, teams and the shift that a team works in one night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mode = Literal["foot", "ebike"]
SPEED_M_S: dict[Mode, float] = {"foot": 1.2, "ebike": 3.0}


@dataclass(frozen=True, slots=True)
class Shift:
    """One team on duty from one aware moment to another, and who of it is there.

    end: (lon, lat) where its last round ends; None: where the team's rounds end. Personal when
    it is a home: no leg to it leaves the office.
    """

    team_id: str
    from_at: datetime
    to_at: datetime
    member_ids: tuple[str, ...]
    end: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team on one night: where it starts and ends (lon, lat), how it moves, its shifts."""

    id: str
    name: str
    mode: Mode
    speed_m_s: float
    start: tuple[float, float]
    end: tuple[float, float]
    shifts: tuple[Shift, ...]
