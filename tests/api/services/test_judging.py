"""A row's verdict: a hazard, or everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from shapely import Point

from api.services.judging import Judge, kind_said, twin_key
from api.services.keeping import Keepers
from api.services.placing import Site
from data.files.layer import Row
from geo.hazards import DEFAULT_KINDS
from tests import town
from tests.api.services.office import office


@pytest.fixture
def judge() -> Iterator[Judge]:
    with office() as store, store.read() as conn:
        yield Judge(
            site=Site.of(conn, town.COMMUNITY), kinds=DEFAULT_KINDS, crs="OGC:CRS84", kind=None,
            keepers=Keepers.of(town.COMMUNITY, town.contacts()),
            codes_by_id={town.id_of("old"): "SM-09"}, codes={"SM-09": "SM-09"}, twins={},
        )  # fmt: skip


def _row(where: str = "row 2", *, own: str | None = None, **cells: object) -> Row:
    return Row(where=where, cells=cells, geometry=Point(town.at(300, 100)), id=own)


def test_a_good_row_is_a_hazard_without_a_code(judge: Judge) -> None:
    verdict = judge.judge(_row(kind="倾斜树木", scale="T2", name="树", keeper="张槐"))
    assert verdict.problems == ()
    assert verdict.hazard is not None
    assert (verdict.hazard.code, verdict.hazard.rank) == ("", 2)
    assert verdict.hazard.keeper_id == town.id_of("keeper 1")


def test_everything_wrong_with_a_row_is_said_at_once(judge: Judge) -> None:
    row = _row(own=town.id_of("old"), kind="leaning_tree", scale="T9", name="a\0", code="SM-09",
               status="gone")  # fmt: skip
    said = "\n".join(map(str, judge.judge(row).problems))
    for part in ("T9", "U+0000", "SM-09 is taken by SM-09", "“gone”", "imported before, as SM-09"):
        assert part in said


def test_a_bad_row_takes_neither_code_nor_id_nor_keeper(judge: Judge) -> None:
    own = town.id_of("new")
    bad = judge.judge(_row(own=own, kind="leaning_tree", scale="T9", code="SM-10", keeper="新人"))
    assert bad.hazard is None
    good = _row("row 3", own=own, kind="leaning_tree", scale="T2", code="SM-10")
    assert judge.judge(good).problems == ()
    assert judge.keepers.new == []


def test_the_second_of_two_alike_is_refused(judge: Judge) -> None:
    first = judge.judge(_row(kind="leaning_tree", scale="T2"))
    second = judge.judge(_row("row 3", kind="leaning_tree", scale="T3", keeper="新人"))
    assert judge.keepers.new == []
    assert not judge.keepers.known["新人"]
    assert "same as row 2" in str(second.problems[0])
    assert first.hazard is not None
    assert twin_key(first.hazard) in judge.twins


@pytest.mark.parametrize("word", ["flood_segment", "易积水路段", " Flood-Prone ROAD "])
def test_a_kind_is_named_in_three_ways(word: str) -> None:
    assert kind_said(word, DEFAULT_KINDS) == DEFAULT_KINDS[0]
    assert kind_said("", DEFAULT_KINDS) is None
