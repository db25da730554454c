"""Long work sent twice under one key is done once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.idempotency import UnderWay
from data import communities, plans
from data.store import Store
from geo.errors import Busy
from tests import town

ORDER = {"community_id": town.COMMUNITY, "iterations": 5}


def post(client: TestClient, path: str, key: str | None, body: Any = None) -> Any:
    headers = {"X-Yuxun": "1"} | ({} if key is None else {"Idempotency-Key": key})
    return client.post(path, json=body, headers=headers)


def _plans(store: Store) -> int:
    with store.read() as conn:
        return len(plans.of_night(conn, town.COMMUNITY, town.NIGHT))


def test_a_plan_ordered_twice_is_made_once(client: TestClient, store: Store) -> None:
    key, before = str(uuid4()), _plans(store)
    first = post(client, "/rounds", key, ORDER)
    assert first.status_code == 201
    assert post(client, "/rounds", key, ORDER).json() == first.json()
    assert _plans(store) == before + 1
    assert post(client, "/rounds", key, ORDER | {"seed": 2}).status_code == 422
    assert post(client, "/rounds", None, ORDER).json()["plan_id"] != first.json()["plan_id"]


def test_the_clock_is_turned_once(client: TestClient, store: Store) -> None:
    key = str(uuid4())
    demo = f"/app/{town.COMMUNITY}/demo-night"
    first = post(client, demo, key)
    assert first.status_code == 200
    with store.read() as conn:
        began = communities.one(conn, town.COMMUNITY).demo_started_at
    client.app.state.clock.now = began.replace(hour=14)  # type: ignore[attr-defined,union-attr]
    assert post(client, demo, key).json() == first.json()
    with store.read() as conn:
        assert communities.one(conn, town.COMMUNITY).demo_started_at == began


def test_a_key_under_way_is_not_begun_again() -> None:
    under_way = UnderWay()
    with under_way.held("office", "k"):
        with pytest.raises(Busy), under_way.held("office", "k"):
            pass
        with under_way.held("somebody else", "k"):
            pass
    with under_way.held("office", "k"):
        pass


@pytest.mark.parametrize("prefer", ["", "respond-async"])
def test_unknown_teams_are_named(client: TestClient, store: Store, prefer: str) -> None:
    body = ORDER | {"team_ids": [town.id_of("Team 1"), "nobody"]}
    headers = {"X-Yuxun": "1", "Prefer": prefer}
    answer = client.post("/rounds", json=body, headers=headers)
    assert answer.status_code == 422
    assert "nobody" in answer.json()["detail"]
    assert [each["where"] for each in answer.json()["problems"]] == ["nobody"]
