"""A table of hazards is taken whole, or refused with every complaint of every row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from geo import hazards
from geo.errors import BadGeometry, BadInput
from geo.plan_frames import hazards_frame, hazards_of
from tests import town

GOOD = hazards_frame(town.hazards())
BOUNDARY = town.community().boundary
HERE = Point(town.at(100, 100))


def table(*rows: dict[str, Any], crs: str | None = "OGC:CRS84", index: Any = None) -> Any:
    usual = {"kind": "leaning_tree", "rank": 2, "geometry": HERE}
    every = [{"id": f"h{n}"} | usual | row for n, row in enumerate(rows)]
    frame = pd.DataFrame(every, index=index)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=crs)


def complaints(frame: gpd.GeoDataFrame, **how: Any) -> list[str]:
    with pytest.raises(BadInput) as refused:
        hazards.check(frame, **how)
    return [str(each) for each in refused.value.problems]


@given(st.permutations(range(12)), st.sampled_from(["EPSG:4326", "EPSG:3857", "EPSG:4548"]))
def test_a_good_table_comes_back_in_wgs84_with_its_index(order: list[int], crs: str) -> None:
    frame = GOOD.iloc[order].set_index("code", drop=False).to_crs(crs)
    found = hazards.check(frame, boundary=BOUNDARY)
    assert found.crs == "OGC:CRS84"
    assert found.index.tolist() == frame.index.tolist()
    assert found.columns.tolist() == frame.columns.tolist()
    assert found.geometry.geom_equals_exact(GOOD.iloc[order].set_axis(found.index).geometry,
                                            1e-9).all()  # fmt: skip


def test_every_complaint_of_every_row_is_told_at_once() -> None:
    bow_tie = Polygon([(116.36, 39.86), (116.361, 39.861), (116.361, 39.86), (116.36, 39.861)])
    frame = table(
        {"rank": 5, "status": "gone"},
        {},
        {"kind": "volcano"},
        {"geometry": LineString([HERE, town.at(200, 200)])},
        {"kind": "leak_building", "geometry": bow_tie},
        {"geometry": None},
        {"id": "h0", "rank": None},
        {"raw": {"lean_deg": 900, "colour": "green"}},
        {"raw": "T3"},
        {"valid_from": datetime(2026, 7, 1)},
        {"visit_from": "8 o'clock", "name": "a\x00b"},
        index=list("abcdefghijk"),
    )
    told = complaints(frame)
    for start, word in (
        ("row g, id", "earlier row"), ("row a, rank", "“5"), ("row a, status", "gone"),
        ("row c, kind", "volcano"), ("row d, geometry", "LineString"),
        ("row e, geometry", "not valid"), ("row f, geometry", "no place"),
        ("row g, rank", "Nothing"), ("row h, lean_deg", "900"), ("row h, colour", "no such field"),
        ("row i, raw", "T3"), ("row j, valid_from", "offset"), ("row k, visit_from", "o'clock"),
        ("row k, name", "U+0000"),
    ):  # fmt: skip
        assert [each for each in told if each.startswith(f"{start}:") and word in each], start
    assert len(told) == 14
    with pytest.raises(BadInput, match="10 of 11"):
        hazards.check(frame)


def test_where_it_lies_is_asked_only_with_a_boundary() -> None:
    away = table({"geometry": Point(town.at(5000, 0))}, {"geometry": Point(39.86, 116.36)})
    [far, turned] = complaints(away.iloc[:1], boundary=BOUNDARY) + complaints(
        table({"geometry": Point(39.86, 80.0)}), boundary=BOUNDARY
    )
    assert "outside the community" in far
    assert turned.startswith("row 0, geometry")
    hazards.check(away.iloc[:1])


def test_a_table_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(BadGeometry, match="coordinate system"):
        hazards.check(table({}, crs=None))
    with pytest.raises(BadInput, match="kind, rank"):
        hazards.check(table({}).drop(columns=["kind", "rank"]))
    assert hazards.check(table({}).iloc[:0]).empty


def test_any_kind_is_taken_where_kinds_are_not_asked() -> None:
    odd = table({"kind": "volcano", "rank": "3", "raw": {"lava": "yes"}})
    assert complaints(odd)
    [made] = hazards_of(odd)
    assert (made.kind, made.rank, made.code, made.raw) == ("volcano", 3, "h0", {"lava": "yes"})


def test_a_rank_that_is_none_is_no_crash() -> None:
    for rank in ("worst", 2.5, float("inf"), True, 0):
        with pytest.raises(BadInput):
            hazards_of(table({"rank": rank}))
