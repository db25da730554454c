"""Rounds by address: of a night, one by one, and of nights that cannot be."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests import town
from tests.api import filled


def of_night(client: TestClient, night: str):
    return client.get(f"/rounds?community={town.COMMUNITY}&night={night}")


def test_the_published_rounds_of_a_night_and_each_by_its_own_address(shared: TestClient) -> None:
    rounds = of_night(shared, town.NIGHT.isoformat()).json()
    assert [each["team_id"] for each in rounds] == [town.id_of("Team 1")]
    one = shared.get(f"/rounds/{rounds[0]['id']}").json()
    assert one == rounds[0]
    assert one["stops"] and one["legs"]


def test_another_night_has_none(shared: TestClient) -> None:
    assert of_night(shared, "2026-07-23").json() == []


@pytest.mark.parametrize("night", ["9999-12-31", "0001-01-01", "2026-02-30", "tonight", ""])
def test_a_night_that_cannot_be_is_refused_in_words(shared: TestClient, night: str) -> None:
    answer = of_night(shared, night)
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("address", ["/rounds/nothing", "/rounds/jobs/nothing"])
def test_a_round_that_is_not_there(shared: TestClient, address: str) -> None:
    assert shared.get(address).status_code == 404


def test_from_another_machine_no_names_are_told(store) -> None:
    away = filled.client_of(store, address=("192.168.1.20", 4000))
    told = of_night(away, town.NIGHT.isoformat())
    assert told.status_code == 200
    for contact in town.contacts():
        assert contact.name not in told.text
        assert not any(phone in told.text for phone in contact.phones)
    for hazard in town.hazards():
        assert not hazard.name or hazard.name not in told.text
