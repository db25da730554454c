"""The ground at rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from data import communities, streets
from data.store import Store, open_store
from data.tables import listed
from geo.errors import NotFound
from tests import town

NOW = datetime(2026, 7, 22, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        with opened.write("test", NOW) as tx:
            communities.add(tx, town.community())
            streets.replace_ground(tx, town.COMMUNITY, town.streets(), town.gates(), town.ground())
        yield opened


def test_what_went_in_comes_back(store: Store) -> None:
    with store.read() as conn:
        assert streets.streets(conn, town.COMMUNITY) == sorted(town.streets(), key=lambda s: s.id)
        assert streets.gates(conn, town.COMMUNITY) == sorted(town.gates(), key=lambda g: g.id)
        assert streets.ground(conn, town.COMMUNITY) == sorted(town.ground(), key=lambda g: g.id)
        homes = streets.ground(conn, town.COMMUNITY, "building")
        assert {each.id for each in homes} == {each.id for each in town.buildings()}
        assert communities.one(conn, town.COMMUNITY).ground_version == 2


def test_a_new_import_takes_the_place_of_the_old(store: Store) -> None:
    with store.write("test", NOW) as tx:
        streets.replace_ground(tx, town.COMMUNITY, town.streets()[:3], [], [])
    with store.read() as conn:
        kept = streets.streets(conn, town.COMMUNITY)
        assert {each.id for each in kept} == {each.id for each in town.streets()[:3]}
        assert streets.gates(conn, town.COMMUNITY) == []
        assert communities.one(conn, town.COMMUNITY).ground_version == 3
        shown = select(func.count()).where(listed.c.collection == "streets")
        assert conn.scalar(shown) == 3


def test_another_community_keeps_its_own(store: Store) -> None:
    other = replace(town.community(), id=town.id_of("other"), name="别处")
    with store.write("test", NOW) as tx:
        communities.add(tx, other)
        streets.replace_ground(tx, other.id, [], [], [])
    with store.read() as conn:
        assert len(streets.streets(conn, town.COMMUNITY)) == len(town.streets())
        assert streets.streets(conn, other.id) == []


def test_hours_of_a_gate(store: Store) -> None:
    with store.write("test", NOW) as tx:
        streets.set_gate_hours(tx, town.id_of("gate"), "22:00", "06:00")
    with store.read() as conn:
        hours = {g.id: (g.closed_from, g.closed_to) for g in streets.gates(conn, town.COMMUNITY)}
        assert hours[town.id_of("gate")] == ("22:00", "06:00")
        assert communities.one(conn, town.COMMUNITY).ground_version == 3


def test_nothing_for_nobody(store: Store) -> None:
    with pytest.raises(NotFound), store.write("test", NOW) as tx:
        streets.replace_ground(tx, "nobody", town.streets(), [], [])
    with pytest.raises(NotFound), store.write("test", NOW) as tx:
        streets.set_gate_hours(tx, "nothing", None, None)
    with store.read() as conn:
        assert len(streets.streets(conn, town.COMMUNITY)) == len(town.streets())
