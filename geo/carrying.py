"""A night planned again while it runs: what was walked already stays in the new plan.

The new plan begins now. Rounds of passes that are over are kept whole; of a pass that runs, the
stops that were done are kept as a round of their own, ended where the new one begins.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from geo.itinerary import Plan, Round
from geo.passes import Pass, PassName


def carried(before: Plan, after: Plan, done: Set[tuple[int, int]], now: datetime) -> Plan:
    """The new plan with what was walked by the plan before.

    done: stops of `before` that were done, as (place of the round in the plan, seq).
    """
    over = {one.name: one for one in before.passes if one.to_at <= now}
    kept = [
        part
        for place, each in enumerate(before.rounds)
        if (part := _walked(before, place, each, done, over.keys())) is not None
    ]
    names = {before.pass_of(each.pass_no).name for each in kept} | over.keys()
    passes = _merged(before, after, names)
    numbers = {one.name: one.no for one in passes}
    return replace(
        after,
        passes=passes,
        rounds=tuple(
            _numbered(each, numbers[plan.pass_of(each.pass_no).name])
            for plan, rounds in ((before, kept), (after, after.rounds))
            for each in rounds
        ),
        unserved=tuple(
            replace(each, pass_no=numbers[after.pass_of(each.pass_no).name])
            for each in after.unserved
        ),
    )


def _walked(
    before: Plan, place: int, each: Round, done: Set[tuple[int, int]], over: Set[PassName]
) -> Round | None:
    """A round as far as it was walked; whole when its pass is over, None when not begun."""
    if before.pass_of(each.pass_no).name in over:
        return each
    stops = tuple(stop for stop in each.stops if (place, stop.seq) in done)
    if not stops:
        return None
    seqs = {stop.seq for stop in stops}
    legs = tuple(leg for leg in each.legs if leg.seq in seqs)
    last = stops[-1]
    return replace(
        each, stops=stops, legs=legs, length_m=sum(leg.length_m for leg in legs), ends_at=last.eta
    )


def _merged(before: Plan, after: Plan, names: Set[PassName]) -> tuple[Pass, ...]:
    """The passes of both, as the new plan has them where it has them, numbered in order."""
    new = {one.name: one for one in after.passes}
    old = {one.name: one for one in before.passes if one.name in names}
    ordered = sorted((old | new).values(), key=lambda one: (one.from_at, one.to_at))
    return tuple(replace(one, no=no) for no, one in enumerate(ordered, 1))


def _numbered(each: Round, no: int) -> Round:
    return replace(each, pass_no=no, stops=tuple(replace(stop, pass_no=no) for stop in each.stops))
