"""Plans: what is saved comes back, publishing replaces, visits made are carried over."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from data import checkins, listed, plans
from data.listed import Query
from data.store import Store
from geo.checkins import CheckIn
from geo.errors import NotFound
from geo.rain import Level, Levels
from tests import town
from tests.data import nights

NOW = datetime(2026, 7, 22, 8, 30, tzinfo=UTC)
LEVELS = Levels(Level.BLUE, Level.NONE, Level.YELLOW, thunder=True)


def _save(store: Store, *codes: str) -> str:
    planned = nights.plan(codes=codes or ("JS-01", "JS-02"))
    with store.write("planner", NOW) as tx:
        return plans.save(tx, town.COMMUNITY, planned, LEVELS, 2.5)


def _publish(store: Store, plan_id: str) -> None:
    with store.write("planner", NOW) as tx:
        plans.publish(tx, plan_id)


def _stops(store: Store) -> list[dict[str, object]]:
    with store.read() as conn:
        page = listed.page(conn, Query(collection="round_stops"))
    return [json.loads(each) for each in page.features]


def test_what_is_saved_comes_back(town_store: Store) -> None:
    plan_id = _save(town_store)
    with town_store.read() as conn:
        saved = plans.one(conn, plan_id)
        assert plans.latest(conn, town.COMMUNITY, town.NIGHT) == saved
        assert plans.latest(conn, town.COMMUNITY, town.NIGHT, published_only=True) is None
        assert plans.latest(conn, town.COMMUNITY, town.NIGHT + timedelta(days=1)) is None
        first = plans.round_(conn, saved.rounds[0].id)
    assert saved.plan == nights.plan()
    assert (saved.status, saved.levels, saved.person_hours) == ("draft", LEVELS, 2.5)
    assert (saved.changed_by, saved.changed_at) == ("planner", NOW)
    assert first == saved.rounds[0]
    assert [each.status for each in saved.rounds] == ["draft", "draft"]
    assert set(saved.stop_ids) == {(each.id, seq) for each in saved.rounds for seq in (1, 2)}
    assert len(set(saved.stop_ids.values())) == 4


def test_a_draft_is_not_public(town_store: Store) -> None:
    _save(town_store)
    assert _stops(town_store) == []


def test_publishing_lists_stops_and_legs_in_order(town_store: Store) -> None:
    plan_id = _save(town_store)
    with town_store.read() as conn:
        before = town_store.data_version(conn)
    _publish(town_store, plan_id)
    stops = _stops(town_store)
    told = [each["properties"] for each in stops]
    assert [(each["pass_no"], each["seq"]) for each in told] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert told[0] == {
        "round_id": told[0]["round_id"], "night": "2026-07-22", "pass_no": 1,
        "pass_name": "evening", "extra": False, "seq": 1, "hazard_id": town.id_of("JS-01"),
        "hazard_code": "JS-01", "eta": "2026-07-22T18:05:00+08:00", "service_s": 120,
        "team_name": "巡查一组", "status": "planned",
    }  # fmt: skip
    assert {each["id"] for each in stops} == set(_saved_ids(town_store, plan_id))
    with town_store.read() as conn:
        legs = listed.page(conn, Query(collection="round_legs")).features
        assert town_store.data_version(conn) == before + 1
    assert len(legs) == 8
    assert json.loads(legs[0])["properties"] == {
        "round_id": told[0]["round_id"], "seq": 1, "length_m": 100.0, "walk_s": 84,
        "night": "2026-07-22", "pass_no": 1,
    }  # fmt: skip


def _saved_ids(store: Store, plan_id: str) -> list[str]:
    with store.read() as conn:
        return list(plans.one(conn, plan_id).stop_ids.values())


def test_a_newer_plan_replaces_the_published_one(town_store: Store) -> None:
    first, second = _save(town_store), _save(town_store, "SM-01")
    _publish(town_store, first)
    _publish(town_store, second)
    with town_store.read() as conn:
        assert plans.one(conn, first).status == "replaced"
        assert {each.status for each in plans.one(conn, first).rounds} == {"replaced"}
        latest = plans.latest(conn, town.COMMUNITY, town.NIGHT, published_only=True)
        assert [each.id for each in plans.of_night(conn, None, town.NIGHT)] == [second, first]
    assert latest is not None
    assert (latest.id, latest.status) == (second, "published")
    assert {each["properties"]["hazard_code"] for each in _stops(town_store)} == {"SM-01"}


def test_publishing_twice_changes_nothing(town_store: Store) -> None:
    plan_id = _save(town_store)
    _publish(town_store, plan_id)
    stops = _stops(town_store)
    _publish(town_store, plan_id)
    assert [each["id"] for each in _stops(town_store)] == [each["id"] for each in stops]


def _check_in(store: Store, stop_id: str, hazard_id: str) -> None:
    said = CheckIn(
        key=stop_id, community_id=town.COMMUNITY, result="clear", seen_at=NOW,
        hazard_id=hazard_id, stop_id=stop_id,
    )  # fmt: skip
    with store.write("team", NOW) as tx:
        checkins.append(tx, said, town.NIGHT)


def test_a_visited_stop_is_done_and_stays_done_in_the_next_plan(town_store: Store) -> None:
    first = _save(town_store)
    _publish(town_store, first)
    with town_store.read() as conn:
        saved = plans.one(conn, first)
    evening = saved.rounds[0].id
    _check_in(town_store, saved.stop_ids[evening, 2], town.id_of("JS-02"))
    assert [each["properties"]["status"] for each in _stops(town_store)] == [
        "planned", "done", "planned", "planned",
    ]  # fmt: skip
    second = _save(town_store, "JS-02", "SM-02")
    _publish(town_store, second)
    told = [each["properties"] for each in _stops(town_store)]
    assert [(t["pass_name"], t["hazard_code"], t["status"]) for t in told] == [
        ("evening", "JS-02", "done"), ("evening", "SM-02", "planned"),
        ("night_1", "JS-02", "planned"), ("night_1", "SM-02", "planned"),
    ]  # fmt: skip


def test_what_was_not_visited_in_its_round_is_missed(town_store: Store) -> None:
    plan_id = _save(town_store)
    _publish(town_store, plan_id)
    after_evening = nights.passes()[1].from_at
    with town_store.write("clock", NOW) as tx:
        assert plans.mark_missed(tx, after_evening) == 2
        assert plans.mark_missed(tx, after_evening) == 0
    assert [each["properties"]["status"] for each in _stops(town_store)] == [
        "missed", "missed", "planned", "planned",
    ]  # fmt: skip
    with town_store.read() as conn:
        saved = plans.one(conn, plan_id)
    # Late, and still seen.
    _check_in(town_store, saved.stop_ids[saved.rounds[0].id, 1], town.id_of("JS-01"))
    assert _stops(town_store)[0]["properties"]["status"] == "done"


def test_stops_are_found_by_their_eta(town_store: Store) -> None:
    _publish(town_store, _save(town_store))
    eta = datetime.fromisoformat("2026-07-22T18:05:00+08:00")
    with town_store.read() as conn:
        at = Query(collection="round_stops", interval=(eta, eta))
        assert len(listed.page(conn, at).features) == 1
        since = Query(collection="round_stops", interval=(eta + timedelta(seconds=1), None))
        assert len(listed.page(conn, since).features) == 3


def test_unknown_plans_and_rounds_are_told(town_store: Store) -> None:
    with town_store.read() as conn:
        with pytest.raises(NotFound):
            plans.one(conn, "x")
        with pytest.raises(NotFound):
            plans.round_(conn, "x")
    with pytest.raises(NotFound), town_store.write("x", NOW) as tx:
        plans.publish(tx, "x")
