"""CSV as offices keep it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from data.files.csv_out import write_csv
from data.files.csv_rows import read
from geo.errors import BadFile, BadInput, TooLarge
from geo.texts import check_text


def test_rows_are_counted_as_a_spreadsheet_counts() -> None:
    text = "\n名称,楼号\n\n甲,1号楼\n,,\n乙,\n"
    assert [(row.where, dict(row.cells)) for row in read(text.encode()).rows] == [
        ("row 4", {"name": "甲", "number": "1号楼"}), ("row 6", {"name": "乙"}),
    ]  # fmt: skip


def test_a_title_above_the_header_and_a_count_of_rows_are_passed_over() -> None:
    text = "柳堤社区易积水点位台账,,\n填报日期：,2026年6月,\n序号,名称,水深（cm）\n1,桥下,30\n"
    assert [(row.where, dict(row.cells)) for row in read(text.encode()).rows] == [
        ("row 4", {"name": "桥下", "depth_cm": "30"})
    ]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_three_separators(separator: str) -> None:
    text = separator.join(["名称", "备注"]) + "\n" + separator.join(["甲", '"a,b;c\td\ne"'])
    (row,) = read(text.encode()).rows
    assert row.cells == {"name": "甲", "note": "a,b;c\td\ne"}


def test_places_are_points_or_lines_or_none() -> None:
    text = (
        "经度,纬度,终点经度,终点纬度\n116.1,39.1,,\n116.1,39.1,116.2,39.2\n116.1,39.1,116.1,39.1\n"
    )
    assert [row.geometry for row in read(text.encode()).rows] == [
        Point(116.1, 39.1), LineString([(116.1, 39.1), (116.2, 39.2)]), Point(116.1, 39.1),
    ]  # fmt: skip
    (row,) = read("名称,经度,纬度\n甲,,\n".encode()).rows
    assert row.geometry is None
    assert not row.problems


def test_a_short_row_is_legal_and_a_long_one_is_not() -> None:
    short, long = read("名称,备注,楼号\n甲\n乙,,,丙\n".encode()).rows
    assert short.cells == {"name": "甲"}
    assert not short.problems
    assert "4 cells" in str(long.problems[0])


def test_limits() -> None:
    with pytest.raises(TooLarge):
        read("名称\n甲\n乙\n".encode(), most_rows=1)
    with pytest.raises(BadFile, match="Row 2"):
        read('名称\n"甲\n'.encode())


def test_the_guard_of_our_own_export_is_taken_off_again() -> None:
    texts = ["=1+1", "+86", "-", "@x", "'quoted'", "plain"]
    content = write_csv(["name"], [[text] for text in texts])
    assert [row.cells["name"] for row in read(content).rows] == texts


@settings(max_examples=300)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=5))
def test_any_text_comes_back_from_our_own_export(texts: list[str]) -> None:
    fit = [text for text in texts if text == text.strip() and not check_text("", text)
           and not text.startswith("'")]  # fmt: skip
    content = write_csv(["name", "code"], [[text, "x"] for text in fit])
    if fit:
        assert [row.cells["name"] for row in read(content).rows] == fit


@settings(max_examples=300)
@given(st.text(alphabet='名称,;\t\n"\r 1a', max_size=80))
def test_any_table_is_read_or_refused(text: str) -> None:
    try:
        rows = read(text.encode()).rows
    except BadInput:
        return
    assert all(row.where.startswith("row ") for row in rows)
