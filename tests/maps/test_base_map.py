import json

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.communities import Community, Office
from geo.ground import Gate, GroundFeature, Street
from maps import base_map

BOX = shapely.box(116.30, 39.90, 116.31, 39.91)
TOWN = Community(id="c", name="雨安里", boundary=BOX)


def unpacked(flat: list[int], origin: list[float]) -> np.ndarray:
    steps = np.asarray(flat, float).reshape(-1, 2)
    return np.asarray(origin) + np.cumsum(steps, axis=0) * base_map.UNIT


lonlat = st.tuples(st.floats(116.29, 116.32), st.floats(39.89, 39.92))


@given(st.lists(lonlat, min_size=2, max_size=40, unique=True))
def test_a_street_comes_back_within_a_tenth_of_a_metre(corners):
    line = shapely.LineString(corners)
    street = Street(
        id="s", community_id="c", from_node=0, to_node=1, geometry=line, length_m=1, kind="footway"
    )
    got = base_map.packed(TOWN, [street], [], [], [])
    back = unpacked(got["streets"][0]["g"], got["origin"])
    # Half a unit in each direction, and no drift along the line however long it is.
    assert np.abs(back - shapely.get_coordinates(line)).max() <= 0.5001 * base_map.UNIT


def test_everything_that_stands_there_is_drawn_and_is_json():
    ring = shapely.box(116.301, 39.901, 116.302, 39.902)
    lake = ring.difference(shapely.box(116.3012, 39.9012, 116.3015, 39.9015))

    def piece(kind, shape, **more):
        return GroundFeature(id=kind, community_id="c", kind=kind, geometry=shape, **more)

    got = base_map.packed(
        TOWN,
        [],
        [
            Gate(
                id="g", community_id="c", point=shapely.Point(116.301, 39.901), kind="gate",
                name="东门", closed_from="23:00", closed_to="05:00",
            )
        ],
        [
            piece("building", ring, number="3", floors=6),
            piece("water", lake, name="荷塘"),
            piece("water", shapely.LineString([(116.301, 39.901), (116.302, 39.903)])),
            piece("park", ring),
            piece("wall", shapely.LineString([(116.301, 39.901), (116.302, 39.901)])),
            piece("tree", shapely.Point(116.3005, 39.9005)),
        ],
        [Office(id="o", community_id="c", name="居委会", point=shapely.Point(116.305, 39.905))],
    )  # fmt: skip
    json.dumps(got, allow_nan=False)
    assert [b["n"] for b in got["buildings"]] == ["3"]
    pond, ditch = got["water"]
    assert len(pond["h"]) == 1
    assert "line" in ditch
    assert len(got["walls"]) == len(got["parks"]) == 1
    assert unpacked(got["trees"], got["origin"])[0] == pytest.approx((116.3005, 39.9005))
    assert got["gates"][0]["from"] == "23:00"
    assert got["offices"][0]["n"] == "居委会"


def test_a_bare_community_packs_to_empty_lists():
    got = base_map.packed(TOWN, [], [], [], [])
    assert got["trees"] == [] and got["streets"] == [] and len(got["boundary"]) == 1


@pytest.mark.parametrize(("way", "credited"), [("26543", True), ("", False), ("bank", False)])
def test_streets_of_openstreetmap_are_credited(way, credited):
    line = shapely.LineString([(116.301, 39.901), (116.302, 39.901)])
    street = Street(
        id="s", community_id="c", from_node=0, to_node=1, geometry=line, length_m=85,
        kind="footway", way=way,
    )  # fmt: skip
    assert base_map.packed(TOWN, [street], [], [], [])["osm"] is credited
