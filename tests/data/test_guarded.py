"""GDAL, shut in: no file but the one, no driver but the one, no more than the limits."""

from __future__ import annotations

from pathlib import Path

import pyogrio
import pytest

from data import guarded
from data.guarded import Limits, read_layers
from geo.errors import BadFile, TooLarge
from tests.data import town_osm

CONFIG = {"OSM_CONFIG_FILE": str(Path(guarded.__file__).with_name("osmconf.ini"))}
SECRET = "canary-7f3a"


def read(file: Path, **kwargs: object) -> dict[str, guarded.Layer]:
    layers, _ = read_layers(
        file, driver="OSM", kept_as="map.osm", layers=("points", "lines"), config=CONFIG,
        **kwargs,  # type: ignore[arg-type]
    )  # fmt: skip
    return layers


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    file = tmp_path / "canary.geojson"
    file.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"'
        + SECRET + '"},"geometry":{"type":"Point","coordinates":[1,2]}}]}'
    )  # fmt: skip
    return file


def vrt(canary: Path) -> str:
    return (
        f'<OGRVRTDataSource><!-- <osm --><OGRVRTLayer name="canary"><SrcDataSource>{canary}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


def gdalg(canary: Path) -> str:
    return (
        '{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read '
        f'{canary} ! write --of stream streamed_dataset"}}'
    )


@pytest.mark.parametrize("trick", [vrt, gdalg])
def test_a_pointer_to_another_file_gives_nothing(canary: Path, trick: object) -> None:
    pointer = canary.with_name("map.osm")
    pointer.write_text(trick(canary))  # type: ignore[operator]
    try:
        said = str([layer.columns for layer in read(pointer).values()])
    except BadFile as refused:
        said = str(refused)
    assert SECRET not in said


@pytest.mark.parametrize("trick", [vrt, gdalg])
def test_control_unguarded_the_pointer_is_followed(canary: Path, trick: object) -> None:
    pointer = canary.with_name("map.geojson")
    pointer.write_text(trick(canary))  # type: ignore[operator]
    _, _, _, columns = pyogrio.raw.read(pointer)
    assert columns[0].tolist() == [SECRET]


def test_tags_come_back_as_they_were(tmp_path: Path) -> None:
    layers = read(town_osm.write(tmp_path))
    tags = {each["osm_id"]: each for each in layers["points"].tags()}
    assert tags["7"] == {"osm_id": "7", **town_osm.NODE_TAGS[7]}
    assert layers["lines"].geometries[0].coords[0] == town_osm.lonlat(1)


def test_limits_of_memory_and_time(tmp_path: Path) -> None:
    file = town_osm.write(tmp_path)
    with pytest.raises((TooLarge, BadFile)):
        read(file, limits=Limits(memory_bytes=60 << 20))
    big = tmp_path / "big.osm"
    node = '<node id="{}" lat="1" lon="1"><tag k="name" v="n"/></node>'
    big.write_text("<osm>" + "".join(node.format(n) for n in range(1, 400_000)) + "</osm>")
    with pytest.raises(TooLarge):
        read(big, limits=Limits(cpu_s=1))


def test_a_million_laughs_are_refused(tmp_path: Path) -> None:
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)
    )  # fmt: skip
    file = tmp_path / "laugh.osm"
    file.write_text(
        f'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY l0 "ha">{levels}]>'
        '<osm version="0.6"><node id="1" lat="1" lon="1"><tag k="name" v="&l9;"/></node></osm>'
    )
    with pytest.raises((BadFile, TooLarge)):
        read(file, limits=Limits(cpu_s=5))
