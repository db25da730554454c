"""Warnings and the response level, through the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

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


def issue(store: Store, kind: str, level: str, **how: Any) -> str:
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


def respond(store: Store, level: str, real: datetime = NOW, **how: Any) -> warnings.Response:
    with store.write("test", real) as tx:
        said = alarms.respond(tx, town.COMMUNITY, level, **how)
    assert said == kept(store)
    return said


def kept(store: Store) -> warnings.Response | None:
    with store.read() as conn:
        return warnings.response(conn, town.COMMUNITY, town.NIGHT)


def leader(store: Store) -> str:
    ruling = kept(store)
    assert ruling is not None
    return ruling.leader


def test_the_response_is_another_thing_and_keeps_what_is_not_named(store: Store) -> None:
    respond(store, "red", leader="王书记")
    ruling = respond(store, "red", by_hand=True)
    assert (ruling.level, ruling.leader, ruling.by_hand) == (Level.RED, "王书记", True)
    assert levels(store) == Levels(response=Level.RED)


@pytest.mark.parametrize("word", ["", "  ", "\u3000\t\n", " \u00a0"])
def test_a_blank_leader_is_no_leader(store: Store, word: str) -> None:
    assert respond(store, "red", leader=word).leader == ""
    respond(store, "red", leader=" 王书记 ")
    assert leader(store) == "王书记"
    assert respond(store, "red", leader=word).leader == ""


@pytest.mark.parametrize("word", ["\u200b", "\u2060\ufeff", "王\x00", "\x1b[31m王", "—", "x" * 201])
def test_a_leader_nobody_can_read_is_refused(store: Store, word: str) -> None:
    with pytest.raises(BadInput, match="leader"):
        respond(store, "red", leader=word)
    assert kept(store) is None


def test_the_leaders_word_ends_with_the_offices_red(store: Store) -> None:
    respond(store, "red", leader="王书记")
    assert respond(store, "orange").leader == ""
    assert respond(store, "red").leader == ""


def test_the_leaders_word_ends_with_the_thunder(store: Store) -> None:
    issue(store, "thunder", "yellow")
    respond(store, "none", leader="王书记")
    issue(store, "rain", "blue")
    assert leader(store) == "王书记"
    issue(store, "thunder", "none")
    assert leader(store) == ""
    issue(store, "thunder", "yellow")
    assert leader(store) == ""


def test_the_word_holds_while_either_reason_does(store: Store) -> None:
    issue(store, "thunder", "yellow")
    respond(store, "red", leader="王书记")
    issue(store, "thunder", "none")
    assert respond(store, "red").leader == "王书记"
    issue(store, "rain", "red")
    assert respond(store, "blue").leader == "王书记"
    issue(store, "rain", "orange")
    assert leader(store) == ""


def test_a_word_for_a_thunder_that_ran_out_is_not_for_the_next(store: Store) -> None:
    issue(store, "thunder", "yellow", hours=1)
    respond(store, "none", leader="王书记")
    later = NOW + timedelta(hours=3)
    with store.write("test", later) as tx:
        alarms.issue(tx, town.COMMUNITY, "thunder", "yellow")
    assert levels(store, later).lookout_only
    assert leader(store) == ""


def test_a_word_for_a_thunder_that_ran_out_is_not_for_the_offices_red(store: Store) -> None:
    issue(store, "thunder", "yellow", hours=1)
    respond(store, "none", leader="王书记")
    assert respond(store, "red", NOW + timedelta(hours=3)).leader == ""


@pytest.mark.parametrize("level", ["none", "blue", "orange"])
def test_no_word_is_kept_where_none_is_needed(store: Store, level: str) -> None:
    assert respond(store, level, leader="王书记").leader == ""


@pytest.mark.parametrize(
    "how",
    [{"hours": float("nan")}, {"hours": float("inf")}, {"hours": 1e300}, {"hours": 0},
     {"to_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)},
     {"from_at": datetime(1, 1, 1, tzinfo=UTC)},
     {"from_at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}],
    ids=str,
)  # fmt: skip
def test_a_warning_of_no_time_on_earth_is_refused(store: Store, how: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        issue(store, "rain", "blue", **how)
    assert levels(store) == Levels()
