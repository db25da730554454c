"""Looking ahead for the visits that come later."""

from __future__ import annotations

from datetime import timedelta

from geo.nights import moment
from geo.passes import Need, Pass, PassPlan
from geo.spacing import spans
from tests import town

EIGHT = moment(town.NIGHT, "20:00", town.ZONE)
ZERO = round(EIGHT.timestamp())


def night(first_to: int, second_from: int, **how: int) -> tuple[PassPlan, Pass]:
    """Two passes in minutes after 20:00, the first from 0, the second to 540."""
    at = [EIGHT + timedelta(minutes=m) for m in (0, first_to, second_from, 540)]
    passes = (Pass(1, "night_1", True, at[0], at[1]), Pass(2, "night_2", True, at[2], at[3]))
    needs = tuple(
        Need("h", no, True, 120, how.get("least", 90) * 60, max_gap_s=most)
        for no in (1, 2)
        for most in [how["most"] * 60 if "most" in how else None]
    )
    return PassPlan(town.NIGHT, passes, needs, ()), passes[0]


def span(first_to: int, second_from: int, **how: int) -> tuple[float, float]:
    passplan, one = night(first_to, second_from, **how)
    found = spans(passplan, one, lambda _: 180)["h"]
    return (found.early_s - ZERO) / 60, (found.late_s - ZERO) / 60


def test_disjoint_windows_leave_each_other_alone() -> None:
    assert span(195, 285) == (0, 195)


def test_the_first_visit_leaves_the_second_its_time() -> None:
    assert span(530, 0, least=90) == (0, 540 - 90 - 3)


def test_the_largest_gap_holds_the_first_visit_back() -> None:
    assert span(195, 285, most=200) == (285 + 45 - 200 - 2, 195)


def test_windows_that_rule_the_second_out_leave_the_first_whole() -> None:
    assert span(530, 0, least=600) == (0, 530)
