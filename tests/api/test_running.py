"""The running night over HTTP: what the office's page polls, and a round as a table."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from data.store import Store
from geo.nights import moment
from tests import town
from tests.api import filled

LATE = moment(town.NIGHT, "20:31", town.ZONE)
WRITES = {"X-Yuxun": "1"}


def at(store: Store, clock: str, address: tuple[str, int] = filled.LOCAL) -> TestClient:
    hand = filled.Hand(moment(town.NIGHT, clock, town.ZONE))
    return filled.client_of(store, hand, address=address)


def running(client: TestClient, language: str = "en") -> dict:
    answer = client.get(f"/app/{town.COMMUNITY}/running", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.json()


def test_it_says_who_is_where_and_what_is_late(store: Store) -> None:
    told = running(at(store, "20:31"))
    assert told["on"]
    [one] = told["passes"]
    [team] = one["teams"]
    assert (team["total"], team["done"], team["late"]) == (len(town.hazards()), 0, 4)
    assert team["next"]["code"] and team["next"]["expected_at"].startswith("2026-07-22T20:31")
    [alarm] = told["alarms"]
    assert [each["late_min"] for each in alarm["stops"]] == [26, 21]
    assert sum(each["alarm"] == "desk" for each in told["stops"].values()) == 2
    assert sum(each["alarm"] == "team" for each in told["stops"].values()) == 2


def test_in_each_language(store: Store) -> None:
    over = at(store, "23:20")
    assert {each["sentence"] for each in running(over)["uncovered"]} == {
        "Not visited; its time is over."
    }
    assert {each["sentence"] for each in running(over, "zh-CN")["uncovered"]} == {
        "时段已过，未巡查。"
    }


def test_from_another_machine_no_names_and_no_phones_are_told(store: Store) -> None:
    away = at(store, "20:31", ("192.168.1.20", 4000))
    round_id = away.get(f"/rounds?community={town.COMMUNITY}").json()[0]["id"]
    for address in (f"/app/{town.COMMUNITY}/running", f"/rounds/{round_id}.csv"):
        told = away.get(address)
        assert told.status_code == 200
        for contact in town.contacts():
            assert contact.name not in told.text
            assert not any(phone in told.text for phone in contact.phones)
        assert not any(each.name and each.name in told.text for each in town.hazards())


def test_a_night_without_a_plan_is_not_running(store: Store) -> None:
    tomorrow = filled.client_of(store, filled.Hand(LATE + timedelta(days=2)))
    told = running(tomorrow)
    assert (told["on"], told["plan_id"], told["passes"]) == (False, None, [])


def test_a_sheet_is_typed_in_and_stands_in_the_table(store: Store) -> None:
    client = at(store, "21:00")
    one = client.get(f"/rounds?community={town.COMMUNITY}").json()[0]
    stop = one["stops"][2]
    body = {
        "key": str(uuid4()), "community_id": town.COMMUNITY, "result": "clear",
        "stop_id": stop["id"], "device_time": "2026-07-22T20:24:00+08:00", "typed_in": True,
    }  # fmt: skip
    assert client.post("/checkins", json=body, headers=WRITES).status_code == 201
    assert client.post("/checkins", json=body, headers=WRITES).status_code == 201
    later = client.get(f"/rounds/{one['id']}").json()["stops"][2]
    assert later["state"] == "done"
    assert later["done_at"] == "2026-07-22T20:24:00+08:00"
    assert later["typed_in"] is True
    table = client.get(f"/rounds/{one['id']}.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    row = table.text.splitlines()[3].split(",")
    assert row[4:8] == ["2026-07-22T20:15:00+08:00", "2026-07-22T20:24:00+08:00", "9", "1"]


@pytest.mark.parametrize("sheet", [None, "2026-07-22T21:30:00+08:00", "2026-07-21T20:24:00+08:00"])
def test_a_time_that_cannot_be_is_refused_in_words(store: Store, sheet: str | None) -> None:
    client = at(store, "21:00")
    one = client.get(f"/rounds?community={town.COMMUNITY}").json()[0]
    body = {
        "key": str(uuid4()), "community_id": town.COMMUNITY, "result": "clear",
        "stop_id": one["stops"][0]["id"], "device_time": sheet, "typed_in": True,
    }  # fmt: skip
    answer = client.post("/checkins", json=body, headers=WRITES | {"Accept-Language": "zh-CN"})
    assert answer.status_code == 422
    assert "巡查单上的时间" in answer.json()["detail"]
    assert running(client)["passes"][0]["teams"][0]["done"] == 0


def test_a_round_that_is_not_there_has_no_table(store: Store) -> None:
    assert at(store, "21:00").get("/rounds/nothing.csv").status_code == 404
