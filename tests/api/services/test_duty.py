"""Who is on duty, and the rules, through the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.services import duty
from data import communities, teams
from data.store import Store, open_store
from geo.errors import BadInput
from geo.rules import Rules
from tests import town

NOW = datetime(2026, 7, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        with opened.write("test", NOW) as tx:
            communities.add(tx, town.community())
            communities.add_office(tx, town.office())
            communities.add_contacts(tx, town.contacts())
            for team in town.team_rows():
                teams.add(tx, team)
        yield opened


def tonight(store: Store) -> list[duty.OnDuty]:
    with store.read() as conn:
        return duty.tonight(conn, communities.one(conn, town.COMMUNITY), NOW)


def test_without_a_written_shift_the_usual_ones_count(store: Store) -> None:
    found = tonight(store)
    assert len(found) == 2
    assert all(each.shifts and each.people for each in found)


def test_a_written_night_leaves_out_who_is_not_named(store: Store) -> None:
    first, second = tonight(store)
    one = first.people[0].id
    with store.write("test", NOW) as tx:
        turn = duty.Turn(first.team.id, "20:00", "05:00", (one,))
        duty.set_shifts(tx, town.COMMUNITY, town.NIGHT, [turn])
    changed = {each.team.id: each for each in tonight(store)}
    assert changed[first.team.id].shifts[0].member_ids == (one,)
    assert changed[second.team.id].shifts == ()
    # Who can be on it is not forgotten with tonight's choice.
    assert {each.id for each in changed[second.team.id].people} == {
        each.id for each in second.people
    }


@pytest.mark.parametrize(
    "turn",
    [
        duty.Turn("nobody", "20:00", "05:00", ()),
        duty.Turn(town.id_of("Team 1"), "20:00", "05:00", ("stranger",)),
        duty.Turn(town.id_of("Team 1"), "18:00", "12:00", ()),
    ],
)
def test_a_turn_that_cannot_be_changes_nothing(store: Store, turn: duty.Turn) -> None:
    before = tonight(store)
    with pytest.raises(BadInput) as refused, store.write("test", NOW) as tx:
        duty.set_shifts(tx, town.COMMUNITY, town.NIGHT, [turn])
    assert len(refused.value.problems) == 1
    assert tonight(store) == before


def test_rules_are_kept_whole_and_bad_ones_not_at_all(store: Store) -> None:
    with store.write("test", NOW) as tx:
        kept = duty.set_rules(tx, town.COMMUNITY, {"plan_hour": "15:00"})
    assert kept.plan_hour == "15:00"
    with pytest.raises(BadInput), store.write("test", NOW) as tx:
        duty.set_rules(tx, town.COMMUNITY, {"plan_hour": "25:00"})
    with store.read() as conn:
        rules = Rules.of(communities.one(conn, town.COMMUNITY).rules)
    assert rules.plan_hour == "15:00"
    assert rules.table == Rules().table


def test_a_rule_for_a_kind_that_is_not_here_is_refused(store: Store) -> None:
    row = {"kind": "volcano", "rank": 2, "level": "none", "base": [], "extra_night": 2,
           "service_min": 2}  # fmt: skip
    with store.write("test", NOW) as tx:
        with pytest.raises(BadInput, match="volcano"):
            duty.set_rules(tx, town.COMMUNITY, {"table": [row]})
        for kind in ("*", "leaning_tree"):
            duty.set_rules(tx, town.COMMUNITY, {"table": [row | {"kind": kind}]})
