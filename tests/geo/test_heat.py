"""Findings counted in cells that keep their place: known answers, and rules for any findings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.checkins import CheckIn
from geo.crs import Metric
from geo.found import Found, found_in
from geo.grid import Grid, label
from geo.heat import HEAT_CELL_M, by_hour, by_night, heat, part_of
from geo.kinds import FLOOD_SEGMENT, LEAK_BUILDING
from tests import town

AT = datetime(2026, 7, 16, 21, 0, tzinfo=ZoneInfo(town.ZONE))
NIGHT = date(2026, 7, 16)
AREA = shapely.Point(town.at(0, 0)).buffer(0.01)


def found(x: float, y: float, *, rank: int = 2, night: date = NIGHT, at: datetime = AT,
          kind: str = FLOOD_SEGMENT) -> Found:  # fmt: skip
    return Found(night=night, kind=kind, rank=rank, seen_at=at, point=town.at(x, y))


def said(key: str, hazard_id: str | None = None, *, at: datetime = AT, result: str = "finding",
         kind: str = FLOOD_SEGMENT, scale: str = "20") -> CheckIn:  # fmt: skip
    finding = {"kind": kind, "scale": scale, "note": "", "flags": []}
    return CheckIn(key=key, community_id="c", result="finding" if result == "finding" else "clear",
                   seen_at=at, hazard_id=hazard_id, position=town.at(5, 5),
                   finding=finding if result == "finding" else None)  # fmt: skip


def test_two_findings_in_one_cell_count_two_and_weigh_their_ranks() -> None:
    grid = Grid.around(AREA, HEAT_CELL_M)
    [[column, row]] = grid.cells([town.at(0, 0)]).tolist()
    x, y = grid.square(column, row).centroid.coords[0]
    one = Found(night=NIGHT, kind=FLOOD_SEGMENT, rank=3, seen_at=AT, point=(x, y))
    other = Found(night=NIGHT, kind=LEAK_BUILDING, rank=1, seen_at=AT, point=(x, y))
    frame = heat([one, other, found(5000, 0)], AREA)
    assert frame.loc[label(column, row), "count"] == 2
    assert frame.loc[label(column, row), "weight"] == 4
    assert frame.loc[label(column, row), "kinds"] == {FLOOD_SEGMENT: 1, LEAK_BUILDING: 1}
    assert frame.crs == "OGC:CRS84" and frame["count"].sum() == 3


def test_nothing_found_is_an_empty_frame_with_its_columns() -> None:
    frame = heat([], AREA)
    assert len(frame) == 0 and list(frame.columns) == ["count", "weight", "kinds", "geometry"]
    assert frame.crs == "OGC:CRS84"


def test_a_cell_is_a_square_of_so_many_metres() -> None:
    grid = Grid.around(AREA, HEAT_CELL_M)
    [[column, row]] = grid.cells([town.at(0, 0)]).tolist()
    square = Metric.around(AREA).forward(grid.square(column, row))
    # The national plane is 1 m in 2,500 longer than the ground at its edge.
    assert abs(square.area - HEAT_CELL_M**2) < HEAT_CELL_M**2 / 500


def test_said_twice_in_a_night_it_is_found_once_by_its_worst() -> None:
    told = [
        (NIGHT, said("a", "h", scale="10")),
        (NIGHT, said("b", "h", scale="60", at=AT + timedelta(hours=3))),
        (NIGHT, said("c", "h", kind=LEAK_BUILDING, scale="L3")),
        (NIGHT + timedelta(days=1), said("d", "h")),
        (NIGHT, said("e", result="clear")),
        (NIGHT, said("f", scale="3")),
    ]
    hazard = town.hazards()[0]
    every = found_in([(n, each) for n, each in told], {"h": hazard})
    assert [(each.night, each.kind, each.rank) for each in every] == [
        (NIGHT, FLOOD_SEGMENT, 4), (NIGHT, LEAK_BUILDING, 3),
        (NIGHT + timedelta(days=1), FLOOD_SEGMENT, 2),
    ]  # fmt: skip
    assert every[0].seen_at == AT


def test_a_scale_that_cannot_be_read_is_still_a_finding() -> None:
    [one] = found_in([(NIGHT, said("a", scale="{{7*7}}", kind=LEAK_BUILDING))], {})
    assert (one.rank, one.hazard_id) == (1, None)


def test_hours_of_the_night_run_from_five_to_five() -> None:
    def at(clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-07-16T{clock}:00").replace(tzinfo=ZoneInfo(town.ZONE))

    assert [part_of(at(c), town.ZONE) for c in ("05:00", "07:59", "23:10", "01:59", "04:59")] == [
        5, 5, 23, 23, 26,
    ]  # fmt: skip


someone = st.builds(
    found, st.floats(-3000, 3000), st.floats(-3000, 3000), rank=st.integers(1, 4),
    night=st.dates(NIGHT, NIGHT + timedelta(days=9)),
    at=st.datetimes(datetime(2026, 7, 16), datetime(2026, 7, 26), timezones=st.just(AT.tzinfo)),
)  # fmt: skip


@given(st.lists(someone, max_size=40), st.sampled_from((25.0, 100.0, 333.0)))
def test_every_finding_is_in_one_cell_and_lies_in_it(every: Sequence[Found], cell_m: float) -> None:
    frame = heat(every, AREA, cell_m)
    assert frame["count"].sum() == len(every)
    assert frame["weight"].sum() == sum(each.rank for each in every)
    assert frame.index.is_unique
    squares = shapely.STRtree(frame.geometry.to_numpy())
    for each in every:
        assert len(squares.query(shapely.Point(each.point).buffer(1e-6), "intersects")) >= 1


@given(st.lists(someone, max_size=40))
def test_time_only_parts_what_place_counts(every: Sequence[Found]) -> None:
    nights = [NIGHT + timedelta(days=n) for n in range(10)]
    for parts in (by_night(every, nights).values(), by_hour(every, town.ZONE).values()):
        assert sorted(map(id, (one for part in parts for one in part))) == sorted(map(id, every))
        total = sum(heat(part, AREA)["count"].sum() for part in parts)
        assert total == len(every)


@given(st.lists(someone, min_size=1, max_size=20), someone)
def test_a_cell_stays_where_it_is_whatever_else_is_found(
    every: Sequence[Found], another: Found
) -> None:
    before, after = heat(every, AREA), heat([*every, another], AREA)
    assert set(before.index) <= set(after.index)
    assert all(
        before.geometry[cell].equals_exact(after.geometry[cell], 1e-9) for cell in before.index
    )
