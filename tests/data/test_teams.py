"""Teams: written shifts go before usual ones, for the whole night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from data import teams
from data.store import Store
from geo.nights import moment
from geo.teams import Shift, Team
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
TEAM_1, TEAM_2 = town.id_of("Team 1"), town.id_of("Team 2")


def _on_night(store: Store) -> list[Team]:
    with store.read() as conn:
        return teams.on_night(conn, town.community(), town.NIGHT)


def _shift(team_id: str, *members: str) -> Shift:
    begins, ends = (moment(town.NIGHT, clock, town.ZONE) for clock in ("21:00", "04:00"))
    return Shift(team_id, begins, ends, members)


def test_what_went_in_comes_back(town_store: Store) -> None:
    with town_store.read() as conn:
        kept = teams.of_community(conn, town.COMMUNITY)
    assert sorted(kept, key=lambda each: each.name_en) == [
        replace(each, usual_shifts=tuple(each.usual_shifts)) for each in town.team_rows()
    ]


def test_the_usual_shifts_count_where_none_is_written(town_store: Store) -> None:
    assert sorted(_on_night(town_store), key=lambda each: each.id) == sorted(
        town.teams(), key=lambda each: each.id
    )


def test_written_shifts_are_the_whole_truth_of_their_night(town_store: Store) -> None:
    two = [_shift(TEAM_1, "a", "b"), _shift(TEAM_2, "c")]
    with town_store.write("planner", NOW) as tx:
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, two)
    assert sorted(each.shifts[0].member_ids for each in _on_night(town_store)) == [
        ("a", "b"), ("c",),
    ]  # fmt: skip
    with town_store.write("planner", NOW) as tx:
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, [_shift(TEAM_1, "d")])
    found = _on_night(town_store)
    assert [each.id for each in found] == [TEAM_1]
    assert found[0].shifts == (_shift(TEAM_1, "d"),)


def test_other_nights_stay_as_they_were(town_store: Store) -> None:
    next_night = town.NIGHT + timedelta(days=1)
    with town_store.write("planner", NOW) as tx:
        teams.set_shifts(tx, town.COMMUNITY, next_night, [_shift(TEAM_1, "d")])
    assert len(_on_night(town_store)) == 2
