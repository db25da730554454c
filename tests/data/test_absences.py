"""Absences, deputies and written shifts, the same on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data import absences, communities, teams
from data.store import Store
from geo.errors import EditConflict, NotFound
from geo.nights import moment
from geo.roster import Absence
from geo.teams import Shift
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
OPENS, ENDS = (moment(town.NIGHT, clock, town.ZONE) for clock in ("20:00", "05:00"))
STAFF_3, STAFF_4 = town.id_of("staff 3"), town.id_of("staff 4")
SICK = Absence(id=town.id_of("sick"), contact_id=STAFF_3, from_at=OPENS, to_at=ENDS)
ONE_DAY = timedelta(days=1)


def kept(store: Store, from_at: datetime = OPENS, to_at: datetime = ENDS) -> list[Absence]:
    with store.read() as conn:
        return absences.between(conn, town.COMMUNITY, from_at, to_at)


def on_night(store: Store) -> dict[str, tuple[str, ...]]:
    with store.read() as conn:
        found = teams.on_night(conn, town.community(), town.NIGHT)
    return {each.id: each.shifts[-1].member_ids for each in found}


def test_an_absence_comes_back_in_the_time_it_meets(town_store: Store) -> None:
    with town_store.write("office", NOW) as tx:
        absences.add(tx, town.COMMUNITY, SICK)
        absences.add(tx, town.COMMUNITY, SICK)  # sent again
    assert kept(town_store) == [SICK]
    assert kept(town_store, ENDS, ENDS + ONE_DAY) == kept(town_store, OPENS - ONE_DAY, OPENS) == []
    with town_store.read() as conn:
        assert absences.between(conn, "elsewhere", OPENS, ENDS) == []


def test_another_absence_under_the_same_id_is_refused(town_store: Store) -> None:
    with town_store.write("office", NOW) as tx:
        absences.add(tx, town.COMMUNITY, SICK)
    with pytest.raises(EditConflict), town_store.write("office", NOW) as tx:
        absences.add(tx, town.COMMUNITY, replace(SICK, contact_id=STAFF_4))
    assert kept(town_store) == [SICK]


def test_what_is_removed_is_gone_and_nobody_removes_anothers(town_store: Store) -> None:
    with town_store.write("office", NOW) as tx:
        absences.add(tx, town.COMMUNITY, SICK)
    with pytest.raises(NotFound), town_store.write("office", NOW) as tx:
        absences.remove(tx, "elsewhere", SICK.id)
    with town_store.write("office", NOW) as tx:
        absences.remove(tx, town.COMMUNITY, SICK.id)
    assert kept(town_store) == []
    with pytest.raises(NotFound), town_store.write("office", NOW) as tx:
        absences.remove(tx, town.COMMUNITY, SICK.id)


def test_the_deputy_stands_in_and_without_one_the_place_is_empty(town_store: Store) -> None:
    deputy = town.id_of("keeper 1")
    with town_store.write("office", NOW) as tx:
        absences.add(tx, town.COMMUNITY, SICK)
    assert on_night(town_store)[town.id_of("Team 1")] == (STAFF_4,)
    with town_store.write("office", NOW) as tx:
        absences.name_deputy(tx, town.COMMUNITY, STAFF_3, deputy)
    assert on_night(town_store)[town.id_of("Team 1")] == (deputy, STAFF_4)
    with town_store.read() as conn:
        assert absences.deputies(conn, town.COMMUNITY) == {STAFF_3: deputy}
        known = {each.id: each for each in communities.contacts(conn, town.COMMUNITY)}
    assert known[STAFF_3].deputy_id == deputy
    with town_store.write("office", NOW) as tx:
        absences.name_deputy(tx, town.COMMUNITY, STAFF_3, None)
        with pytest.raises(NotFound):
            absences.name_deputy(tx, town.COMMUNITY, "nobody", deputy)
    assert on_night(town_store)[town.id_of("Team 1")] == (STAFF_4,)


def test_an_end_at_home_comes_back(town_store: Store) -> None:
    home = Shift(town.id_of("Team 1"), OPENS, ENDS, (STAFF_3, STAFF_4), town.at(50, 50))
    with town_store.write("office", NOW) as tx:
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, [home])
    with town_store.read() as conn:
        [team] = teams.on_night(conn, town.community(), town.NIGHT)
    assert team.shifts == (home,)


def test_a_night_without_any_team_can_be_written_and_forgotten(town_store: Store) -> None:
    with town_store.write("office", NOW) as tx:
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, [])
    assert on_night(town_store) == {}
    with town_store.read() as conn:
        [tonight, tomorrow] = teams.roster(conn, town.community(), town.NIGHT, 2)
    assert (tonight.written, tonight.staffed) == (True, ())
    assert not tomorrow.written and tomorrow.staffed
    with town_store.write("office", NOW) as tx:
        teams.forget_shifts(tx, town.COMMUNITY, town.NIGHT)
    assert len(on_night(town_store)) == 2


def test_who_stood_in_last_night_is_tired_however_many_nights_are_asked_for(
    town_store: Store,
) -> None:
    """The keeper stands in tonight, so not by day tomorrow, whichever night one begins with."""
    team, then = town.id_of("Team 1"), town.NIGHT + ONE_DAY
    keeper, other = town.id_of("keeper 1"), town.id_of("staff 1")
    day = [moment(then, clock, town.ZONE) for clock in ("08:00", "20:00")]
    gone = Absence(id=town.id_of("gone"), contact_id=other, from_at=day[0], to_at=day[1])
    with town_store.write("office", NOW) as tx:
        for person, absence in ((STAFF_3, SICK), (other, gone)):
            absences.add(tx, town.COMMUNITY, absence)
            absences.name_deputy(tx, town.COMMUNITY, person, keeper)
        teams.set_shifts(
            tx, town.COMMUNITY, town.NIGHT, [Shift(team, OPENS, ENDS, (STAFF_3, STAFF_4))]
        )
        teams.set_shifts(tx, town.COMMUNITY, then, [Shift(team, day[0], day[1], (other,))])
    with town_store.read() as conn:
        week = teams.roster(conn, town.community(), town.NIGHT, 2)
        [alone] = teams.roster(conn, town.community(), then, 1)
    assert week[0].shifts[0].member_ids == (keeper, STAFF_4)
    assert week[1] == alone
    assert alone.staffed[0].places[0].gap == "deputy_tired"
    with town_store.write("office", NOW) as tx:
        absences.remove(tx, town.COMMUNITY, SICK.id)
    with town_store.read() as conn:
        [free] = teams.roster(conn, town.community(), then, 1)
    assert free.shifts[0].member_ids == (keeper,)


def test_a_deputy_rests_from_the_nights_around(town_store: Store) -> None:
    """Staff 1 is on by day the day after, so no deputy for the night; a keeper is free."""
    with town_store.write("office", NOW) as tx:
        absences.add(tx, town.COMMUNITY, SICK)
        absences.name_deputy(tx, town.COMMUNITY, STAFF_3, town.id_of("staff 1"))
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, [
            Shift(town.id_of("Team 1"), OPENS, ENDS, (STAFF_3, STAFF_4)),
        ])  # fmt: skip
    with town_store.read() as conn:
        [tonight] = teams.roster(conn, town.community(), town.NIGHT, 1)
    assert tonight.staffed[0].places[0].gap == "deputy_tired"
