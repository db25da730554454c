"""A hazard is due by what is known of it now, however it came into the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.actors import LOCAL_OFFICE
from api.services import alarms, due_times, duty
from api.services.hazards import add_here, edit, place
from data import communities, hazards, listed, visits
from data.store import Store, open_store
from geo.hazards import STATUSES, Hazard, Visit
from geo.kinds import DEFAULT_KINDS
from geo.passes import next_due
from geo.rain import Levels
from geo.rules import Rules
from tests import town
from tests.api.services.office import NOW, everything, office, take

TREE = {"type": "Point", "coordinates": list(town.at(150, 108))}
# 20:00 in Beijing at NOW: the first night pass runs from 20:00 to 23:15, the second from 00:45.
SECOND_ENDS = datetime(2026, 7, 22, 21, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with office() as opened:
        yield opened


def _trees(*scales: str) -> bytes:
    rows = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [
            town.at(150, 108)[0] + place / 1e4, town.at(150, 108)[1]]},
         "properties": {"scale": scale, "name": f"国槐{place}"}}
        for place, scale in enumerate(scales)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


def _visit(store: Store, hazard_id: str) -> Visit | None:
    with store.read() as conn:
        return visits.visits(conn, town.COMMUNITY).get(hazard_id)


def _due(store: Store, hazard_id: str) -> datetime | None:
    visit = _visit(store, hazard_id)
    return visit and visit.next_due_at


def _imported(store: Store, *scales: str) -> list[Hazard]:
    take(store, _trees(*scales), kind="leaning_tree")
    return everything(store)


def test_an_imported_hazard_is_due_and_the_list_says_so(store: Store) -> None:
    (tree,) = _imported(store, "T3")
    assert _due(store, tree.id) == SECOND_ENDS
    with store.read() as conn:
        told: Any = json.loads(listed.item(conn, "hazards", tree.id) or "")
    assert told["properties"]["next_due_at"] == "2026-07-23T05:00:00+08:00"
    assert told["properties"]["overdue"] is False


def test_one_that_nobody_saw_becomes_overdue(store: Store) -> None:
    (tree,) = _imported(store, "T3")
    with store.write("clock", NOW + timedelta(days=1)) as tx:
        assert visits.refresh_overdue(tx, tx.now, town.COMMUNITY) == 1
        assert due_times.refresh(tx, town.COMMUNITY) == 0
    visit = _visit(store, tree.id)
    assert visit is not None
    assert visit.overdue


def test_a_draft_is_due_when_it_is_confirmed(store: Store) -> None:
    draft = add_here(
        store, LOCAL_OFFICE, town.COMMUNITY, hazard_id=town.id_of("new"), kind="leaning_tree",
        scale="T3", geometry=TREE, now=NOW,
    )  # fmt: skip
    assert _due(store, draft.id) is None
    edit(store, LOCAL_OFFICE, draft.id, {"status": "active"}, draft.version, NOW)
    assert _due(store, draft.id) == SECOND_ENDS


def test_a_rank_that_is_mended_moves_the_due_time(store: Store) -> None:
    (tree,) = _imported(store, "T1")
    before = _due(store, tree.id)
    edit(store, LOCAL_OFFICE, tree.id, {"raw": {"scale": "T4"}}, tree.version, NOW)
    assert before != _due(store, tree.id) == SECOND_ENDS


def test_one_that_waited_is_due_once_it_is_placed(store: Store) -> None:
    take(store, "scale,name\nT3,国槐\n".encode(), "trees.csv", kind="leaning_tree")
    (tree,) = everything(store)
    placed = place(store, LOCAL_OFFICE, tree.id, TREE, tree.version, NOW)
    assert _due(store, placed.id) == SECOND_ENDS


def test_what_is_resolved_is_due_at_no_time(store: Store) -> None:
    (tree,) = _imported(store, "T3")
    edit(store, LOCAL_OFFICE, tree.id, {"status": "resolved"}, tree.version, NOW)
    assert _visit(store, tree.id) == Visit(None, None, overdue=False)


def test_rules_and_warnings_move_due_times_and_back(store: Store) -> None:
    (tree,) = _imported(store, "T2")
    season = _due(store, tree.id)
    quiet = Rules(trigger="rain_or_warning").as_json()
    with store.write("test", NOW) as tx:
        duty.set_rules(tx, town.COMMUNITY, quiet)
    assert _due(store, tree.id) != season
    with store.write("test", NOW) as tx:
        alarms.respond(tx, town.COMMUNITY, "none", by_hand=True)
    assert _due(store, tree.id) == season
    with store.write("test", NOW) as tx:
        alarms.respond(tx, town.COMMUNITY, "none", by_hand=False)
        before = visits.visits(tx.conn, town.COMMUNITY)[tree.id]
        alarms.issue(tx, town.COMMUNITY, "wind", "orange")
        assert visits.visits(tx.conn, town.COMMUNITY)[tree.id] != before
        alarms.issue(tx, town.COMMUNITY, "wind", "none")
        assert visits.visits(tx.conn, town.COMMUNITY)[tree.id] == before


def test_what_did_not_change_is_not_written(store: Store) -> None:
    _imported(store, "T1", "T3")
    with store.read() as conn:
        version = store.data_version(conn)
    with store.write("test", NOW) as tx:
        assert due_times.refresh(tx, town.COMMUNITY) == 0
    with store.read() as conn:
        assert store.data_version(conn) == version


def test_a_demo_night_counts_by_its_own_clock(store: Store) -> None:
    later = NOW + timedelta(days=150)
    with store.write("test", later) as tx:
        demo = replace(town.community(), demo_night=town.NIGHT, demo_started_at=later)
        communities.update(tx, demo)
        hazards.add(tx, replace(town.hazards()[-1], keeper_id=None, deputy_id=None))
        due_times.refresh(tx, town.COMMUNITY)
    assert _due(store, town.hazards()[-1].id) == SECOND_ENDS


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([each.id for each in DEFAULT_KINDS]), st.integers(1, 4),
                       st.sampled_from(STATUSES), st.none() | st.integers(0, 200)), max_size=8),
    st.integers(0, 400),
)  # fmt: skip
def test_each_is_due_as_if_it_were_the_only_one(
    rows: list[tuple[str, int, Any, int | None]], days: int
) -> None:
    now = NOW + timedelta(days=days, hours=3)
    made = [
        Hazard(id=f"h{n}", code=f"X-{n:02d}", kind=kind, community_id=town.COMMUNITY, rank=rank,
               status=status)
        for n, (kind, rank, status, _) in enumerate(rows)
    ]  # fmt: skip
    with open_store("sqlite://") as store:
        with store.write("test", NOW) as tx:
            communities.add(tx, town.community())
            hazards.add_many(tx, made)
            seen = {f"h{n}": Visit(now - timedelta(hours=ago), None, overdue=False)
                    for n, (*_, ago) in enumerate(rows) if ago is not None}  # fmt: skip
            visits.set_visits(tx, seen)
        with store.write("test", now) as tx:
            due_times.refresh(tx, town.COMMUNITY)
            known = visits.visits(tx.conn, town.COMMUNITY)
            for each in hazards.of_community(tx.conn, town.COMMUNITY, STATUSES):
                last = seen[each.id].last_visited_at if each.id in seen else None
                due = None if each.status != "active" else next_due(
                    each, Rules(), Levels(), town.ZONE, last_visited_at=last, now=now
                )  # fmt: skip
                found = known.get(each.id, Visit(None, None, overdue=False))
                assert found == Visit(last, due, overdue=due is not None and due < now)
