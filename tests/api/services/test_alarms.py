"""Warnings and the response level, through the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.services import alarms, in_force
from data import communities, warnings
from data.store import Store, open_store
from geo.errors import BadInput
from geo.rain import Level, Levels
from tests import town

NOW = datetime(2026, 7, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        with opened.write("test", NOW) as tx:
            communities.add(tx, town.community())
        yield opened


def levels(store: Store, real: datetime = NOW) -> Levels:
    with store.read() as conn:
        place = communities.one(conn, town.COMMUNITY)
        return in_force.levels_of(conn, place, town.NIGHT, real)


def issue(store: Store, kind: str, level: str, **how: object) -> str:
    with store.write("test", NOW) as tx:
        return str(alarms.issue(tx, town.COMMUNITY, kind, level, **how))


def test_rain_and_wind_are_kept_apart(store: Store) -> None:
    issue(store, "rain", "blue")
    issue(store, "wind", "yellow")
    assert levels(store) == Levels(rain=Level.BLUE, wind=Level.YELLOW)


def test_a_raised_warning_takes_the_place_of_the_one_before(store: Store) -> None:
    issue(store, "rain", "orange")
    issue(store, "rain", "yellow")
    assert levels(store).rain is Level.YELLOW


def test_none_lifts_it(store: Store) -> None:
    issue(store, "rain", "orange")
    assert "lifted" in issue(store, "rain", "none")
    assert levels(store) == Levels()


def test_the_worst_of_the_night_counts_also_when_it_is_still_to_come(store: Store) -> None:
    issue(store, "rain", "blue")
    begins, ends = NOW + timedelta(hours=4), NOW + timedelta(hours=6)
    issue(store, "ponding", "red", from_at=begins, to_at=ends)
    assert levels(store).rain is Level.RED
    assert levels(store, ends) == Levels(rain=Level.BLUE)


def test_thunder_is_thunder_at_any_level(store: Store) -> None:
    issue(store, "thunder", "yellow")
    assert levels(store).thunder
    assert levels(store).lookout_only


@pytest.mark.parametrize(
    ("kind", "level", "how"),
    [("hail", "blue", {}), ("rain", "purple", {}), ("rain", "blue", {"hours": -1})],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    store: Store, kind: str, level: str, how: dict[str, float]
) -> None:
    with pytest.raises(BadInput):
        issue(store, kind, level, **how)
    assert levels(store) == Levels()


def test_the_response_is_another_thing_and_keeps_what_is_not_named(store: Store) -> None:
    with store.write("test", NOW) as tx:
        alarms.respond(tx, town.COMMUNITY, "red", leader="王书记")
    with store.write("test", NOW) as tx:
        alarms.respond(tx, town.COMMUNITY, "orange", by_hand=True)
    with store.read() as conn:
        kept = warnings.response(conn, town.COMMUNITY, town.NIGHT)
    assert kept is not None
    assert (kept.level, kept.leader, kept.by_hand) == (Level.ORANGE, "王书记", True)
    assert levels(store) == Levels(response=Level.ORANGE)
