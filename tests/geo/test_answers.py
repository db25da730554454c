"""Answers: typed, bounded, in the words that people write."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.answers import check_answers, number_in, yes_or_no
from geo.errors import BadInput
from geo.hazards import DEFAULT_KINDS, Kind, rank_of
from geo.kinds import Field, kind_named

WATER, LEAK, TREE = DEFAULT_KINDS


@pytest.mark.parametrize(
    ("kind", "answers", "checked"),
    [
        (WATER, {"depth_cm": "30 厘米", "underpass": "是", "drains": 3.0},
         {"depth_cm": 30.0, "underpass": True, "drains": 3}),
        (WATER, {"depth_cm": 27, "cover_missing": False, "live_wire": ""},
         {"depth_cm": 27.0, "cover_missing": False}),
        (LEAK, {"scale": "l3", "doors": "501、502; 503", "year": "1985"},
         {"scale": "L3", "doors": ["501", "502", "503"], "year": 1985}),
        (LEAK, {"scale": "滴水", "doors": [501, "502"]}, {"scale": "L2", "doors": ["501", "502"]}),
        (TREE, {"scale": "T4", "species": " 国槐 ", "height_m": "9.5米", "lean_deg": "12°",
                "target": "电线"},
         {"scale": "T4", "species": "国槐", "height_m": 9.5, "lean_deg": 12.0, "target": "wire"}),
        (TREE, {"scale": None, "species": None}, {}),
    ],
)  # fmt: skip
def test_answers_as_people_write_them(
    kind: Kind, answers: dict[str, object], checked: dict[str, object]
) -> None:
    assert check_answers(kind, answers) == checked


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"depth_cm": "nan"}, "not a number from 0 to 300 cm"),
        ({"depth_cm": "inf"}, "not a number"),
        ({"depth_cm": 1e400}, "not a number"),
        ({"depth_cm": "1_0"}, "“1_0”"),
        ({"depth_cm": True}, "“True”"),
        ({"depth_cm": -1}, "“-1”"),
        ({"depth_cm": [30]}, "not a number"),
        ({"depth_cm": 10**400}, "not a number"),
        ({"drains": 1.5}, "from 0 to 200."),
        ({"underpass": "maybe"}, "neither yes nor no"),
        ({"depth": 3}, "no such field"),
    ],
)
def test_answers_that_cannot_be_true(answers: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_answers(WATER, answers)
    assert says in str(caught.value)
    assert "{" not in str(caught.value)


def test_every_bad_answer_is_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        check_answers(TREE, {"scale": "T5", "height_m": 99, "species": "a\0", "doors": 1})
    assert {each.where for each in caught.value.problems} == {
        "scale", "height_m", "species", "doors",
    }  # fmt: skip


@given(
    st.sampled_from(DEFAULT_KINDS),
    st.dictionaries(
        st.sampled_from([f.name for k in DEFAULT_KINDS for f in k.fields]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
    ),
)
def test_any_answers_are_typed_or_refused_and_then_rank(
    kind: Kind, answers: dict[str, object]
) -> None:
    try:
        checked = check_answers(kind, answers)
    except BadInput:
        return
    assert check_answers(kind, checked) == checked
    assert rank_of(kind, checked) in {None, 1, 2, 3, 4}


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_a_number_comes_back_from_its_own_writing(value: float) -> None:
    assert number_in(repr(value)) == value or abs(value) < 1e-9
    assert yes_or_no(value) in {None, True, False}


def test_live_wires_lift_the_rank_to_four_at_most() -> None:
    assert rank_of(LEAK, {"scale": "L2", "live_wire": True}) == 3
    assert rank_of(LEAK, {"scale": "L4", "live_wire": True}) == 4
    water = kind_named("flood_segment")
    assert rank_of(water, {"depth_cm": 3, "underpass": True, "cover_missing": True}) == 3
    assert rank_of(water, {"underpass": True}) is None


@pytest.mark.parametrize(
    ("bounds", "says"),
    [({"least": 2}, "not a number of 2 m or more"), ({"most": 9}, "not a number of 9 m or less"),
     ({"least": 2, "most": 9}, "from 2 to 9 m"), ({}, "is not a number."),
     ({"type": "whole"}, "is not a whole number")],
)  # fmt: skip
def test_a_number_with_one_bound_or_none(bounds: dict[str, Any], says: str) -> None:
    width = Field(**{"name": "width_m", "type": "number", "zh": "宽", "en": "Width", "unit": "m",
                     **bounds})  # fmt: skip
    kind = replace(TREE, fields=(*TREE.fields, width))
    with pytest.raises(BadInput) as caught:
        check_answers(kind, {"width_m": "wide"})
    assert says in str(caught.value)
    assert check_answers(kind, {"width_m": 3}) == {"width_m": 3}
