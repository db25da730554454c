"""The roster over HTTP: what is written, refused in words, and told to the office only."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from data.store import Store, open_store
from tests import town
from tests.api import filled

HERE = f"/app/{town.COMMUNITY}"
OWN = {"X-Yuxun": "1"}
AWAY = ("192.168.1.20", 4000)
NIGHT, NEXT = town.NIGHT.isoformat(), (town.NIGHT + timedelta(days=1)).isoformat()
TEAM_1, TEAM_2 = town.id_of("Team 1"), town.id_of("Team 2")
STAFF = {n: town.id_of(f"staff {n}") for n in range(1, 7)}
KEEPER = town.id_of("keeper 1")
TONIGHT = ("2026-07-22T20:00:00+08:00", "2026-07-23T05:00:00+08:00")


def roster(client: TestClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"{HERE}/roster{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def turn(team: str, *members: str, hours: tuple[str, str] = ("20:00", "05:00"), **own: Any) -> Any:
    return {"team_id": team, "from": hours[0], "to": hours[1], "member_ids": list(members), **own}


def put(client: TestClient, *turns: Any, night: str = NIGHT, lang: str = "en") -> Any:
    body = {"night": night, "teams": list(turns)}
    return client.put(f"{HERE}/shifts?lang={lang}", json=body, headers=OWN)


def absent(client: TestClient, who: str, span: tuple[str, str] = TONIGHT, **own: Any) -> Any:
    body = {"id": str(uuid4()), "contact_id": who, "from": span[0], "to": span[1], **own}
    return client.post(f"{HERE}/absences?lang=en", json=body, headers=OWN)


def swap(client: TestClient, night: str, who: str, with_night: str, other: str) -> Any:
    body = {"night": night, "person_id": who, "with_night": with_night, "with_id": other}
    return client.post(f"{HERE}/swaps?lang=en", json=body, headers=OWN)


def members(found: dict[str, Any], night: str, team: str, at: int = -1) -> list[str]:
    day = next(each for each in found["nights"] if each["night"] == night)
    shifts = next(each for each in day["teams"] if each["id"] == team)["shifts"]
    return [place["by_id"] for place in shifts[at]["places"]]


def kinds(found: dict[str, Any], night: str) -> list[str]:
    day = next(each for each in found["nights"] if each["night"] == night)
    told = day["troubles"] + [one for team in day["teams"] for one in team["troubles"]]
    return [each["kind"] for each in told]


def test_seven_nights_from_tonight_with_everybody_who_can_be_on_them(client: TestClient) -> None:
    found = roster(client)
    assert [each["night"] for each in found["nights"]][::6] == [NIGHT, "2026-07-28"]
    assert [each["tonight"] for each in found["nights"]] == [True] + [False] * 6
    assert not any(each["written"] for each in found["nights"])
    roles = {each.name for each in town.contacts() if each.role in ("staff", "keeper")}
    assert {each["name"] for each in found["people"]} == roles
    assert members(found, NIGHT, TEAM_1) == [STAFF[3], STAFF[4]]
    assert [each["night"] for each in roster(client, "?from=2026-08-01&nights=2")["nights"]] == [
        "2026-08-01", "2026-08-02",
    ]  # fmt: skip


def test_hours_several_shifts_and_anybody_of_the_community(client: TestClient) -> None:
    sent = put(
        client, turn(TEAM_1, STAFF[3], STAFF[4], hours=("19:30", "23:30")),
        turn(TEAM_1, STAFF[3], KEEPER, hours=("00:30", "05:00")),
    )  # fmt: skip
    assert sent.status_code == 200, sent.text
    found = roster(client)
    day = found["nights"][0]
    assert day["written"]
    own = next(each for each in day["teams"] if each["id"] == TEAM_1)["shifts"]
    assert [(each["from"], each["to"], each["size"]) for each in own] == [
        ("19:30", "23:30", 2), ("00:30", "05:00", 2),
    ]  # fmt: skip
    assert members(found, NIGHT, TEAM_1) == [STAFF[3], KEEPER]
    assert kinds(found, NIGHT) == []


def test_twice_at_one_time_is_refused_and_nothing_changes(client: TestClient) -> None:
    before = roster(client)
    sent = put(client, turn(TEAM_1, STAFF[3], STAFF[4]), turn(TEAM_2, STAFF[3], STAFF[6]))
    assert sent.status_code == 422
    [problem] = sent.json()["problems"]
    assert problem["where"] == "孙三"
    assert "20:00 to 05:00" in problem["sentence"] and "Team 2" in problem["sentence"]
    assert roster(client) == before


def test_too_little_rest_is_refused_by_name_with_times_and_remedy(client: TestClient) -> None:
    day = turn(TEAM_1, STAFF[3], STAFF[1], hours=("08:00", "20:00"))
    sent = put(client, day, turn(TEAM_2, STAFF[5], STAFF[6]), night=NEXT)
    assert sent.status_code == 422
    [problem] = sent.json()["problems"]
    assert problem["sentence"] == (
        "孙三 comes off the night of 7/22 at 05:00 and needs rest until 13:00, but is on Team 1 "
        "at 08:00. Choose someone else or lower the rest hours in the rules."
    )
    chinese = put(client, day, night=NEXT, lang="zh_CN").json()["problems"][0]["sentence"]
    assert chinese.startswith("孙三 7月22日夜班 05:00 下班，要休息到 13:00")
    assert not roster(client)["nights"][1]["written"]
    rules = client.get(f"{HERE}/rules").json()
    client.put(f"{HERE}/rules", json=rules | {"rest_h": 3}, headers=OWN)
    assert put(client, day, night=NEXT).status_code == 200


def test_who_is_sick_did_not_work_and_needs_no_rest(client: TestClient) -> None:
    absent(client, STAFF[3])
    day = turn(TEAM_1, STAFF[3], STAFF[1], hours=("08:00", "20:00"))
    assert put(client, day, night=NEXT).status_code == 200


def test_a_usual_shift_of_the_next_day_is_named_and_a_written_one_refuses(
    client: TestClient,
) -> None:
    night = [turn(TEAM_1, STAFF[1], STAFF[4]), turn(TEAM_2, STAFF[5], STAFF[6])]
    assert put(client, *night).status_code == 200
    assert kinds(roster(client), NEXT) == ["rest"]
    # Written once, the next day is somebody's decision.
    day = turn(TEAM_1, STAFF[2], STAFF[1], hours=("08:00", "20:00"))
    assert put(client, turn(TEAM_1, STAFF[3], STAFF[4])).status_code == 200
    assert put(client, day, night=NEXT).status_code == 200
    assert put(client, *night).status_code == 422


def test_teams_are_called_by_their_names_in_the_readers_language(client: TestClient) -> None:
    put(client, turn(TEAM_1, STAFF[3]), turn(TEAM_2, STAFF[5], STAFF[6]))
    for language, name in (("en", "Team 1 has one person"), ("zh_CN", "巡查一组")):
        day = roster(client, f"?lang={language}")["nights"][0]
        [told] = next(each for each in day["teams"] if each["id"] == TEAM_1)["troubles"]
        assert told["sentence"].startswith(name)
    said = absent(client, STAFF[5]).json()["sentence"]
    assert "put somebody else on Team 2" in said


def test_one_at_night_is_kept_and_told(client: TestClient) -> None:
    assert put(client, turn(TEAM_1, STAFF[3])).status_code == 200
    assert kinds(roster(client), NIGHT) == ["few"]
    assert put(client).status_code == 200
    assert kinds(roster(client), NIGHT) == ["nobody"]


def test_sent_home_sick_and_back_again(client: TestClient) -> None:
    said = absent(client, STAFF[3])
    assert said.status_code == 201
    assert "has no deputy" in said.json()["sentence"]
    assert kinds(roster(client), NIGHT) == ["few", "away"]
    named = client.put(
        f"{HERE}/people/{STAFF[3]}/deputy", json={"deputy_id": KEEPER}, headers=OWN
    )  # fmt: skip
    assert named.status_code == 200
    found = roster(client)
    assert members(found, NIGHT, TEAM_1) == [KEEPER, STAFF[4]]
    assert kinds(found, NIGHT) == []
    tonight = client.get(f"{HERE}/night").json()["teams"]
    names = {team["id"]: [each["name"] for each in team["members"]] for team in tonight}
    assert names[TEAM_1] == ["张槐", "周四"]
    assert client.delete(f"{HERE}/absences/{said.json()['id']}", headers=OWN).status_code == 200
    assert members(roster(client), NIGHT, TEAM_1) == [STAFF[3], STAFF[4]]


def test_two_people_swap_two_nights_in_one_go(client: TestClient) -> None:
    done = swap(client, NIGHT, STAFF[3], NEXT, STAFF[5])
    assert done.status_code == 422, "staff 5 would be on both teams tonight"
    assert "吴五" in done.json()["problems"][0]["sentence"]
    assert not any(each["written"] for each in roster(client)["nights"])
    same = swap(client, NIGHT, STAFF[3], NIGHT, STAFF[5])
    assert same.status_code == 200, same.text
    found = roster(client)
    assert members(found, NIGHT, TEAM_1) == [STAFF[5], STAFF[4]]
    assert members(found, NIGHT, TEAM_2) == [STAFF[3], STAFF[6]]
    put(client, turn(TEAM_1, STAFF[3], STAFF[4]), turn(TEAM_2, KEEPER, STAFF[6]))
    put(client, turn(TEAM_1, STAFF[3], STAFF[4]), turn(TEAM_2, STAFF[5], STAFF[6]), night=NEXT)
    over = swap(client, NIGHT, KEEPER, NEXT, STAFF[5])
    assert over.status_code == 200, over.text
    assert "7/22" in over.json()["sentence"]
    found = roster(client)
    assert members(found, NIGHT, TEAM_2) == [STAFF[5], STAFF[6]]
    assert members(found, NEXT, TEAM_2) == [KEEPER, STAFF[6]]


def test_a_home_is_given_up_when_its_people_change(client: TestClient) -> None:
    home = list(town.at(50, 50))
    sent = put(client, turn(TEAM_1, STAFF[3], STAFF[4], end=home), turn(TEAM_2, STAFF[5], STAFF[6]))
    assert sent.status_code == 200
    ends = [s["end"] for each in roster(client)["nights"][0]["teams"] for s in each["shifts"]]
    assert home in ends
    assert swap(client, NIGHT, STAFF[3], NIGHT, STAFF[5]).status_code == 200
    ends = [s["end"] for each in roster(client)["nights"][0]["teams"] for s in each["shifts"]]
    assert ends == [None, None]


def test_who_changes_a_night_that_somebody_else_has_changed_is_told(client: TestClient) -> None:
    """Two browsers have read the same night; the second one's write would undo the first's."""

    def send(version: str, *turns: Any) -> Any:
        own = OWN | {"If-Match": f'"{version}"'}
        body = {"night": NIGHT, "teams": list(turns)}
        return client.put(f"{HERE}/shifts?lang=en", json=body, headers=own)

    read = roster(client)["nights"][0]["version"]
    assert {each["version"] for each in client.get(f"{HERE}/teams").json()} == {read}
    one, two = turn(TEAM_1, STAFF[3], STAFF[4]), turn(TEAM_2, STAFF[5], STAFF[6])
    first = send(read, turn(TEAM_1, STAFF[3], KEEPER), two)
    assert first.status_code == 200
    before = roster(client)
    second = send(read, one, turn(TEAM_2, STAFF[5], STAFF[1]))
    assert second.status_code == 412
    assert second.json()["detail"].startswith("Somebody has changed the roster of this night")
    assert roster(client) == before
    assert before["nights"][0]["version"] == first.json()["version"] != read
    again = send(first.json()["version"], turn(TEAM_1, STAFF[3], KEEPER), turn(TEAM_2, STAFF[5]))
    assert again.status_code == 200
    # The control: without a version the last word counts.
    assert put(client, one, two).status_code == 200
    assert send("nonsense", one).status_code == 412


def test_two_shifts_of_one_team_at_one_time_are_refused_with_what_to_do(
    client: TestClient,
) -> None:
    before = roster(client)
    later = turn(TEAM_1, STAFF[1], STAFF[2], hours=("22:00", "05:00"))
    sent = put(client, turn(TEAM_1, STAFF[3], STAFF[4]), later)
    assert sent.status_code == 422
    [problem] = sent.json()["problems"]
    assert problem["sentence"] == (
        "Team 1 would be on two shifts at one time: 20:00–05:00 and 22:00–05:00. Make the second "
        "one another team's, or put its people on the first."
    )
    assert roster(client) == before
    halves = [turn(TEAM_1, STAFF[3], hours=("20:00", "22:00")), later]
    assert put(client, *halves).status_code == 200
    assert put(client, turn(TEAM_1, STAFF[3]), later | {"team_id": TEAM_2}).status_code == 200


@pytest.mark.parametrize("hours", [("22:00", "06:00"), ("20:00", "08:00"), ("00:30", "06:00")])
def test_a_shift_may_end_in_the_morning(client: TestClient, hours: tuple[str, str]) -> None:
    assert put(client, turn(TEAM_1, STAFF[3], STAFF[4], hours=hours)).status_code == 200
    [shift] = roster(client)["nights"][0]["teams"][0]["shifts"]
    assert (shift["from"], shift["to"]) == hours
    assert shift["to_at"].startswith("2026-07-23T0")
    sent = put(client, turn(TEAM_1, STAFF[3], hours=("18:00", "11:00")))
    assert sent.status_code == 422
    assert "longer than 16 hours" in sent.json()["problems"][0]["sentence"]


def test_who_is_on_until_eight_is_on_duty_at_six(store: Store) -> None:
    client = filled.client_of(store)
    put(client, turn(TEAM_1, STAFF[3], STAFF[4], hours=("20:00", "08:00")))
    early = filled.client_of(store, filled.Hand(filled.NOW + timedelta(hours=9, minutes=30)))
    [first, *_] = early.get(f"{HERE}/duty").json()["shifts"]
    assert (first["team_id"], first["now"], first["to"][11:16]) == (TEAM_1, True, "08:00")


def test_the_roster_of_a_night_that_is_over_stays_as_it_was(client: TestClient) -> None:
    past = (town.NIGHT - timedelta(days=1)).isoformat()
    before = roster(client, f"?from={past}&nights=1")
    sent = put(client, turn(TEAM_1, STAFF[1]), night=past)
    assert sent.status_code == 409
    assert "7/21" in sent.json()["detail"] and "is over" in sent.json()["detail"]
    assert swap(client, past, STAFF[3], NIGHT, STAFF[5]).status_code == 409
    assert roster(client, f"?from={past}&nights=1") == before
    assert put(client, turn(TEAM_1, STAFF[3], STAFF[4])).status_code == 200


def test_last_night_is_not_over_while_somebody_is_still_on(store: Store) -> None:
    client = filled.client_of(store)
    long = turn(TEAM_1, STAFF[3], STAFF[4], hours=("20:00", "08:00"))
    assert put(client, long).status_code == 200
    for hours, status in ((9, 200), (12, 409)):  # 05:30 and 08:30
        late = filled.client_of(store, filled.Hand(filled.NOW + timedelta(hours=hours)))
        assert put(late, long).status_code == status


def test_who_is_on_duty_now_and_later(store: Store) -> None:
    clock = filled.Hand(filled.NOW - timedelta(hours=1))  # 19:30
    client = filled.client_of(store, clock)
    shifts = client.get(f"{HERE}/duty").json()["shifts"]
    assert [(each["now"], each["from"][11:16]) for each in shifts] == [
        (True, "08:00"), (False, "20:00"), (False, "20:00"),
    ]  # fmt: skip
    assert all(one["name"] and one["phone"] for each in shifts for one in each["people"])
    clock.now += timedelta(hours=2)
    assert [each["now"] for each in client.get(f"{HERE}/duty").json()["shifts"]] == [True, True]


BAD: list[tuple[str, str, Any, int]] = [
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn(TEAM_1, "nobody")]}, 422),
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn("nobody", STAFF[1])]}, 422),
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn(TEAM_1, town.id_of("property"))]}, 422),
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn(TEAM_1, hours=("05:00", "20:00"))]}, 422),
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn(TEAM_1, end=[116.36])]}, 422),
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn(TEAM_1, end=[200, 39.86])]}, 422),
    ("PUT", "shifts", {"night": NIGHT, "teams": [turn(TEAM_1, end=[117.5, 39.86])]}, 422),
    ("POST", "absences", {"id": "1", "contact_id": STAFF[1], "from": "x", "to": "y"}, 422),
    ("POST", "swaps", {"night": NIGHT, "person_id": STAFF[3], "with_night": NIGHT,
                       "with_id": STAFF[3]}, 422),
    ("POST", "swaps", {"night": NIGHT, "person_id": STAFF[3], "with_night": NIGHT,
                       "with_id": STAFF[4]}, 422),
    ("POST", "swaps", {"night": NIGHT, "person_id": KEEPER, "with_night": NEXT,
                       "with_id": STAFF[4]}, 422),
    ("POST", "swaps", {"night": NIGHT, "person_id": "nobody", "with_night": NEXT,
                       "with_id": STAFF[4]}, 422),
    ("PUT", f"people/{STAFF[3]}/deputy", {"deputy_id": STAFF[3]}, 422),
    ("PUT", f"people/{STAFF[3]}/deputy", {"deputy_id": town.id_of("desk")}, 422),
    ("PUT", "people/nobody/deputy", {"deputy_id": None}, 422),
    ("PUT", f"people/{STAFF[3]}/deputy", {}, 422),
    ("PUT", f"people/{STAFF[3]}/deputy", {"deputy_id": ""}, 422),
    ("DELETE", "absences/nothing", None, 404),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "path", "body", "status"), BAD)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    client: TestClient, verb: str, path: str, body: Any, status: int
) -> None:
    before = roster(client)
    sent = client.request(verb, f"{HERE}/{path}", json=body, headers=OWN)
    assert sent.status_code == status, sent.text
    assert sent.json()["detail"]
    assert roster(client) == before


@pytest.mark.parametrize(
    "span",
    [(TONIGHT[1], TONIGHT[0]), (TONIGHT[0], TONIGHT[0]), (TONIGHT[0], "2028-01-01T00:00:00Z"),
     (TONIGHT[0], "9999-12-31T23:59:59-12:00"), ("2026-07-22T20:00:00", TONIGHT[1])],
)  # fmt: skip
def test_an_absence_that_cannot_be_is_refused(client: TestClient, span: tuple[str, str]) -> None:
    assert absent(client, STAFF[3], span).status_code == 422
    assert absent(client, "nobody").status_code == 422
    assert absent(client, town.id_of("repair")).status_code == 422
    assert not any(each["absences"] for each in roster(client)["people"])


def test_no_community_no_roster(client: TestClient) -> None:
    for path in ("roster", "duty"):
        assert client.get(f"/app/nowhere/{path}").status_code == 404
    for bad in ("from=x", "nights=0", "nights=32", "from=9999-12-31"):
        assert client.get(f"{HERE}/roster?{bad}").status_code == 400


IDS = st.sampled_from([*STAFF.values(), KEEPER, town.id_of("desk"), "nobody"])
HOURS = st.sampled_from(["08:00", "20:00", "22:30", "00:00", "05:00"])
TURNS = st.lists(
    st.builds(
        lambda team, who, opens, ends: turn(team, *who, hours=(opens, ends)),
        st.sampled_from([TEAM_1, TEAM_2]), st.lists(IDS, max_size=4), HOURS, HOURS,
    ),
    max_size=4,
)  # fmt: skip


def test_whatever_is_sent_nobody_is_on_two_shifts_at_one_time() -> None:
    """Taken or refused in words, never a mistake of ours; what was taken holds."""
    taken = 0
    with open_store("sqlite://") as opened:
        filled.fill(opened)
        client = filled.client_of(opened)

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(TURNS, st.sampled_from([NIGHT, NEXT]))
        def each(turns: list[Any], night: str) -> None:
            nonlocal taken
            sent = put(client, *turns, night=night)
            assert sent.status_code in (200, 422), sent.text
            taken += sent.status_code == 200
            for day in roster(client, "?nights=2")["nights"]:
                spans: dict[str, list[tuple[str, str]]] = {}
                for shift in (one for team in day["teams"] for one in team["shifts"]):
                    for place in shift["places"]:
                        spans.setdefault(place["by_id"], []).append(
                            (shift["from_at"], shift["to_at"])
                        )
                for who, own in spans.items():
                    if who is not None:
                        ordered = sorted(own)
                        for a, b in pairwise(ordered):
                            assert a[1] <= b[0]

        each()
    assert taken


def private(client: TestClient) -> list[str]:
    return [client.get(f"{HERE}/{path}").text for path in ("roster", "duty", "teams")]


def test_another_machine_is_told_hours_and_numbers_only(client: TestClient, store: Store) -> None:
    home = list(town.at(50, 50))
    put(client, turn(TEAM_1, STAFF[3], STAFF[4], end=home), turn(TEAM_2, STAFF[5], STAFF[6]))
    absent(client, STAFF[5])
    secrets = [each.name for each in town.contacts() if each.role == "staff"][2:5]
    secrets += [town.contacts()[5].phones[0], str(home[0])]
    away = filled.client_of(store, address=AWAY)
    for text in private(away):
        assert not [each for each in secrets if each in text]
    found = away.get(f"{HERE}/roster").json()
    assert found["people"] == [] and found["nights"][0]["troubles"] == []
    assert found["nights"][0]["teams"][0]["shifts"][0]["from"] == "20:00"
    # The control: the office itself is told, and so the test above can fail.
    told = "".join(private(client))
    assert all(each in told for each in secrets)
    refused = away.post(f"{HERE}/swaps", json={}, headers=OWN)
    assert refused.status_code == 403


def test_a_change_sent_twice_under_one_key_is_done_once(client: TestClient) -> None:
    body = {"night": NIGHT, "person_id": STAFF[3], "with_night": NIGHT, "with_id": STAFF[5]}
    keyed = OWN | {"Idempotency-Key": "swap-1"}
    first, again = (client.post(f"{HERE}/swaps", json=body, headers=keyed) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert members(roster(client), NIGHT, TEAM_1) == [STAFF[5], STAFF[4]]
