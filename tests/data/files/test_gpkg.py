"""A GeoPackage is written whole or not at all, and opens where GeoPackages open."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from data.files import gpkg
from data.files.gpkg import GpkgLayer
from geo.errors import BadFile, BadGeometry, BadInput
from tests.hostile import STORABLE

HERE = Point(116.36, 39.86)


def layer(*texts: str, name: str = "stops", crs: str = "OGC:CRS84", style: str = "") -> GpkgLayer:
    frame = gpd.GeoDataFrame({"text": list(texts)}, geometry=[HERE] * len(texts), crs="OGC:CRS84")
    return GpkgLayer(name=name, frame=frame.to_crs(crs), shape="Point", title="Stops",
                     style=style)  # fmt: skip


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as conn:
        return conn.execute(query).fetchall()


def test_layers_with_their_titles_types_and_styles(tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    none = GpkgLayer(
        name="legs", frame=gpd.GeoDataFrame({"seq": []}, geometry=[], crs="OGC:CRS84"),
        shape="LineString", title="Ways",
    )  # fmt: skip
    gpkg.write(file, [layer("a", "b", style="<qgis/>"), none])
    assert rows(file, "SELECT table_name, identifier, srs_id FROM gpkg_contents "
                      "WHERE data_type = 'features' ORDER BY 1") == [
        ("legs", "Ways", 4326), ("stops", "Stops", 4326),
    ]  # fmt: skip
    assert rows(file, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns "
                      "ORDER BY 1") == [("legs", "LINESTRING"), ("stops", "POINT")]  # fmt: skip
    assert rows(file, "SELECT f_table_name, styleQML, useAsDefault FROM layer_styles") == [
        ("stops", "<qgis/>", 1)
    ]
    assert rows(file, "PRAGMA integrity_check") == [("ok",)]
    assert rows(file, "SELECT count(*) FROM legs") == [(0,)]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(STORABLE), min_size=1))
def test_every_text_stays_what_it_is(texts: list[str]) -> None:
    made = gpkg.encoded([layer(*texts)])
    with closing(sqlite3.connect(":memory:")) as conn:
        conn.deserialize(made)
        assert [text for (text,) in conn.execute("SELECT text FROM stops ORDER BY fid")] == texts


def test_any_crs_is_written_in_degrees(tmp_path: Path) -> None:
    gpkg.write(tmp_path / "a.gpkg", [layer("a", crs="EPSG:4548")])
    [(west, south)] = rows(tmp_path / "a.gpkg", "SELECT min_x, min_y FROM gpkg_contents "
                                                "WHERE table_name = 'stops'")  # fmt: skip
    assert (west, south) == pytest.approx((116.36, 39.86), abs=1e-7)


def test_single_shapes_become_multi_ones(tmp_path: Path) -> None:
    line = gpd.GeoDataFrame({"n": [1]}, geometry=[LineString([(0, 0), (1, 1)])], crs="OGC:CRS84")
    gpkg.write(tmp_path / "a.gpkg", [GpkgLayer(name="a", frame=line, shape="MultiLineString",
                                               title="A")])  # fmt: skip
    assert rows(tmp_path / "a.gpkg", "SELECT geometry_type_name FROM gpkg_geometry_columns") == [
        ("MULTILINESTRING",)
    ]


def test_a_file_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    gpkg.write(file, [layer("old", name="old")])
    gpkg.write(file, [layer("new")])
    assert rows(file, "SELECT text FROM stops") == [("new",)]
    assert not rows(file, "SELECT 1 FROM gpkg_contents WHERE table_name = 'old'")
    assert os.listdir(tmp_path) == ["a.gpkg"]  # noqa: PTH208


@pytest.mark.parametrize("name", ["a.csv", "a", "..", "a.gpkg.txt", "folder.gpkg"])
def test_names_that_are_none(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder.gpkg").mkdir()
    with pytest.raises(BadInput, match=r"End it in \.gpkg"):
        gpkg.write(tmp_path / name, [layer("a")])


def test_folders_that_are_none_or_may_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        gpkg.write(tmp_path / "nowhere" / "a.gpkg", [layer("a")])
    with pytest.raises(BadFile, match="cannot be written"):
        gpkg.write(Path("/proc/a.gpkg"), [layer("a")])


def test_a_file_that_qgis_has_open_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    gpkg.write(file, [layer("old")])
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("UPDATE gpkg_contents SET description = 'edited' WHERE table_name = 'stops'")
        with pytest.raises(BadFile, match="open in another program"):
            gpkg.write(file, [layer("new")])
        conn.commit()
    told = rows(file, "SELECT description FROM gpkg_contents WHERE table_name = 'stops'")
    assert told == [("edited",)]


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pathlib import Path
from tests.data.files.test_gpkg import gpkg, layer
many = layer(*["x" * 500] * 2000)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    gpkg.write(Path(sys.argv[1]), [many])
except gpkg.BadFile as error:
    print(error)
"""


@pytest.mark.parametrize("most", [10, 50_000, 300_000])
def test_a_full_disk_leaves_the_old_file(most: int, tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    gpkg.write(file, [layer("old")])
    words = [sys.executable, "-c", FULL, str(file), str(most)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert ran.stdout.startswith("a.gpkg cannot be written"), ran.stderr
    assert rows(file, "SELECT text FROM stops") == [("old",)]
    assert os.listdir(tmp_path) == ["a.gpkg"]  # noqa: PTH208


def test_lists_become_json_and_mixed_shapes_are_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"raw": [{"深": 3}, None], "flags": [("a",), ()]},
                             geometry=[HERE, HERE], crs="OGC:CRS84")  # fmt: skip
    gpkg.write(tmp_path / "a.gpkg", [GpkgLayer(name="a", frame=frame, shape="Point", title="A")])
    assert rows(tmp_path / "a.gpkg", "SELECT raw, flags FROM a") == [
        ('{"深": 3}', '["a"]'), (None, "[]"),
    ]  # fmt: skip
    mixed = GpkgLayer(name="a", frame=frame, shape="MultiLineString", title="A")
    with pytest.raises(BadGeometry, match="has Point too"):
        gpkg.write(tmp_path / "a.gpkg", [mixed])
    assert rows(tmp_path / "a.gpkg", "SELECT count(*) FROM a") == [(2,)]
