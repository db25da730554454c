"""Which legs lead to a home: by where the round begins, ends, and where the office is."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
from shapely import LineString, Point

from geo.handing_on import handed_on
from geo.itinerary import Leg
from geo.way_home import sooner, way_home

OFFICE, SNAPPED, HOME, STOP = (
    (116.36, 39.86),
    (116.3601, 39.8601),
    (116.37, 39.87),
    (116.365, 39.865),
)
OFFICES = gpd.GeoDataFrame(geometry=[Point(OFFICE)], crs="OGC:CRS84")


def legs(*points: tuple[float, float]) -> list[Leg]:
    return [
        Leg(seq, LineString([a, b]), 100.0, 84) for seq, (a, b) in enumerate(pairwise(points), 1)
    ]


def test_back_to_the_office_is_no_way_home() -> None:
    assert way_home(legs(SNAPPED, STOP, SNAPPED), 1, [OFFICE]) == []
    assert way_home(legs(STOP, STOP, OFFICE), 1, [OFFICE]) == []


def test_back_to_where_it_began_is_one_unless_that_is_an_office() -> None:
    for bases in ([], [OFFICE]):
        found = legs(HOME, STOP, STOP, HOME)
        # Its first leg shows the place as well.
        assert way_home(found, 2, bases) == [found[0], found[2]]
        assert sooner(way_home(found, 2, bases), 2).total_seconds() == found[2].walk_s
    assert way_home(legs(SNAPPED, STOP, SNAPPED), 1, []) != []


def test_anywhere_else_is_a_home() -> None:
    found = legs(SNAPPED, STOP, HOME)
    assert way_home(found, 1, [OFFICE]) == found[1:]


def test_a_way_along_the_last_stop_is_none() -> None:
    through = Leg(1, LineString([STOP, HOME]), 50.0, 40, through=True)
    assert way_home([*legs(SNAPPED, STOP), through], 1, [OFFICE]) == []
    back = Leg(2, LineString([HOME, SNAPPED]), 50.0, 40)
    assert way_home([*legs(SNAPPED, STOP), through, back], 1, [OFFICE]) == []


def test_no_legs_no_way() -> None:
    assert way_home([], 0, [OFFICE]) == []


def test_a_table_of_legs_is_handed_on_without_them() -> None:
    home, back = legs(OFFICE, STOP, HOME), legs(OFFICE, STOP, OFFICE)
    rows = [
        {"team_id": team, "pass_no": 1, "seq": leg.seq, "geometry": leg.geometry}
        for team, own in (("a", home), ("b", back)) for leg in own
    ]  # fmt: skip
    table = gpd.GeoDataFrame(rows, index=[7, 7, 8, 9], crs="OGC:CRS84")
    stops = gpd.GeoDataFrame(
        {"team_id": ["a", "b"], "pass_no": 1, "seq": 1}, geometry=[Point(STOP)] * 2, crs="OGC:CRS84"
    )
    kept = handed_on(table, stops, bases=OFFICES)
    assert [(row.team_id, row.seq) for row in kept.itertuples()] == [("a", 1), ("b", 1), ("b", 2)]
    in_metres = table.to_crs("EPSG:4548").rename_geometry("line")
    assert list(handed_on(in_metres, stops, bases=OFFICES)["seq"]) == [1, 1, 2]
    assert handed_on(in_metres, stops, bases=OFFICES).crs == "EPSG:4548"
    assert handed_on(in_metres, stops).empty, "the office may be a home, where nobody names it"
