"""How a team walks: nobody rides up steps, and lamps count in the dark only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.footing import ON_FOOT, Footing
from tests import town

STREETS = town.streets()


def test_by_day_a_team_on_foot_goes_anywhere() -> None:
    assert Footing.of("foot", dark=False, unlit_factor=1.3) == ON_FOOT
    assert ON_FOOT.barred(STREETS) == frozenset()
    assert set(ON_FOOT.factors(STREETS)) == {1.0}


def test_an_ebike_is_kept_off_the_steps() -> None:
    rides = Footing.of("ebike", dark=False, unlit_factor=1.3)
    assert rides.barred(STREETS) == {town.edge(23, town.DEAD_END)}


@pytest.mark.parametrize(("lit", "counts"), [(True, 1.0), (None, 1.0), (False, 1.3)])
def test_in_the_dark_only_a_street_known_to_be_unlit_counts_more(
    lit: bool | None, counts: float
) -> None:
    walks = Footing.of("foot", dark=True, unlit_factor=1.3)
    assert walks.factors([replace(STREETS[0], lit=lit)]).tolist() == [counts]
