"""What a night costs: passes, visits, person-hours, people."""

from __future__ import annotations

from dataclasses import dataclass

from geo.itinerary import Plan
from geo.sentences import Sentence, reason


@dataclass(frozen=True, slots=True)
class Effort:
    """The cost of a set of passes.

    visits: hazards seen, in each pass anew; one under water is two stops. person_hours: from
    leaving the base to being back.
    """

    passes: int
    hazards: int
    visits: int
    stops: int
    person_hours: float
    people: int

    def sentence(self) -> Sentence:
        """2 passes × 24 hazards = 6.5 person-hours, 2 people; no product where it is not true."""
        shared: dict[str, object] = {
            "passes": self.passes, "hours": f"{self.person_hours:.1f}", "people": self.people,
        }  # fmt: skip
        if self.passes * self.hazards == self.visits:
            return reason(
                "{passes} passes × {hazards} hazards = {hours} person-hours, {people} people",
                hazards=self.hazards, **shared,
            )  # fmt: skip
        return reason(
            "{passes} passes, {visits} visits = {hours} person-hours, {people} people",
            visits=self.visits, **shared,
        )  # fmt: skip


def effort(plan: Plan, *, extra_only: bool = False) -> Effort:
    """What the rounds of a plan cost; extra_only: the extra night passes alone."""
    extra = {one.no for one in plan.passes if one.extra}
    rounds = [each for each in plan.rounds if not extra_only or each.pass_no in extra]
    stops = [stop for each in rounds for stop in each.stops]
    seconds = sum(
        (each.ends_at - each.starts_at).total_seconds() * len(each.member_ids) for each in rounds
    )
    return Effort(
        passes=len({each.pass_no for each in rounds}),
        hazards=len({stop.hazard_id for stop in stops}),
        visits=len({(stop.hazard_id, stop.pass_no) for stop in stops}),
        stops=len(stops),
        person_hours=seconds / 3600,
        people=len({member for each in rounds for member in each.member_ids}),
    )
