"""Rounds that begin, are done, end with a reason, and go over into the next plan."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data import checkins, confirmations, plans, round_states
from data.round_states import Patrol
from data.store import Store
from geo.checkins import CheckIn
from geo.rain import Levels
from tests import town
from tests.data import nights

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
TEAM = town.id_of("Team 1")


@pytest.fixture
def published(town_store: Store) -> str:
    """A plan on the phones: team 1 sees JS-01 and JS-02 in the evening and in night pass 1."""
    return save(town_store, publish=True)


def save(store: Store, *, publish: bool = False) -> str:
    with store.write("planner", NOW) as tx:
        plan_id = plans.save(tx, town.COMMUNITY, nights.plan(), Levels(), 2.5)
        if publish:
            plans.publish(tx, plan_id)
    return plan_id


def say_clear(store: Store, plan_id: str, place: int, seq: int) -> None:
    saved = read(store, plan_id)
    stop_id = saved.stop_ids[saved.rounds[place].id, seq]
    said = CheckIn(key=stop_id, community_id=town.COMMUNITY, result="clear", seen_at=NOW,
                   hazard_id=town.id_of(f"JS-0{seq}"), stop_id=stop_id)  # fmt: skip
    with store.write("phone", NOW) as tx:
        checkins.append(tx, said, town.NIGHT)
        plans.follow(tx, stop_id)


def read(store: Store, plan_id: str) -> plans.SavedPlan:
    with store.read() as conn:
        return plans.one(conn, plan_id)


def statuses(store: Store, plan_id: str) -> list[str]:
    return [each.status for each in read(store, plan_id).rounds]


def test_a_round_runs_from_its_first_visit_and_is_done_with_its_last(
    town_store: Store, published: str
) -> None:
    assert statuses(town_store, published) == ["published", "published"]
    say_clear(town_store, published, 1, 1)
    assert statuses(town_store, published) == ["published", "running"]
    say_clear(town_store, published, 1, 2)
    assert statuses(town_store, published) == ["published", "done"]
    with town_store.read() as conn:
        assert round_states.patrols(conn, town.COMMUNITY, town.NIGHT) == [
            Patrol(TEAM, "night_1", "done", None, "", "")
        ]


def test_a_draft_does_not_run(town_store: Store) -> None:
    plan_id = save(town_store)
    say_clear(town_store, plan_id, 0, 1)
    assert statuses(town_store, plan_id) == ["draft", "draft"]


def test_ending_a_round_hands_its_open_stops_over_and_keeps_who_when_and_why(
    town_store: Store, published: str
) -> None:
    say_clear(town_store, published, 1, 1)
    round_id = read(town_store, published).rounds[1].id
    with town_store.write("office", NOW) as tx:
        assert round_states.end(tx, round_id, NOW, "hurt") == 1
        assert round_states.end(tx, round_id, NOW, "again") == 0
    saved = read(town_store, published)
    ended = saved.rounds[1]
    assert (ended.status, ended.ended_at, ended.ended_by, ended.reason) == (
        "ended", NOW, "office", "hurt",
    )  # fmt: skip
    assert [saved.stop_statuses[round_id, seq] for seq in (1, 2)] == ["done", "handed_over"]
    assert saved.rounds[0].status == "published"


def test_a_round_that_goes_on_in_the_next_plan_is_no_patrol_yet(
    town_store: Store, published: str
) -> None:
    say_clear(town_store, published, 0, 1)
    say_clear(town_store, published, 0, 2)
    say_clear(town_store, published, 1, 1)
    with town_store.write("office", NOW) as tx:
        round_states.end(tx, read(town_store, published).rounds[1].id, NOW, "hurt")
    second = save(town_store, publish=True)
    # The evening's visits are carried over; the night's are still to be made by this plan.
    assert statuses(town_store, second) == ["done", "running"]
    assert statuses(town_store, published) == ["done", "ended"]
    with town_store.read() as conn:
        made = round_states.patrols(conn, town.COMMUNITY, town.NIGHT)
    # The same team goes on in the night pass after all: that one is not over.
    assert [(each.pass_name, each.status) for each in made] == [("evening", "done")]


def test_what_was_walked_before_it_was_ended_is_no_other_patrol(
    town_store: Store, published: str
) -> None:
    say_clear(town_store, published, 1, 1)
    say_clear(town_store, published, 1, 2)
    with town_store.write("office", NOW) as tx:
        tx.conn.exec_driver_sql("UPDATE round SET status='ended', reason='sent' WHERE seq = 1")
    second = save(town_store, publish=True)
    saved = read(town_store, second)
    assert [each.status for each in saved.rounds] == ["published", "ended"]
    assert saved.rounds[1].reason == "sent"
    with town_store.read() as conn:
        assert len(round_states.patrols(conn, town.COMMUNITY, town.NIGHT)) == 1


def test_a_round_that_was_ended_before_it_began_is_no_patrol(
    town_store: Store, published: str
) -> None:
    with town_store.write("office", NOW) as tx:
        round_states.end(tx, read(town_store, published).rounds[1].id, NOW, "hurt")
    with town_store.read() as conn:
        assert round_states.patrols(conn, town.COMMUNITY, town.NIGHT) == []


def test_a_team_confirms_a_plan_once(town_store: Store, published: str) -> None:
    later = NOW.replace(hour=15)
    with town_store.write("phone", NOW) as tx:
        assert confirmations.confirm(tx, published, TEAM, NOW) == NOW
        assert confirmations.confirm(tx, published, TEAM, later) == NOW
    with town_store.read() as conn:
        assert confirmations.of_plan(conn, published) == {TEAM: NOW}
        assert confirmations.of_plan(conn, "another") == {}
