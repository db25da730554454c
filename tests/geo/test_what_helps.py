"""What would serve a visit nobody can make: told, then done, planned again and looked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.ground import Gate, Street
from geo.hazards import Hazard
from geo.levers import Given
from geo.needs import Need, Pass, PassPlan, Unserved
from geo.network import StreetNetwork
from geo.nights import moment
from geo.passes import Rules, needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from geo.sentences import Sentence
from geo.teams import Shift, Team
from tests import town
from tests.geo.random_town import NIGHT, ZONE, random_town
from tests.geo.test_rounds import BLUE, HAZARDS, ID, with_members

NO_GAPS = Rules(table=tuple(replace(row, base=()) for row in Rules().table))


def given_town(
    *, teams: Sequence[Team] | None = None, hazards: Sequence[Hazard] = HAZARDS,
    rules: Rules = NO_GAPS, gates: Sequence[Gate] | None = None,
) -> Given:  # fmt: skip
    """The town's night."""
    needs = needed_for(hazards, rules, town.NIGHT, BLUE, town.ZONE)
    return Given(hazards, needs, town.teams() if teams is None else teams,
                 town.gates() if gates is None else gates)  # fmt: skip


def planned(given: Given, streets: Sequence[Street], zone: str, **how: bool) -> Plan:
    """A plan of it that the checker finds nothing in."""
    net = StreetNetwork.of(streets, given.gates)
    made = plan(given.hazards, given.passplan, given.teams, net, given.gates, zone, iterations=80,
                **how)  # type: ignore[arg-type]  # fmt: skip
    wrong = check(made, given.passplan, given.hazards, given.teams, streets, given.gates, zone)
    assert not wrong, [str(each) for each in wrong]
    return made


def remedies(made: Plan) -> list[tuple[Unserved, Sentence]]:
    """The visits that something would serve, and the change."""
    return [
        (each, each.remedy.values["change"])  # type: ignore[misc]
        for each in made.unserved
        if each.remedy is not None and "change" in each.remedy.values
    ]


def done(given: Given, change: Sentence, missed: Unserved, zone: str, less: int = 0) -> Given:
    """The night with the change made as its words say, by so many minutes less."""
    words, values = change.template, change.values
    one = given.passplan.pass_of(missed.pass_no)
    by = timedelta(minutes=int(str(values.get("minutes", 0))) - less)
    if words.startswith("a shift of {team} that begins"):
        return longer_shift(given, str(values["team"]), one.from_at, one.to_at, by, begins=True)
    if words.startswith("a shift of {team} that ends"):
        return longer_shift(given, str(values["team"]), one.from_at, one.to_at, by, begins=False)
    if words.startswith("a pass that"):
        wide = replace(one, from_at=one.from_at - by) if "begins" in words else replace(
            one, to_at=one.to_at + by)  # fmt: skip
        passes = tuple(wide if each == one else each for each in given.passplan.passes)
        return replace(given, passplan=replace(given.passplan, passes=passes))
    if "more team" in words:
        return more_teams(given, missed, int(str(values.get("count", 1))), one.from_at, one.to_at,
                          on_foot="on foot" in words)  # fmt: skip
    if words.startswith("leave for others"):
        free = [replace(h, must_be_keeper=False) if h.id == missed.hazard_id else h
                for h in given.hazards]  # fmt: skip
        return replace(given, hazards=free)
    if words.startswith("the gate"):
        free_gates = [replace(gate, closed_from=None, closed_to=None) for gate in given.gates]
        return replace(given, gates=free_gates)
    if words.startswith(("one more person", "the keeper on duty")):
        hazard = next(each for each in given.hazards if each.id == missed.hazard_id)
        who = "somebody" if words.startswith("one more") else str(hazard.keeper_id)
        return one_more(given, str(values["team"]), who, one.from_at, one.to_at)
    return other_times(given, words, missed, by)


def longer_shift(
    given: Given, name: str, from_at: datetime, to_at: datetime, by: timedelta, *, begins: bool
) -> Given:
    """The shift of that team next to the pass, longer."""

    def change(shift: Shift) -> Shift:
        if begins and from_at < shift.from_at < to_at + timedelta(hours=2):
            return replace(shift, from_at=shift.from_at - by)
        if not begins and from_at - timedelta(hours=2) < shift.to_at < to_at + timedelta(hours=1):
            return replace(shift, to_at=shift.to_at + by)
        return shift

    teams = [replace(team, shifts=tuple(map(change, team.shifts))) if team.name == name else team
             for team in given.teams]  # fmt: skip
    return replace(given, teams=teams)


def one_more(given: Given, name: str, who: str, from_at: datetime, to_at: datetime) -> Given:
    """One person more on the shift of that team in the pass."""

    def change(shift: Shift) -> Shift:
        if shift.from_at < to_at and shift.to_at > from_at:
            return replace(shift, member_ids=(*shift.member_ids, who))
        return shift

    teams = [replace(team, shifts=tuple(map(change, team.shifts))) if team.name == name else team
             for team in given.teams]  # fmt: skip
    return replace(given, teams=teams)


