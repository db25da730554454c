"""A running night over HTTP: planned again, ended, confirmed, and drafts that make themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.actors import LOCAL_OFFICE
from api.services import planning
from data import communities, teams
from data.store import Store
from tests import town
from tests.api.filled import Hand, client_of
from tests.api.services.test_night import planned, store

__all__ = ["store"]

# 20:16 in Beijing, in the first night pass.
NIGHT = datetime(2026, 7, 22, 12, 16, tzinfo=UTC)
ONE, TWO = town.id_of("Team 1"), town.id_of("Team 2")


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """The office's own machine, in a night that was planned in the afternoon."""
    planned(store)
    with client_of(store, Hand(NIGHT), language="en") as opened:
        opened.headers["X-Yuxun"] = "1"
        opened.headers["Accept-Language"] = "en"
        yield opened


def night_of(client: TestClient, *, draft: bool = False) -> dict:
    return client.get(f"/app/{town.COMMUNITY}/night?draft={str(draft).lower()}").json()


def uncovered(client: TestClient, why: str) -> list[str]:
    """The codes of what nobody covers for that reason."""
    running = client.get(f"/app/{town.COMMUNITY}/running").json()
    return [each["code"] for each in running["uncovered"] if each["why"] == why]


def drafted(client: TestClient, before: str) -> dict:
    """The draft that makes itself after a change; the executor has 20 s for it."""
    for _ in range(200):
        found = night_of(client, draft=True)
        if found["plan"]["id"] != before:
            return found
        time.sleep(0.1)
    raise AssertionError("no draft came")


def test_planned_again_the_answer_says_what_changed_and_a_reload_says_the_same(
    client: TestClient,
) -> None:
    plan_id = night_of(client)["plan"]["id"]
    key = {"Idempotency-Key": str(uuid4())}
    body = {"level": "orange", "iterations": 60}
    answer = client.post(f"/rounds/{plan_id}/replan", json=body, headers=key)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert set(told) >= {"plan_id", "sentence", "change_sentence", "changed_hands", "took_s"}
    changes = night_of(client, draft=True)["plan"]["changes"]
    assert changes["sentence"] == told["change_sentence"]
    assert changes["changed_hands"] == told["changed_hands"]
    assert changes["added"] and changes["added"][0]["code"]
    # Sent again under its key it is the same plan; on the phones nothing has changed.
    assert client.post(f"/rounds/{plan_id}/replan", json=body, headers=key).json() == told
    assert night_of(client)["plan"]["id"] == plan_id


def test_planned_for_one_team_the_other_is_called_by_its_name(client: TestClient) -> None:
    order = {"community_id": town.COMMUNITY, "team_ids": [TWO], "iterations": 60}
    answer = client.post("/rounds", json=order)
    assert answer.status_code == 201, answer.text
    told = answer.json()["change_sentence"]
    assert "Team 1 to Team 2" in told and ONE not in told
    chinese = client.post("/rounds?lang=zh_CN", json=order).json()["change_sentence"]
    assert "巡查一组" in chinese and "Team" not in chinese


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/rounds/nothing/replan", {}, 404),
        ("/rounds/{plan}/replan", {"out_team_ids": ["nobody"]}, 422),
        ("/rounds/{plan}/replan", {"out_team_ids": [ONE, TWO]}, 422),
        ("/rounds/{plan}/replan", {"iterations": 0}, 422),
        ("/rounds/nothing/end", {"reason": "hurt"}, 404),
        ("/rounds/{round}/end", {}, 422),
        ("/rounds/{round}/end", {"reason": " "}, 422),
        ("/rounds/{round}/end", {"reason": "hurt", "hand_over_to": "nobody"}, 422),
        ("/rounds/nothing/confirm", {"team_id": ONE}, 404),
        ("/rounds/{plan}/confirm", {"team_id": "nobody"}, 422),
        ("/rounds/{plan}/confirm", {}, 422),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    client: TestClient, path: str, body: dict, status: int
) -> None:
    before = night_of(client, draft=True)
    places = {"plan": before["plan"]["id"], "round": before["rounds"][-1]["id"]}
    answer = client.post(path.format(**places), json=body)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert night_of(client, draft=True) == before


