"""Visits asked for against visits made, window by window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from geo.checkins import CheckIn
from geo.compliance import (
    AskedNight,
    AskedStop,
    Judged,
    VisitWord,
    judged,
    share_of,
    shares,
)
from geo.needs import Pass, Unserved
from geo.nights import moment
from geo.rain import Level, Levels
from tests import town

NIGHT = date(2026, 7, 16)
AFTER = moment(NIGHT, "05:00", town.ZONE) + timedelta(hours=3)
SERVICE_S = 120


def at(clock: str) -> datetime:
    return moment(NIGHT, clock, town.ZONE)


PASSES = (
    Pass(1, "day", False, at("08:00"), at("18:00")),
    Pass(2, "night_1", True, at("20:00"), at("23:15")),
    Pass(3, "night_2", True, at("00:45"), at("05:00")),
)


def night(stops: Sequence[AskedStop], unserved: Sequence[Unserved] = (),
          levels: Levels = Levels()) -> AskedNight:  # noqa: B008  # fmt: skip
    return AskedNight(NIGHT, levels, PASSES, tuple(stops), tuple(unserved))


def stop(name: str, pass_no: int, hazard_id: str = "h") -> AskedStop:
    return AskedStop(name, hazard_id, pass_no, SERVICE_S)


def seen(clock: str, stop_id: str | None = None, hazard_id: str = "h", s: int = 0) -> CheckIn:
    return CheckIn(key=str(uuid4()), community_id="c", result="clear", hazard_id=hazard_id,
                   stop_id=stop_id, seen_at=at(clock) + timedelta(seconds=s))  # fmt: skip


def words(found: Sequence[Judged]) -> list[VisitWord]:
    return [each.word for each in found]


def of(asked: AskedNight, *said: CheckIn, now: datetime = AFTER) -> list[VisitWord]:
    return words(judged([asked], [(NIGHT, each) for each in said], now))


def test_made_late_and_missed() -> None:
    asked = night([stop("a", 1), stop("b", 2), stop("c", 3)])
    assert of(asked, seen("09:00", "a"), seen("23:40", "b")) == ["made", "late", "missed"]


def test_who_was_there_before_the_end_has_the_minutes_at_the_stop() -> None:
    asked = night([stop("b", 2)])
    assert of(asked, seen("23:15", "b", s=SERVICE_S)) == ["made"]
    assert of(asked, seen("23:15", "b", s=SERVICE_S + 1)) == ["late"]


def test_an_hour_early_counts_and_more_does_not() -> None:
    asked = night([stop("b", 2)])
    assert of(asked, seen("19:00", "b")) == ["made"]
    assert of(asked, seen("18:59", "b")) == ["missed"]


def test_a_look_at_the_hazard_itself_answers_for_the_pass_that_runs_once() -> None:
    asked = night([stop("a", 1), stop("b", 2), stop("c", 3)])
    assert of(asked, seen("21:00")) == ["missed", "made", "missed"]
    assert of(asked, seen("21:00"), seen("21:10")) == ["missed", "made", "missed"]
    # Of a replaced plan's stop it counts just so.
    assert of(asked, seen("21:00", "gone")) == ["missed", "made", "missed"]


def test_a_road_under_water_is_seen_from_both_ends() -> None:
    asked = night([stop("a", 2), stop("b", 2)])
    assert of(asked, seen("21:00", "a"), seen("21:02", "a")) == ["missed"]
    assert of(asked, seen("21:00", "a"), seen("21:20", "b")) == ["made"]


def test_what_is_still_to_come_is_no_failure() -> None:
    asked = night([stop("a", 1), stop("b", 2)])
    assert of(asked, now=at("21:00")) == ["missed", "to_come"]
    assert share_of(judged([asked], [], at("21:00"))).asked == 1
    # A demo night's clock runs in circles: what was said later than now is not said yet.
    assert of(asked, seen("22:00", "b"), now=at("21:00")) == ["missed", "to_come"]


def test_a_night_of_red_is_told_apart_and_one_that_nobody_could_make_counts() -> None:
    cannot = [Unserved("h", 2, True, "Nobody.")]
    red = night([], cannot, Levels(rain=Level.RED))
    assert red.kept_in and of(red) == ["kept_in"]
    assert share_of(judged([red], [], AFTER)).made_pct is None
    assert of(night([], cannot)) == ["unserved"]
    # By a leader's word somebody went out: then what nobody made counts.
    led = night([stop("a", 1)], cannot, Levels(rain=Level.RED))
    assert not led.kept_in and of(led) == ["missed", "unserved"]


def test_shares_by_street_with_the_extra_passes_apart() -> None:
    asked = night([stop("a", 1, "h"), stop("b", 2, "h"), stop("c", 2, "k"), stop("d", 3, "far")])
    found = judged([asked], [(NIGHT, seen("09:00", "a")), (NIGHT, seen("21:00", "c", "k"))], AFTER)
    by_street = shares(found, {"h": "Willow Lane", "k": "Willow Lane"})
    [share] = by_street.values()
    assert (share.asked, share.words["made"], share.made_pct) == (3, 2, 66)
    assert (share.extra_asked, share.extra["made"]) == (2, 1)
    assert shares([], {"h": "Willow Lane"})["Willow Lane"].made_pct is None


minutes = st.integers(-120, 24 * 60)
checkin = st.builds(
    lambda minute, stop_id, hazard_id: CheckIn(
        key=str(uuid4()), community_id="c", result="clear", hazard_id=hazard_id, stop_id=stop_id,
        seen_at=at("08:00") + timedelta(minutes=minute),
    ),
    minutes, st.sampled_from((None, "a", "b", "c", "gone")), st.sampled_from(("h", "other")),
)  # fmt: skip
stops = st.lists(st.sampled_from((stop("a", 1), stop("b", 2), stop("c", 3))), unique=True)


@given(stops, st.lists(checkin, max_size=8), minutes)
def test_every_visit_has_one_word_and_more_looks_never_make_it_worse(
    asked: Sequence[AskedStop], said: Sequence[CheckIn], minute: int
) -> None:
    now = at("08:00") + timedelta(minutes=minute)
    one = night(asked)
    order: list[VisitWord] = ["missed", "to_come", "late", "made"]
    found = judged([one], [(NIGHT, each) for each in said], now)
    assert len(found) == len(asked)
    before = judged([one], [(NIGHT, each) for each in said[:-1]], now)
    made = [sum(each.word == "made" for each in every) for every in (before, found)]
    assert made[0] <= made[1]
    assert all(each.word in order for each in found)
    share = share_of(found)
    assert share.asked == len([each for each in found if each.word != "to_come"])
    assert sum(share.words.values()) == len(found)


@given(stops, st.lists(checkin, max_size=8))
def test_no_look_makes_two_visits(asked: Sequence[AskedStop], said: Sequence[CheckIn]) -> None:
    found = judged([night(asked)], [(NIGHT, each) for each in said], AFTER)
    ours = [each for each in said if each.hazard_id == "h"]
    assert sum(each.word in ("made", "late") for each in found) <= len(ours)
