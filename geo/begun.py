"""A night that has begun: what the rules may no longer move, and what was found since.

A warning may change the series of windows while a pass of the old series runs. That pass keeps
its name and hours, and the visits it was for; nothing is dropped because a clock changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from geo.needs import Pass
from geo.rules import PassName
from geo.underway import Running

# A pass for what was found between two passes lasts at least so long.
_URGENT = timedelta(minutes=60)


def kept_passes(
    by_rules: Sequence[Pass], running: Running, hazard_ids: Collection[str], now: datetime | None
) -> list[Pass]:
    """The passes of the rules with the windows of those that have begun, in the order of time.

    One that runs stays also where the rules have no such pass any more, while it has visits.
    """
    begun = {one.name: one for one in running.passes}
    found = {one.name: begun.get(one.name, one) for one in by_rules}
    for one in running.passes:
        held = any((each, one.name) in running.visits for each in hazard_ids)
        if held and now is not None and now < one.to_at:
            found.setdefault(one.name, one)
    return numbered(found.values())


def numbered(passes: Iterable[Pass]) -> list[Pass]:
    """Passes in the order of time, numbered from 1."""
    ordered = sorted(passes, key=lambda one: (one.from_at, one.to_at))
    return [replace(one, no=no) for no, one in enumerate(ordered, 1)]


def held_visits(
    hazard_id: str, asked: Sequence[PassName], passes: Sequence[Pass], running: Running,
    now: datetime | None,
) -> list[Pass]:  # fmt: skip
    """The passes in which a hazard is seen: those asked for, and the running one that has it.

    A visit held in the pass that runs takes the place of the next one that the rules ask for;
    where they ask for none of that kind any more it is not held.
    """
    names = set(asked)
    for one in passes:
        runs = now is not None and one.from_at <= now < one.to_at
        if not runs or one.name in names or (hazard_id, one.name) not in running.visits:
            continue
        same = [each for each in passes if each.extra == one.extra and each.name in names]
        if same:
            later = [each.name for each in same if each.extra and each.no > one.no]
            names = names - set(later[:1]) | {one.name}
    return [one for one in passes if one.name in names]


def is_over(
    hazard_id: str, one: Pass, visits: Sequence[Pass], running: Running,
    now: datetime | None, visited_at: datetime | None,
) -> bool:  # fmt: skip
    """Whether a visit is made, or its window has ended.

    visits: the passes of that hazard. Where windows overlap, the last visit counts for the
    first of them that it lies in, unless the plan before says for which it was made.
    """
    if (now is not None and one.to_at <= now) or (hazard_id, one.name) in running.made:
        return True
    if visited_at is None or visited_at < one.from_at:
        return False
    in_window = [each for each in visits if each.from_at <= visited_at <= each.to_at]
    made = [each for each in in_window if (hazard_id, each.name) in running.made]
    return not made and (not in_window or in_window[0] is one or one not in in_window)


def with_urgent(passes: Sequence[Pass], now: datetime, soon: timedelta) -> list[Pass]:
    """The passes with room for what was found tonight.

    soon: a pass that ends within that time is no use to it. Where none runs that long there is
    one of its own, until the next begins; one that runs already is made longer.
    """
    if any(one.from_at <= now and now + soon <= one.to_at for one in passes):
        return [*passes]
    begins = sorted(one.from_at for one in passes if one.from_at > now)
    until = max([now + max(_URGENT, 2 * soon), *begins[:1]])
    own = next(
        (one for one in passes if one.name == "urgent"), Pass(0, "urgent", False, now, until)
    )
    others = [one for one in passes if one.name != "urgent"]
    return numbered([*others, replace(own, to_at=until)])


def urgent_pass(passes: Sequence[Pass], now: datetime, soon: timedelta) -> Pass:
    """The pass in which what was found tonight is seen."""
    return next(one for one in passes if one.from_at <= now and now + soon <= one.to_at)
