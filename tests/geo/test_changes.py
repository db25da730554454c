"""What changed, in as many words as it takes and no zeros."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.changes import Changes

SAME = Changes(
    night_passes_before=2, night_passes=2, added=0, removed=0, hazards_added=0,
    unserved_before=0, unserved=0, lookout_before=False, lookout=False, moved=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({}, "Nothing changed."),
        ({"moved": 3}, "The same visits; 3 of them at another time."),
        (
            {"night_passes": 3, "added": 24, "hazards_added": 24, "moved": 40},
            "Night passes: 3 instead of 2. 24 visits more, at 24 hazards.",
        ),
        ({"removed": 5, "moved": 1}, "5 visits fewer."),
        (
            {"lookout": True, "unserved": 4},
            "Look-out points only now. 4 visits that nobody can make, instead of 0.",
        ),
    ],
)
def test_only_what_changed_is_said(what, said):
    assert str(replace(SAME, **what).sentence()) == said
