"""A night planned again while it runs: what was walked already stays in the new plan.

The new plan begins now. Rounds of passes that are over are kept whole; of a pass that runs, the
stops that were done are kept as one round of their team, which ends where the new one begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from geo.itinerary import Leg, Plan, Round, Stop
from geo.needs import Pass
from geo.rules import PassName

Key = tuple[PassName, datetime | None]


def carried(before: Plan, after: Plan, done: Set[tuple[int, int]], now: datetime) -> Plan:
    """The new plan with what was walked by the plan before.

    done: stops of `before` that were done, as (place of the round in the plan, seq). What nobody
    could do in a pass that is over stays named.
    """
    over = {_key(one) for one in before.passes if one.to_at <= now}
    kept = list(_walked(before, done, over, now))
    passes = _merged(before, after, {_key(before.pass_of(each.pass_no)) for each in kept} | over)
    numbers = {_key(one): one.no for one in passes}
    missed = [each for each in before.unserved if _key(before.pass_of(each.pass_no)) in over]
    return replace(
        after,
        passes=passes,
        rounds=tuple(
            _numbered(each, numbers[_key(plan.pass_of(each.pass_no))])
            for plan, rounds in ((before, kept), (after, after.rounds))
            for each in rounds
        ),
        unserved=tuple(
            replace(each, pass_no=numbers[_key(plan.pass_of(each.pass_no))])
            for plan, named in ((before, missed), (after, after.unserved))
            for each in named
        ),
    )


def _key(one: Pass) -> Key:
    """Which pass it is in either plan; of urgent ones a night may have several."""
    return one.name, one.from_at if one.name == "urgent" else None


def _walked(
    before: Plan, done: Set[tuple[int, int]], over: Set[Key], now: datetime
) -> Iterator[Round]:
    """Each crew's walk in each pass as far as it went; whole where the pass is over."""

    # By its people: in one pass a team may have another crew after this one.
    def crew(placed: tuple[int, Round]) -> tuple[int, str, tuple[str, ...]]:
        return placed[1].pass_no, placed[1].team_id, placed[1].member_ids

    for (pass_no, *_), group in groupby(sorted(enumerate(before.rounds), key=crew), key=crew):
        rounds = list(group)
        if _key(before.pass_of(pass_no)) in over:
            yield from (each for _, each in rounds)
            continue
        steps = [
            (stop, [leg for leg in each.legs if leg.seq == stop.seq])
            for place, each in rounds
            for stop in each.stops
            if (place, stop.seq) in done
        ]
        if steps:
            yield _one_walk(rounds[0][1], steps, now)


def _one_walk(first: Round, steps: list[tuple[Stop, list[Leg]]], now: datetime) -> Round:
    """The steps as one round, numbered from 1; nothing of it lies in the time to come."""
    stops = [
        replace(stop, seq=seq, eta=min(stop.eta, now)) for seq, (stop, _) in enumerate(steps, 1)
    ]
    legs = [replace(leg, seq=seq) for seq, (_, walk) in enumerate(steps, 1) for leg in walk]
    starts_at = min(first.starts_at, now)
    return replace(
        first,
        stops=tuple(stops),
        legs=tuple(legs),
        length_m=sum(leg.length_m for leg in legs),
        starts_at=starts_at,
        ends_at=max(starts_at, min(now, max(stop.eta for stop in stops))),
    )


def _merged(before: Plan, after: Plan, keys: Set[Key]) -> tuple[Pass, ...]:
    """The passes of both, as the new plan has them where it has them, numbered in order."""
    new = {_key(one): one for one in after.passes}
    old = {_key(one): one for one in before.passes if _key(one) in keys}
    ordered = sorted((old | new).values(), key=lambda one: (one.from_at, one.to_at))
    return tuple(replace(one, no=no) for no, one in enumerate(ordered, 1))


def _numbered(each: Round, no: int) -> Round:
    return replace(each, pass_no=no, stops=tuple(replace(stop, pass_no=no) for stop in each.stops))
