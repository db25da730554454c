"""CSV out: Excel reads the Chinese and runs nothing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.csv_out import safe_cell, write_csv


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "  =1", "＝1", "＋1", "－1",
     "＠x", "=HYPERLINK(\"http://x\")"],
)  # fmt: skip
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_what_is_no_formula_stays() -> None:
    values = ("JS-01", "雨", "a=1", "", None, True, -3, 2.5, ["a", "b"])
    cells = ["JS-01", "雨", "a=1", "", "", "true", -3, 2.5, "a;b"]
    assert [safe_cell(each) for each in values] == cells


def test_the_mark_comes_first_and_lines_end_as_excel_likes() -> None:
    assert write_csv(["编号", "名称"], [["JS-01", "桥,下"]]) == (
        b"\xef\xbb\xbf" + '编号,名称\r\nJS-01,"桥,下"\r\n'.encode()
    )
    assert write_csv(["编号"], []) == b"\xef\xbb\xbf" + "编号\r\n".encode()


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2))
)
def test_no_cell_of_any_export_begins_as_a_formula(rows: list[list[str]]) -> None:
    text = write_csv(["a", "b"], rows).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
