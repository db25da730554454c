"""Where water stands, by the last word on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geo.checkins import CheckIn, under_water

AT = datetime(2026, 7, 22, 13, tzinfo=UTC)


def told(result, kind="flood_segment", scale="15"):
    finding = {"kind": kind, "scale": scale} if result == "finding" else None
    return CheckIn(
        key="k", community_id="c", result=result, seen_at=AT, hazard_id="h", finding=finding
    )


@pytest.mark.parametrize(
    ("words", "wet"),
    [
        ([], False),
        ([told("finding")], True),
        ([told("finding"), told("clear")], False),
        ([told("finding"), told("finding", "leaning_tree", "T3")], True),
        ([told("finding", scale="0")], False),
        ([told("finding"), told("finding", scale="4.9")], False),
        ([told("clear"), told("finding", scale="knee")], True),
        ([CheckIn(key="k", community_id="c", result="finding", seen_at=AT, hazard_id="h")], False),
        ([CheckIn(key="k", community_id="c", result="clear", seen_at=AT)], False),
    ],
)
def test_the_last_word_on_water_counts(words, wet):
    assert under_water(words) == (frozenset({"h"}) if wet else frozenset())


@pytest.mark.parametrize(
    ("first", "then", "minutes", "wet"),
    [
        (told("finding"), told("clear"), -30, True),
        (told("finding"), told("clear"), 30, False),
        (told("clear"), told("finding"), -30, False),
        # A later look at something else says nothing of the water that the sheet tells of.
        (told("finding", "leaning_tree", "T3"), told("finding"), -30, True),
    ],
)
def test_what_is_typed_in_counts_for_its_own_time(first, then, minutes, wet):
    sheet = replace(then, typed_in=True, seen_at=AT + timedelta(minutes=minutes))
    assert under_water([first, sheet]) == (frozenset({"h"}) if wet else frozenset())
