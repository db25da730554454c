"""What the office's own pages read, and how little of it another machine is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from data import hazards
from data.store import Store
from tests import town
from tests.api import filled

HERE = f"/app/{town.COMMUNITY}"
AWAY = ("192.168.1.20", 4000)
SECRET = "canary-7f3a"


@pytest.fixture
def marked(store: Store) -> Store:
    """The town with a secret in every text that is the office's own business."""
    with store.write("test", filled.NOW) as tx:
        for each in town.hazards():
            raw = {"doors": [f"{SECRET}-door"]} if each.kind == "leak_building" else {}
            mine = replace(
                each, name=f"{SECRET}-name", address=f"{SECRET}-address", note=f"{SECRET}-note",
                raw=dict(each.raw) | raw,
            )  # fmt: skip
            hazards.update(tx, mine, hazards.one(tx.conn, each.id).version)
        waits = replace(
            town.hazards()[0], id=town.id_of("waits"), code="JS-88", geometry=None,
            name=SECRET, address=SECRET,
        )  # fmt: skip
        hazards.add(tx, waits)
    return store


def addresses() -> list[str]:
    cards = [f"/app/hazards/{each.id}/card" for each in town.hazards()]
    pages = ["hazards", "waiting", "teams", "night", "night?draft=true", "kinds", "rules"]
    rounds = [f"/rounds?community={town.COMMUNITY}", f"/warnings?community={town.COMMUNITY}"]
    return [*cards, *(f"{HERE}/{each}" for each in pages), *rounds]


def test_another_machine_is_told_no_name_phone_door_address_or_note(marked: Store) -> None:
    away = filled.client_of(marked, address=AWAY)
    people = [c.name for c in town.contacts()] + [p for c in town.contacts() for p in c.phones]
    for address in addresses():
        answer = away.get(address)
        assert answer.status_code == 200, address
        assert SECRET not in answer.text, address
        assert not any(each in answer.text for each in people), address


def test_the_office_itself_is_told_and_so_the_test_above_can_fail(marked: Store) -> None:
    """The control: the same addresses hold the secrets when the office asks."""
    here = filled.client_of(marked)
    told = "".join(here.get(address).text for address in addresses())
    for part in ("name", "address", "note", "door"):
        assert f"{SECRET}-{part}" in told
    assert all(contact.name in told for contact in town.contacts() if contact.role == "staff")


def test_the_list_of_the_map_can_be_cut_and_filtered(client: TestClient) -> None:
    whole = client.get(f"{HERE}/hazards").json()
    assert whole["matched"] == whole["returned"] == len(whole["features"])
    cut = client.get(f"{HERE}/hazards?limit=2").json()
    assert (cut["matched"], cut["returned"]) == (whole["matched"], 2)
    assert cut["features"] == whole["features"][:2]
    trees = client.get(f"{HERE}/hazards?kind=leaning_tree&rank=3,4").json()["features"]
    assert trees
    for each in trees:
        assert each["properties"]["kind"] == "leaning_tree"
        assert each["properties"]["rank"] >= 3


@pytest.mark.parametrize("bad", ["bbox=1,2,3", "bbox=nan,0,1,1", "rank=5", "limit=0", "limit=x"])
def test_a_question_that_cannot_be_is_refused(client: TestClient, bad: str) -> None:
    assert client.get(f"{HERE}/hazards?{bad}").status_code == 400


def test_a_card_says_labels_and_values_in_the_readers_language(client: TestClient) -> None:
    leak = next(each for each in town.hazards() if each.kind == "leak_building")
    address = f"/app/hazards/{leak.id}/card"
    zh, en = (client.get(f"{address}?lang={lang}").json() for lang in ("zh_CN", "en"))
    assert zh["kind_word"] == "易漏房屋"
    assert en["kind_word"] == "Leak-prone building"
    assert zh["rank_word"] and zh["rank_word"] != en["rank_word"]
    assert {f["name"] for f in zh["fields"]} == {f["name"] for f in en["fields"]} >= {"scale"}


def test_the_base_map_is_sent_once_a_version(client: TestClient) -> None:
    first = client.get(f"{HERE}/ground")
    assert len(first.json()["streets"]) == len(town.streets())
    again = client.get(f"{HERE}/ground", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_shifts_and_rules_are_kept_and_bad_ones_change_nothing(client: TestClient) -> None:
    own = {"X-Yuxun": "1"}
    teams = client.get(f"{HERE}/teams").json()
    first = teams[0]
    turn = {"team_id": first["id"], "from": "20:00", "to": "05:00",
            "member_ids": [first["members"][0]["id"]]}  # fmt: skip
    night = town.NIGHT.isoformat()
    sent = client.put(f"{HERE}/shifts", json={"night": night, "teams": [turn]}, headers=own)
    assert sent.status_code == 200
    on_duty = {each["id"]: each["on_duty"] for each in client.get(f"{HERE}/teams").json()}
    assert on_duty[first["id"]] and not all(on_duty.values())
    bad = client.put(
        f"{HERE}/shifts",
        json={"night": night, "teams": [turn | {"member_ids": ["nobody"]}]}, headers=own,
    )  # fmt: skip
    assert bad.status_code == 422

    rules = client.get(f"{HERE}/rules").json()
    kept = client.put(f"{HERE}/rules", json=rules | {"plan_hour": "15:30"}, headers=own)
    assert kept.json()["plan_hour"] == "15:30"
    refused = client.put(f"{HERE}/rules", json=rules | {"plan_hour": "noon"}, headers=own)
    assert refused.status_code == 422
    assert client.get(f"{HERE}/rules").json()["plan_hour"] == "15:30"


def test_everything_the_office_reads_is_json_without_surprises(client: TestClient) -> None:
    for address in addresses():
        json.loads(client.get(address).text, parse_constant=pytest.fail)
