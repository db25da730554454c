"""Where water came again: three nights at one place, on the list or off it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import geodesic_m
from geo.found import Found
from geo.kinds import FLOOD_SEGMENT, LEAK_BUILDING
from geo.repeats import NEAR_M, TIMES, wet_places
from tests import town

NIGHT = date(2026, 7, 10)
SEGMENTS = {"seg": shapely.LineString([town.at(0, 0), town.at(100, 0)])}


def wet(day: int, x: float, y: float, *, hazard_id: str | None = None, rank: int = 2,
        kind: str = FLOOD_SEGMENT) -> Found:  # fmt: skip
    night = NIGHT + timedelta(days=day)
    at = datetime.combine(night, datetime.min.time(), ZoneInfo(town.ZONE)) + timedelta(hours=21)
    return Found(night=night, kind=kind, rank=rank, seen_at=at, point=town.at(x, y),
                 hazard_id=hazard_id)  # fmt: skip


def test_three_nights_at_a_segment_are_three_times_however_often_it_was_said() -> None:
    found = [wet(0, 50, 0, hazard_id="seg"), wet(1, 50, 0, hazard_id="seg", rank=4),
             wet(1, 50, 0, hazard_id="seg"), wet(5, 50, 0, hazard_id="seg")]  # fmt: skip
    [place] = wet_places(found, SEGMENTS)
    assert (place.hazard_id, place.times, place.rank) == ("seg", TIMES, 4)
    assert place.nights == (NIGHT, NIGHT + timedelta(days=1), NIGHT + timedelta(days=5))


def test_water_beside_a_segment_is_its_own_and_farther_off_a_place_of_its_own() -> None:
    found = [wet(0, 90, 25), wet(1, 90, 200), wet(2, 95, 210), wet(3, 85, 190)]
    near, far = sorted(wet_places(found, SEGMENTS), key=lambda each: each.times)
    assert (near.hazard_id, near.times) == ("seg", 1)
    assert (far.hazard_id, far.times) == (None, 3)


def test_leaks_are_no_water_on_the_road_and_nothing_is_no_place() -> None:
    assert wet_places([wet(0, 0, 0, kind=LEAK_BUILDING)], SEGMENTS) == []
    assert wet_places([], {}) == []
    [one] = wet_places([wet(0, 0, 0)], {})
    assert one.hazard_id is None


someone = st.builds(
    wet, st.integers(0, 9), st.floats(-200, 200), st.floats(-200, 200),
    hazard_id=st.sampled_from((None, "seg", "a tree")),
)  # fmt: skip


@given(st.lists(someone, max_size=30))
def test_each_finding_is_of_one_place_and_near_it(found: Sequence[Found]) -> None:
    places = wet_places(found, SEGMENTS)
    assert len([each for each in places if each.hazard_id]) <= 1
    assert {night for each in places for night in each.nights} == {each.night for each in found}
    assert [each.times for each in places] == sorted((e.times for e in places), reverse=True)
    for each in found:
        point = shapely.Point(each.point)
        own = each.hazard_id == "seg"
        beside = shapely.LineString([*shapely.ops.nearest_points(SEGMENTS["seg"], point)])
        near = [
            one for one in places
            if one.hazard_id is None
            and geodesic_m(shapely.LineString([one.point, each.point])) <= NEAR_M + 0.01
        ]  # fmt: skip
        assert own or near or geodesic_m(beside) <= NEAR_M + 0.5


@given(st.lists(someone, max_size=20), st.randoms(use_true_random=False))
def test_the_order_in_which_it_came_changes_nothing(found: list[Found], chance) -> None:  # type: ignore[no-untyped-def]
    mixed = list(found)
    chance.shuffle(mixed)
    assert wet_places(found, SEGMENTS) == wet_places(mixed, SEGMENTS)
