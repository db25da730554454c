"""Orders by hand and templates at rest, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from data import orders, tables
from data.orders import HandOrder, Template
from data.store import Store
from geo.errors import EditConflict, NotFound
from geo.nights import moment
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
ONE, TWO = town.id_of("Team 1"), town.id_of("Team 2")
A, B, C = (town.id_of(code) for code in ("JS-01", "JS-02", "JS-03"))
FIRST = HandOrder(town.COMMUNITY, town.NIGHT, ONE, "night_1", (C, A, B))
USUAL = Template(town.id_of("t"), town.COMMUNITY, "一组夜一", "night_1", ONE, (A, B, C))


def in_force(store: Store, nights: int = 0) -> dict[orders.Whose, tuple[str, ...]]:
    """The first of each team and pass, which is the one by hand."""
    with store.read() as conn:
        found = orders.in_force(conn, town.COMMUNITY, town.NIGHT + timedelta(days=nights))
    return {(each.team_id, each.pass_name): each.hazard_ids for each in found[::-1]}


def test_an_order_by_hand_holds_for_its_night_until_the_next_or_it_is_given_back(
    town_store: Store,
) -> None:
    with town_store.write("planner", NOW) as tx:
        orders.put(tx, FIRST)
    assert in_force(town_store) == {(ONE, "night_1"): (C, A, B)}
    assert in_force(town_store, 1) == {}
    with town_store.write("planner", NOW) as tx:
        orders.put(tx, replace(FIRST, hazard_ids=(B, B, A)))
        orders.put(tx, replace(FIRST, team_id=TWO, hazard_ids=(C,)))
    assert in_force(town_store) == {(ONE, "night_1"): (B, B, A), (TWO, "night_1"): (C,)}
    with town_store.write("planner", NOW) as tx:
        assert orders.give_back(tx, FIRST)
        assert not orders.give_back(tx, FIRST)
    assert in_force(town_store) == {(TWO, "night_1"): (C,)}


def test_a_template_in_use_orders_every_night_and_by_hand_wins(town_store: Store) -> None:
    with town_store.write("planner", NOW) as tx:
        orders.add_template(tx, USUAL)
        orders.put(tx, FIRST)
    assert in_force(town_store) == {(ONE, "night_1"): (C, A, B)}
    assert in_force(town_store, 3) == {(ONE, "night_1"): (A, B, C)}


def test_one_template_is_in_use_for_a_team_in_a_pass(town_store: Store) -> None:
    other = replace(USUAL, id=town.id_of("u"), name="二", hazard_ids=(C,))
    apart = replace(USUAL, id=town.id_of("v"), name="三", pass_name="night_2")
    with town_store.write("planner", NOW) as tx:
        for each in (USUAL, other, apart):
            orders.add_template(tx, each)
    with town_store.read() as conn:
        used = {each.name: each.in_use for each in orders.templates(conn, town.COMMUNITY)}
    assert used == {"一组夜一": False, "二": True, "三": True}
    with town_store.write("planner", NOW) as tx:
        orders.change_template(tx, replace(USUAL, name="新"))
    assert in_force(town_store)[ONE, "night_1"] == (A, B, C)


def test_a_template_sent_again_is_there_and_another_under_its_id_is_not(town_store: Store) -> None:
    with town_store.write("planner", NOW) as tx:
        orders.add_template(tx, USUAL)
        orders.change_template(tx, replace(USUAL, in_use=False))
        assert not orders.add_template(tx, USUAL).in_use
    with pytest.raises(EditConflict), town_store.write("planner", NOW) as tx:
        orders.add_template(tx, replace(USUAL, hazard_ids=(C,)))


def test_a_template_that_is_gone_is_not_found(town_store: Store) -> None:
    with town_store.write("planner", NOW) as tx:
        orders.add_template(tx, USUAL)
        orders.remove_template(tx, town.COMMUNITY, USUAL.id)
    for work in (
        lambda tx: orders.remove_template(tx, town.COMMUNITY, USUAL.id),
        lambda tx: orders.change_template(tx, USUAL),
        lambda tx: orders.template(tx.conn, "elsewhere", USUAL.id),
    ):
        with pytest.raises(NotFound), town_store.write("planner", NOW) as tx:
            work(tx)


def test_two_crews_of_a_team_have_an_order_each(town_store: Store) -> None:
    first, second = (
        (moment(town.NIGHT, begins, town.ZONE), moment(town.NIGHT, ends, town.ZONE))
        for begins, ends in (("20:00", "02:15"), ("02:15", "05:00"))
    )
    one, two = (replace(FIRST, hours=hours) for hours in (first, second))
    two = replace(two, hazard_ids=(B,))
    with town_store.write("planner", NOW) as tx:
        orders.put(tx, one)
        orders.put(tx, two)
        orders.put(tx, replace(one, hazard_ids=(A, C)))
        kept = orders.by_hand(tx.conn, town.COMMUNITY, town.NIGHT)
        assert {each.hours: each.hazard_ids for each in kept} == {first: (A, C), second: (B,)}
        assert orders.give_back(tx, one)
        assert not orders.give_back(tx, one)
        [left] = orders.by_hand(tx.conn, town.COMMUNITY, town.NIGHT)
        assert (left.hours, left.hazard_ids) == (second, (B,))
        assert orders.give_back(tx, two)


def test_an_order_kept_without_hours_is_read(town_store: Store) -> None:
    with town_store.write("planner", NOW) as tx:
        tx.conn.execute(insert(tables.hand_order).values(
            community_id=town.COMMUNITY, night=town.NIGHT, team_id=ONE, pass_name="night_1",
            hazard_ids=[C, A], changed_by="planner", changed_at=NOW,
        ))  # fmt: skip
        [kept] = orders.by_hand(tx.conn, town.COMMUNITY, town.NIGHT)
        assert (kept.hazard_ids, kept.hours, kept.binds) == ((C, A), None, True)
        assert orders.give_back(tx, FIRST)
