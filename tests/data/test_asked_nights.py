"""What published plans asked for, read without their ways; and who was seen last."""

from __future__ import annotations

from datetime import timedelta

from data import checkins, plans
from data.asked_nights import asked_nights
from data.last_seen import last_seen
from data.store import Store
from geo.checkins import CheckIn
from geo.nights import moment
from geo.rain import Level, Levels
from tests import town
from tests.data import nights

DAY = timedelta(days=1)
NOW = moment(town.NIGHT, "20:30", town.ZONE)


def test_only_the_published_plan_of_each_night_counts(town_store: Store) -> None:
    levels = Levels(rain=Level.BLUE)
    with town_store.write("office", NOW) as tx:
        first = plans.save(tx, town.COMMUNITY, nights.plan(), levels, 1.0)
        plans.publish(tx, first)
        second = plans.save(tx, town.COMMUNITY, nights.plan(), levels, 1.0)
        plans.publish(tx, second)
        plans.save(tx, town.COMMUNITY, nights.plan(), Levels(), 1.0)
    with town_store.read() as conn:
        [asked] = asked_nights(conn, town.COMMUNITY, town.NIGHT - DAY, town.NIGHT + DAY)
        assert asked_nights(conn, town.COMMUNITY, town.NIGHT + DAY, town.NIGHT + DAY) == []
        assert asked_nights(conn, "nowhere", town.NIGHT, town.NIGHT) == []
        kept = plans.one(conn, second)
    assert (asked.night, asked.levels) == (town.NIGHT, levels)
    assert asked.passes == kept.plan.passes and asked.unserved == kept.plan.unserved
    assert {each.id for each in asked.stops} == set(kept.stop_ids.values())
    assert [each.hazard_id for each in asked.stops] == [
        stop.hazard_id for each in kept.plan.rounds for stop in each.stops
    ]


def test_the_last_look_by_a_moment(town_store: Store) -> None:
    with town_store.write("phone", NOW) as tx:
        for n, hours in enumerate((0, 2)):
            at = NOW + timedelta(hours=hours)
            said = CheckIn(key=str(n), community_id=town.COMMUNITY, result="clear", seen_at=at,
                           hazard_id=town.id_of("JS-01"))  # fmt: skip
            checkins.append(tx, said, town.NIGHT)
    with town_store.read() as conn:
        found = [last_seen(conn, town.COMMUNITY, NOW + timedelta(hours=h)) for h in (-1, 1, 3)]
    assert found == [
        {},
        {town.id_of("JS-01"): NOW},
        {town.id_of("JS-01"): NOW + timedelta(hours=2)},
    ]
