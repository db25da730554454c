"""Who is on duty: nobody twice, deputies only where they are free and rested, gaps are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

from hypothesis import find, given, settings
from hypothesis import strategies as st

from geo.nights import moment
from geo.roster import (
    Absence,
    People,
    RosterNight,
    UsualTeam,
    on_duty,
    overlap,
    pause,
    roster_night,
    roster_nights,
    version_of,
)
from geo.roster_troubles import Speaker, doubled, tired, troubles
from geo.rules import Rules
from geo.teams import Shift

NIGHT = date(2026, 7, 22)
ZONE = "Asia/Shanghai"
HERE = (116.36, 39.86)
DAY, DARK = ("08:00", "20:00"), ("20:00", "05:00")
NAMES = {"a": "张甲", "b": "李乙", "c": "王丙", "d": "赵丁", "t1": "一组", "t2": "二组"}
SPEAKER = Speaker(NAMES, Rules(), ZONE)


def team(team_id: str, *shifts: tuple[tuple[str, str], str]) -> UsualTeam:
    usual = [{"from": hours[0], "to": hours[1], "members": list(who)} for hours, who in shifts]
    return UsualTeam(id=team_id, name=NAMES[team_id], mode="foot", speed_m_s=1.2, point=HERE,
                     usual_shifts=usual)  # fmt: skip


def shift(team_id: str, who: str, hours: tuple[str, str] = DARK, night: date = NIGHT) -> Shift:
    opens, ends = (moment(night, clock, ZONE) for clock in hours)
    return Shift(team_id, opens, ends, tuple(who))


def away(who: str, hours: tuple[str, str] = DARK, night: date = NIGHT) -> Absence:
    at = shift("t1", who, hours, night)
    return Absence(id=f"{who} {night} {hours}", contact_id=who, from_at=at.from_at, to_at=at.to_at)


TEAMS = [team("t1", (DAY, "ab"), (DARK, "cd")), team("t2", (DARK, "ef"))]


def there(people: People, written: list[Shift] | None = None) -> dict[str, list[str]]:
    found = on_duty(TEAMS, written, people, NIGHT, ZONE)
    return {each.id: ["".join(one.member_ids) for one in each.shifts] for each in found}


def told(one: RosterNight, before: RosterNight | None = None) -> list[tuple[str, str | None]]:
    return [(each.kind, each.person_id or each.team_id) for each in troubles(one, before, SPEAKER)]


def test_the_usual_shifts_count_until_something_is_written() -> None:
    assert there(People()) == {"t1": ["ab", "cd"], "t2": ["ef"]}
    assert there(People(), [shift("t2", "c")]) == {"t2": ["c"]}
    assert there(People(), []) == {}


def test_the_deputy_has_the_whole_shift_of_who_is_away_for_any_part() -> None:
    people = People(absences=[away("c", ("23:00", "23:30"))], deputies={"c": "x"})
    assert there(people)["t1"] == ["ab", "xd"]


def test_an_absence_that_only_touches_a_shift_is_none() -> None:
    assert there(People(absences=[away("c", DAY)], deputies={"c": "x"}))["t1"] == ["ab", "cd"]


def test_without_a_deputy_the_place_stays_empty_and_is_named() -> None:
    people = People(absences=[away("c")])
    one = roster_night(TEAMS, None, people, NIGHT, ZONE)
    assert there(people)["t1"] == ["ab", "d"]
    assert told(one) == [("few", "t1"), ("away", "c")]
    [few, gone] = troubles(one, None, SPEAKER)
    assert "一组 has one person from 20:00 to 05:00" in str(few.sentence)
    assert "王丙 is away and has no deputy" in str(gone.sentence)


def test_a_deputy_who_is_away_on_a_shift_or_tired_does_not_come() -> None:
    def why(deputy: str, *absences: Absence, around: list[Shift] | None = None) -> str | None:
        people = People(absences=[away("c"), *absences], deputies={"c": deputy})
        one = roster_night(TEAMS, None, people, NIGHT, ZONE, around=around or [])
        return one.staffed[1].places[0].gap

    assert why("x") is None
    assert why("x", away("x")) == "deputy_away"
    assert why("e") == why("d") == "deputy_busy"
    assert why("a") == "deputy_tired"  # from the day shift straight into the night
    the_day_after = shift("t1", "x", DAY, NIGHT + timedelta(days=1))
    assert why("x", around=[the_day_after]) == "deputy_tired"


def test_one_deputy_of_two_stands_in_once() -> None:
    people = People(absences=[away("c"), away("e")], deputies={"c": "x", "e": "x"})
    assert there(people) == {"t1": ["ab", "xd"], "t2": ["f"]}


def test_who_stood_in_last_night_needs_rest_before_standing_in_by_day() -> None:
    """x is the deputy of c, who is away at night, and of a, who is away the day after."""
    then = NIGHT + timedelta(days=1)
    absences = [away("c"), away("a", DAY, then)]
    people = People(absences=absences, deputies={"c": "x", "a": "x"})
    written = {NIGHT: [shift("t1", "cd")], then: [shift("t2", "ab", DAY, then)]}
    one, two = roster_nights(TEAMS, written, people, NIGHT, 2, ZONE)
    assert one.shifts[0].member_ids == ("x", "d")
    assert [each.gap for each in two.staffed[0].places] == ["deputy_tired", None]
    # The control: who was not away needed nobody, and x is free for the day.
    free = People(absences=absences[1:], deputies=people.deputies)
    assert roster_nights(TEAMS, written, free, NIGHT, 2, ZONE)[1].shifts[0].member_ids == ("x", "b")


def test_who_stood_in_by_day_needs_rest_before_the_night_whatever_the_order_of_teams() -> None:
    people = People(absences=[away("a", DAY), away("c")], deputies={"a": "x", "c": "x"})
    written = [shift("t1", "cd"), shift("t2", "ab", DAY)]
    one = roster_night(TEAMS, written, people, NIGHT, ZONE)
    assert [each.member_ids for each in one.shifts] == [("d",), ("x", "b")]
    assert one.staffed[0].places[0].gap == "deputy_tired"


def test_a_deputy_has_both_halves_of_a_night_and_no_day_besides() -> None:
    people = People(absences=[away("c")], deputies={"c": "x"})
    halves = [shift("t1", "cd", ("20:00", "00:30")), shift("t1", "cd", ("00:30", "05:00"))]
    one = roster_night(TEAMS, halves, people, NIGHT, ZONE)
    assert [each.member_ids for each in one.shifts] == [("x", "d")] * 2
    long = People(absences=[away("c", DAY), away("c")], deputies={"c": "x"})
    by_day = roster_night(TEAMS, [shift("t1", "c", DAY), shift("t1", "c")], long, NIGHT, ZONE)
    assert [each.member_ids for each in by_day.shifts] == [("x",), ()]


def test_a_usual_shift_may_end_after_five() -> None:
    late = team("t1", (("22:00", "06:00"), "ab"))
    [found] = on_duty([late], None, People(), NIGHT, ZONE)
    [one] = found.shifts
    assert one.to_at - one.from_at == timedelta(hours=8)


def test_the_version_is_another_after_every_change_and_no_other_time() -> None:
    shifts = [shift("t1", "ab", DAY), shift("t1", "cd"), shift("t2", "ef")]
    version = version_of(shifts)
    assert version == version_of(shifts[::-1])
    others = [
        shifts[:2], [], [shifts[0], shifts[1], shift("t2", "fe")],
        [shifts[0], shifts[1], shift("t2", "ef", ("20:00", "04:00"))],
        [shifts[0], shifts[1], replace(shifts[2], end=HERE)],
        [shifts[0], shifts[1], replace(shifts[2], team_id="t1")],
    ]  # fmt: skip
    assert len({version, *map(version_of, others)}) == len(others) + 1


def test_two_shifts_of_the_same_hours_are_always_told_in_the_same_order() -> None:
    twins = [shift("t1", "cd"), shift("t1", "ab")]
    one, two = (roster_night(TEAMS, each, People(), NIGHT, ZONE) for each in (twins, twins[::-1]))
    assert one == two


def test_the_later_of_two_shifts_at_one_time_does_without() -> None:
    written = [shift("t1", "ab", ("22:00", "05:00")), shift("t2", "ac", DARK)]
    one = roster_night(TEAMS, written, People(), NIGHT, ZONE)
    assert [each.member_ids for each in one.shifts] == [("b",), ("a", "c")]
    assert told(one) == [("few", "t1"), ("twice", "a")]


def test_an_end_at_home_holds_only_for_the_people_it_was_written_for() -> None:
    home = replace(shift("t1", "cd"), end=HERE)
    [kept] = on_duty(TEAMS, [home], People(), NIGHT, ZONE)
    assert kept.shifts[0].end == HERE
    [changed] = on_duty(TEAMS, [home], People(absences=[away("c")]), NIGHT, ZONE)
    assert changed.shifts[0].end is None


def test_a_night_without_a_night_shift_is_told() -> None:
    assert told(roster_night(TEAMS, [], People(), NIGHT, ZONE)) == [("nobody", None)]
    only_day = roster_night(TEAMS, [shift("t1", "ab", DAY)], People(), NIGHT, ZONE)
    assert told(only_day) == [("nobody", None)]
    nobody_there = roster_night(TEAMS, [shift("t1", "")], People(), NIGHT, ZONE)
    assert told(nobody_there) == [("few", "t1")]


def test_who_comes_off_a_night_shift_rests_before_the_next() -> None:
    then = NIGHT + timedelta(days=1)
    before = roster_night(TEAMS, [shift("t1", "cd")], People(), NIGHT, ZONE)
    after = roster_night(TEAMS, [shift("t1", "ca", DAY, then)], People(), then, ZONE)
    [said] = [each for each in troubles(after, before, SPEAKER) if each.kind == "rest"]
    assert (said.person_id, said.night) == ("c", then)
    assert str(said.sentence) == (
        "王丙 comes off the night of 7/22 at 05:00 and needs rest until 13:00, but is on 一组 at "
        "08:00. Choose someone else or lower the rest hours in the rules."
    )
    # A day shift needs no rest before the next day, and the rest ends at its last minute.
    by_day = [shift("t1", "c", ("08:00", "19:00"))]
    assert tired(NIGHT, by_day, then, after.shifts, SPEAKER) == []
    from_13 = [shift("t1", "c", ("13:00", "20:00"), then)]
    assert tired(NIGHT, before.shifts, then, from_13, SPEAKER) == []


def test_both_halves_of_one_night_are_one_night() -> None:
    halves = [shift("t1", "cd", ("20:00", "23:15")), shift("t1", "cd", ("00:45", "05:00"))]
    one = roster_night(TEAMS, halves, People(), NIGHT, ZONE)
    assert told(one) == [] == doubled(NIGHT, halves, SPEAKER)


WHO = "abcdefgh"
CLOCKS = ["05:01", "08:00", "12:30", "18:00", "20:00", "23:59", "00:00", "03:10", "05:00"]


def nights_of(night: date) -> st.SearchStrategy[list[Shift]]:
    one = st.builds(
        lambda team_id, hours, who: shift(team_id, "".join(who), hours, night),
        st.sampled_from(["t1", "t2"]),
        st.sampled_from(list(combinations(CLOCKS, 2))),
        st.lists(st.sampled_from(WHO), max_size=4),
    )
    return st.lists(one, max_size=5)


ABSENCES = st.lists(
    st.builds(
        away, st.sampled_from(WHO), st.sampled_from(list(combinations(CLOCKS, 2))),
        st.sampled_from([NIGHT, NIGHT + timedelta(days=1)]),
    ),
    max_size=5,
)  # fmt: skip
PEOPLE = st.builds(
    lambda absences, deputies, hours: People(
        absences=absences, deputies=deputies, rest=timedelta(hours=hours)
    ),
    ABSENCES, st.dictionaries(st.sampled_from(WHO), st.sampled_from(WHO)), st.integers(0, 24),
)  # fmt: skip


def busy(one: RosterNight) -> dict[str, list[Shift]]:
    return {who: [each for each in one.shifts if who in each.member_ids] for who in WHO}


def test_the_nights_made_here_ask_for_what_cannot_be() -> None:
    """The control: among them are people on two shifts at one time, and without rest."""
    then = NIGHT + timedelta(days=1)
    find(nights_of(NIGHT), lambda asked: bool(doubled(NIGHT, asked, SPEAKER)))
    both = st.tuples(nights_of(NIGHT), nights_of(then))
    find(both, lambda asked: bool(tired(NIGHT, asked[0], then, asked[1], SPEAKER)))


@settings(max_examples=300, deadline=None)
@given(nights_of(NIGHT), nights_of(NIGHT + timedelta(days=1)), PEOPLE)
def test_nobody_is_on_two_rounds_at_one_time_ever(
    tonight: list[Shift], tomorrow: list[Shift], people: People
) -> None:
    one = roster_night(TEAMS, tonight, people, NIGHT, ZONE, around=tomorrow)
    two = roster_night(
        TEAMS, tomorrow, people, NIGHT + timedelta(days=1), ZONE, around=tonight
    )  # fmt: skip
    for who in WHO:
        own = [*busy(one)[who], *busy(two)[who]]
        assert not any(overlap(a, b) for a, b in combinations(own, 2))
        assert not any(people.away(who, each) for each in own)


@settings(max_examples=300, deadline=None)
@given(nights_of(NIGHT), nights_of(NIGHT + timedelta(days=1)), PEOPLE)
def test_rest_is_kept_or_named(tonight: list[Shift], tomorrow: list[Shift], people: People) -> None:
    then = NIGHT + timedelta(days=1)
    speaker = Speaker(NAMES, Rules(rest_h=people.rest / timedelta(hours=1)), ZONE)
    one = roster_night(TEAMS, tonight, people, NIGHT, ZONE, around=tomorrow)
    two = roster_night(TEAMS, tomorrow, people, then, ZONE, around=tonight)
    named = {each.person_id for each in troubles(two, one, speaker) if each.kind == "rest"}
    for who in WHO:
        for off in busy(one)[who]:
            if speaker.is_night(off, NIGHT):
                short = any(pause(off, on) < people.rest for on in busy(two)[who])
                assert (who in named) or not short


@settings(max_examples=300, deadline=None)
@given(nights_of(NIGHT), PEOPLE)
def test_every_place_is_filled_once_or_its_gap_is_named(
    tonight: list[Shift], people: People
) -> None:
    one = roster_night(TEAMS, tonight, people, NIGHT, ZONE)
    named = [each for each in troubles(one, None, SPEAKER) if each.kind in ("away", "twice")]
    gaps = [place for each in one.staffed for place in each.places if place.gap]
    assert len(named) == len(gaps)
    for each in one.staffed:
        assert len(set(each.shift.member_ids)) == len(each.shift.member_ids)
        assert {place.person_id for place in each.places} == set(each.asked.member_ids)


@settings(max_examples=100, deadline=None)
@given(nights_of(NIGHT), PEOPLE)
def test_the_plan_and_the_pages_hear_the_same(tonight: list[Shift], people: People) -> None:
    one = roster_night(TEAMS, tonight, people, NIGHT, ZONE)
    found = on_duty(TEAMS, tonight, people, NIGHT, ZONE)
    assert [each for team in found for each in team.shifts] == list(one.shifts)


def test_an_aware_moment_of_another_zone_is_the_same_moment() -> None:
    at = datetime.fromisoformat("2026-07-22T12:00:00+00:00")  # 20:00 in Beijing
    gone = Absence(id="1", contact_id="c", from_at=at, to_at=at + timedelta(hours=1))
    assert there(People(absences=[gone]))["t1"] == ["ab", "d"]