def test_a_round_that_ends_is_planned_again_at_once(client: TestClient) -> None:
    before = night_of(client)
    names = {each["no"]: each["name"] for each in before["passes"]}
    one = next(r for r in before["rounds"] if names[r["pass_no"]] == "night_1")
    answer = client.post(f"/rounds/{one['id']}/end", json={"reason": "hurt", "team_out": True})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["status"] == "ended" and told["sentence"]
    assert told["plan"]["changed_hands"] > 0
    assert len(uncovered(client, "handed_over")) == told["plan"]["changed_hands"]
    client.post(f"/rounds/{told['plan']['plan_id']}/publish", json={})
    after = night_of(client)
    assert after["plan"]["changes"]["cause"].endswith("is out since 20:16.")
    left = [
        r for r in after["rounds"]
        if r["team_id"] == one["team_id"] and any(s["state"] == "planned" for s in r["stops"])
    ]  # fmt: skip
    assert left == []
    assert uncovered(client, "handed_over") == []


def test_a_team_confirms_and_the_office_sees_when(client: TestClient) -> None:
    plan_id = night_of(client)["plan"]["id"]
    first = client.post(f"/rounds/{plan_id}/confirm", json={"team_id": ONE})
    again = client.post(f"/rounds/{plan_id}/confirm", json={"team_id": ONE})
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert night_of(client)["plan"]["confirmed"] == {ONE: "2026-07-22T20:16:00+08:00"}


def test_another_machine_confirms_nothing(store: Store) -> None:
    planned(store)
    with client_of(store, Hand(NIGHT), address=("192.0.2.7", 1)) as stranger:
        stranger.headers["X-Yuxun"] = "1"
        plan_id = night_of(stranger)["plan"]["id"]
        answer = stranger.post(f"/rounds/{plan_id}/confirm", json={"team_id": ONE})
        assert answer.status_code == 403


def warn(client: TestClient, before: dict) -> None:
    body = {"community_id": town.COMMUNITY, "kind": "rain", "level": "orange"}
    assert client.post("/warnings", json=body).status_code == 201


def respond(client: TestClient, before: dict) -> None:
    path = f"/app/{town.COMMUNITY}/response"
    assert client.post(path, json={"level": "orange"}).status_code == 200


def water(client: TestClient, before: dict) -> None:
    finding = {"kind": "flood_segment", "scale": "30"}
    body = {"key": str(uuid4()), "community_id": town.COMMUNITY, "result": "finding",
            "hazard_id": town.id_of("JS-03"), "finding": finding}  # fmt: skip
    assert client.post("/checkins", json=body).status_code == 201


def found(client: TestClient, before: dict) -> None:
    lon, lat = town.at(210, 8)
    body = {"id": str(uuid4()), "kind": "leaning_tree", "scale": "T4",
            "geometry": {"type": "Point", "coordinates": [lon, lat]}}  # fmt: skip
    assert client.post(f"/app/{town.COMMUNITY}/hazards", json=body).status_code == 201


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (warn, "Rain warning Orange"),
        (respond, "Our level is Orange now."),
        (water, "JS-03 is under water since 20:16."),
        (found, "SM-05 was found at 20:16."),
    ],
)
def test_a_change_of_the_night_leaves_a_draft_by_itself(
    client: TestClient, change: Callable[[TestClient, dict], None], said: str
) -> None:
    before = night_of(client)
    change(client, before)
    after = drafted(client, before["plan"]["id"])
    assert after["plan"]["status"] == "draft"
    assert after["plan"]["changes"]["cause"].startswith(said)
    assert night_of(client)["plan"]["id"] == before["plan"]["id"]


