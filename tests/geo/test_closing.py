"""Which gates are shut when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from shapely import Point

from geo.closing import Closed, Wet, closed_gates, is_shut, longest_open
from geo.ground import Gate
from tests import town

BEIJING = ZoneInfo(town.ZONE)


def gate(closed_from: str | None, closed_to: str | None) -> Gate:
    return Gate(id="g", community_id="c", point=Point(0, 0), kind="gate", node=7,
                closed_from=closed_from, closed_to=closed_to)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "minutes", "shut"),
    [
        ("22:59", 0, False), ("23:00", 0, True), ("22:30", 30, False), ("22:30", 31, True),
        ("00:01", 0, True), ("04:59", 0, True), ("05:00", 0, False), ("12:00", 60, False),
        ("12:00", 24 * 60, True),
    ],
)  # fmt: skip
def test_a_gate_closed_over_midnight(at: str, minutes: int, shut: bool) -> None:
    hour, minute = map(int, at.split(":"))
    start = datetime(2026, 7, 22, hour, minute, tzinfo=BEIJING)
    closed = is_shut(gate("23:00", "05:00"), start, start + timedelta(minutes=minutes), town.ZONE)
    assert closed is shut


def test_hours_are_the_communitys_whatever_the_zone_of_the_moment() -> None:
    utc = datetime(2026, 7, 22, 15, 30, tzinfo=ZoneInfo("UTC"))  # 23:30 in Beijing
    assert is_shut(gate("23:00", "05:00"), utc, utc, town.ZONE)
    assert not is_shut(gate("23:00", "05:00"), utc, utc, "UTC")


def test_no_hours_never_shut_and_equal_hours_never_open() -> None:
    noon = datetime(2026, 7, 22, 12, tzinfo=BEIJING)
    assert not is_shut(gate(None, None), noon, noon, town.ZONE)
    assert is_shut(gate("00:00", "00:00"), noon, noon, town.ZONE)
    assert is_shut(gate("00:00", "24:00"), noon, noon, town.ZONE)


@pytest.mark.parametrize(
    ("begins", "minutes", "opens", "locks"),
    [
        ("20:00", 195, "20:00", "23:00"), ("04:00", 180, "05:00", "07:00"),
        ("22:00", 8 * 60, "22:00", "23:00"), ("23:00", 60, None, None),
        ("12:00", 60, "12:00", "13:00"),
    ],
)  # fmt: skip
def test_the_longest_time_in_which_gates_are_open(
    begins: str, minutes: int, opens: str | None, locks: str | None
) -> None:
    hour, minute = map(int, begins.split(":"))
    start = datetime(2026, 7, 22, hour, minute, tzinfo=BEIJING)
    gates = [gate("23:00", "05:00"), gate("01:00", "04:30"), gate(None, None)]
    found = longest_open(gates, start, start + timedelta(minutes=minutes), town.ZONE)
    assert [f"{at:%H:%M}" for at in found or ()] == [at for at in (opens, locks) if at]


def test_the_town_at_night() -> None:
    night = datetime(2026, 7, 23, 1, tzinfo=BEIJING)
    assert closed_gates(town.gates(), night, night, town.ZONE) == {town.GATE_NODE}


def test_parts_of_a_street() -> None:
    closed = Closed(frozenset({1}), wet=frozenset({Wet(2, 5.0, 9.0)})).with_nodes([3])
    assert (closed.parts(1, 80.0), closed.parts(2, 80.0)) == ([(0.0, 80.0)], [(5.0, 9.0)])
    assert closed.touched() == {1, 2}
    assert closed.nodes == {3}
