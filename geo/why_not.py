"""Why nobody can make a visit, in a sentence the official can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, isfinite
from zoneinfo import ZoneInfo

from geo.approach import Approach
from geo.closing import Closed, longest_open
from geo.duty import Duty
from geo.errors import NotFound
from geo.ground import Gate
from geo.needs import PASS_WORDS
from geo.network import Access, StreetNetwork
from geo.passes import Need, Pass, Unserved
from geo.rules import PassName
from geo.sentences import Sentence, reason


@dataclass(frozen=True, slots=True, eq=False)
class WhyNot:
    """Asks in turn what stands in the way of a visit in one pass.

    water: what is closed by water alone, gates taken as open; on a night of look-outs every road
    that floods. reported: by reported water only. span: from when to when rounds are walked.
    """

    one: Pass
    zone: str
    network: StreetNetwork
    closed: Closed
    water: Closed
    reported: Closed
    gates: Sequence[Gate]
    span: tuple[datetime, datetime]

    def nobody(self, on_shift: Sequence[Duty], free: Sequence[Duty], need: Need) -> Sentence | None:
        """No team at all is there for it, or none large enough."""
        clocks = self._clocks(self.one.from_at, self.one.to_at)
        if not on_shift:
            return reason("No team is on shift from {from_at} to {to_at}.", **clocks)
        if not any(duty.size >= need.team_of for duty in on_shift):
            teams = _names(on_shift)
            return reason(
                "{teams}: fewer than {count} people on shift from {from_at} to {to_at}, "
                "so no round then.",
                teams=teams, count=need.team_of, **clocks,
            )  # fmt: skip
        if not any(duty.size >= need.team_of for duty in free):
            return reason(
                "{teams} will not be back from the round before in time.", teams=_names(on_shift)
            )
        return None

    def keeper_away(self) -> Sentence:
        """Only the keeper may go, and is not there."""
        return reason("Only its keeper may go, and the keeper is not on duty then.")

    def keeper_in_few(self, duty: Duty, asks: int) -> Sentence:
        """Only the keeper may go, and is on a team too small for the visit."""
        return reason(
            "Only its keeper may go, who is on duty in {team}, a team of {count}; the visit takes "
            "{least}.",
            team=duty.team.name, count=duty.size, least=asks,
        )  # fmt: skip

    def window_shut(self, early: datetime, late: datetime) -> Sentence:
        """The visit before leaves no time between the smallest and the largest gap."""
        tz = ZoneInfo(self.zone)
        return reason(
            "After the visit before it may begin at {early}, but must by {late}.",
            early=f"{early.astimezone(tz):%H:%M}", late=f"{late.astimezone(tz):%H:%M}",
        )  # fmt: skip

    def walkable(self, approach: Approach, base: Access) -> bool:
        """Whether one could go there on foot."""
        return self._reach(base, approach.calls[0][0].enters, self.closed)

    def only_steps(self, team: str) -> Sentence:
        """On foot one could go there, on wheels not."""
        return reason("Steps lead there, and {team} comes by e-bike. On foot it can go.", team=team)

    def no_way(self, approach: Approach, base: Access, team: str) -> Sentence:
        """It cannot be walked to: a locked gate, water, or no street at all."""
        place = approach.calls[0][0].enters
        if self._reach(base, place, self.water):
            return self._locked(self._on_way(base, place))
        if self._reach(base, place, self.reported):
            return reason("Look-outs stay out of roads that flood, and no other way leads there.")
        if self._reach(base, place, Closed()):
            return reason("Reported water cuts it off on the streets.")
        return reason("No street on the map leads to it from the base of {team}.", team=team)

    def no_time(self, team: str, takes_s: int, late_s: int) -> Sentence:
        """It would fit if one team had so much more time; takes_s: all that the visit takes."""
        return reason(
            "No team on shift {from_at}–{to_at} has {needed} minutes left for it; {team} is "
            "{minutes} min short.",
            **self._clocks(self.one.from_at, self.one.to_at), needed=max(1, ceil(takes_s / 60)),
            team=team, minutes=max(1, ceil(late_s / 60)),
        )  # fmt: skip

    def not_then(self, from_at: datetime, to_at: datetime, team: str, late_s: int) -> Sentence:
        """It would fit if it could be visited at another time of the pass."""
        return reason(
            "It may be visited from {from_at} to {to_at} only, and no team can be there then; "
            "{team} is {minutes} min short.",
            **self._clocks(from_at, to_at), team=team, minutes=max(1, ceil(late_s / 60)),
        )  # fmt: skip

    def _clocks(self, from_at: datetime, to_at: datetime) -> dict[str, str]:
        tz = ZoneInfo(self.zone)
        return {"from_at": f"{from_at.astimezone(tz):%H:%M}",
                "to_at": f"{to_at.astimezone(tz):%H:%M}"}  # fmt: skip

    def in_hand_order(self, code: str, at: datetime | None, *, in_time: bool) -> Sentence:
        """The order that somebody put by hand leaves no room for it."""
        if at is None:
            return reason(
                "In the order put by hand no way leads to {code} from the stop before.", code=code
            )
        local = at.astimezone(ZoneInfo(self.zone))
        if in_time:
            return reason(
                "In the order put by hand no time is left for {code}: what comes after it would "
                "be too late.", code=code,
            )  # fmt: skip
        if local <= self.one.to_at:
            return reason(
                "In the order put by hand {code} would be reached at {at}, later than it may be.",
                code=code, at=f"{local:%H:%M}",
            )  # fmt: skip
        return reason(
            "In the order put by hand {code} would be reached at {at}, after its pass.",
            code=code, at=f"{local:%H:%M}",
        )  # fmt: skip

    def one_end_only(self) -> Sentence:
        """One of the two look-out points of a segment under water cannot be had."""
        return reason("Only one of its two ends can be reached; it is watched from there.")

    def _reach(self, a: Access, b: Access, closed: Closed) -> bool:
        return isfinite(float(self.network.distances([a], [b], closed)[0, 0]))

    def _locked(self, gates: Sequence[Gate]) -> Sentence:
        """Whether gates are shut the whole time or for a part of it."""
        names = ", ".join(gate.name or gate.kind for gate in gates)
        open_ = longest_open(gates, *self.span, self.zone) if gates else None
        if open_ is None:
            return reason("A gate on the way is locked then: {gates}.", gates=names)
        opens, locks = (f"{at.astimezone(ZoneInfo(self.zone)):%H:%M}" for at in open_)
        if open_[1] < self.span[1]:
            return reason(
                "A gate on the way locks at {at}, before the last round of this pass is over: "
                "{gates}.", at=locks, gates=names,
            )  # fmt: skip
        return reason("A gate on the way opens at {at} only: {gates}.", at=opens, gates=names)

    def _on_way(self, a: Access, b: Access) -> list[Gate]:
        """The locked gates on the shortest way if they were open."""
        try:
            parts, _ = self.network.parts(a, b, self.water)
        except NotFound:
            return []
        streets = [self.network.streets[edge] for edge, _, _ in parts]
        nodes = {node for street in streets for node in (street.from_node, street.to_node)}
        return [gate for gate in self.gates if gate.node in nodes & self.closed.nodes]


def in_full(missed: Unserved, code: str, pass_name: PassName | None) -> Sentence:
    """Which visit nobody can make, why, and what would serve it, in one sentence."""
    why = Sentence(missed.reason, missed.values)
    said = reason("{code}, {pass_name}: {why}", code=code, why=why,
                  pass_name=PASS_WORDS[pass_name]) if pass_name else why  # fmt: skip
    if missed.remedy is None:
        return said
    return reason("{first} {next}", first=said, next=missed.remedy)


def _names(duties: Sequence[Duty]) -> str:
    return ", ".join(dict.fromkeys(duty.team.name for duty in duties))
