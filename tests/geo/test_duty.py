"""Who is there, from when, and whom a visit suits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from geo.duty import KEEPER_M, KEEPERS_BUSINESS, RETURN_S, Duty, extra_m, free, on_shift
from geo.nights import moment
from geo.passes import Need, Pass
from tests import town

HAZARD = town.hazards()[1]
NEED = Need(HAZARD.id, 3, extra=True, service_s=120, min_gap_s=5400, team_of=2)


def window(begins: str, ends: str) -> Pass:
    at = [moment(town.NIGHT, clock, town.ZONE) for clock in (begins, ends)]
    return Pass(3, "night_1", True, at[0], at[1])


def test_shifts_that_meet_the_window_count() -> None:
    duties = on_shift(town.teams(), window("20:00", "23:15"))
    assert [duty.size for duty in duties] == [2, 2]
    begins = moment(town.NIGHT, "20:00", town.ZONE).timestamp()
    assert {duty.early_s for duty in duties} == {begins}
    assert {duty.late_s for duty in duties} == {begins + 3.25 * 3600 + RETURN_S}
    assert len(on_shift(town.teams(), window("18:30", "20:30"))) == 3
    assert len(on_shift(town.teams(), window("08:00", "18:00"))) == 1


def test_a_shift_that_only_touches_the_window_does_not_count() -> None:
    assert len(on_shift(town.teams(), window("18:00", "20:00"))) == 1


def test_a_window_within_a_second_begins_with_the_next_and_ends_with_the_last() -> None:
    whole = window("20:00", "23:15")
    part = timedelta(microseconds=600_000)
    tenths = (
        on_shift(town.teams(), replace(whole, from_at=whole.from_at + by, to_at=whole.to_at + by))
        for by in (part / 2, part)
    )
    begins, ends = whole.from_at.timestamp(), whole.to_at.timestamp()
    for duties in tenths:
        assert {duty.early_s for duty in duties} == {begins + 1}
        assert {duty.late_s for duty in duties} == {ends + RETURN_S}


def test_a_team_is_free_when_it_is_back() -> None:
    duties = on_shift(town.teams(), window("20:00", "23:15"))
    one, two = (duty.team.id for duty in duties)
    later = free(duties, {one: duties[0].early_s + 600, two: duties[1].late_s})
    assert [(duty.team.id, duty.early_s) for duty in later] == [(one, duties[0].early_s + 600)]


def duty(*members: str) -> Duty:
    team = town.teams()[0]
    return Duty(team, replace(team.shifts[1], member_ids=members), 0, 1)


def test_the_keeper_before_the_deputy_before_the_others() -> None:
    keeper, deputy, other = (
        duty(HAZARD.keeper_id or "", "x"), duty(HAZARD.deputy_id or "", "y"), duty("a", "b")
    )  # fmt: skip
    assert [each.walker_for(HAZARD) for each in (keeper, deputy, other)] == [
        "keeper", "deputy", "other",
    ]  # fmt: skip
    every = [keeper, deputy, other]
    assert [extra_m(each, HAZARD, NEED, every) for each in every] == [0, KEEPER_M, 2 * KEEPER_M]
    assert extra_m(other, HAZARD, NEED, [deputy, other]) == KEEPER_M
    assert extra_m(other, HAZARD, NEED, [other, other]) == 0
    own = replace(NEED, by_keeper=True)
    assert extra_m(deputy, HAZARD, own, every) == KEEPER_M * KEEPERS_BUSINESS


@pytest.mark.parametrize(
    ("members", "strict", "may"),
    [
        (("a", "b"), False, True), (("a",), False, False), (("a", "b"), True, False),
        ((HAZARD.keeper_id, "b"), True, True), ((HAZARD.deputy_id, "b"), True, False),
    ],
)  # fmt: skip
def test_who_may_not_go_at_all(members: tuple[str, ...], strict: bool, may: bool) -> None:
    hazard = replace(HAZARD, must_be_keeper=strict)
    assert (extra_m(duty(*members), hazard, NEED, [duty(*members)]) < inf) is may