def test_what_changes_nothing_leaves_no_draft(client: TestClient) -> None:
    before = night_of(client)["plan"]["id"]
    clear = {"key": str(uuid4()), "community_id": town.COMMUNITY, "result": "clear",
             "hazard_id": town.id_of("SM-01")}  # fmt: skip
    assert client.post("/checkins", json=clear).status_code == 201
    lifted = {"community_id": town.COMMUNITY, "kind": "wind", "level": "none"}
    assert client.post("/warnings", json=lifted).status_code == 201
    time.sleep(1.0)
    assert night_of(client, draft=True)["plan"]["id"] == before


def test_an_older_draft_is_not_published_over_a_newer(client: TestClient, store: Store) -> None:
    plan_id = night_of(client)["plan"]["id"]
    body = {"iterations": 20}
    old, new = (client.post(f"/rounds/{plan_id}/replan", json=body).json() for _ in range(2))
    refused = client.post(f"/rounds/{old['plan_id']}/publish", json={})
    assert refused.status_code == 409
    assert "newer plan" in refused.json()["detail"]
    assert client.post(f"/rounds/{new['plan_id']}/publish", json={}).status_code == 200


def end_first(client: TestClient, before: dict) -> dict:
    """The round of the first night pass, its team out from now on; the answer."""
    names = {each["no"]: each["name"] for each in before["passes"]}
    one = next(r for r in before["rounds"] if names[r["pass_no"]] == "night_1")
    answer = client.post(f"/rounds/{one['id']}/end", json={"reason": "hurt", "team_out": True})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_plan_that_was_begun_before_a_team_was_lost_goes_to_no_phone(client: TestClient) -> None:
    before = night_of(client)
    jobs = client.app.state.jobs  # type: ignore[attr-defined]
    job = jobs.start(LOCAL_OFFICE, planning.PlanOrder(community_id=town.COMMUNITY, seconds=3))
    while job.share == 0.0 and job.state == "planning":
        time.sleep(0.02)
    told = end_first(client, before)
    assert told["plan"] is None and "follows by itself" in told["trouble"]
    for _ in range(300):
        draft = night_of(client, draft=True)["plan"]
        if draft["changes"] and "is out since" in (draft["changes"]["cause"] or ""):
            break
        time.sleep(0.1)
    assert draft["changes"]["cause"].endswith("is out since 20:16.")
    assert client.post(f"/rounds/{draft['id']}/publish", json={}).status_code == 200


@pytest.mark.parametrize("change", ["water", "end"])
def test_a_plan_that_does_not_know_the_last_word_is_refused(
    client: TestClient, store: Store, change: str
) -> None:
    state = client.app.state  # type: ignore[attr-defined]
    state.settings = state.settings.model_copy(update={"plan_by_itself": False})
    before = night_of(client)
    real = datetime(2026, 7, 22, 12, 16, tzinfo=UTC)
    order = planning.PlanOrder(community_id=town.COMMUNITY, iterations=20)
    with store.read() as conn:
        known = planning.gather(conn, order, real)
    plan, note = planning.made(known, order)
    if change == "water":
        water(client, before)
    else:
        end_first(client, before)
    kept = planning.keep(store, LOCAL_OFFICE, known, plan, note, real)
    refused = client.post(f"/rounds/{kept.plan_id}/publish", json={})
    assert refused.status_code == 409
    said = "JS-03 came under water" if change == "water" else "was taken out"
    assert said in refused.json()["detail"]
    # An ordinary look holds nothing up.
    again = client.post(f"/rounds/{kept.plan_id}/replan", json={"iterations": 20}).json()
    clear = {"key": str(uuid4()), "community_id": town.COMMUNITY, "result": "clear",
             "hazard_id": town.id_of("SM-01")}  # fmt: skip
    assert client.post("/checkins", json=clear).status_code == 201
    assert client.post(f"/rounds/{again['plan_id']}/publish", json={}).status_code == 200


