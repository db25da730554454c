"""The night in numbers over HTTP: page, table and JSON say the same, and nothing personal."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.services.report import Asked, nights_of
from data import communities, plans, round_states, teams, warnings
from data.store import Store, open_store
from geo.errors import BadInput
from geo.rain import Level, Levels, WeatherWarning
from tests import town
from tests.api.filled import NOW, Hand, client_of, fill
from tests.data import nights as plan_by_hand

NIGHT = town.NIGHT.isoformat()
BEFORE = town.NIGHT - timedelta(days=1)
# The pass of the filled town ends at 23:15.
LATER = datetime(2026, 7, 22, 15, 30, tzinfo=UTC)
STRANGER = ("10.1.2.3", 5000)
PAGE = {"Accept": "text/html", "Accept-Language": "en"}


class Office:
    """A filled town whose clock is moved by hand."""

    def __init__(self, store: Store) -> None:
        self.store, self.hand = store, Hand(NOW)
        self.client = client_of(store, self.hand)
        self.client.headers |= {"X-Yuxun": "1", "Accept-Language": "en"}
        self.stranger = client_of(store, self.hand, address=STRANGER)
        self.stranger.headers["Accept-Language"] = "en"
        self._keys = 0

    def say(self, seq: int, kind: str = "", scale: str = "") -> None:
        """A check-in at a stop of the round: all clear, or what was found."""
        night = self.client.get(f"/app/{town.COMMUNITY}/night").json()
        stop = night["rounds"][0]["stops"][seq - 1]
        self._keys += 1
        body: dict[str, Any] = {
            "key": f"00000000-0000-4000-8000-{self._keys:012d}", "community_id": town.COMMUNITY,
            "result": "finding" if kind else "clear", "stop_id": stop["id"],
            "hazard_id": stop["hazard_id"],
        }  # fmt: skip
        if kind:
            body["finding"] = {"kind": kind, "scale": scale, "note": "canary-note"}
        answer = self.client.post("/checkins", json=body)
        assert answer.status_code == 201, answer.text

    def drafted(self) -> None:
        """Wait until the draft that follows a check-in is made: one thread makes them in turn."""
        for _ in range(2):
            self.client.app.state.jobs.executor.submit(int).result()  # type: ignore[attr-defined]

    def report(self, client: TestClient | None = None, **asked: str) -> dict[str, Any]:
        answer = (client or self.client).get(f"/app/{town.COMMUNITY}/report", params=asked)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def numbers(self, **asked: str) -> dict[str, tuple[int, int | None]]:
        return {each["id"]: (each["value"], each["of"]) for each in self.report(**asked)["numbers"]}


@pytest.fixture
def office() -> Iterator[Office]:
    with open_store("sqlite://") as store:
        fill(store)
        yield Office(store)


@pytest.fixture
def walked(office: Office) -> Office:
    """Nine of twelve stops are seen; one road is under water and was seen dry again; it is over."""
    for seq in range(1, 9):
        office.say(seq)
    office.say(9, "leaning_tree", "T3")
    office.say(1, "flood_segment", "20")
    office.say(1, "flood_segment", "27")
    office.hand.now = NOW + timedelta(minutes=40)
    office.say(1)
    office.hand.now = LATER
    return office


def items(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(e for e in told["numbers"] if e["id"] == name)["items"]
    return found


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_night_in_numbers(walked: Office) -> None:
    assert walked.numbers() == {
        "patrols": (0, None), "night_stops": (9, 12), "found_flood_segment": (1, None),
        "found_leak_building": (0, None), "found_leaning_tree": (1, None), "cleared": (1, 2),
        "not_reached": (3, 12), "unfinished": (1, None),
    }  # fmt: skip
    told = walked.report()
    assert told["sentence"] == (
        "0 patrols; stops visited in the extra night passes: 9 of 12; found: ponding 1, leaks 0, "
        "dangerous trees 1; stops not reached: 3 of 12."
    )
    assert (told["first"], told["from"], told["to"]) == (
        NIGHT, "2026-07-22T05:00:00+08:00", "2026-07-23T05:00:00+08:00",
    )  # fmt: skip
    assert told["as_of"] == "2026-07-22T23:30:00+08:00"
    assert [each["id"] for each in told["unknown"]] == ["requests", "fixed"]
    [tree] = items(told, "found_leaning_tree")
    assert (tree["at"], tree["pass"]) == ("2026-07-22T20:30:00+08:00", "night_1")
    assert tree["state"] == "Still so when it was said last."
    assert {each["state"] for each in items(told, "not_reached")} == {
        "Not visited; its time is over."
    }


def test_a_round_counts_as_a_patrol_once_it_is_done_or_ended(walked: Office) -> None:
    assert walked.numbers()["patrols"] == (0, None)
    with walked.store.write("office", LATER) as tx:
        saved = plans.latest(tx.conn, town.COMMUNITY, town.NIGHT, published_only=True)
        assert saved is not None
        round_states.end(tx, saved.rounds[0].id, LATER, "hurt")
    numbers = walked.numbers()
    assert numbers["patrols"] == (1, None) and "unfinished" not in numbers
    [patrol] = items(walked.report(), "patrols")
    assert patrol["state"] == "Ended early after 9 stops. Somebody is hurt."
    assert (patrol["at"], patrol["until"]) == (
        "2026-07-22T20:30:00+08:00", "2026-07-22T23:30:00+08:00",
    )  # fmt: skip
    assert {each["state"] for each in items(walked.report(), "not_reached")} == {
        "Left by a round that ended early; nobody went on with it."
    }


def test_what_the_office_wrote_of_people_is_not_handed_on(walked: Office) -> None:
    with walked.store.write("office", LATER) as tx:
        saved = plans.latest(tx.conn, town.COMMUNITY, town.NIGHT, published_only=True)
        assert saved is not None
        round_states.end(tx, saved.rounds[0].id, LATER, "canary-somebody")
    [patrol] = items(walked.report(), "patrols")
    assert patrol["state"] == "Ended early after 9 stops. Other reason."


def test_every_number_is_the_length_of_its_list_on_page_table_and_json(walked: Office) -> None:
    told = walked.report()
    rows = rows_of(walked.client.get("/report.csv").text)
    html = walked.client.get("/report", headers=PAGE).text
    assert told["numbers"]
    counted = Counter(row["Number"] for row in rows if row["Row"] == "Counted")
    totals = {row["Number"]: row["Count"] for row in rows if row["Row"] == "Total"}
    for each in told["numbers"]:
        assert each["value"] == len(each["items"]) == counted[each["title"]]
        assert totals.pop(each["title"]) == str(each["value"])
        card = html.split(f'data-number="{each["id"]}"')[1].split("</details>")[0]
        assert f"<b>{each['value']}</b>" in card
        assert card.count("<tr>") == (each["value"] + 1 if each["value"] else 0)
        assert each["rule"] in html.replace("&#39;", "'")
    # What is not known has a sentence in place of a number.
    assert totals == {each["title"]: "" for each in told["unknown"]}
    assert all(each["sentence"] in html for each in told["unknown"])


def test_several_nights_count_a_place_once_and_a_patrol_each(walked: Office) -> None:
    with walked.store.write("planner", NOW) as tx:
        plans.publish(tx, plans.save(tx, town.COMMUNITY, plan_by_hand.plan(BEFORE), Levels(), 2.0))
        saved = plans.latest(tx.conn, town.COMMUNITY, BEFORE, published_only=True)
        assert saved is not None
        for seq in (1, 2):
            plans.mark_done(tx, saved.stop_ids[saved.rounds[0].id, seq])
        plans.follow(tx, saved.stop_ids[saved.rounds[0].id, 2])
    event = walked.numbers(**{"from": BEFORE.isoformat(), "to": NIGHT})
    assert event["patrols"] == (1, None)
    assert event["night_stops"] == (9, 12 + 3) and event["day_stops"] == (2, 2)
    assert event["found_flood_segment"] == (1, None)
    assert walked.numbers(night=BEFORE.isoformat())["not_reached"] == (3, 5)
    # One end may be left out: the last night is then tonight, the first the last.
    assert walked.numbers(**{"from": BEFORE.isoformat()}) == event
    assert walked.numbers(to=NIGHT) == walked.numbers()
    assert walked.report()["nights"] == [NIGHT, BEFORE.isoformat()]


def test_why_nobody_could_go_is_told_with_its_names_to_the_office_only(office: Office) -> None:
    with office.store.write("planner", NOW) as tx:
        plans.publish(tx, plans.save(tx, town.COMMUNITY, plan_by_hand.plan(BEFORE), Levels(), 2.0))
    night = BEFORE.isoformat()
    told = [office.report(each, night=night) for each in (office.client, office.stranger)]
    mine, theirs = (
        next(each["state"] for each in items(each, "not_reached") if each["code"] == "LD-03")
        for each in told
    )
    assert mine == "The plan could give it to nobody. Nobody in 一组."
    assert theirs == "The plan could give it to nobody."


def test_planned_and_not_published_or_nothing_at_all_is_a_sentence(office: Office) -> None:
    night = BEFORE.isoformat()
    told = office.report(night=night)
    assert (told["empty"], told["numbers"], told["sentence"]) == (True, [], "")
    assert told["notes"][0] == "Nothing was planned or recorded then."
    assert (
        "Nothing was planned or recorded then."
        in office.client.get(f"/report?night={night}", headers=PAGE).text
    )
    with office.store.write("planner", NOW) as tx:
        plans.save(tx, town.COMMUNITY, plan_by_hand.plan(), Levels(), 2.0)
    assert any("not published (2026-07-22)" in note for note in office.report()["notes"])
    assert office.numbers()["night_stops"] == (0, 12)


def test_the_night_that_runs_says_what_is_still_to_come(office: Office) -> None:
    office.say(1)
    numbers, told = office.numbers(), office.report()
    assert numbers["to_come"] == (11, 12) and numbers["not_reached"] == (0, 12)
    assert not told["over"]
    assert any("not over yet" in note for note in told["notes"])


def test_warnings_that_were_in_force_are_named_without_their_source(office: Office) -> None:
    hour = timedelta(hours=1)
    with office.store.write("office", NOW) as tx:
        for level, begins, ends in ((Level.BLUE, 1, 3), (Level.RED, 5, 4), (Level.RED, 30, 31)):
            warning = WeatherWarning("rain", level, NOW + begins * hour, NOW + ends * hour,
                                     "", "canary-source")  # fmt: skip
            warnings.add(tx, town.COMMUNITY, warning)
        ruled = warnings.Response(town.NIGHT, Level.YELLOW, "canary-leader")
        warnings.set_response(tx, town.COMMUNITY, ruled)
    told = office.report()["warnings"]
    assert [(each["kind"], each["level"]) for each in told] == [
        ("rain", "blue"), ("response", "yellow"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("night=2026-07-23", "2026-07-23 is still to come. Choose a night up to 2026-07-22."),
        ("night=22.7.2026", "“22.7.2026” is no date."), ("night=2026-02-30", "is no date"),
        ("night=0000-00-00", "is no date"),
        ("night=1026-07-22", "no nights before 2000-01-01. Choose one from then up to 2026-07-22."),
        ("night=9999-12-31", "9999-12-31 is still to come. Choose a night up to 2026-07-22."),
        ("night=２０２６-07-22", "is no date"), ("night=%00", "is no date"),
        ("from=2026-07-22&to=2026-07-20", "2026-07-22 is after 2026-07-20."),
        ("from=2020-01-01&to=2026-07-20", "at most 31 nights"),
        ("night=2026-07-20&from=2026-07-20", "not both"),
        ("from=x", "“x” is no date"), ("to=2030-01-01", "is still to come"),
    ],
)  # fmt: skip
def test_a_date_that_cannot_be_is_answered_with_what_can(
    office: Office, asked: str, sentence: str
) -> None:
    for path in (f"/app/{town.COMMUNITY}/report", "/report.csv"):
        answer = office.client.get(f"{path}?{asked}")
        assert answer.status_code == 422 and sentence in answer.json()["detail"]
    page = office.client.get(f"/report?{asked}", headers=PAGE)
    assert page.status_code == 422
    assert sentence in page.text and 'role="alert"' in page.text
    assert '<form method="get" action="/report">' in page.text and "?night=2026-07-22" in page.text


def test_the_question_is_checked_before_anything_is_read() -> None:
    tonight = date(2026, 7, 22)
    assert nights_of(Asked(), tonight) == (tonight, tonight)
    assert nights_of(Asked(first="2026-07-01"), tonight) == (date(2026, 7, 1), tonight)
    with pytest.raises(BadInput):
        nights_of(Asked(night="2026-07-01", last="2026-07-02"), tonight)


def test_a_stranger_sees_numbers_and_no_names(walked: Office) -> None:
    with walked.store.write("office", NOW) as tx:
        for each in teams.of_community(tx.conn, town.COMMUNITY):
            tx.conn.exec_driver_sql(f"UPDATE team SET name = 'canary-{each.id[:4]}', name_en = ''")
        tx.conn.exec_driver_sql(
            "UPDATE hazard SET name = 'canary-name', note = 'canary-note', address = 'canary-door'"
        )
        tx.conn.exec_driver_sql("UPDATE contact SET name = 'canary-person'")
        tx.conn.exec_driver_sql("UPDATE hazard SET status = 'draft' WHERE code = 'JS-01'")
    paths = ("/report?lists=all", "/report.csv", f"/app/{town.COMMUNITY}/report")
    for path in paths:
        assert "canary" not in walked.stranger.get(path, headers={"Accept": "text/html"}).text, path
        assert "JS-01" not in walked.stranger.get(path).text
        # The control: the office's own has its teams, and no more than these.
        own = walked.client.get(path).text
        assert set(re.findall(r"canary-\w+", own)) <= {
            f"canary-{town.id_of(f'Team {n}')[:4]}" for n in (1, 2, 3)
        }
        assert "canary" in own and "JS-01" in own
    theirs, mine = walked.report(walked.stranger), walked.report()
    assert [e["value"] for e in theirs["numbers"]] == [e["value"] for e in mine["numbers"]]
    [hidden] = items(theirs, "found_flood_segment")
    assert (hidden["code"], hidden["unnamed"], hidden["rank"]) == ("", "not public", 0)


def test_two_communities_never_mix_and_an_unknown_one_is_not_there(walked: Office) -> None:
    with walked.store.write("office", NOW) as tx:
        communities.add(tx, replace(town.community(), id="other", name="别处社区"))
    assert walked.client.get("/app/other/report").json()["empty"]
    page = walked.client.get("/report?community=other", headers=PAGE).text
    assert "Nothing was planned or recorded then." in page and "JS-0" not in page
    assert (
        f"community={town.COMMUNITY}"
        in walked.client.get(f"/report?community={town.COMMUNITY}", headers=PAGE).text
    )
    for path in ("/report?community=nowhere", "/report.csv?community=nowhere",
                 "/app/nowhere/report"):  # fmt: skip
        assert walked.client.get(path, headers=PAGE).status_code == 404


def test_no_cell_runs_in_a_spreadsheet(walked: Office) -> None:
    with walked.store.write("office", NOW) as tx:
        tx.conn.exec_driver_sql("UPDATE team SET name = '=1+1', name_en = '=1+1'")
        tx.conn.exec_driver_sql("UPDATE hazard SET code = '@SUM(' || code || ')'")
    rows = rows_of(walked.client.get("/report.csv").text)
    assert {row["Team"] for row in rows} >= {"'=1+1"}
    assert any(row["Code"].startswith("'@SUM(") for row in rows)
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]


def test_it_is_said_in_the_language_of_the_reader(walked: Office) -> None:
    chinese = {"Accept-Language": "zh-CN"}
    told = walked.client.get(f"/app/{town.COMMUNITY}/report", headers=chinese).json()
    assert told["sentence"] == (
        "巡查 0 次；夜间加巡到位点位 9/12；发现积水 1 处、漏雨 0 处、树木险情 1 处；未到点位 3/12。"
    )
    html = walked.client.get("/report?lists=all", headers=PAGE | chinese).text
    assert not re.search(r"[a-z]{4,} [a-z]{3,}", re.sub(r"<[^>]*>", " ", html.split("<main")[1]))
    table = walked.client.get("/report.csv", headers=chinese)
    assert table.content.startswith(b"\xef\xbb\xbf")
    assert "report-2026-07-22.csv" in table.headers["content-disposition"]
    assert {row["行"] for row in rows_of(table.text)} == {"说明", "合计", "明细"}
