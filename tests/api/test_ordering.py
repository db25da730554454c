"""Orders and templates over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.actors import LOCAL_OFFICE
from api.services.planning import PlanOrder, plan_night
from data.store import Store
from tests import town
from tests.api import filled

AFTERNOON = datetime(2026, 7, 22, 6, 0, tzinfo=UTC)
ONE = town.id_of("Team 1")
T = town.id_of("template")


@pytest.fixture
def client(store: Store) -> TestClient:
    order = PlanOrder(community_id=town.COMMUNITY, night=town.NIGHT, iterations=30)
    plan_night(store, LOCAL_OFFICE, order, AFTERNOON)
    made = filled.client_of(store, filled.Hand(AFTERNOON))
    made.headers["X-Yuxun"] = "1"
    return made


def the_round(client: TestClient, name: str = "night_1") -> dict[str, Any]:
    night = client.get(f"/app/{town.COMMUNITY}/night?draft=true").json()
    no = next(one["no"] for one in night["passes"] if one["name"] == name)
    return next(r for r in night["rounds"] if r["team_id"] == ONE and r["pass_no"] == no)


def ids(one: dict[str, Any]) -> list[str]:
    return [stop["hazard_id"] for stop in one["stops"]]


def test_a_dry_run_costs_and_keeps_nothing_then_it_is_kept_and_marked(client: TestClient) -> None:
    one = the_round(client)
    assert one["by_hand"] is False
    order = ids(one)[::-1]
    tried = client.put(f"/rounds/{one['id']}/order", json={"hazard_ids": order, "try": True})
    assert tried.status_code == 200
    said = tried.json()
    assert said["kept"] is False and said["broken"] == []
    assert [stop["hazard_id"] for stop in said["stops"]] == order
    assert ids(the_round(client)) == ids(one)
    kept = client.put(f"/rounds/{one['id']}/order", json={"hazard_ids": order}).json()
    assert kept["kept"] is True
    assert kept["sentence"] == said["sentence"]
    now = the_round(client)
    assert (now["id"], now["by_hand"], ids(now)) == (kept["round_id"], True, order)
    back = client.delete(f"/rounds/{now['id']}/order")
    assert back.status_code == 200
    assert the_round(client)["by_hand"] is False


def test_chinese_is_said_where_it_is_asked_for(client: TestClient) -> None:
    one = the_round(client)
    answer = client.put(
        f"/rounds/{one['id']}/order", json={"hazard_ids": ids(one)[::-1], "try": True},
        headers={"Accept-Language": "zh-CN"},
    )  # fmt: skip
    assert "米" in answer.json()["sentence"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422), ({"hazard_ids": []}, 422), ({"hazard_ids": ["x"]}, 422),
        ({"hazard_ids": ["x"], "try": True}, 422), ({"hazard_ids": "x"}, 422),
        ({"hazard_ids": ["x"], "force": True}, 422),
    ],
)  # fmt: skip
def test_an_order_that_cannot_be_is_refused_in_words(
    client: TestClient, body: dict[str, object], status: int
) -> None:
    answer = client.put(f"/rounds/{the_round(client)['id']}/order", json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_round_nobody_knows(client: TestClient) -> None:
    put = client.put("/rounds/nothing/order", json={"hazard_ids": ["x"]})
    assert (put.status_code, client.delete("/rounds/nothing/order").status_code) == (404, 404)


def test_sent_twice_under_one_key_it_is_kept_once(client: TestClient) -> None:
    one = the_round(client)
    body, key = {"hazard_ids": ids(one)[::-1]}, {"Idempotency-Key": "k"}
    first, second = (
        client.put(f"/rounds/{one['id']}/order", json=body, headers=key) for _ in range(2)
    )
    assert first.json() == second.json()


def test_from_another_machine_nothing_is_moved(store: Store, client: TestClient) -> None:
    away = filled.client_of(store, filled.Hand(AFTERNOON), address=("192.168.1.20", 4000))
    away.headers["X-Yuxun"] = "1"
    one = the_round(client)
    for body in ({"hazard_ids": ids(one), "try": True}, {"hazard_ids": ids(one)}):
        assert away.put(f"/rounds/{one['id']}/order", json=body).status_code == 403
    assert away.delete(f"/rounds/{one['id']}/order").status_code == 403
    assert away.get(f"/app/{town.COMMUNITY}/templates").json() == []


def test_a_template_is_made_used_changed_and_removed(store: Store, client: TestClient) -> None:
    one, where = the_round(client), f"/app/{town.COMMUNITY}/templates"
    made = client.post(where, json={"id": T, "name": "一组夜一", "round_id": one["id"]})
    assert made.status_code == 201
    assert "一组夜一" in made.json()["sentence"]
    again = client.post(where, json={"id": T, "name": "一组夜一", "round_id": one["id"]})
    assert again.status_code == 201
    [told] = client.get(where).json()
    assert (told["name"], told["pass"], told["in_use"]) == ("一组夜一", "night_1", True)
    assert [stop["hazard_id"] for stop in told["stops"]] == ids(one)
    assert all(stop["minutes"] and stop["checklist"][0]["zh"] for stop in told["stops"])
    assert the_round(client)["template"] == "一组夜一"
    away = filled.client_of(store, filled.Hand(AFTERNOON), address=("192.168.1.20", 4000))
    away.headers["X-Yuxun"] = "1"
    assert away.get(where).json()[0]["name"] == ""
    changed = client.put(f"{where}/{T}", json={"in_use": False, "hazard_ids": ids(one)[::-1]})
    assert changed.json()["in_use"] is False
    assert client.put(f"{where}/{T}", json={"name": ""}).status_code == 422
    assert client.delete(f"{where}/{T}").status_code == 204
    assert client.delete(f"{where}/{T}").status_code == 404
    assert client.get(where).json() == []


def test_kinds_say_what_to_look_at(client: TestClient) -> None:
    kinds = client.get(f"/app/{town.COMMUNITY}/kinds").json()
    looks = {kind["id"]: kind["checklist"] for kind in kinds}
    assert looks["flood_segment"][0] == {"zh": "路缘处水深", "en": "Depth at the kerb"}
    assert all(3 <= len(each) <= 6 for each in looks.values())
