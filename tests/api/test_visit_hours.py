"""The office says between which clock times a hazard may be visited."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from data.store import Store
from tests import town
from tests.api import filled

LEAK = next(each for each in town.hazards() if each.code == "LD-04")
CARD = f"/app/hazards/{LEAK.id}/card"
HOURS = f"/app/hazards/{LEAK.id}/hours?lang=en"
EVENING = {"visit_from": "20:00", "visit_to": "22:00"}
ANY_TIME = {"visit_from": None, "visit_to": None}


def put(client: TestClient, body: dict[str, Any], version: int | None) -> Any:
    headers = {"X-Yuxun": "1"} | ({"If-Match": f'"{version}"'} if version is not None else {})
    return client.put(HOURS, json=body, headers=headers)


def test_hours_are_set_shown_on_the_card_and_taken_back(client: TestClient) -> None:
    first = client.get(CARD).json()
    assert first["editable"] and first["visit_from"] is None
    kept = put(client, EVENING, first["version"]).json()
    assert {name: kept[name] for name in EVENING} == EVENING
    assert kept["version"] == first["version"] + 1
    assert client.get(CARD).json() == client.get(CARD).json() | EVENING
    free = put(client, ANY_TIME, kept["version"]).json()
    assert {name: free[name] for name in ANY_TIME} == ANY_TIME


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"visit_from": "20:00", "visit_to": None}, "Give both times, or neither"),
        ({"visit_from": None, "visit_to": "22:00"}, "Give both times, or neither"),
        ({"visit_from": "20:00", "visit_to": "20:00"}, "from 20:00 to 20:00: never"),
        ({"visit_from": "8pm", "visit_to": "22:00"}, "Write it as 20:00."),
        ({"visit_from": "20:00"}, "This is missing."),
    ],
)
def test_hours_that_cannot_be_change_nothing(
    client: TestClient, body: dict[str, Any], said: str
) -> None:
    before = client.get(CARD).json()
    answer = put(client, body, before["version"])
    assert answer.status_code == 422
    assert said in answer.text
    assert client.get(CARD).json() == before


def test_a_version_that_is_old_or_missing_changes_nothing(client: TestClient) -> None:
    before = client.get(CARD).json()
    assert put(client, EVENING, None).status_code == 428
    assert put(client, EVENING, before["version"] + 1).status_code == 412
    assert client.get(CARD).json() == before


def test_another_machine_neither_sets_them_nor_is_asked_to(store: Store) -> None:
    away = filled.client_of(store, address=("192.168.1.20", 4000))
    card = away.get(CARD).json()
    assert not card["editable"]
    assert put(away, EVENING, card["version"]).status_code == 403
