"""Visits: what is due, what is overdue, and that the public list tells it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from data import hazards, listed, visits
from data.listed import Query
from data.store import Store
from geo.hazards import Visit
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
DUE = NOW + timedelta(hours=1)
JS_01, JS_02, SM_01 = (town.id_of(code) for code in ("JS-01", "JS-02", "SM-01"))


def _set(store: Store, hazard_id: str, visit: Visit) -> None:
    with store.write("team", NOW) as tx:
        visits.set_visit(tx, hazard_id, visit)


def _told(store: Store, hazard_id: str) -> dict[str, object]:
    with store.read() as conn:
        feature = listed.item(conn, "hazards", hazard_id)
    assert feature is not None
    return json.loads(feature)["properties"]


def test_a_visit_is_kept_and_told(town_store: Store) -> None:
    visit = Visit(NOW, DUE, overdue=False)
    _set(town_store, JS_02, Visit(None, NOW, overdue=True))
    _set(town_store, JS_02, visit)
    with town_store.read() as conn:
        assert visits.visits(conn, town.COMMUNITY) == {JS_02: visit}
        assert visits.visits(conn, "elsewhere") == {}
    told = _told(town_store, JS_02)
    assert told["last_visited_at"] == "2026-07-22T20:30:00+08:00"
    assert told["next_due_at"] == "2026-07-22T21:30:00+08:00"
    assert told["overdue"] is False
    assert told["version"] == 1


def test_every_visit_raises_the_data_version(town_store: Store) -> None:
    with town_store.read() as conn:
        before = town_store.data_version(conn)
    _set(town_store, JS_02, Visit(NOW, DUE, overdue=False))
    with town_store.read() as conn:
        assert town_store.data_version(conn) == before + 1


def test_what_has_fallen_due_becomes_overdue_once(town_store: Store) -> None:
    _set(town_store, JS_01, Visit(NOW, DUE, overdue=False))
    _set(town_store, JS_02, Visit(NOW, DUE + timedelta(hours=1), overdue=False))
    _set(town_store, SM_01, Visit(NOW, None, overdue=False))
    with town_store.read() as conn:
        assert visits.next_flip(conn) == DUE
        assert visits.next_flip(conn, "elsewhere") is None
    with town_store.write("clock", DUE) as tx:
        assert visits.refresh_overdue(tx, DUE) == 0
        assert visits.refresh_overdue(tx, DUE + timedelta(seconds=1), "elsewhere") == 0
        assert visits.refresh_overdue(tx, DUE + timedelta(seconds=1)) == 1
        assert visits.refresh_overdue(tx, DUE + timedelta(seconds=2)) == 0
    assert _told(town_store, JS_01)["overdue"] is True
    assert _told(town_store, JS_02)["overdue"] is False
    with town_store.read() as conn:
        assert visits.next_flip(conn) == DUE + timedelta(hours=1)
        late = listed.page(conn, Query(overdue=True))
        assert [json.loads(each)["id"] for each in late.features] == [JS_01]


def test_resolved_and_deleted_hazards_fall_due_no_more(town_store: Store) -> None:
    for hazard_id in (JS_01, JS_02):
        _set(town_store, hazard_id, Visit(NOW, DUE, overdue=False))
    with town_store.write("planner", NOW) as tx:
        hazards.update(tx, replace(hazards.one(tx.conn, JS_01), status="resolved"), 1)
        hazards.remove(tx, JS_02, 1)
        assert visits.next_flip(tx.conn) is None
        assert visits.refresh_overdue(tx, DUE + timedelta(days=1)) == 0


def test_a_visit_is_an_update_to_whoever_asks_since_when(town_store: Store) -> None:
    with town_store.write("team", DUE) as tx:
        visits.set_visit(tx, JS_02, Visit(NOW, DUE, overdue=False))
    with town_store.read() as conn:
        since = listed.page(conn, Query(updated_since=DUE))
    assert [json.loads(each)["id"] for each in since.features] == [JS_02]
