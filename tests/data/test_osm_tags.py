"""What tags mean to somebody who walks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.osm_tags import drawn_as, floors, gate_hours, is_lit, may_walk, named, street_kind


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "footway"}, "footway"), ({"highway": "steps"}, "steps"),
        ({"highway": "unclassified"}, "residential"), ({"highway": "primary_link"}, "primary"),
        ({"highway": "motorway"}, None), ({"highway": "motorway", "foot": "yes"}, None),
        ({"highway": "trunk"}, None), ({"highway": "trunk", "sidewalk": "both"}, "primary"),
        ({"highway": "footway", "foot": "no"}, None),
        ({"highway": "service", "access": "no"}, None),
        ({"highway": "service", "access": "no", "foot": "yes"}, "service"),
        ({"highway": "service", "access": "private"}, "service"),
        ({"highway": "construction"}, None), ({"highway": "residential", "oneway": "yes"},
                                              "residential"),
    ],
)  # fmt: skip
def test_what_is_a_street_to_a_walker(tags: dict[str, str], kind: str | None) -> None:
    assert street_kind(tags) == kind


@pytest.mark.parametrize(
    ("tags", "word"),
    [({}, "open"), ({"access": "private"}, "private"), ({"foot": "private"}, "private"),
     ({"access": "private", "foot": "yes"}, "open"), ({"access": "permissive"}, "open"),
     ({"foot": "use_sidepath"}, "no")],
)  # fmt: skip
def test_who_is_let_in(tags: dict[str, str], word: str) -> None:
    assert may_walk(tags) == word


@pytest.mark.parametrize(
    ("said", "closed", "understood"),
    [
        ("Mo-Su 05:00-23:00", ("23:00", "05:00"), True), ("05:00-23:00", ("23:00", "05:00"), True),
        ("24/7", None, True), ("", None, True), ("00:00-24:00", None, True),
        ("10:00-24:00", ("00:00", "10:00"), True), ("18:00-02:00", ("02:00", "18:00"), True),
        ("Mo-Sa 08:00-18:00", ("18:00", "08:00"), False),
        ("06:00-12:00,14:00-22:00", ("22:00", "06:00"), False),
        ("sunrise-sunset", None, False), ("6:30-22:30", ("22:30", "06:30"), True),
        ("23:00-05:00 off", ("23:00", "05:00"), True), ("closed", ("00:00", "00:00"), True),
        ("off", ("00:00", "00:00"), True), ("24/7 off", ("00:00", "00:00"), True),
        ("24/7 closed", ("00:00", "00:00"), True), ("Closed", ("00:00", "00:00"), True),
        ("Mo-Su 22:00-06:00 closed", ("22:00", "06:00"), True),
        ('off "repairs"', ("00:00", "00:00"), True), ("00:00-24:00 off", ("00:00", "00:00"), True),
        ("Mo-Fr 23:00-05:00 off", ("23:00", "05:00"), False), ("Su off", None, False),
        ("05:00-23:00; 23:00-05:00 off", ("23:00", "05:00"), False), ("24/7; PH off", None, False),
        ("06:00-22:00; PH off", ("22:00", "06:00"), False),
    ],
)  # fmt: skip
def test_opening_hours(said: str, closed: tuple[str, str] | None, understood: bool) -> None:
    assert gate_hours({"opening_hours": said}) == (closed, understood)


def test_a_locked_gate_never_opens() -> None:
    for tags in ({"locked": "yes"}, {"access": "no"}, {"foot": "no"}):
        assert gate_hours(tags) == (("00:00", "00:00"), True)


def test_lit_named_floors() -> None:
    assert [is_lit({"lit": w}) for w in ("yes", "24/7", "no", "")] == [True, True, False, None]
    assert named({"name:zh": "南街", "name:en": "South St"}) == ("南街", "South St")
    said = ("6", "5.5", "x", "", "1e9", "inf", "nan", "-1")
    assert [floors({"building:levels": w}) for w in said] == [6, 5, *[None] * 6]


def test_what_is_drawn() -> None:
    assert drawn_as({"building": "yes", "leisure": "park"}) == "building"
    assert drawn_as({"building": "no", "natural": "water"}) == "water"
    assert drawn_as({"waterway": "drain", "tunnel": "culvert"}) is None
    assert (drawn_as({"landuse": "grass"}), drawn_as({"barrier": "fence"})) == ("park", "wall")
    assert drawn_as({"barrier": "bollard"}) is None


@given(st.text(max_size=30))
def test_any_hours_are_answered_with_clock_times(said: str) -> None:
    hours, _ = gate_hours({"opening_hours": said})
    for clock in hours or ():
        hour, minute = map(int, clock.split(":"))
        assert (0 <= hour < 24, 0 <= minute < 60) == (True, True)
