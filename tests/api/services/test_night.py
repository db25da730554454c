"""The night as its pages read it: two extra passes, standings, progress, and the control."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest

from api.actors import LOCAL_OFFICE
from api.services import checking_in, night, planning
from data import communities, hazards, streets, teams
from data.store import Store, open_store
from geo.checkins import CheckIn
from geo.hazards import Hazard
from geo.itinerary import Stop
from geo.nights import moment
from geo.rules import Rules
from tests import town

# 16:00 in Beijing: the evening pass and both night passes are still to come.
AFTERNOON = datetime(2026, 7, 22, 8, 0, tzinfo=UTC)
GAP = timedelta(minutes=90)


@pytest.fixture
def store() -> Iterator[Store]:
    """The town with its teams, and no plan yet."""
    with open_store("sqlite://") as opened:
        with opened.write("test", AFTERNOON) as tx:
            communities.add(tx, town.community())
            communities.add_office(tx, town.office())
            communities.add_contacts(tx, town.contacts())
            for team in town.team_rows():
                teams.add(tx, team)
            streets.replace_ground(tx, town.COMMUNITY, town.streets(), town.gates(), town.ground())
            hazards.add_many(tx, town.hazards())
        yield opened


def planned(store: Store, now: datetime = AFTERNOON, **how: object) -> planning.PlanOutcome:
    order = planning.PlanOrder(community_id=town.COMMUNITY, iterations=60, **how)
    outcome = planning.plan_night(store, LOCAL_OFFICE, order, now)
    with store.write("test", now) as tx:
        planning.publish(tx, outcome.plan_id)
    return outcome


def seen(store: Store, now: datetime = AFTERNOON) -> night.Night:
    return night.tonight(store, town.COMMUNITY, now, published_only=True)


def said(
    stop_id: str | None, hazard_id: str | None, result: str = "clear", **more: object
) -> CheckIn:
    return CheckIn(
        key=str(uuid4()), community_id=town.COMMUNITY, result=result, seen_at=AFTERNOON,
        stop_id=stop_id, hazard_id=hazard_id, **more,
    )  # fmt: skip


def extra_passes_are_right(found: night.Night) -> bool:
    """Whether each hazard of rank ≥ 2 has two extra stops that keep windows and gaps, or a
    reason why not; the sentence of the issue, in code."""
    assert found.saved is not None
    plan = found.saved.plan
    stops: dict[str, list[Stop]] = defaultdict(list)
    for each in plan.rounds:
        for stop in each.stops:
            stops[stop.hazard_id].append(stop)
    refused = defaultdict(set)
    for missed in plan.unserved:
        assert missed.reason
        refused[missed.hazard_id].add(missed.pass_no)

    def clock(text: str) -> datetime:
        return moment(town.NIGHT, text, town.ZONE)

    windows = [(clock("20:00"), clock("23:15")), (clock("00:45"), clock("05:00"))]

    def right(hazard: Hazard) -> bool:
        every = sorted(stops[hazard.id], key=lambda stop: stop.eta)
        extra = [stop for stop in every if stop.extra]
        if hazard.rank < 2:
            return not extra
        passes = {stop.pass_no for stop in extra} | refused[hazard.id]
        in_windows = all(any(a <= stop.eta <= b for a, b in windows) for stop in extra)
        apart = all(b.eta - a.eta >= GAP for a, b in pairwise(every) if b.extra)
        return len(passes) == 2 and len(extra) <= 2 and in_windows and apart

    return all(right(hazard) for hazard in found.hazards.values())


def test_every_hazard_of_rank_two_or_more_is_seen_twice_more_at_night(store: Store) -> None:
    planned(store)
    assert extra_passes_are_right(seen(store))


def test_with_the_rule_off_the_same_test_fails(store: Store) -> None:
    """The negative control: without the rule nobody goes out twice."""
    with store.write("test", AFTERNOON) as tx:
        place = communities.one(tx.conn, town.COMMUNITY)
        rules = Rules(table=tuple(replace(row, extra_night=0) for row in Rules().table))
        communities.update(tx, replace(place, rules=rules.as_json()))
    planned(store)
    assert not extra_passes_are_right(seen(store))


@pytest.mark.parametrize(
    ("clock", "night_date"),
    [("2026-07-22T23:59", "2026-07-22"), ("2026-07-23T00:01", "2026-07-22"),
     ("2026-07-23T05:00", "2026-07-22"), ("2026-07-23T05:01", "2026-07-23"),
     ("2026-07-23T12:01", "2026-07-23")],
)  # fmt: skip
def test_the_night_is_right_around_midnight_and_at_its_end(
    store: Store, clock: str, night_date: str
) -> None:
    now = datetime.fromisoformat(f"{clock}+08:00")
    found = seen(store, now)
    assert found.night.isoformat() == night_date
    assert found.now == now
    planned(store, now)
    later = seen(store, now)
    assert later.saved is not None
    assert all(each.round.starts_at >= now for each in later.saved.rounds)


def test_a_check_in_is_counted_once_and_a_finding_is_counted_as_one(store: Store) -> None:
    at = datetime.fromisoformat("2026-07-22T20:10:00+08:00")
    planned(store)
    found = seen(store)
    assert found.saved is not None
    saved = next(each for each in found.saved.rounds if each.round.stops[0].extra)
    first, second = saved.round.stops[:2]
    ids = found.saved.stop_ids
    clear = said(ids[saved.id, first.seq], first.hazard_id)
    with store.write("test", at) as tx:
        receipt = checking_in.check_in(tx, clear)
    with store.write("test", at + timedelta(seconds=9)) as tx:
        assert checking_in.check_in(tx, clear) == receipt
        checking_in.check_in(
            tx,
            said(
                ids[saved.id, second.seq], second.hazard_id, "finding",
                finding={"kind": "leaning_tree", "scale": "T3", "note": "", "flags": []},
            ),
        )  # fmt: skip
    later = seen(store, at)
    assert later.standing(saved, first).state == "done"
    assert later.progress().stops_done == found.progress().stops_done + 2
    assert later.progress().findings == 1


def test_a_visit_moves_the_due_time_on(store: Store) -> None:
    hazard = next(each for each in town.hazards() if each.rank >= 2)
    at = datetime.fromisoformat("2026-07-22T20:10:00+08:00")
    with store.write("test", at) as tx:
        checking_in.check_in(tx, said(None, hazard.id))
    with store.read() as conn:
        from data import visits

        visit = visits.visits(conn, town.COMMUNITY)[hazard.id]
    assert visit.last_visited_at == at
    # The first night window began before this visit and is met by it: the second is due next.
    assert visit.next_due_at == moment(town.NIGHT, "05:00", town.ZONE)


def test_planned_again_at_night_what_was_done_stays_done(store: Store) -> None:
    planned(store)
    found = seen(store)
    assert found.saved is not None
    saved = next(each for each in found.saved.rounds if each.round.stops[0].extra)
    stop = saved.round.stops[0]
    late = datetime.fromisoformat("2026-07-22T21:00:00+08:00")
    with store.write("test", late) as tx:
        checking_in.check_in(tx, said(found.saved.stop_ids[saved.id, stop.seq], stop.hazard_id))
    planned(store, late)
    later = seen(store, late)
    assert later.saved is not None
    of_it = [
        (each, one)
        for each in later.saved.rounds
        for one in each.round.stops
        if one.hazard_id == stop.hazard_id and one.pass_no == stop.pass_no
    ]
    assert len(of_it) == 1
    assert later.standing(*of_it[0]).state == "done"
    fresh = [each for each in later.saved.rounds if each.round.starts_at >= late]
    assert fresh
    assert all(one.eta >= late for each in fresh for one in each.round.stops)


def test_reported_water_is_seen_from_its_dry_ends(store: Store) -> None:
    segment = next(
        each for each in town.hazards() if each.kind == "flood_segment" and each.rank >= 2
    )
    at = datetime.fromisoformat("2026-07-22T18:30:00+08:00")
    wet = {"kind": "flood_segment", "scale": "30", "note": "", "flags": []}
    with store.write("test", at) as tx:
        checking_in.check_in(tx, said(None, segment.id, "finding", finding=wet))
    plan = planned(store, at).plan
    visits_there = [
        one for each in plan.rounds for one in each.stops if one.hazard_id == segment.id
    ]
    refused = [each for each in plan.unserved if each.hazard_id == segment.id]
    assert visits_there or refused
    assert all(one.lookout for one in visits_there)
    # Once it is dry again the segment is walked.
    with store.write("test", at + timedelta(minutes=20)) as tx:
        checking_in.check_in(tx, said(None, segment.id))
    again = planned(store, at + timedelta(minutes=21)).plan
    assert not any(
        one.lookout for each in again.rounds for one in each.stops if one.hazard_id == segment.id
    )


@pytest.mark.parametrize("micro", [1, 300_000, 499_999])
def test_it_can_be_planned_at_any_part_of_a_second(store: Store, micro: int) -> None:
    """With a hazard at the base, which is reached the moment the team sets out."""
    with store.write("test", AFTERNOON) as tx:
        leak = next(each for each in town.hazards() if each.code == "LD-02")
        at_base = replace(leak, geometry=town.office().point)
        hazards.update(tx, at_base, if_version=1)
    late = datetime.fromisoformat("2026-07-22T21:17:00+08:00").replace(microsecond=micro)
    assert planned(store, late).plan.rounds


def test_same_order_same_plan_and_another_level_more_passes(store: Store) -> None:
    order = planning.PlanOrder(community_id=town.COMMUNITY, iterations=60)
    one = planning.plan_night(store, LOCAL_OFFICE, order, AFTERNOON)
    two = planning.plan_night(store, LOCAL_OFFICE, order, AFTERNOON)
    assert one.plan == two.plan
    raised = planned(store, level=planning.Level.ORANGE)
    assert sum(each.extra for each in raised.plan.passes) == 3
    assert raised.change is not None and "3 instead of 2" in str(raised.change)


def test_out_of_season_a_community_is_told_so_in_words(store: Store) -> None:
    winter = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    outcome = planned(store, winter)
    assert outcome.plan.rounds == ()
    assert "Not the flood season" in str(outcome.sentence)


def a_night_stop(found: night.Night):
    """A stop of the first night pass: its round, itself and its id."""
    assert found.saved is not None
    saved = next(each for each in found.saved.rounds if each.round.stops[0].extra)
    stop = saved.round.stops[0]
    return saved, stop, found.saved.stop_ids[saved.id, stop.seq]


NINE = datetime.fromisoformat("2026-07-22T21:00:00.499+08:00")


@pytest.mark.parametrize(
    "by", ["the stop of the plan before", "that stop alone", "the hazard alone"]
)
def test_a_check_in_under_a_replaced_plan_is_not_lost(store: Store, by: str) -> None:
    planned(store)
    _, stop, stale = a_night_stop(seen(store))
    planned(store, NINE)
    with store.write("test", NINE + timedelta(minutes=1)) as tx:
        named = None if by == "the hazard alone" else stale
        hazard_id = None if by == "that stop alone" else stop.hazard_id
        checking_in.check_in(tx, said(named, hazard_id))
    at = NINE + timedelta(minutes=2)
    assert seen(store, at).progress().stops_done == 1
    planned(store, at)
    later = seen(store, at)
    assert later.progress().stops_done == 1
    assert extra_passes_are_right(later)


def test_planning_again_and_again_makes_no_hours_and_no_rounds(store: Store) -> None:
    planned(store)
    found = seen(store)
    assert found.saved is not None
    before = planning.walks_in(found.saved.plan)
    _, stop, stop_id = a_night_stop(found)
    with store.write("test", NINE) as tx:
        checking_in.check_in(tx, said(stop_id, stop.hazard_id))
    for minutes in (1, 2, 3):
        at = NINE + timedelta(minutes=minutes)
        planned(store, at)
    later = seen(store, at)
    assert later.saved is not None
    assert planning.walks_in(later.saved.plan) <= before
    walks = defaultdict(list)
    for each in later.saved.plan.rounds:
        assert [one.seq for one in each.stops] == list(range(1, len(each.stops) + 1))
        walks[each.team_id].append((each.starts_at, each.ends_at))
    for spans in walks.values():
        spans.sort()
        assert all(early[1] <= late[0] for early, late in pairwise(spans))
    done = [
        one
        for saved in later.saved.rounds
        for one in saved.round.stops
        if later.standing(saved, one).state == "done"
    ]
    assert done and all(one.eta <= at for one in done)


def test_a_fallen_branch_does_not_make_the_road_dry(store: Store) -> None:
    segment = next(each for each in town.hazards() if each.kind == "flood_segment")
    at = datetime.fromisoformat("2026-07-22T18:30:00+08:00")

    def find(kind: str, scale: str, minutes: int) -> None:
        finding = {"kind": kind, "scale": scale, "note": "", "flags": []}
        with store.write("test", at + timedelta(minutes=minutes)) as tx:
            checking_in.check_in(tx, said(None, segment.id, "finding", finding=finding))

    def wet(minutes: int) -> frozenset[str]:
        order = planning.PlanOrder(community_id=town.COMMUNITY)
        with store.read() as conn:
            return planning.gather(conn, order, at + timedelta(minutes=minutes)).under_water

    find("flood_segment", "27", 0)
    assert wet(1) == {segment.id}
    find("leaning_tree", "T3", 2)
    assert wet(3) == {segment.id}
    # Nor does the end of the night.
    assert wet(60 * 12) == {segment.id}
    find("flood_segment", "0", 60 * 12)
    assert wet(60 * 12 + 1) == frozenset()


def test_a_look_out_pair_that_is_half_done_stays_half_done(store: Store) -> None:
    segment = next(
        each for each in town.hazards() if each.kind == "flood_segment" and each.rank >= 2
    )
    wet = {"kind": "flood_segment", "scale": "27", "note": "", "flags": []}
    with store.write("test", AFTERNOON) as tx:
        checking_in.check_in(tx, said(None, segment.id, "finding", finding=wet))
    planned(store)
    found = seen(store)
    assert found.saved is not None
    pair = [
        (saved, stop)
        for saved in found.saved.rounds
        for stop in saved.round.stops
        if stop.hazard_id == segment.id and stop.pass_no == found.saved.plan.passes[-2].no
    ]
    assert len(pair) == 2, "the night before this test was for has two dry ends"
    saved, stop = pair[0]
    with store.write("test", NINE) as tx:
        checking_in.check_in(tx, said(found.saved.stop_ids[saved.id, stop.seq], segment.id))
    # One end is no visit yet, and it stays seen when the night is planned again.
    assert done_there(seen(store, NINE), segment.id) == 1
    assert seen(store, NINE).progress().stops_done == 0
    for minutes in (1, 2):
        at = NINE + timedelta(minutes=minutes)
        planned(store, at)
        assert done_there(seen(store, at), segment.id) == 1


def done_there(found: night.Night, hazard_id: str) -> int:
    """How many stops at a hazard are answered for."""
    assert found.saved is not None
    return sum(
        found.standing(saved, stop).state == "done"
        for saved in found.saved.rounds for stop in saved.round.stops
        if stop.hazard_id == hazard_id
    )  # fmt: skip
