"""The night while it runs: how far each team is, what is late, and what nobody will have seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from api.services.night import Night
from api.services.standing import Standing
from data.plans import SavedRound
from geo.itinerary import Stop
from geo.lateness import Key
from geo.passes import Pass, Unserved
from geo.progress import Walk, walks

Why = Literal["missed", "too_late", "handed_over", "unserved"]


@dataclass(frozen=True, slots=True)
class StopThere:
    """A stop with its round and how it stands."""

    saved: SavedRound
    stop: Stop
    standing: Standing


@dataclass(frozen=True, slots=True)
class WalkNow:
    """How far a team is in a pass, with its last and next stop, and what it left out."""

    walk: Walk
    one: Pass
    member_ids: tuple[str, ...]
    last: StopThere | None
    next: StopThere | None
    skipped: tuple[StopThere, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the office is told of one team in one pass: stops that are late, or were missed."""

    walk: WalkNow
    kind: Literal["late", "missed"]
    stops: tuple[StopThere, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A visit that is not made: missed, expected after its window, or in nobody's round."""

    hazard_id: str
    pass_no: int
    why: Why
    unserved: Unserved | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """The published night at its moment."""

    night: Night
    walks: tuple[WalkNow, ...]
    alarms: tuple[Alarm, ...]
    uncovered: tuple[Uncovered, ...]
    stops: tuple[StopThere, ...]

    @property
    def on(self) -> bool:
        """Whether the night runs: from its first round on, until its last window is over."""
        saved = self.night.saved
        if saved is None or not saved.rounds:
            return False
        first = min(each.round.starts_at for each in saved.rounds)
        return first <= self.night.now < max(each.to_at for each in saved.plan.passes)


def running(night: Night) -> Running:
    """The night as it runs, of a night that was read as published."""
    if night.saved is None:
        return Running(night, (), (), (), ())
    stops = dict(_stops(night))
    found = {
        key for key, each in stops.items()
        if each.standing.said is not None and each.standing.said.result == "finding"
    }  # fmt: skip
    plan = night.saved.plan
    standing = {key: each.standing.at for key, each in stops.items()}
    made = tuple(_walk(each, night, stops) for each in walks(plan, standing, found, night.now))
    return Running(
        night, made, tuple(_alarms(made, stops)), tuple(_uncovered(night, stops)),
        tuple(stops.values()),
    )  # fmt: skip


def _stops(night: Night) -> Iterator[tuple[Key, StopThere]]:
    assert night.saved is not None
    for place, saved in enumerate(night.saved.rounds):
        for stop in saved.round.stops:
            yield (place, stop.seq), StopThere(saved, stop, night.standing(saved, stop))


def _walk(walk: Walk, night: Night, stops: dict[Key, StopThere]) -> WalkNow:
    assert night.saved is not None
    theirs = [
        each.round.member_ids for each in night.saved.rounds
        if (each.round.pass_no, each.team_id) == (walk.pass_no, walk.team_id)
    ]  # fmt: skip
    return WalkNow(
        walk, night.saved.plan.pass_of(walk.pass_no), theirs[-1],
        stops[walk.last] if walk.last else None, stops[walk.next] if walk.next else None,
        tuple(stops[key] for key in walk.skipped),
    )  # fmt: skip


def _alarms(made: tuple[WalkNow, ...], stops: dict[Key, StopThere]) -> Iterator[Alarm]:
    """By team and pass, so that a team that is behind rings once; what can be helped first."""
    for kind, heard in (("late", "desk"), ("missed", "missed")):
        for each in made:
            of_it = tuple(
                there for there in stops.values()
                if there.standing.alarm == heard and there.saved.team_id == each.walk.team_id
                and there.stop.pass_no == each.walk.pass_no
            )  # fmt: skip
            if of_it:
                yield Alarm(each, "late" if kind == "late" else "missed", of_it)


def _uncovered(night: Night, stops: dict[Key, StopThere]) -> Iterator[Uncovered]:
    assert night.saved is not None
    seen: set[tuple[str, int]] = set()
    for there in stops.values():
        at, key = there.standing.at, (there.stop.hazard_id, there.stop.pass_no)
        why: Why | None = "missed" if at.state == "missed" else "too_late" if at.too_late else None
        if at.state == "handed_over":
            why = "handed_over"
        # A segment under water has two stops and is one visit.
        if why and key not in seen:
            seen.add(key)
            yield Uncovered(*key, why)
    for each in night.saved.plan.unserved:
        yield Uncovered(each.hazard_id, each.pass_no, "unserved", each)
