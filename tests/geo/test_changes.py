"""What changed, in as many words as it takes and no zeros."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.changes import Changes, Handed

SAME = Changes(
    night_passes_before=2,
    night_passes=2,
    codes=tuple((f"h{n}", f"LD-{n:02d}") for n in range(1, 10)),
    names=(("t1", "Team 1"), ("t2", "Team 2")),
)


def added(count: int) -> tuple[tuple[str, str], ...]:
    return tuple((f"h{n}", "night_3") for n in range(count))


def handed(count: int) -> tuple[Handed, ...]:
    return tuple(Handed(f"h{n}", "night_1", "t2", "t1") for n in range(1, count + 1))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({}, "Nothing changed."),
        ({"moved": 3}, "The same visits; 3 of them at another time."),
        (
            {"night_passes": 3, "added": added(24), "moved": 40},
            "Night passes: 3 instead of 2. 24 visits more, at 24 hazards.",
        ),
        ({"removed": added(5), "moved": 1}, "5 visits fewer."),
        (
            {"removed": added(1), "unserved": 1},
            "1 visit that nobody can make, instead of 0.",
        ),
        ({"added": added(1)}, "1 visit more, at 1 hazard."),
        ({"added": (("h1", "night_1"), ("h1", "night_2"))}, "2 visits more, at 1 hazard."),
        (
            {"lookout": True, "unserved": 4},
            "Look-out points only now. 4 visits that nobody can make, instead of 0.",
        ),
        (
            {"dry_ends": ("h3",), "changed_hands": handed(2), "moved": 9},
            "LD-03 from the dry ends only. LD-01, LD-02 from Team 2 to Team 1. "
            "Stops that change hands: 2.",
        ),
        (
            {"changed_hands": handed(6)},
            "LD-01, LD-02, LD-03, LD-04 and 2 more from Team 2 to Team 1. "
            "Stops that change hands: 6.",
        ),
        ({"found": ("h9",)}, "Found tonight: LD-09."),
    ],
)
def test_only_what_changed_is_said(what, said):
    assert str(replace(SAME, **what).sentence()) == said