def more_teams(
    given: Given,
    missed: Unserved,
    count: int,
    from_at: datetime,
    to_at: datetime,
    *,
    on_foot: bool,
) -> Given:
    """So many teams more, like the one that is on shift then."""
    need = next(n for n in given.passplan.needs
                if (n.hazard_id, n.pass_no) == (missed.hazard_id, missed.pass_no))  # fmt: skip
    there = [
        t for t in given.teams if any(s.from_at < to_at and s.to_at > from_at for s in t.shifts)
    ]
    like = (there or [*given.teams])[0]
    if on_foot:
        like = replace(like, mode="foot", speed_m_s=1.2)
    size = max(n.team_of for n in given.passplan.needs if n.pass_no == need.pass_no)
    new = [
        replace(like, id=f"new {n}", shifts=(
            Shift(f"new {n}", from_at, to_at, tuple(f"new {n} {m}" for m in range(size))),
        ))
        for n in range(count)
    ]  # fmt: skip
    return replace(given, teams=[*given.teams, *new])


def other_times(given: Given, words: str, missed: Unserved, by: timedelta) -> Given:
    """Another gap, or other visiting hours, for that visit."""
    needs = []
    for need in given.passplan.needs:
        if (need.hazard_id, need.pass_no) == (missed.hazard_id, missed.pass_no):
            if words.startswith("a gap"):
                gap_s = max(0, need.min_gap_s - int(by.total_seconds()))
                need = replace(need, min_gap_s=gap_s)  # noqa: PLW2901
            elif "begin" in words:
                need = replace(need, from_at=need.from_at and need.from_at - by)  # noqa: PLW2901
            else:
                need = replace(need, to_at=need.to_at and need.to_at + by)  # noqa: PLW2901
        needs.append(need)
    return replace(given, passplan=replace(given.passplan, needs=tuple(needs)))


def is_made(made: Plan, missed: Unserved) -> bool:
    """Whether nobody names that visit any more."""
    return (missed.hazard_id, missed.pass_no) not in {
        (each.hazard_id, each.pass_no) for each in made.unserved
    }


def short_night() -> Given:
    """One team, on shift till 20:15 only."""
    _, two = town.teams()
    ends = moment(town.NIGHT, "20:15", town.ZONE)
    return given_town(teams=[replace(two, shifts=(replace(two.shifts[0], to_at=ends),))])


def small_windows() -> Given:
    """Passes of ten minutes."""
    rules = Rules.of({"windows": {"night_two": [["20:00", "20:10"], ["00:45", "00:55"]]}})
    return given_town(rules=replace(NO_GAPS, windows=rules.windows))


def too_small() -> Given:
    """One person in each team."""
    one, two = town.teams()
    return given_town(teams=[with_members(one, 1, 1), with_members(two, 1)])


def keepers_away() -> Given:
    """Two hazards that only their absent keepers may visit."""
    strict = [replace(h, must_be_keeper=h.code in ("SM-03", "LD-02")) for h in HAZARDS]
    return given_town(hazards=strict)


def narrow_hours() -> Given:
    """SM-04 may be seen in ten seconds only, sooner than anybody can be there."""
    given = given_town()
    at, first = moment(town.NIGHT, "20:00", town.ZONE), given.passplan.passes[0].no
    until = at + timedelta(seconds=10)
    needs = tuple(
        replace(n, from_at=at, to_at=until) if n.hazard_id == ID["SM-04"] else n
        for n in given.passplan.needs
        if n.pass_no == first
    )
    passes = given.passplan.passes[:1]
    return replace(given, passplan=replace(given.passplan, needs=needs, passes=passes))


NIGHTS = [short_night, small_windows, too_small, keepers_away, narrow_hours]


@pytest.mark.parametrize("night", NIGHTS)
def test_what_is_told_to_help_helps(night) -> None:  # type: ignore[no-untyped-def]
    given = night()
    told = remedies(planned(given, town.streets(), town.ZONE))
    assert told
    for missed, change in told:
        after = planned(done(given, change, missed, town.ZONE), town.streets(), town.ZONE,
                        advice=False)  # fmt: skip
        assert is_made(after, missed), (str(missed), str(change))


