"""Communities, offices and contacts at rest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data import communities, listed
from data.store import Store
from geo.errors import NotFound
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)


def test_what_went_in_comes_back(town_store: Store) -> None:
    with town_store.read() as conn:
        # The ground came after it.
        kept = replace(town.community(), ground_version=2)
        assert communities.one(conn, town.COMMUNITY) == kept
        assert communities.all_of(conn) == [kept]
        assert communities.offices(conn, town.COMMUNITY) == [town.office()]
        people = communities.contacts(conn, town.COMMUNITY)
    assert sorted(people, key=lambda each: each.id) == sorted(
        town.contacts(), key=lambda each: each.id
    )


def test_a_demo_night_and_rules_are_kept(town_store: Store) -> None:
    changed = replace(
        town.community(), demo_night=town.NIGHT, demo_started_at=NOW, invented=True,
        rules={"trigger": "by_hand", "windows": {"day": ["08:00", "17:00"]}}, name_en="New",
    )  # fmt: skip
    with town_store.write("planner", NOW) as tx:
        communities.update(tx, changed)
    with town_store.read() as conn:
        assert communities.one(conn, town.COMMUNITY) == changed
        told = json.loads(listed.item(conn, "communities", town.COMMUNITY) or "")
    assert (told["properties"]["name_en"], told["properties"]["invented"]) == ("New", True)


def test_the_ground_is_counted(town_store: Store) -> None:
    with town_store.write("x", NOW) as tx:
        before = communities.one(tx.conn, town.COMMUNITY).ground_version
        communities.bump_ground(tx, town.COMMUNITY)
        assert communities.one(tx.conn, town.COMMUNITY).ground_version == before + 1


def test_unknown_communities_are_told(town_store: Store) -> None:
    with town_store.write("x", NOW) as tx:
        with pytest.raises(NotFound, match="nowhere"):
            communities.one(tx.conn, "nowhere")
        with pytest.raises(NotFound):
            communities.update(tx, replace(town.community(), id="nowhere"))
        with pytest.raises(NotFound):
            communities.bump_ground(tx, "nowhere")
        assert communities.offices(tx.conn, "nowhere") == []
        assert communities.contacts(tx.conn, "nowhere") == []
