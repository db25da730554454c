"""The sample in a store: all of it, in one write, and put back when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data import absences, communities, hazards, streets, teams, visits, warnings
from data.samples import load
from data.store import Store, open_store
from geo.errors import EditConflict
from geo.network import OPEN, Closed, StreetNetwork, closed_gates
from geo.nights import moment
from geo.rain import Level

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NIGHT = date(2026, 7, 22)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        load.load(opened, NOW)
        yield opened


def test_what_is_in_the_files_is_in_the_store(store: Store) -> None:
    sample = load.read(NOW)
    with store.read() as conn:
        assert replace(communities.one(conn, load.COMMUNITY_ID), ground_version=1) == replace(
            sample.community, rules={}
        )
        assert set(streets.streets(conn, load.COMMUNITY_ID)) == set(sample.streets)
        assert set(streets.gates(conn, load.COMMUNITY_ID)) == set(sample.gates)
        assert len(streets.ground(conn, load.COMMUNITY_ID)) == len(sample.ground)
        assert len(streets.ground(conn, load.COMMUNITY_ID, "building")) == 150
        assert len(hazards.of_community(conn, load.COMMUNITY_ID)) == 40
        assert set(communities.contacts(conn, load.COMMUNITY_ID)) == set(sample.contacts)
        assert len(visits.visits(conn, load.COMMUNITY_ID)) == 40
        morning = moment(NIGHT, "08:00", "Asia/Shanghai")
        issued = warnings.of_night(conn, load.COMMUNITY_ID, morning, morning + timedelta(hours=21))
        assert [(each.kind, each.level) for each in issued] == [("rain", Level.BLUE)]


def test_loading_twice_changes_nothing(store: Store) -> None:
    with store.read() as conn:
        before = store.data_version(conn)
    with pytest.raises(EditConflict):
        load.load(store, NOW)
    with store.read() as conn:
        assert store.data_version(conn) == before
        assert len(communities.all_of(conn)) == 1


def test_ids_are_the_same_in_every_store() -> None:
    one, two = load.read(NOW), load.read(NOW + timedelta(days=1))
    assert [each.id for each in one.hazards] == [each.id for each in two.hazards]
    assert load.sample_id("JS-01") == one.hazards[0].id


def test_two_people_of_each_team_on_every_shift(store: Store) -> None:
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        on_duty = teams.on_night(conn, community, NIGHT)
    assert len(on_duty) == 2
    for team in on_duty:
        assert [len(shift.member_ids) for shift in team.shifts] == [2, 2]


def test_every_hazard_is_reached_from_the_office_when_the_gates_are_locked() -> None:
    sample = load.read(NOW)
    network = StreetNetwork.of(sample.streets, sample.gates)
    zone = sample.community.zone
    from_at, to_at = moment(NIGHT, "00:45", zone), moment(NIGHT, "05:00", zone)
    shut = closed_gates(sample.gates, from_at, to_at, zone)
    assert len(shut) == 2
    closed = Closed(nodes=shut)
    base = network.snap(sample.offices[0].point)
    places = [network.snap(hazard.geometry.centroid) for hazard in sample.hazards]
    far = network.distances([base], places, closed)
    assert far.max() < 2500
    open_far = network.distances([base], places, OPEN)
    assert (far > open_far + 1).any(), "the locked gates cost nobody a step"


def test_put_back_as_it_was(store: Store) -> None:
    with store.write("test", NOW) as tx:
        first = hazards.one(tx.conn, load.sample_id("JS-01"))
        hazards.update(tx, replace(first, name="改了", rank=1), first.version)
        second = hazards.one(tx.conn, load.sample_id("JS-02"))
        hazards.remove(tx, second.id, second.version)
        warnings.set_response(tx, load.COMMUNITY_ID, warnings.Response(NIGHT, Level.ORANGE))
        teams.set_shifts(tx, load.COMMUNITY_ID, NIGHT, [])
    later = NOW + timedelta(hours=5)
    with store.read() as conn:
        version = communities.one(conn, load.COMMUNITY_ID).ground_version
    with store.write("test", later) as tx:
        load.again(tx, load.read(later))
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        assert community.demo_started_at == later and community.ground_version > version
        assert hazards.one(conn, first.id).name == first.name
        assert len(hazards.of_community(conn, load.COMMUNITY_ID)) == 39, "deleted stays deleted"
        morning = moment(NIGHT, "08:00", "Asia/Shanghai")
        issued = warnings.of_night(conn, load.COMMUNITY_ID, morning, morning + timedelta(hours=21))
        assert [each.level for each in issued] == [Level.BLUE]
        response = warnings.response(conn, load.COMMUNITY_ID, NIGHT)
        assert response is not None and response.level is Level.NONE


def test_the_week_has_deputies_who_stand_in_and_nothing_to_settle(store: Store) -> None:
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        week = teams.roster(conn, community, NIGHT, 7)
    places = [place for night in week for each in night.staffed for place in each.places]
    assert not [each for each in places if each.gap]
    assert len([each for each in places if each.by_id != each.person_id]) == 2
    assert all(each.by_id == each.person_id for one in week[0].staffed for each in one.places)


def test_put_back_the_roster_too(store: Store) -> None:
    with store.read() as conn:
        community = communities.one(conn, load.COMMUNITY_ID)
        before = teams.roster(conn, community, NIGHT, 7)
    with store.write("test", NOW) as tx:
        teams.set_shifts(tx, load.COMMUNITY_ID, NIGHT, [])
        for each in before[1].staffed[0].places:
            absences.name_deputy(tx, load.COMMUNITY_ID, each.person_id, None)
    with store.write("test", NOW) as tx:
        load.again(tx, load.read(NOW))
    with store.read() as conn:
        assert teams.roster(conn, community, NIGHT, 7) == before
