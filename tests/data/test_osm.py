"""OpenStreetMap files as streets, gates and ground."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import box

from data import osm
from geo import boundaries
from geo.errors import BadFile, TooLarge
from geo.laying import along
from geo.network import Closed, StreetNetwork
from tests import town
from tests.data import town_osm

REAL = Path(__file__).parents[3] / "shared" / "data" / "osm"
GEOD = Geod(ellps="WGS84")
EXTENT = (-10.0, -10.0, 310.0, 110.0)


@cache
def _read(**kwargs: object) -> osm.OsmGround:
    with tempfile.TemporaryDirectory() as folder:
        return osm.read(town_osm.write(Path(folder), bounds=EXTENT), "c", **kwargs)  # type: ignore[arg-type]


def read(**kwargs: object) -> osm.OsmGround:
    return _read(**kwargs)


@pytest.mark.parametrize("name", ["town.osm", "town.osm.pbf", "named anyhow"])
def test_streets_are_split_where_they_meet(tmp_path: Path, name: str) -> None:
    ground = osm.read(
        town_osm.write(tmp_path, name, bounds=EXTENT) if "pbf" not in name
        else town_osm.write(tmp_path, name),
        "c", boundary=boundaries.of_box(*town.at(-10, -10), *town.at(310, 110)),
    )  # fmt: skip
    ways = sorted((street.way, round(street.length_m)) for street in ground.streets)
    assert ways == [("1", 100), ("1", 100), ("10", 310), ("2", 100), ("2", 100), ("3", 100),
                    ("4", 50), ("4", 50), ("5", 100)]  # fmt: skip
    assert ground.report.not_walkable == {"motorway": 1}
    assert (ground.report.left_out_parts, ground.report.left_out_streets) == (1, 1)
    assert ground.report.left_out_m == pytest.approx(60, rel=1e-3)


def test_what_is_kept_of_a_street() -> None:
    by_way = {street.way: street for street in read().streets}
    south = by_way["1"]
    assert (south.name, south.name_en, south.lit, south.kind) == (
        "南街", "South St", True, "residential",
    )  # fmt: skip
    assert (by_way["2"].lit, by_way["3"].lit) == (False, None)
    assert by_way["3"].steps
    assert by_way["5"].access == "private"


def test_a_gate_stands_on_a_node_and_shuts_it() -> None:
    ground = read()
    [gate] = ground.gates
    assert (gate.kind, gate.name, gate.closed_from, gate.closed_to) == (
        "lift_gate", "西门", "23:00", "05:00",
    )  # fmt: skip
    network = StreetNetwork.of(ground.streets)
    a, b = network.snap(town_osm.lonlat(1)), network.snap(town_osm.lonlat(4))
    assert gate.node is not None
    shut = Closed(nodes=frozenset({gate.node}))
    assert network.distances([a], [b])[0, 0] == pytest.approx(100, rel=1e-3)
    assert network.distances([a], [b], shut)[0, 0] == pytest.approx(300, rel=1e-3)


def test_one_way_does_not_bind_walkers() -> None:
    network = StreetNetwork.of(read().streets)
    a, b = network.snap(town_osm.lonlat(1)), network.snap(town_osm.lonlat(3))
    assert network.distances([b], [a])[0, 0] == pytest.approx(200, rel=1e-3)


def test_private_lanes_by_setting_and_only_inside() -> None:
    without = read(own_access_private=False)
    assert "5" not in {street.way for street in without.streets}
    assert without.report.private_outside_m == pytest.approx(100, rel=1e-3)
    west_half = boundaries.of_box(*town.at(-10, -10), *town.at(150, 110))
    outside = read(boundary=west_half)
    assert "5" not in {street.way for street in outside.streets}
    assert "2" in {street.way for street in outside.streets}


def test_cut_at_the_margin() -> None:
    ground = read()
    north = max(street.geometry.bounds[3] for street in ground.streets)
    assert north == pytest.approx(town.at(0, 110 + 300)[1], abs=2e-6)
    assert ground.report.cut_off_m == pytest.approx(690, rel=1e-2)


def test_what_is_drawn() -> None:
    ground = read()
    building = next(each for each in ground.ground if each.kind == "building")
    assert (building.number, building.street_name, building.floors) == ("3号楼", "南街", 6)
    assert building.geometry.geom_type == "Polygon"
    assert ground.report.ground == {"building": 1, "wall": 1, "tree": 1}


def test_the_same_file_gives_the_same_ids(tmp_path: Path) -> None:
    again = osm.read(town_osm.write(tmp_path, bounds=EXTENT), "c")
    assert read().streets == again.streets


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04", b"<OGRVRTDataSource><!-- <osm > --></OGRVRTDataSource>",
        b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read x"}',
        b"<osm version='0.6'>", b"<osm version='0.6'><node id='1' lat='1'", b"\x1f\x8b\x08",
        b"<osm version='0.6'></osm>", town_osm.xml().encode()[:900],
        b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x0f broken",
    ],
)  # fmt: skip
def test_what_is_no_map_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "map.osm"
    file.write_bytes(content)
    with pytest.raises(BadFile):
        osm.read(file, "c")


def test_a_map_of_another_place_is_said() -> None:
    with pytest.raises(BadFile, match="same place"):
        read(boundary=box(117, 40, 117.01, 40.01))


def test_too_large_and_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadFile, match="cannot be opened"):
        osm.read(tmp_path / "none.osm", "c")
    file = town_osm.write(tmp_path)
    monkeypatch.setattr(osm, "MOST_BYTES", 100)
    with pytest.raises(TooLarge):
        osm.read(file, "c")


@pytest.mark.skipif(not REAL.is_dir(), reason=f"needs the real street maps in {REAL}")
@pytest.mark.parametrize(
    ("name", "fewest", "most_left_out"),
    [("beijing_haidian_tsinghua.osm", 1200, 0.03), ("beijing_haidian_cau.osm", 600, 0.12)],
)
def test_real_beijing(name: str, fewest: int, most_left_out: float) -> None:
    ground = osm.read(REAL / name, "c")
    report = ground.report
    assert report.streets == len(ground.streets) >= fewest
    assert report.left_out_m < most_left_out * report.street_m
    for street in ground.streets:
        corners = shapely.get_coordinates(street.geometry)
        there = GEOD.inv(*corners[:-1].T, *corners[1:].T)[2].sum()
        assert street.length_m == pytest.approx(there, rel=1e-3)
    network = StreetNetwork.of(ground.streets)
    places = [network.at(edge, 1.0) for edge in range(0, len(ground.streets), 7)]
    assert np.isfinite(network.distances(places, places)).all()
    for edge in range(0, len(ground.streets), 11):  # a street drawn as it is lies on itself
        laid = network.metric.forward(along(network, ground.streets[edge].geometry).line)
        assert shapely.hausdorff_distance(laid, network.lines[edge]) < 9
    area = boundaries.widened(ground.boundary, osm.MARGIN_M + 1)
    assert all(area.contains(street.geometry) for street in ground.streets)
    assert len(ground.gates) > 15
    assert report.ground["building"] > 200
    assert report.numbered_buildings > 10


def _of_nodes(*places: tuple[float, float], way: str) -> bytes:
    nodes = "".join(
        f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}"/>'
        for number, (lon, lat) in enumerate(places, 1)
    )
    refs = "".join(f'<nd ref="{number}"/>' for number in range(1, len(places) + 1))
    tags = f'<tag k="highway" v="{way}"/>'
    return f'<osm version="0.6">{nodes}<way id="1">{refs}{tags}</way></osm>'.encode()


@pytest.mark.parametrize("bounded", [True, False])
@pytest.mark.parametrize("spots", [1, 2, 3])
def test_ways_of_no_length_are_no_streets(tmp_path: Path, spots: int, bounded: bool) -> None:
    file = tmp_path / "map.osm"
    file.write_bytes(_of_nodes(*[town.at(5, 5)] * spots, way="residential"))
    around = boundaries.of_box(*town.at(-10, -10), *town.at(310, 110)) if bounded else None
    # Of a way of one node GDAL leaves nothing to see.
    says = "of the same place" if bounded and spots == 1 else "no streets that can be walked"
    with pytest.raises(BadFile, match=says):
        osm.read(file, "c", boundary=around)


def test_a_gate_whose_hours_are_not_understood_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said in (("西门", "西门"), ("", "node 7")):
        tags = {"barrier": "gate", "opening_hours": "sunrise-sunset", "name": name}
        monkeypatch.setitem(town_osm.NODE_TAGS, 7, tags)
        found = osm.read(town_osm.write(tmp_path, bounds=EXTENT), "c")
        assert found.report.gates_read_roughly == (said,)
