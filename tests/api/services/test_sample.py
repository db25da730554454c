"""The verb behind `yuxun sample` and the two buttons of its banner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from api.actors import LOCAL_OFFICE
from api.services import sample
from api.services.clock import now_in, tonight_in
from data import communities, hazards, plans, visits
from data.samples import load
from data.store import Store, open_store
from geo.errors import NotAllowed

NOVEMBER = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DEMO = date(2026, 7, 22)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def loaded(store: Store, **how: bool):
    return sample.load_and_plan(store, LOCAL_OFFICE, NOVEMBER, **how)


def test_a_new_store_opens_on_its_demo_night_already_planned(store: Store) -> None:
    said = loaded(store, if_empty=True)
    assert said is not None and "Everything can be done" in str(said)
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        saved = plans.latest(conn, community.id, DEMO, published_only=True)
        by_id = {each.id: each for each in hazards.of_community(conn, community.id)}
    assert tonight_in(community, NOVEMBER) == DEMO
    assert saved is not None and saved.plan.unserved == ()
    extra = {hazard_id: set() for hazard_id, hazard in by_id.items() if hazard.rank >= 2}
    for each in saved.rounds:
        for stop in each.round.stops:
            if stop.extra:
                assert stop.pass_no not in extra[stop.hazard_id]
                extra[stop.hazard_id].add(stop.pass_no)
    assert len(extra) == 24 and {len(numbers) for numbers in extra.values()} == {2}
    first = min(each.round.starts_at for each in saved.rounds)
    assert first >= now_in(community, NOVEMBER) - timedelta(minutes=1)


def test_a_second_time_keeps_the_data(store: Store) -> None:
    loaded(store)
    with store.write("test", NOVEMBER) as tx:
        first = hazards.one(tx.conn, load.sample_id("SM-01"))
        hazards.update(tx, replace(first, name="改了"), first.version)
    assert loaded(store, if_empty=True) is None
    assert "kept" in str(loaded(store))
    with store.read() as conn:
        assert hazards.one(conn, first.id).name == "改了"
    loaded(store, anew=True)
    with store.read() as conn:
        assert hazards.one(conn, first.id).name == first.name


def test_where_another_community_is_if_empty_does_nothing(store: Store) -> None:
    real = replace(load.read(NOVEMBER).community, id="a-real-one", invented=False,
                   demo_night=None, demo_started_at=None)  # fmt: skip
    with store.write("test", NOVEMBER) as tx:
        communities.add(tx, real)
    assert loaded(store, if_empty=True) is None
    assert loaded(store) is not None
    with pytest.raises(NotAllowed):
        sample.turn_clock(store, LOCAL_OFFICE, real.id, NOVEMBER, demo=True)


def test_a_loading_cut_short_is_planned_the_next_time(store: Store) -> None:
    load.load(store, NOVEMBER)
    assert loaded(store, if_empty=True) is not None
    assert loaded(store, if_empty=True) is None


def test_the_real_tonight_in_november_and_back(store: Store) -> None:
    loaded(store)
    said = sample.turn_clock(store, LOCAL_OFFICE, load.COMMUNITY_ID, NOVEMBER, demo=False)
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        assert tonight_in(community, NOVEMBER) == date(2026, 11, 23)
        assert not any(v.overdue for v in visits.visits(conn, community.id).values())
        assert plans.latest(conn, community.id, date(2026, 11, 23), published_only=True) is None
    assert "season" in str(said)
    sample.turn_clock(store, LOCAL_OFFICE, load.COMMUNITY_ID, NOVEMBER, demo=True)
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        assert community.demo_night == DEMO
        assert sum(v.overdue for v in visits.visits(conn, community.id).values()) == 2
