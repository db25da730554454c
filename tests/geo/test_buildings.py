"""Addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo.buildings import match, number_from, number_in
from geo.ground import GroundFeature
from tests import town

HOMES = town.buildings()


def building(name: str = "", number: str = "", street: str = "", en: str = "") -> GroundFeature:
    return GroundFeature(id=name + number + street + en, community_id="c", kind="building",
                         geometry=Point(0, 0), name=name, number=number, street_name=street,
                         name_en=en)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["3号楼", "三号楼", "3#", "3栋", "3幢", "No. 3", "no 3", "Building 3", "３号楼", "3 号楼",
     "槐安路3号楼", "3号楼2单元501", "3#2单元", "三号楼顶层", "3-2-501", "3", "3号", "Bldg. 3",
     "槐安路 3号楼 2单元", "03号楼", "柳堤社区3号楼"],
)  # fmt: skip
def test_ways_of_writing_building_3(text: str) -> None:
    found = match(text, HOMES)
    assert isinstance(found, GroundFeature)
    assert found.id == town.id_of("building 3")


@pytest.mark.parametrize(
    "text", ["9号楼", "北墙路3号楼", "", "  ", "十三号楼", "别处小学", "{{7*7}}", "3楼"]
)
def test_none_that_is_known(text: str) -> None:
    assert match(text, HOMES) is None


def test_two_of_one_number_are_told_apart_by_the_street() -> None:
    both = match("1号楼", HOMES)
    assert isinstance(both, list)
    assert {b.id for b in both} == {town.id_of("building 1"), town.id_of("building 1 north")}
    found = match("北墙路1号楼", HOMES)
    assert isinstance(found, GroundFeature)
    assert found.id == town.id_of("building 1 north")


@pytest.mark.parametrize(
    "text", ["柳堤小学", "柳堤小学东侧", "Willow Dyke School", "willow dyke school"]
)
def test_by_name(text: str) -> None:
    found = match(text, HOMES)
    assert isinstance(found, GroundFeature)
    assert found.id == town.id_of("school")


def test_families_of_numbers() -> None:
    campus = [building("紫荆公寓3号楼"), building("学生公寓3号楼"), building("学生公寓二号楼"),
              building("", "18号", "学院路"), building("A座", street="林业大学北路"),
              building(en="Building 41")]  # fmt: skip
    assert match("紫荆公寓3号楼", campus) == campus[0]
    assert match("学生公寓三号楼 501", campus) == campus[1]
    assert match("3号楼", campus) == campus[:2]
    assert match("教师公寓3号楼", campus) is None
    assert match("学生公寓2#", campus) == campus[2]
    assert match("学院路18号", campus) == campus[3]
    assert match("a座", campus) == campus[4]
    assert match("41号楼", campus) == campus[5]


@pytest.mark.parametrize(
    ("text", "number"),
    [("十二号楼", "12"), ("二十号楼", "20"), ("一百零三栋", "103"), ("一二号楼", "12"),
     ("甲3号楼", "甲3"), ("12A号楼", "12a"), ("8号院10号楼", "10"), ("第四教学楼", None),
     ("学院路18号", None), ("3楼", None)],
)  # fmt: skip
def test_number_in(text: str, number: str | None) -> None:
    assert number_in(text) == number


def test_what_is_shown_on_a_building() -> None:
    assert number_from("学生公寓二号楼") == "2号楼"
    assert number_from("10号楼", "18号") == "10号楼"
    assert (number_from("东升大厦", "8"), number_from("", "18号")) == ("8号", "18号")
    assert (number_from("", "", "7"), number_from("主楼")) == ("7号楼", "")


@given(st.integers(1, 199), st.sampled_from(["{}号楼", "{}栋", "{}#", "No. {}", "Building {}"]))
def test_any_number_any_way(number: int, way: str) -> None:
    assert number_in(way.format(number)) == str(number)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    match(text, HOMES)
