"""What a report reads, on both stores: nights, places with those removed, whose stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data import checkins, communities, counted, hazards, plans, round_states
from data.store import Store
from geo.checkins import CheckIn
from geo.rain import Levels
from tests import town
from tests.data import nights

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
TEAM = town.id_of("Team 1")


def save(store: Store, *, publish: bool = True, night_at: int = 0) -> str:
    planned = nights.plan(town.NIGHT + night_at * DAY)
    with store.write("planner", NOW) as tx:
        plan_id = plans.save(tx, town.COMMUNITY, planned, Levels(), 2.5)
        if publish:
            plans.publish(tx, plan_id)
    return plan_id


def test_nights_have_a_plan_on_the_phones_or_a_check_in(town_store: Store) -> None:
    save(town_store)
    save(town_store, publish=False, night_at=-3)
    said = CheckIn(key="k", community_id=town.COMMUNITY, result="clear", seen_at=NOW,
                   hazard_id=town.id_of("JS-01"))  # fmt: skip
    with town_store.write("phone", NOW) as tx:
        checkins.append(tx, said, town.NIGHT - DAY)
        checkins.append(tx, replace(said, key="again"), town.NIGHT)
    with town_store.read() as conn:
        assert counted.nights(conn, town.COMMUNITY) == [town.NIGHT, town.NIGHT - DAY]
        assert counted.nights(conn, "another") == []


def test_a_place_that_was_removed_or_is_a_draft_is_still_called_by_its_code(
    town_store: Store,
) -> None:
    with town_store.write("office", NOW) as tx:
        hazards.remove(tx, town.id_of("JS-01"), 1)
        for code, changed in (("JS-02", {"status": "draft"}), ("JS-03", {"geometry": None})):
            hazard = hazards.one(tx.conn, town.id_of(code))
            hazards.update(tx, replace(hazard, **changed), 1)
    with town_store.read() as conn:
        places = counted.places(conn, town.COMMUNITY)
        assert counted.places(conn, "another") == {}
    assert len(places) == 12
    public = {each.code: each.public for each in places.values()}
    assert [public[code] for code in ("JS-01", "JS-02", "JS-03", "JS-04")] == [
        False, False, False, True,
    ]  # fmt: skip
    assert places[town.id_of("LD-03")] == counted.Place("LD-03", "leak_building", 3, True)


def test_a_stop_is_known_by_its_walk_also_after_its_plan_was_replaced(town_store: Store) -> None:
    first = save(town_store)
    save(town_store)
    draft = save(town_store, publish=False)
    save(town_store, night_at=1)
    with town_store.read() as conn:
        old, unsent = (plans.one(conn, each) for each in (first, draft))
        known = counted.walks_of_stops(conn, town.COMMUNITY, town.NIGHT, town.NIGHT)
        both = counted.walks_of_stops(conn, town.COMMUNITY, town.NIGHT, town.NIGHT + DAY)
        assert counted.walks_of_stops(conn, "another", town.NIGHT, town.NIGHT) == {}
    assert len(known) == 8 and len(both) == 12
    assert known[old.stop_ids[old.rounds[1].id, 2]] == (TEAM, "night_1")
    assert not set(unsent.stop_ids.values()) & known.keys()


@pytest.mark.parametrize("again", [0, 1, 3])
def test_publishing_again_makes_no_patrol_more(town_store: Store, again: int) -> None:
    plan_id = save(town_store)
    for seq in (1, 2):
        with town_store.write("phone", NOW) as tx:
            saved = plans.one(tx.conn, plan_id)
            plans.mark_done(tx, saved.stop_ids[saved.rounds[0].id, seq])
    for _ in range(again):
        save(town_store)
    with town_store.read() as conn:
        made = round_states.patrols(conn, town.COMMUNITY, town.NIGHT)
    assert [(each.team_id, each.pass_name, each.status) for each in made] == [
        (TEAM, "evening", "done")
    ]


def test_two_communities_never_mix(town_store: Store) -> None:
    save(town_store)
    with town_store.write("office", NOW) as tx:
        communities.add(tx, replace(town.community(), id="other", name="别处"))
    with town_store.read() as conn:
        assert counted.nights(conn, "other") == []
        assert counted.places(conn, "other") == {}
        assert round_states.patrols(conn, "other", town.NIGHT) == []
