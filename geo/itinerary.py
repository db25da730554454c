"""A plan of one night: rounds, their stops and legs, and what nobody can serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shapely import LineString

from geo.needs import Pass, Unserved
from geo.sentences import Sentence

Walker = Literal["keeper", "deputy", "other"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One hazard in a round.

    point: access point on the street, (lon, lat); where the team stands, or enters a segment.
    leaves: where it goes on from; differs from `point` when a flood segment is walked through.
    eta: aware moment of arrival. lookout: seen from here, not entered; a segment under water
    has one such stop at each dry end. walker: whose hazard it is for this team.
    """

    seq: int
    hazard_id: str
    pass_no: int
    extra: bool
    eta: datetime
    service_s: int
    point: tuple[float, float]
    leaves: tuple[float, float]
    lookout: bool
    walker: Walker


@dataclass(frozen=True, slots=True)
class Leg:
    """The walk before stop `seq` (after the last stop: back to the end point), on the streets.

    through: True for the walk along a flood segment itself, which belongs to the stop.
    """

    seq: int
    geometry: LineString
    length_m: float
    walk_s: int
    through: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One team's walk in one pass, from its start and back. member_ids: who is on that shift."""

    pass_no: int
    team_id: str
    starts_at: datetime
    ends_at: datetime
    length_m: float
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    member_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All rounds of a night. Same input, seed and iterations give the same plan.

    iterations: of the search in each pass, also where it was told seconds.
    notes: what the official should know, such as a team that is too small for the night.
    """

    night: date
    passes: tuple[Pass, ...]
    rounds: tuple[Round, ...]
    unserved: tuple[Unserved, ...]
    seed: int
    iterations: int
    notes: tuple[Sentence, ...] = ()

    def pass_of(self, no: int) -> Pass:
        """The pass of that number."""
        return next(each for each in self.passes if each.no == no)
