"""A change of hours on the numbers of a pass, to see at once about how much of it would do."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from math import ceil, floor

from geo.duty import RETURN_S
from geo.needs import Need
from geo.one_pass import Prepared
from geo.planner.problem import Problem, Task, Walker
from geo.teams import Shift


def with_shift(prepared: Prepared, shift: Shift, before: int, after: int, minutes: int) -> Problem:
    """One shift longer, so many minutes times `before` and `after`."""
    first, last = _window(prepared)

    def longer(n: int, who: Walker) -> Walker:
        if prepared.duties[n].shift is not shift:
            return who
        early = min(who.early_s, max(first, who.early_s - 60 * minutes * before))
        late = max(who.late_s, min(last + RETURN_S, who.late_s + 60 * minutes * after))
        return replace(who, early_s=early, late_s=late)

    return _changed(prepared.problem, walker=longer)


def with_window(prepared: Prepared, before: int, after: int, minutes: int) -> Problem:
    """The pass longer: for visits and teams that nothing but its window binds."""
    first, last = _window(prepared)
    wide_first, wide_last = first - 60 * minutes * before, last + 60 * minutes * after

    def wider(n: int, task: Task) -> Task:
        early = wide_first if task.early_s <= max(0, first) else task.early_s
        late = wide_last if task.late_s >= last else task.late_s
        return replace(task, early_s=early, late_s=late)

    def sooner(n: int, who: Walker) -> Walker:
        shift = prepared.duties[n].shift
        begins, ends = (
            floor(at.timestamp()) - prepared.zero_s for at in (shift.from_at, shift.to_at)
        )
        early = max(begins, wide_first) if who.early_s <= max(0, first) else who.early_s
        return replace(who, early_s=early, late_s=max(who.late_s, min(ends, wide_last + RETURN_S)))

    return _changed(prepared.problem, walker=sooner, task=wider)


def with_times(
    prepared: Prepared, needs: Collection[Need], before: int, after: int, minutes: int
) -> Problem:
    """These visits possible earlier or later, within the pass."""
    first, last = _window(prepared)
    ids = {need.hazard_id for need in needs}

    def wider(n: int, task: Task) -> Task:
        if prepared.calls[n][0].need.hazard_id not in ids:
            return task
        early = min(task.early_s, max(first, task.early_s - 60 * minutes * before))
        late = max(task.late_s, min(last, task.late_s + 60 * minutes * after))
        return replace(task, early_s=early, late_s=late)

    return _changed(prepared.problem, task=wider)


def _window(prepared: Prepared) -> tuple[int, int]:
    one, zero = prepared.plan.one, prepared.zero_s
    return ceil(one.from_at.timestamp()) - zero, floor(one.to_at.timestamp()) - zero


def _changed(
    problem: Problem, *, walker: Callable[[int, Walker], Walker] = lambda _, who: who,
    task: Callable[[int, Task], Task] = lambda _, each: each,
) -> Problem:  # fmt: skip
    walkers = tuple(walker(n, each) for n, each in enumerate(problem.walkers))
    tasks = tuple(task(n, each) for n, each in enumerate(problem.tasks))
    return replace(problem, walkers=walkers, tasks=tasks)
