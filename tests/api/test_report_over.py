"""The report read alone and afterwards: its table, rounds ended once over, the line."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from data import plans, round_states, warnings
from geo import counting
from geo.rain import Level, Levels, WeatherWarning
from tests import town
from tests.api.filled import NOW
from tests.api.test_report import BEFORE, LATER, NIGHT, PAGE, Office, items, office, rows_of, walked
from tests.data import nights as plan_by_hand

__all__ = ["office", "walked"]


def test_the_table_says_by_itself_what_it_is_of(walked: Office) -> None:
    hour = timedelta(hours=1)
    with walked.store.write("office", NOW) as tx:
        warning = WeatherWarning("rain", Level.RED, NOW + hour, NOW + 3 * hour, "", "")
        warnings.add(tx, town.COMMUNITY, warning)
        plans.save(tx, town.COMMUNITY, plan_by_hand.plan(), Levels(), 2.0)
    told = walked.report()
    rows = rows_of(walked.client.get("/report.csv").text)
    about = {row["Number"]: row for row in rows if row["Row"] == "About"}
    assert about["Community"]["State"] == told["community"]
    assert about["As of"]["At"] == "2026-07-22 23:30:00"
    assert about["Version of the counting rules"]["State"] == str(counting.VERSION)
    force = about["In force then"]
    assert (force["At"], force["Until"]) == ("2026-07-22 21:30:00", "2026-07-22 23:30:00")
    assert force["Kind"] and force["State"]
    notes = [row["State"] for row in rows if row["Number"] == "Note"]
    assert notes == told["notes"] and len(notes) >= 2
    # A number is in the sum of its column once, and every date is one.
    value = {each["title"]: each["value"] for each in told["numbers"]}
    for title, wanted in value.items():
        assert sum(int(r["Count"] or 0) for r in rows if r["Number"] == title) == wanted
    for row in rows:
        assert date.fromisoformat(row["Night"]) and date.fromisoformat(row["Last night"])
        for name in ("At", "Until", "Planned for"):
            assert not row[name] or datetime.strptime(row[name], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007


def test_the_table_of_a_night_without_anything_says_so(office: Office) -> None:
    rows = rows_of(office.client.get(f"/report.csv?night={BEFORE.isoformat()}").text)
    assert "Nothing was planned or recorded then." in [row["State"] for row in rows]
    assert {row["Row"] for row in rows} == {"About", "Total"}
    assert not any(row["Count"] for row in rows)


def test_a_round_of_a_night_that_is_over_is_ended_with_a_reason(walked: Office) -> None:
    """Nine of twelve stops, the last at 21:10: a day later the office says why."""
    walked.drafted()
    walked.hand.now = LATER + timedelta(days=1)
    [left] = items(walked.report(night=NIGHT), "unfinished")
    page = f"/report?night={NIGHT}&lists=all"
    assert left["round_id"] in walked.client.get(page, headers=PAGE).text
    assert items(walked.report(walked.stranger, night=NIGHT), "unfinished")[0]["round_id"] == ""
    assert "data-end" not in walked.stranger.get(page, headers=PAGE).text
    where = f"/rounds/{left['round_id']}/end"
    with walked.store.read() as conn:
        before = len(plans.of_night(conn, town.COMMUNITY, town.NIGHT))
    answer = walked.client.post(where, json={"reason": "out_of_time", "team_out": True})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "status": "ended", "sentence": "Ended after 9 of 12 stops.", "plan": None,
    }  # fmt: skip
    told = walked.report(night=NIGHT)
    [patrol] = items(told, "patrols")
    assert patrol["until"] == left["until"] and patrol["until"].startswith(NIGHT)
    assert patrol["state"] == "Ended early after 9 stops. Out of time, not all of it walked."
    assert walked.numbers(night=NIGHT)["not_reached"] == (3, 12)
    assert "unfinished" not in walked.numbers(night=NIGHT)
    # No plan was made, for that night or for this one.
    with walked.store.read() as conn:
        assert len(plans.of_night(conn, town.COMMUNITY, town.NIGHT)) == before
        assert plans.of_night(conn, town.COMMUNITY, town.NIGHT + timedelta(days=1)) == []
    # Said again, it stays as it ended.
    again = walked.client.post(where, json={"reason": "hurt"})
    assert again.status_code == 200 and items(walked.report(night=NIGHT), "patrols") == [patrol]


def test_a_round_is_not_to_be_ended_here_while_its_time_runs(office: Office) -> None:
    office.say(1)
    [going] = items(office.report(), "unfinished")
    assert going["round_id"] == ""
    assert "data-end" not in office.client.get("/report?lists=all", headers=PAGE).text


def test_what_was_left_may_still_be_seen_until_its_time_is_over(office: Office) -> None:
    office.say(1)
    with office.store.write("office", NOW) as tx:
        saved = plans.latest(tx.conn, town.COMMUNITY, town.NIGHT, published_only=True)
        assert saved is not None
        round_states.end(tx, saved.rounds[0].id, NOW, "hurt")
    assert office.numbers()["not_reached"] == (0, 12)
    assert office.numbers()["to_come"] == (11, 12)
    assert {each["state"] for each in items(office.report(), "to_come")} == {
        "Left by a round that ended early; its time is not over yet."
    }
    office.hand.now = LATER
    assert office.numbers()["not_reached"] == (11, 12)


def test_the_line_of_the_night_and_its_report_say_the_same(walked: Office) -> None:
    progress = walked.client.get(f"/app/{town.COMMUNITY}/night").json()["progress"]
    numbers = walked.numbers()
    assert (progress["stops_done"], progress["stops"]) == numbers["night_stops"]
    found = sum(n for name, (n, _) in numbers.items() if name.startswith("found_"))
    assert progress["findings"] == found == 2
    assert progress["line"] == "Extra passes walked 0/1 · stops 9/12 · findings 2"


def test_a_road_with_one_end_seen_says_so_while_its_time_runs(office: Office) -> None:
    """The second stop of the round becomes the other end of the first one's road."""
    with office.store.write("office", NOW) as tx:
        tx.conn.exec_driver_sql(
            "UPDATE stop SET hazard_id = (SELECT hazard_id FROM stop WHERE seq = 1) WHERE seq = 2"
        )
        saved = plans.latest(tx.conn, town.COMMUNITY, town.NIGHT, published_only=True)
        assert saved is not None
        plans.mark_done(tx, saved.stop_ids[saved.rounds[0].id, 1])
    assert office.numbers()["to_come"] == (11, 11)
    states = [each["state"] for each in items(office.report(), "to_come")]
    assert states.count("One end seen, the other still to come.") == 1
    progress = office.client.get(f"/app/{town.COMMUNITY}/night").json()["progress"]
    assert (progress["stops_done"], progress["stops"]) == (0, 11)