@pytest.mark.parametrize("night", [short_night, small_windows, narrow_hours])
def test_nothing_less_serves_all_of_a_pass(night) -> None:  # type: ignore[no-untyped-def]
    """Five minutes less than what serves all that nobody makes in a pass leave one out."""
    given = night()
    made = planned(given, town.streets(), town.ZONE)
    told = [n for n in made.notes if "all {count} could be made" in n.template]
    minutes = [n for n in told if "minutes" in n.values["change"].values]  # type: ignore[attr-defined]
    assert minutes
    for note in minutes:
        name, change = str(note.values["pass_name"]), note.values["change"]
        assert isinstance(change, Sentence)
        no = next(p.no for p in made.passes if name.endswith(str(p.name[-1])))
        mine = [each for each in made.unserved if each.pass_no == no]
        assert len(mine) == note.values["count"]
        enough = planned(done(given, change, mine[0], town.ZONE), town.streets(), town.ZONE)
        assert not [each for each in enough.unserved if each.pass_no == no]
        less = planned(done(given, change, mine[0], town.ZONE, 5), town.streets(), town.ZONE)
        assert [each for each in less.unserved if each.pass_no == no]


def test_a_gate_in_the_way_is_named_and_opened() -> None:
    cut = [s for s in town.streets() if {s.from_node, s.to_node} not in ({6, 12}, {11, 17})]
    given = given_town(hazards=[hazard for hazard in HAZARDS if hazard.code != "JS-02"])
    told = remedies(planned(given, cut, town.ZONE))
    assert {str(change) for _, change in told} == {"the gate kept open: 竹巷门"}
    missed, change = told[0]
    after = planned(done(given, change, missed, town.ZONE), cut, town.ZONE)
    assert is_made(after, missed)


def test_the_pass_as_a_whole_is_told() -> None:
    notes = [str(n) for n in planned(keepers_away(), town.streets(), town.ZONE).notes]
    assert any(n.startswith("Night pass 1: with the keeper on duty with") for n in notes)
    assert any(n.endswith("all 2 could be made.") for n in notes)


def test_where_visits_are_alike_the_least_time_for_one_more_is_told() -> None:
    """Seven visits of half an hour in an hour and a half: which is left out is chance."""
    begins, ends = (moment(town.NIGHT, at, town.ZONE) for at in ("20:00", "21:30"))
    one = Pass(1, "night_1", extra=True, from_at=begins, to_at=ends)
    alike = [replace(HAZARDS[-1], id=f"x{n}", code=f"X{n}", rank=2, kind="leak_building",
                     raw={"scale": "L2"}, must_be_keeper=False,
                     geometry=Point(town.node_at(n)))
             for n in (0, 23, 12, 17, 5, 18, 3)]  # fmt: skip
    needs = tuple(Need(h.id, 1, True, 1800, 0) for h in alike)
    team = town.teams()[0]
    team = replace(team, mode="ebike", speed_m_s=3.0, shifts=(
        replace(team.shifts[0], from_at=begins, to_at=ends),))  # fmt: skip
    night = Given(alike, PassPlan(town.NIGHT, (one,), needs, ()), [team], town.gates())
    made = planned(night, town.streets(), town.ZONE)
    (note,) = [n for n in made.notes if "{count} of {total}" in n.template]
    change, count = note.values["change"], note.values["count"]
    assert isinstance(change, Sentence)
    assert "minutes" in change.values
    after = planned(done(night, change, made.unserved[0], town.ZONE), town.streets(), town.ZONE)
    assert len(made.unserved) - len(after.unserved) == count


def test_where_only_steps_lead_a_team_on_foot_is_told() -> None:
    riders = [replace(team, mode="ebike", speed_m_s=3.0) for team in town.teams()]
    steps = [replace(h, geometry=Point(town.node_at(25))) if h.code == "SM-03" else h
             for h in HAZARDS if h.code in ("SM-03", "LD-02")]  # fmt: skip
    night = given_town(teams=riders, hazards=steps)
    told = remedies(planned(night, town.streets(), town.ZONE))
    assert told
    assert all("team on foot" in str(change) for _, change in told)
    missed, change = told[0]
    after = planned(done(night, change, missed, town.ZONE), town.streets(), town.ZONE)
    assert is_made(after, missed)


def test_without_any_team_nothing_is_promised() -> None:
    made = planned(given_town(teams=[]), town.streets(), town.ZONE)
    assert made.unserved
    assert remedies(made) == []


def test_without_advice_nothing_is_looked_for() -> None:
    made = planned(too_small(), town.streets(), town.ZONE, advice=False)
    assert remedies(made) == []
    assert not [n for n in made.notes if "with {change}" in n.template]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_on_towns_by_seed_what_is_told_to_help_helps(seed: int) -> None:
    place = random_town(seed, side=4, hazards=7, teams=1 + seed % 2, gates=2)
    needs = needed_for(place.hazards, Rules(), NIGHT, Levels(rain=Level.BLUE), ZONE)
    given_ = Given(place.hazards, needs, place.teams, place.gates)
    for missed, change in remedies(planned(given_, place.streets, ZONE))[::3]:
        after = planned(done(given_, change, missed, ZONE), place.streets, ZONE, advice=False)
        assert is_made(after, missed), (seed, str(missed), str(change))
