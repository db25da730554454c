"""The town says what it is."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.teams import Team
from tests import town


def test_lengths_are_the_nominal_metres() -> None:
    for street in town.streets():
        nominal = {town.GATE_NODE: 50.0, town.DEAD_END: 80.0}
        expected = nominal.get(street.from_node, nominal.get(street.to_node, 100.0))
        assert street.length_m == pytest.approx(expected, rel=1e-4)


def test_hazards_are_of_three_kinds_and_all_ranks() -> None:
    assert Counter((h.kind, h.rank) for h in town.hazards()) == {
        (kind, rank): 1
        for kind in ("flood_segment", "leak_building", "leaning_tree")
        for rank in (1, 2, 3, 4)
    }
    assert len({h.id for h in town.hazards()}) == 12


def test_everything_lies_inside_and_ids_are_unique() -> None:
    boundary = town.community().boundary
    things = [*town.streets(), *town.ground()]
    assert all(boundary.contains(thing.geometry) for thing in things)
    ids = [x.id for x in [*things, *town.gates(), *town.contacts()]]
    assert len(ids) == len(set(ids))


def test_night_teams_have_two_members() -> None:
    nights = [shift for team in town.teams() for shift in team.shifts if shift.from_at.hour == 20]
    assert [len(shift.member_ids) for shift in nights] == [2, 2]
    assert isinstance(town.teams()[0], Team)
