"""Which reader reads a file; and that no other way in exists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyogrio
import pytest

from data.files.reading import read_layer
from geo.errors import BadFile
from tests.data.files.bad_files import CANARY, GOOD, collection

ROOMS = [Path(__file__).parents[3] / room for room in ("geo", "data", "maps", "api")]
# The guarded importer runs GDAL in a child, shut in; nothing else may open a stranger's file.
GUARDED = {"guarded.py", "guarded_child.py"}
OPENS = re.compile(r"\bread_file\(|\bread_dataframe\(|\bread_arrow\(|pyogrio\.raw|fiona|osgeo")


def test_the_ending_decides_whatever_its_case() -> None:
    assert read_layer(collection(GOOD), "A.GEOJSON").form == "GeoJSON"
    assert read_layer("名称\n甲\n".encode(), "表.Csv").form == "CSV"


@pytest.mark.parametrize(
    "name",
    ["a.vrt", "a.shp", "a.kml", "a", "", ".geojson/x.vrt", "/vsicurl/http://127.0.0.1/a.gpkg",
     "/vsizip/a.zip", "PG:dbname=x", "GeoJSON:/etc/passwd", "a.geojson\0.vrt"],
)  # fmt: skip
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BadFile):
        read_layer(collection(GOOD), name)


def test_a_vrt_or_gdalg_opens_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.geojson"
    secret.write_bytes(collection(GOOD | {"properties": {"name": CANARY}}))
    vrt = (
        f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{secret}</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    pipeline = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline ! read {secret}",
    }
    for content in (vrt, json.dumps(pipeline)):
        with pytest.raises(BadFile) as caught:
            read_layer(content.encode(), "upload.geojson")
        assert CANARY not in str(caught.value)
    # The negative control: GDAL by itself does open the secret, under a harmless name.
    (tmp_path / "upload.geojson").write_text(vrt)
    assert CANARY in pyogrio.read_dataframe(tmp_path / "upload.geojson").to_string()


def test_nothing_in_our_rooms_reads_files_by_gdal_but_the_guarded_importer() -> None:
    found = {
        path.name
        for room in ROOMS
        for path in room.rglob("*.py")
        if OPENS.search(path.read_text("utf-8")) and "vendor" not in path.parts
    }
    assert found <= GUARDED
    assert found, "the guarded importer must be seen, or this test sees nothing"
