"""GDAL's own client of OGC API Features reads every collection to its end."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import pyogrio
import pytest

from data.store import open_store
from tests.api import filled
from tests.api.serving import served
from tests.api.test_ogc import SIZES


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('gdal') / 'store.db'}"
    with open_store(url) as store:
        filled.fill(store)
    with served(url) as server:
        yield f"OAPIF:{server}/"


def test_gdal_finds_every_collection(address: str) -> None:
    assert {name for name, _ in pyogrio.list_layers(address)} == set(SIZES)


@pytest.mark.parametrize("collection", SIZES)
@pytest.mark.parametrize("page", [5, 1000])
def test_gdal_reads_each_completely(address: str, collection: str, page: int) -> None:
    frame = gpd.read_file(address, layer=collection, PAGE_SIZE=page)
    assert len(frame) == SIZES[collection]
    assert frame["id"].is_unique
    # GDAL says 4326 for CRS84 and keeps longitude first.
    assert frame.crs is not None and frame.crs.to_epsg() == 4326
    west, south, east, north = frame.total_bounds
    assert 116 < west < east < 117 and 39 < south < north < 41


def test_gdal_asks_by_box(address: str) -> None:
    whole = gpd.read_file(address, layer="streets")
    west, south, east, north = whole.total_bounds
    box = (west, south, (west + east) / 2, (south + north) / 2)
    part = gpd.read_file(address, layer="streets", bbox=box)
    assert 0 < len(part) < len(whole)
    assert set(part["id"]) == set(whole.cx[box[0] : box[2], box[1] : box[3]]["id"])
