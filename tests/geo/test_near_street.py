"""The street beside a place, by its name on our own map."""

from __future__ import annotations

from dataclasses import replace

from shapely import Point

from geo.near_street import streets_beside
from tests import town


def test_a_place_on_a_street_is_beside_it() -> None:
    streets = [replace(each, name=f"s{n}") for n, each in enumerate(town.streets())]
    middles = [each.geometry.interpolate(0.5, normalized=True) for each in streets]
    assert streets_beside(middles, streets) == streets


def test_far_away_or_among_streets_without_names_there_is_none() -> None:
    streets = [replace(each, name="s") for each in town.streets()]
    assert streets_beside([Point(0, 0)], streets) == [None]
    nameless = [replace(each, name="") for each in streets]
    assert streets_beside([nameless[0].geometry], nameless) == [None]
    assert streets_beside([], streets) == []
