"""A plan that was not published is the office's own; once replaced it may still be read."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from data import hazards, plans
from data.store import Store
from geo.rain import Levels
from tests import town
from tests.api import filled

AWAY = ("192.168.1.20", 4000)
HERE = f"/app/{town.COMMUNITY}"
OF_ROUND = ["/rounds/{}", "/rounds/{}/picture.svg", "/rounds/{}.html", "/rounds/{}.gpx",
            "/rounds/{}/print", "/rounds/{}.csv"]  # fmt: skip


def drafted(store: Store) -> tuple[str, str]:
    """The plan and the round of a draft of three stops."""
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY)[:3])
        plan_id = plans.save(tx, town.COMMUNITY, plan, Levels(), 4.0)
        return plan_id, plans.one(tx.conn, plan_id).rounds[0].id


@pytest.fixture
def us(store: Store) -> TestClient:
    return filled.client_of(store)


@pytest.fixture
def stranger(store: Store) -> TestClient:
    return filled.client_of(store, address=AWAY)


@pytest.mark.parametrize("address", OF_ROUND)
def test_a_round_of_a_draft_is_not_there_for_a_stranger(
    store: Store, us: TestClient, stranger: TestClient, address: str
) -> None:
    """Controls: the office opens it; published, and replaced later, everybody may."""
    plan_id, round_id = drafted(store)
    assert us.get(address.format(round_id)).status_code == 200
    hidden, unknown = (stranger.get(address.format(each)) for each in (round_id, "no-such"))
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace(round_id, "no-such") == unknown.text
    with store.write("test", filled.NOW) as tx:
        plans.publish(tx, plan_id)
    assert stranger.get(address.format(round_id)).status_code == 200
    with store.write("test", filled.NOW) as tx:
        again = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY)[:2])
        plans.publish(tx, plans.save(tx, town.COMMUNITY, again, Levels(), 4.0))
    assert stranger.get(address.format(round_id)).status_code == 200


def test_a_stranger_who_asks_for_the_draft_is_shown_what_was_published(
    store: Store, us: TestClient, stranger: TestClient
) -> None:
    _, round_id = drafted(store)
    for path in (f"{HERE}/picture.svg?lang=en&", f"{HERE}/night?lang=en&"):
        published = stranger.get(path).text
        assert us.get(f"{path}draft=true").text != us.get(path).text
        asked = stranger.get(f"{path}draft=true").text
        assert asked == published and round_id not in asked


def test_where_nothing_was_published_there_is_nothing_for_a_stranger(
    store: Store, us: TestClient, stranger: TestClient
) -> None:
    with store.write("test", filled.NOW) as tx:
        tx.conn.exec_driver_sql("UPDATE plan SET status = 'draft'")
    for path in (f"{HERE}/picture.svg?draft=true", f"/print?community={town.COMMUNITY}"):
        assert us.get(path).status_code == 200, path
        assert stranger.get(path).status_code == 404, path
    assert stranger.get(f"{HERE}/night?draft=true").json()["plan"] is None
