"""Trees: which one is meant."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import Point

from geo import trees
from tests import town


def frame(*places: tuple[float, float], labels: list[str] | None = None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        geometry=[Point(town.at(*place)) for place in places], index=labels, crs="EPSG:4326"
    )


def test_the_nearest_mapped_tree() -> None:
    mapped = frame((0, 0), (30, 0), labels=["oak", "elm"])
    found = trees.nearest(frame((2, 0), (27, 4), (80, 0), labels=["a", "b", "c"]), mapped)
    assert found["tree"].tolist()[:2] == ["oak", "elm"]
    assert found["away_m"].tolist()[:2] == pytest.approx([2, 5], rel=1e-3)
    assert found.loc["c"].isna()[["tree", "away_m"]].all()
    assert trees.nearest(frame((0, 0)), frame())["tree"].isna().all()
