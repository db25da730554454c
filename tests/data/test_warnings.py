"""Warnings as issued, and the office's own response."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data import warnings
from data.store import Store
from data.warnings import Response
from geo.errors import NotFound
from geo.rain import Level, WeatherWarning
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
RAIN = WeatherWarning("rain", Level.BLUE, NOW, NOW + 6 * HOUR, "丰台区", "市气象台")
WIND = WeatherWarning("wind", Level.YELLOW, NOW + 2 * HOUR, NOW + 3 * HOUR)


@pytest.fixture
def rain_id(town_store: Store) -> str:
    with town_store.write("desk", NOW) as tx:
        warnings.add(tx, town.COMMUNITY, WIND)
        return warnings.add(tx, town.COMMUNITY, RAIN)


def _found(store: Store, from_at: datetime, to_at: datetime) -> list[WeatherWarning]:
    with store.read() as conn:
        return warnings.of_night(conn, town.COMMUNITY, from_at, to_at)


@pytest.mark.usefixtures("rain_id")
def test_a_warning_is_found_where_it_is_in_force(town_store: Store) -> None:
    assert _found(town_store, NOW, NOW + 9 * HOUR) == [RAIN, WIND]
    assert _found(town_store, NOW - HOUR, NOW) == []
    assert _found(town_store, NOW + 6 * HOUR, NOW + 9 * HOUR) == []
    assert _found(town_store, NOW + 3 * HOUR, NOW + 4 * HOUR) == [RAIN]
    with town_store.read() as conn:
        assert warnings.of_night(conn, "elsewhere", NOW, NOW + 9 * HOUR) == []


def test_a_warning_ends_early_and_only_once(town_store: Store, rain_id: str) -> None:
    for hours in (1, 2):
        with town_store.write("desk", NOW + hours * HOUR) as tx:
            warnings.end(tx, rain_id)
    with town_store.read() as conn:
        issued = warnings.issued(conn, town.COMMUNITY, NOW, NOW + 9 * HOUR)
    rain = next(each for each in issued if each.id == rain_id)
    assert (rain.warning.to_at, rain.changed_by) == (NOW + HOUR, "desk")
    with pytest.raises(NotFound), town_store.write("desk", NOW) as tx:
        warnings.end(tx, "x")


@pytest.mark.usefixtures("rain_id")
def test_lifting_a_kind_leaves_the_others(town_store: Store) -> None:
    with town_store.write("desk", NOW) as tx:
        warnings.lift(tx, town.COMMUNITY, "rain", NOW + HOUR)
        # One that has not begun never does.
        warnings.lift(tx, town.COMMUNITY, "wind", NOW + HOUR)
    assert [each.kind for each in _found(town_store, NOW, NOW + HOUR)] == ["rain"]
    assert _found(town_store, NOW + HOUR, NOW + 9 * HOUR) == []


def test_the_response_of_a_night_is_the_last_word(town_store: Store) -> None:
    first = Response(town.NIGHT, Level.YELLOW)
    last = Response(town.NIGHT, Level.RED, leader="王主任", by_hand=True)
    with town_store.write("desk", NOW) as tx:
        assert warnings.response(tx.conn, town.COMMUNITY, town.NIGHT) is None
        warnings.set_response(tx, town.COMMUNITY, first)
        assert warnings.response(tx.conn, town.COMMUNITY, town.NIGHT) == first
        warnings.set_response(tx, town.COMMUNITY, last)
        assert warnings.response(tx.conn, town.COMMUNITY, town.NIGHT) == last
        assert warnings.response(tx.conn, town.COMMUNITY, town.NIGHT + timedelta(days=1)) is None
