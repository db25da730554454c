"""Cells read as values; every complaint names its row and column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services.cells import Cells, own_id
from geo.hazards import DEFAULT_KINDS

TREE = DEFAULT_KINDS[2]


def _cells(**cells: object) -> Cells:
    return Cells("row 7", cells, "Asia/Shanghai")


def test_a_day_is_midnight_there_and_an_end_is_the_next() -> None:
    cells = _cells(a="2026-6-1", b="2026-06-01T08:00Z", c="2026-06-01 08:00")
    midnight = datetime(2026, 5, 31, 16, tzinfo=UTC)
    assert cells.moment("a") == midnight
    assert cells.moment("a", ends=True) == midnight + timedelta(days=1)
    assert cells.moment("b") == datetime(2026, 6, 1, 8, tzinfo=UTC)
    assert cells.moment("c", ends=True) == datetime(2026, 6, 1, 0, tzinfo=UTC)
    assert cells.moment("none") is None
    assert cells.problems == []


def test_complaints_name_row_and_column() -> None:
    cells = _cells(name="a\0", rank=9, valid_from="soon", must_be_keeper="hm", status="gone")
    assert (cells.text("name"), cells.rank(TREE, {}), cells.moment("valid_from")) == ("", 1, None)
    assert cells.yes("must_be_keeper") is False
    cells.status()
    assert [each.where for each in cells.problems] == [
        "row 7, name", "row 7, rank", "row 7, valid_from", "row 7, must_be_keeper", "row 7, status",
    ]  # fmt: skip


def test_an_explicit_rank_counts_only_without_an_answer() -> None:
    cells = _cells(rank="2")
    assert cells.rank(TREE, {}) == 2
    assert cells.rank(TREE, {"scale": "T4"}) == 4
    assert len(cells.notes) == 1
    assert cells.problems == []


def test_a_number_is_text_where_text_is_asked() -> None:
    assert _cells(name=501).text("name") == "501"
    assert _cells(code="SM-01").code() == "SM-01"
    assert _cells(code="a" * 21).code() == ""


@pytest.mark.parametrize("text", ["13900000001", "010-8888 8888", "+86 139 0000 0001", "12345"])
def test_telephone_numbers(text: str) -> None:
    cells = _cells(phone=text)
    assert cells.phone("phone") == text
    assert cells.problems == []


def test_only_a_whole_uuid_is_an_own_id() -> None:
    assert own_id("0B7D3E52-2DAE-4A5B-8C51-3B9A0F2F4D10") == "0b7d3e52-2dae-4a5b-8c51-3b9a0f2f4d10"
    for other in ("{0b7d3e52-2dae-4a5b-8c51-3b9a0f2f4d10}", "way/7", "", None, 7, "0b7d3e52"):
        assert own_id(other) is None


@given(st.text(max_size=30))
def test_any_date_is_aware_or_complained_of(text: str) -> None:
    cells = _cells(d=text)
    at = cells.moment("d")
    assert at is None or at.astimezone(UTC).tzinfo is UTC
    assert at is not None or cells.problems or not text.strip()


@pytest.mark.parametrize(
    ("own", "hours"),
    [
        ({"visit_from": "8:00", "visit_to": "21：00"}, ("08:00", "21:00")),
        ({"visit_from": "08:00:00"}, ("08:00", None)),
        ({"visit_hours": "08:00-21:00"}, ("08:00", "21:00")),
        ({"visit_hours": "8:00 至 21:00"}, ("08:00", "21:00")),
        ({"visit_hours": "22:00～6:00"}, ("22:00", "06:00")),
        ({}, (None, None)),
    ],
)
def test_hours_are_read_as_an_office_writes_them(
    own: dict[str, str], hours: tuple[str | None, str | None]
) -> None:
    cells = _cells(**own)
    assert cells.hours() == hours
    assert cells.problems == []


@pytest.mark.parametrize(
    "own",
    [
        {"visit_from": "24:00"}, {"visit_to": "noon"}, {"visit_hours": "all day"},
        {"visit_hours": "8-21"}, {"visit_from": "08:00", "visit_to": "8:00"},
    ],
)  # fmt: skip
def test_hours_that_are_none_are_named(own: dict[str, str]) -> None:
    cells = _cells(**own)
    cells.hours()
    assert cells.problems
