"""What binds the visits of a pass to one team or one hour, each as a thing that can be lifted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce
from math import ceil, floor, inf
from typing import Literal
from zoneinfo import ZoneInfo

from geo.duty import RETURN_S
from geo.one_pass import Prepared
from geo.planner.problem import Problem
from geo.sentences import Sentence, reason

BindingKind = Literal["by hand", "keepers", "hours", "shift"]


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One thing that binds, said in words. lift: the same pass without it."""

    kind: BindingKind
    why: Sentence
    lift: Callable[[Problem], Problem]


def bindings(prepared: Prepared, tasks: Set[int]) -> list[list[Binding]]:
    """What could keep these tasks from being somebody else's, by kind."""
    return [
        _by_hand(prepared), _keepers(prepared, tasks), _hours(prepared, tasks), _shifts(prepared)
    ]  # fmt: skip


def all_of(things: Sequence[Binding]) -> Binding:
    """The things of one kind as one."""
    if len(things) == 1:
        return things[0]
    words = [each.why for each in things]
    why = reduce(lambda a, b: reason("{first} {next}", first=a, next=b), words)
    return Binding(
        things[0].kind, why,
        lambda problem: reduce(lambda left, each: each.lift(left), things, problem),
    )  # fmt: skip


def _by_hand(prepared: Prepared) -> list[Binding]:
    def lifted(walker: int) -> Callable[[Problem], Problem]:
        return lambda problem: _with_walker(problem, walker, kept=())

    return [
        Binding("by hand", reason("the order of {team} was put by hand.",
                                  team=prepared.duties[n].team.name), lifted(n))
        for n, who in enumerate(prepared.problem.walkers)
        if who.kept
    ]  # fmt: skip


def _keepers(prepared: Prepared, tasks: Set[int]) -> list[Binding]:
    """One for each keeper who alone may make some of the visits."""
    lists: dict[str, list[int]] = defaultdict(list)
    for n in sorted(tasks):
        hazard = prepared.calls[n][0].approach.hazard
        if hazard.must_be_keeper:
            lists[hazard.keeper_id or ""].append(n)
    return [
        Binding("keepers", reason("only the keeper may visit {codes}.",
                                  codes=_codes(prepared, own)), _opened(prepared, own))
        for own in lists.values()
    ]  # fmt: skip


def _opened(prepared: Prepared, tasks: Sequence[int]) -> Callable[[Problem], Problem]:
    """Everybody of a large enough team may make these tasks."""

    def lift(problem: Problem) -> Problem:
        for walker, duty in enumerate(prepared.duties):
            extra = list(problem.walkers[walker].extra_m)
            for n in tasks:
                if extra[n] == inf and duty.size >= prepared.calls[n][0].need.team_of:
                    extra[n] = 0.0
            problem = _with_walker(problem, walker, extra_m=tuple(extra))
        return problem

    return lift


def _hours(prepared: Prepared, tasks: Set[int]) -> list[Binding]:
    """One for each hazard that may be visited in a part of the pass only."""
    first, last = _window(prepared)
    narrow: dict[str, list[int]] = defaultdict(list)
    for n in sorted(tasks):
        task = prepared.problem.tasks[n]
        if task.early_s > first or task.late_s < last:
            narrow[prepared.calls[n][0].need.hazard_id].append(n)

    def lifted(own: Sequence[int]) -> Callable[[Problem], Problem]:
        def lift(problem: Problem) -> Problem:
            wide = [
                replace(task, early_s=min(task.early_s, first), late_s=max(task.late_s, last))
                if n in own else task
                for n, task in enumerate(problem.tasks)
            ]  # fmt: skip
            return replace(problem, tasks=tuple(wide))

        return lift

    return [
        Binding("hours", _visited_between(prepared, own[0]), lifted(own)) for own in narrow.values()
    ]


def _visited_between(prepared: Prepared, task: int) -> Sentence:
    visit, _ = prepared.calls[task]
    return reason(
        "{code} may be visited only from {from_at} to {to_at}.", code=visit.approach.hazard.code,
        from_at=_clock(prepared, visit.early_s), to_at=_clock(prepared, visit.late_s),
    )  # fmt: skip


def _shifts(prepared: Prepared) -> list[Binding]:
    """One for each team that can be out in a part of the pass only."""
    first, last = _window(prepared)

    def lifted(walker: int) -> Callable[[Problem], Problem]:
        who = prepared.problem.walkers[walker]
        early, late = min(who.early_s, first), max(who.late_s, last + RETURN_S)
        return lambda problem: _with_walker(problem, walker, early_s=early, late_s=late)

    return [
        Binding("shift", reason(
            "{team} can be out only from {from_at} to {to_at}.", team=duty.team.name,
            from_at=_clock(prepared, duty.early_s), to_at=_clock(prepared, duty.late_s)), lifted(n))
        for n, (duty, who) in enumerate(zip(prepared.duties, prepared.problem.walkers, strict=True))
        if who.early_s > first or who.late_s < last
    ]  # fmt: skip


def _window(prepared: Prepared) -> tuple[int, int]:
    """The seconds of the pass in its problem."""
    one, zero = prepared.plan.one, prepared.zero_s
    return max(0, ceil(one.from_at.timestamp()) - zero), floor(one.to_at.timestamp()) - zero


def _with_walker(problem: Problem, walker: int, **changed: object) -> Problem:
    walkers = list(problem.walkers)
    walkers[walker] = replace(walkers[walker], **changed)  # type: ignore[arg-type]
    return replace(problem, walkers=tuple(walkers))


def _codes(prepared: Prepared, tasks: Iterable[int]) -> str:
    codes = (prepared.calls[n][0].approach.hazard.code for n in tasks)
    return ", ".join(dict.fromkeys(codes))


def _clock(prepared: Prepared, at_s: int) -> str:
    at = datetime.fromtimestamp(at_s, UTC).astimezone(ZoneInfo(prepared.plan.zone))
    return f"{at:%H:%M}"
