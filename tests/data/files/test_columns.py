"""Column names as offices write them."""

from __future__ import annotations

import pytest

from data.files.columns import Columns
from geo.hazards import DEFAULT_KINDS

COLUMNS = Columns()


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("楼号", "number"), ("地址", "address"), ("名称", "name"), ("经度", "lon"), ("纬度", "lat"),
        ("类型", "kind"), ("等级", "rank"), ("水深", "depth_cm"), ("水深（cm）", "depth_cm"),
        ("常见水深(厘米)", "depth_cm"), ("责任人", "keeper"), ("责任人电话", "keeper_phone"),
        ("Keeper Phone", "keeper_phone"), (" LON ", "lon"), ("Live wire near", "live_wire"),
        ("漏雨程度", "scale"), ("危险程度", "scale"), ("备 注", "note"), ("起点经度", "lon"),
        ("终点纬度", "lat_to"), ("overdue", "overdue"), ("街道", None), ("", None),
        ("x" * 200, None),
    ],
)  # fmt: skip
def test_a_header_is_known_in_both_languages(header: str, name: str | None) -> None:
    assert COLUMNS.name_of(header) == name


def test_every_field_of_every_kind_is_known_by_name_and_labels() -> None:
    for kind in DEFAULT_KINDS:
        for field in kind.fields:
            for header in (field.name, field.zh, field.en):
                assert COLUMNS.name_of(header) == field.name


def test_all_complaints_about_headers_come_at_once() -> None:
    said = "\n".join(map(str, COLUMNS.check("row 1", ["名称", "颜色", "name", "树高（厘米）"])))
    assert "“颜色” is no column" in said
    assert "“名称” and “name” are both the column name" in said
    assert "“树高（厘米）” must be in m" in said
