"""Tonight is planned by itself at its hour, once, and a failure does not stop the looking."""

from __future__ import annotations

from datetime import datetime

from api.services.by_itself import PlansByItself, due
from data import communities, plans
from data.store import open_store
from tests import town
from tests.api import filled


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{clock}+08:00")


def test_not_before_its_hour_and_only_once(tmp_path) -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        # The town has a plan for 22 July; on the 23rd nobody has planned yet.
        with store.read() as conn:
            assert due(conn, at("2026-07-22T17:00")) == []
            assert due(conn, at("2026-07-23T15:59")) == []
            assert [each.id for each in due(conn, at("2026-07-23T16:00"))] == [town.COMMUNITY]
        hand = filled.Hand(at("2026-07-23T16:00"))
        itself = PlansByItself(store, hand, seconds=0.2)
        made = itself.look()
        assert len(made) == 1
        with store.read() as conn:
            assert plans.one(conn, made[0]).status == "draft"
        assert itself.look() == []


def test_a_community_without_streets_is_left_alone_till_the_next_night() -> None:
    with open_store("sqlite://") as store:
        with store.write("test", at("2026-07-23T10:00")) as tx:
            communities.add(tx, town.community())
        hand = filled.Hand(at("2026-07-23T16:00"))
        itself = PlansByItself(store, hand, seconds=0.2)
        assert itself.look() == []
        assert itself.look() == []
        itself.stop()


def test_stops_of_a_pass_that_ended_unseen_are_missed() -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        hand = filled.Hand(at("2026-07-22T23:14"))
        itself = PlansByItself(store, hand, seconds=0.2)
        assert itself.miss() == 0
        hand.now = at("2026-07-22T23:15")
        missed = itself.miss()
        with store.read() as conn:
            saved = plans.latest(conn, town.COMMUNITY, town.NIGHT)
        assert missed == len(saved.stop_statuses) > 0
        assert set(saved.stop_statuses.values()) == {"missed"}
        assert itself.miss() == 0
