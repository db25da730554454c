"""Tours become rounds: stops with their times, legs along the streets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shapely import LineString

from geo.approach import Way
from geo.closing import Closed
from geo.duty import Duty
from geo.footing import Footing
from geo.hazards import Hazard
from geo.itinerary import Leg, Round, Stop
from geo.network import Access, StreetNetwork
from geo.passes import Need, Pass
from geo.planner.problem import walk_s
from geo.planner.timing import Timing


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One stop to make: whose need, and the way it was chosen to be made."""

    hazard: Hazard
    need: Need
    way: Way
    lookout: bool


@dataclass(frozen=True, slots=True, eq=False)
class Writer:
    """Writes the rounds of one pass. zero_s: the problem's zero, in seconds since 1970."""

    network: StreetNetwork
    closed: Closed
    one: Pass
    zone: str
    zero_s: int

    def at(self, seconds: int) -> datetime:
        """The aware moment of a time of the problem, in the community's zone."""
        return datetime.fromtimestamp(self.zero_s + seconds, ZoneInfo(self.zone))

    def round(
        self, duty: Duty, footing: Footing, start: Access, end: Access, calls: Sequence[Call],
        timing: Timing,
    ) -> Round:  # fmt: skip
        """The round of one team that makes these calls in this order, walking like that."""
        stops, legs, here = [], [], start
        for seq, (call, eta) in enumerate(zip(calls, timing.etas_s, strict=True), 1):
            legs.append(self._leg(seq, here, call.way.enters, duty, footing))
            stops.append(self._stop(seq, call, eta, duty))
            if call.way.through is not None:
                legs.append(_through(seq, call.way, call.way.through, duty))
            here = call.way.leaves
        legs.append(self._leg(len(calls) + 1, here, end, duty, footing))
        return Round(
            pass_no=self.one.no,
            team_id=duty.team.id,
            starts_at=self.at(timing.start_s),
            ends_at=self.at(timing.end_s),
            length_m=sum(leg.length_m for leg in legs),
            stops=tuple(stops),
            legs=tuple(legs),
            member_ids=duty.shift.member_ids,
        )

    def _stop(self, seq: int, call: Call, eta: int, duty: Duty) -> Stop:
        return Stop(
            seq=seq,
            hazard_id=call.hazard.id,
            pass_no=self.one.no,
            extra=self.one.extra,
            eta=self.at(eta),
            service_s=call.need.service_s,
            point=call.way.enters.point,
            leaves=call.way.leaves.point,
            lookout=call.lookout,
            walker=duty.walker_for(call.hazard),
        )

    def _leg(self, seq: int, a: Access, b: Access, duty: Duty, footing: Footing) -> Leg:
        line, metres = self.network.path(a, b, self.closed, footing)
        return Leg(seq, line, metres, walk_s(metres, duty.team.speed_m_s))


def _through(seq: int, way: Way, line: LineString, duty: Duty) -> Leg:
    seconds = walk_s(way.through_m, duty.team.speed_m_s)
    return Leg(seq, line, way.through_m, seconds, through=True)
