"""The running night: who is told what and when, what is not covered, what is typed in later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from api.services import against, checking_in, night
from api.services.running import Running, running
from data import checkins, plans, visits
from data.store import Store, open_store
from geo.checkins import CheckIn
from geo.errors import BadInput
from geo.nights import moment
from tests import town
from tests.api import filled


def at(clock: str) -> datetime:
    return moment(town.NIGHT, clock, town.ZONE)


@pytest.fixture
def store() -> Iterator[Store]:
    """One round of team 1: a stop every five minutes from 20:05, window until 23:15."""
    with open_store("sqlite://") as opened:
        filled.fill(opened)
        yield opened


def seen(store: Store, clock: str) -> Running:
    return running(night.tonight(store, town.COMMUNITY, at(clock), published_only=True))


def stop_ids(store: Store) -> list[str]:
    return [stop_id for _, stop_id in sorted(_saved(store).stop_ids.items())]


def _saved(store: Store) -> plans.SavedPlan:
    with store.read() as conn:
        found = plans.latest(conn, town.COMMUNITY, town.NIGHT, published_only=True)
    assert found is not None
    return found


def say(store: Store, stop_id: str, clock: str, result: str = "clear", **more: object) -> None:
    said = CheckIn(key=str(uuid4()), community_id=town.COMMUNITY, result=result,
                   seen_at=at(clock), stop_id=stop_id, **more)  # fmt: skip
    with store.write("test", at(clock)) as tx:
        checking_in.check_in(tx, said)


def type_in(
    store: Store, stop_id: str, sheet: datetime | None, now: datetime, **more: object
) -> CheckIn:
    said = CheckIn(
        key=str(uuid4()), community_id=town.COMMUNITY, result="clear", seen_at=now,
        stop_id=stop_id, typed_in=True, device_time=sheet, **more,
    )  # fmt: skip
    with store.write("test", now) as tx:
        checking_in.check_in(tx, said)
    return said


def test_before_the_round_nothing_is_wrong(store: Store) -> None:
    early = seen(store, "19:30")
    assert not early.on
    assert early.alarms == early.uncovered == ()
    [walk] = early.walks
    assert walk.last is None
    assert walk.next is not None and walk.next.stop.seq == 1


def test_the_office_hears_after_the_team_and_once_for_a_team(store: Store) -> None:
    assert seen(store, "20:16").alarms == ()
    assert seen(store, "20:16").walks[0].walk.late == 1
    [alarm] = seen(store, "20:31").alarms
    assert alarm.kind == "late"
    assert [each.stop.seq for each in alarm.stops] == [1, 2]
    assert alarm.stops[0].standing.late_min == 26


def test_an_answer_ends_the_alarm_and_says_where_the_team_is(store: Store) -> None:
    first, *_ = stop_ids(store)
    say(store, first, "20:30")
    now = seen(store, "20:31")
    assert [each.stop.seq for each in now.alarms[0].stops] == [2]
    [walk] = now.walks
    assert walk.last is not None and walk.last.stop.seq == 1
    assert walk.next is not None and walk.next.stop.seq == 2
    assert (walk.walk.done, walk.walk.found) == (1, 0)


def test_when_the_window_is_over_the_rest_is_missed_and_uncovered(store: Store) -> None:
    first, *rest = stop_ids(store)
    say(store, first, "20:06")
    late = seen(store, "23:15")
    [alarm] = late.alarms
    assert alarm.kind == "missed"
    assert len(alarm.stops) == len(rest)
    assert {each.why for each in late.uncovered} == {"missed"}
    assert len(late.uncovered) == len(rest)
    assert not late.on


def test_that_a_team_will_be_too_late_is_said_before_it_is(store: Store) -> None:
    coming = {each.why for each in seen(store, "22:50").uncovered}
    assert coming == {"too_late"}


def test_a_stop_is_missed_in_the_store_when_its_window_is_over_and_not_before(
    store: Store,
) -> None:
    with store.write("test", at("22:30")) as tx:
        assert plans.mark_missed(tx, at("22:30")) == 0, "the round was to end at 22:00"
        assert plans.mark_missed(tx, at("23:15")) == len(town.hazards())


def test_a_sheet_typed_in_later_makes_a_missed_stop_done_at_its_own_time(store: Store) -> None:
    first, *_ = stop_ids(store)
    with store.write("test", at("23:20")) as tx:
        plans.mark_missed(tx, at("23:20"))
    type_in(store, first, at("20:20"), at("23:30"))
    now = seen(store, "23:31")
    there = next(each for each in now.stops if each.stop.seq == 1)
    assert there.standing.state == "done"
    assert there.standing.at.done_at == at("20:20")
    assert there.standing.late_min == 15
    assert there.standing.said is not None and there.standing.said.typed_in
    with store.read() as conn:
        visit = visits.visits(conn, town.COMMUNITY)[there.stop.hazard_id]
    assert visit.last_visited_at == at("20:20")
    assert visit.next_due_at is not None and visit.next_due_at > at("20:20")


@pytest.mark.parametrize(
    ("sheet", "says"), [(None, "time that stands on the sheet"), ("23:40", "still to come")]
)
def test_a_time_that_cannot_be_is_refused_and_changes_nothing(
    store: Store, sheet: str | None, says: str
) -> None:
    first, *_ = stop_ids(store)
    with pytest.raises(BadInput, match=says):
        type_in(store, first, at(sheet) if sheet else None, at("23:30"))
    assert seen(store, "23:30").walks[0].walk.done == 0


def test_the_night_before_is_not_this_night(store: Store) -> None:
    first, *_ = stop_ids(store)
    with pytest.raises(BadInput, match="not in the night"):
        type_in(store, first, at("20:20") - timedelta(days=1), at("23:30"))


def test_the_sheets_of_a_night_are_typed_in_on_the_day_after(store: Store) -> None:
    first, *_ = stop_ids(store)
    morning = at("20:00") + timedelta(hours=14)
    said = type_in(store, first, at("20:20"), morning)
    with store.read() as conn:
        assert [each.key for each, _ in checkins.of_night(conn, town.COMMUNITY, town.NIGHT)] == [
            said.key
        ]
    assert sum(each == "done" for each in _saved(store).stop_statuses.values()) == 1


def test_what_is_typed_in_does_not_take_back_a_later_look(store: Store) -> None:
    first, *_ = stop_ids(store)
    hazard_id = next(each.stop.hazard_id for each in seen(store, "20:00").stops)
    said = CheckIn(key="later", community_id=town.COMMUNITY, result="clear",
                   seen_at=at("22:00"), hazard_id=hazard_id)  # fmt: skip
    with store.write("test", at("22:00")) as tx:
        checking_in.check_in(tx, said)
    type_in(store, first, at("20:20"), at("23:30"), hazard_id=hazard_id)
    with store.read() as conn:
        assert visits.visits(conn, town.COMMUNITY)[hazard_id].last_visited_at == at("22:00")


def test_plan_against_done_says_when_in_what_order_and_how_far_apart(store: Store) -> None:
    one, two, three, *_ = stop_ids(store)
    say(store, two, "20:09")
    say(store, one, "20:15")
    type_in(store, three, at("20:20"), at("20:40"))
    found = night.tonight(store, town.COMMUNITY, at("20:41"), published_only=True)
    assert found.saved is not None
    rows = against.rows_of(found, found.saved.rounds[0])[:3]
    assert [each.minutes_after_plan for each in rows] == [10, -1, 5]
    assert [each.walked_as for each in rows] == [2, 1, 3]
    table = against.table_of(found, found.saved.rounds[0], personal=True).decode("utf-8-sig")
    assert table.splitlines()[0].startswith("seq,code,kind,name,planned_at,done_at")
    assert "true" in table.splitlines()[3]
    away = against.table_of(found, found.saved.rounds[0], personal=False).decode("utf-8-sig")
    assert not any(hazard.name and hazard.name in away for hazard in town.hazards())
