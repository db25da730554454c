"""The sample's two weeks before its demo night: true to its generator, and over by then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from data import checkins, hazards, plans, round_states, visits, warnings
from data.samples import history, load
from data.samples.generate_history import SEED
from data.samples.generate_history import history as written
from data.store import Store, open_store
from geo.checkins import under_water
from geo.kinds import FLOOD_SEGMENT
from geo.rain import Level

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NIGHT = date(2026, 7, 22)
NIGHTS = [NIGHT - timedelta(days=days) for days in range(14, 0, -1)]
ZONE = "Asia/Shanghai"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        load.load(opened, NOW)
        yield opened


def test_the_file_is_what_the_generator_writes() -> None:
    path = load.FOLDER / history.FILE
    assert path.read_text(encoding="utf-8") == written(SEED), (
        f"seed {SEED}: after a change of the planner or of the sample's files run "
        "python -m data.samples.generate_history"
    )
    assert path.stat().st_size < 120_000


def test_fourteen_nights_were_published_and_are_over(store: Store) -> None:
    with store.read() as conn:
        for night in NIGHTS:
            saved = plans.latest(conn, load.COMMUNITY_ID, night, published_only=True)
            assert saved is not None and saved.plan.night == night
            assert set(saved.stop_statuses.values()) <= {"done", "missed", "handed_over"}
        assert plans.latest(conn, load.COMMUNITY_ID, NIGHT) is None


def test_on_the_red_night_nobody_was_sent_out(store: Store) -> None:
    with store.read() as conn:
        by_night = {night: plans.latest(conn, load.COMMUNITY_ID, night) for night in NIGHTS}
        said = checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHTS[-1])
    red = [night for night, each in by_night.items() if each and each.levels.rain is Level.RED]
    assert red == [date(2026, 7, 17)]
    kept = by_night[red[0]]
    assert kept is not None and kept.rounds == () and len(kept.plan.unserved) > 100
    assert red[0] not in {night for night, _ in said}


def test_one_round_was_ended_with_its_reason(store: Store) -> None:
    with store.read() as conn:
        made = {n: round_states.patrols(conn, load.COMMUNITY_ID, n) for n in NIGHTS}
    ended = [each for night in made.values() for each in night if each.status == "ended"]
    assert [(each.pass_name, each.reason) for each in ended] == [
        ("night_2", "队员身体不适，提前收队")
    ]
    assert sum(len(night) for night in made.values()) > 80


def test_the_demo_night_opens_as_before(store: Store) -> None:
    """Nothing of it was seen after what `load.last_visit` says, and no water is left standing."""
    sample = load.read(NOW)
    last: dict[str, datetime] = {}
    with store.read() as conn:
        said = checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHT)
        seen = visits.visits(conn, load.COMMUNITY_ID)
        known = hazards.of_community(conn, load.COMMUNITY_ID)
    for _, each in said:
        if each.hazard_id is not None:
            last[each.hazard_id] = max(each.seen_at, last.get(each.hazard_id, each.seen_at))
    assert all(each.changed_by == "sample" and each.version == 1 for each in known)
    for hazard in sample.hazards:
        asked = load.last_visit(sample.community, hazard)
        assert seen[hazard.id] == asked
        # One has a keeper who is on no shift: it is in nobody's round, and nobody saw it.
        assert (hazard.id in last) == (asked.last_visited_at is not None)
        if asked.last_visited_at is None:
            continue
        assert last[hazard.id] <= asked.last_visited_at
        if asked.last_visited_at.date() < NIGHT:
            assert last[hazard.id] == asked.last_visited_at
    assert sum(each.overdue for each in seen.values()) == 2
    late = [each for night, each in said if night >= NIGHTS[-2]]
    assert under_water(late) == frozenset()


def test_every_stop_that_was_done_has_its_check_in(store: Store) -> None:
    with store.read() as conn:
        done = {
            stop_id
            for night in NIGHTS
            for saved in plans.of_night(conn, load.COMMUNITY_ID, night)
            for key, stop_id in saved.stop_ids.items()
            if saved.stop_statuses[key] == "done"
        }
        said = [each for _, each in checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHT)]
    assert {each.stop_id for each in said if each.stop_id} == done
    assert len({each.key for each in said}) == len(said)


def test_water_came_three_times_at_some_places_and_once_off_the_list(store: Store) -> None:
    nights = defaultdict(set)
    with store.read() as conn:
        for night, each in checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHT):
            if each.finding and each.finding["kind"] == FLOOD_SEGMENT:
                nights[each.hazard_id].add(night)
    times = Counter(len(each) for each in nights.values())
    assert len(nights[None]) == 3
    assert sum(times[n] for n in times if n >= 3) >= 4, "places with water three times"
    assert times[1] + times[2] >= 3, "and some with less"


def test_loading_again_adds_it_once_and_where_it_was_never_loaded(store: Store) -> None:
    with open_store("sqlite://") as fresh:
        load.load(fresh, NOW)
        with fresh.write("test", NOW) as tx:
            load.again(tx, load.read(NOW))
        with fresh.read() as conn:
            count = len(checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHT))
    with store.read() as conn:
        said = checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHT)
        issued = warnings.of_night(conn, load.COMMUNITY_ID, NOW - timedelta(days=200), NOW)
    assert count == len(said)
    # The demo night's own, and those of the nights before it.
    assert len(issued) == 9


def test_moments_are_of_their_night(store: Store) -> None:
    with store.read() as conn:
        for night, each in checkins.of_nights(conn, load.COMMUNITY_ID, NIGHTS[0], NIGHT):
            assert (
                timedelta(hours=-1)
                < each.seen_at
                - datetime(
                    night.year,
                    night.month,
                    night.day,
                    8,
                    tzinfo=load.read(NOW).warnings[0].from_at.tzinfo,
                )
                < timedelta(hours=22)
            )
