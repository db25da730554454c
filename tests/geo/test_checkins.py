"""Where water stands, by the last word on it."""

from __future__ import annotations

from datetime import UTC, datetime

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