def test_a_look_long_before_a_pass_answers_for_no_stop_of_it(client: TestClient) -> None:
    before = night_of(client)
    names = {each["no"]: each["name"] for each in before["passes"]}
    stops = {
        (names[one["pass_no"]], stop["hazard_id"]): stop
        for one in before["rounds"] for stop in one["stops"]
    }  # fmt: skip
    hazard_id, late = next(
        (key[1], stop) for key, stop in stops.items()
        if key[0] == "night_2" and ("night_1", key[1]) in stops
    )  # fmt: skip
    seen = {"key": str(uuid4()), "community_id": town.COMMUNITY, "result": "clear",
            "hazard_id": hazard_id, "stop_id": late["id"]}  # fmt: skip
    first = client.post("/checkins", json=seen)
    assert first.status_code == 201
    assert client.post("/checkins", json=seen).json() == first.json()
    states = {
        stop["id"]: stop["state"] for one in night_of(client)["rounds"] for stop in one["stops"]
    }
    assert states[late["id"]] == "planned"
    assert states[stops["night_1", hazard_id]["id"]] == "done"
    far = seen | {"key": str(uuid4()), "device_time": "9999-12-31T00:00:00+08:00"}
    assert client.post("/checkins", json=far).status_code == 422
    lost = seen | {"key": str(uuid4()), "device_time": "1970-01-01T00:00:00+08:00"}
    assert client.post("/checkins", json=lost).status_code == 201


def test_a_team_taken_out_by_mistake_goes_on_once_its_hours_are_back(
    client: TestClient, store: Store
) -> None:
    before = night_of(client)
    with store.read() as conn:
        place = communities.one(conn, town.COMMUNITY)
        asked = teams.asked_shifts(conn, place, town.NIGHT, 1)[town.NIGHT]
    end_first(client, before)
    with store.write("test", NIGHT) as tx:
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, asked)
    order = planning.PlanOrder(community_id=town.COMMUNITY, iterations=20)
    with store.read() as conn:
        known = planning.gather(conn, order, NIGHT)
    assert known.going is not None
    assert known.going.free(known.teams, known.now) == known.teams
    ended = [each for each in known.before.rounds if each.status == "ended"]
    assert [(each.reason, each.team_out) for each in ended] == [("hurt", True)]


def test_what_was_visited_is_visited_in_the_draft_too(client: TestClient) -> None:
    before = night_of(client)
    stop = before["rounds"][-1]["stops"][0]
    seen = {"key": str(uuid4()), "community_id": town.COMMUNITY, "result": "clear",
            "hazard_id": stop["hazard_id"], "stop_id": stop["id"]}  # fmt: skip
    assert client.post("/checkins", json=seen).status_code == 201
    told = client.post(f"/rounds/{before['plan']['id']}/replan", json={"iterations": 20}).json()

    def done(night: dict) -> list[str]:
        every = [each for one in night["rounds"] for each in one["stops"]]
        return sorted(each["hazard_id"] for each in every if each["state"] == "done")

    drafted = night_of(client, draft=True)
    assert drafted["plan"]["id"] == told["plan_id"]
    assert stop["hazard_id"] in done(drafted)
    assert client.post(f"/rounds/{told['plan_id']}/publish", json={}).status_code == 200
    assert done(night_of(client)) == done(drafted)


def test_a_second_plan_waits_its_turn(client: TestClient, store: Store) -> None:
    jobs = client.app.state.jobs  # type: ignore[attr-defined]
    order = planning.PlanOrder(community_id=town.COMMUNITY, seconds=3)
    jobs.start(LOCAL_OFFICE, order)
    plan_id = night_of(client)["plan"]["id"]
    answer = client.post(f"/rounds/{plan_id}/replan", json={})
    assert answer.status_code == 409
    assert answer.headers["Retry-After"]
