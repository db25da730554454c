"""The rule table: its defaults, and what a person may make of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.rain import Level
from geo.rules import Rules, Windows
from geo.rules_reading import read


def extra(rank: int, level: Level, kind: str = "flood_segment") -> int:
    return Rules().rule_for(kind, rank, level).extra_night


def test_two_extra_passes_from_rank_two_on() -> None:
    assert [extra(rank, Level.NONE) for rank in (1, 2, 3, 4)] == [0, 2, 2, 2]
    assert [extra(rank, Level.BLUE) for rank in (1, 2, 3, 4)] == [0, 2, 2, 2]


def test_a_third_from_rank_three_by_yellow_and_from_rank_two_by_orange() -> None:
    assert [extra(rank, Level.YELLOW) for rank in (1, 2, 3, 4)] == [0, 2, 3, 3]
    assert [extra(rank, Level.ORANGE) for rank in (1, 2, 3, 4)] == [0, 3, 3, 3]
    assert Rules().rule_for("leaning_tree", 3, Level.YELLOW).min_gap_min == 60
    assert Rules().rule_for("leaning_tree", 2, Level.YELLOW).min_gap_min == 90


def test_base_passes_by_kind() -> None:
    rules = Rules()
    assert rules.rule_for("flood_segment", 1, Level.NONE).base == ("day", "evening")
    assert rules.rule_for("leaning_tree", 1, Level.NONE).base == ("day",)
    leak = rules.rule_for("leak_building", 1, Level.NONE)
    assert (leak.base, leak.by_keeper) == (("day",), True)


def test_a_kind_without_rows_takes_those_of_any_kind() -> None:
    assert Rules().rule_for("charging_shed", 3, Level.YELLOW).extra_night == 3


def test_json_there_and_back() -> None:
    rules = Rules()
    assert read(json.loads(json.dumps(rules.as_json()))) == rules
    assert Rules.of({}) == rules


def test_one_edited_row_leaves_the_others_alone() -> None:
    row = {
        "kind": "leaning_tree", "rank": 1, "level": "none", "base": ["evening"],
        "extra_night": 1, "service_min": 2.5, "max_gap_min": 300,
    }  # fmt: skip
    rules = Rules.of({"table": [row], "trigger": "rain_or_warning"})
    changed = rules.rule_for("leaning_tree", 1, Level.NONE)
    assert (changed.base, changed.extra_night, changed.service_min) == (("evening",), 1, 2.5)
    assert (changed.min_gap_min, changed.max_gap_min) == (90, 300)
    assert rules.rule_for("leaning_tree", 2, Level.NONE) == Rules().rule_for(
        "leaning_tree", 2, Level.NONE
    )
    assert read(rules.as_json()) == rules


def test_the_season_and_the_windows_are_settings() -> None:
    rules = Rules.of(
        {
            "season": {"first": "05-15", "last": "09-30", "extended_to": "2026-10-08"},
            "windows": {
                "day": ["07:30", "17:00"],
                "night_two": [["21:00", "23:00"], ["01:00", "04:00"]],
            },
            "plan_hour": "15:30",
        }
    )  # fmt: skip
    assert rules.season.first == (5, 15)
    assert rules.windows.day == ("07:30", "17:00")
    assert rules.windows.evening == Windows().evening
    assert read(rules.as_json()) == rules


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"seson": {}}, "seson"),
        ({"trigger": "sometimes"}, "trigger"),
        ({"plan_hour": "25:00"}, "plan_hour"),
        ({"plan_hour": 16}, "plan_hour"),
        ({"season": {"first": "13-01"}}, "season.first"),
        ({"season": {"first": "10-01"}}, "season"),
        ({"season": {"extended_to": "soon"}}, "season.extended_to"),
        ({"season": []}, "season"),
        ({"windows": {"day": ["18:00", "08:00"]}}, "windows.day"),
        ({"windows": {"day": "08:00"}}, "windows.day"),
        ({"windows": {"dawn": ["05:00", "08:00"]}}, "windows.dawn"),
        ({"windows": {"night_two": [["20:00", "23:00"]]}}, "windows.night_two"),
        (
            {"windows": {"night_two": [["22:00", "05:00"], ["20:00", "23:00"]]}},
            "windows.night_two",
        ),
        (
            {
                "windows": {"night_two": [["20:00", "23:00"], ["22:00", "05:00"]]},
                "table": [
                    {
                        "kind": "*",
                        "rank": 3,
                        "level": "none",
                        "base": [],
                        "extra_night": 2,
                        "service_min": 3,
                        "min_gap_min": 0,
                    }
                ],
            },
            "windows.night_two",
        ),
        ({"table": {}}, "table"),
        ({"table": [7]}, "table row 1"),
    ],
)
def test_what_cannot_be_is_named(given: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        Rules.of(given)
    assert where in {problem.where for problem in refused.value.problems}
    assert str(refused.value)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"rank": 5}, "rank"), ({"rank": 1.5}, "rank"), ({"rank": True}, "rank"),
        ({"level": "pink"}, "level"), ({"base": ["noon"]}, "base"), ({"base": "day"}, "base"),
        ({"extra_night": 4}, "extra_night"), ({"service_min": float("nan")}, "service_min"),
        ({"service_min": -1}, "service_min"), ({"min_gap_min": "90"}, "min_gap_min"),
        ({"kind": ""}, "kind"), ({"wind": 3}, "wind"),
    ],
)  # fmt: skip
def test_every_bad_cell_of_a_row_is_named(change: dict[str, Any], where: str) -> None:
    row = {"kind": "*", "rank": 1, "level": "none", "base": [], "extra_night": 0, "service_min": 3}
    assert Rules.of({"table": [row]})
    with pytest.raises(BadInput) as refused:
        Rules.of({"table": [row | change]})
    assert [problem.where for problem in refused.value.problems] == [f"table row 1, {where}"]


def test_the_largest_gap_is_not_less_than_the_smallest() -> None:
    row = {"kind": "*", "rank": 1, "level": "none", "base": [], "extra_night": 2,
           "service_min": 3, "min_gap_min": 90, "max_gap_min": 60}  # fmt: skip
    with pytest.raises(BadInput):
        Rules.of({"table": [row]})


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["season", "windows", "table", "day", "first", "kind", "rank", "level"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["season", "windows", "table", "trigger", "plan_hour"]), _JSON, max_size=5
    )
)
def test_nothing_but_our_own_error_comes_out(given: dict[str, Any]) -> None:
    refused: BadInput | None = None
    try:
        rules = Rules.of(given)
    except BadInput as error:
        refused = error
    assert refused.problems if refused else read(rules.as_json()) == rules
