"""Hazards: versions, conflicts, codes, history, and what can never be done to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError

from data import hazards, tables
from data.store import Store
from geo.errors import BadInput, EditConflict, NotFound
from geo.hazards import Hazard, kind_named
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
JS_02 = town.id_of("JS-02")


def _one(store: Store, hazard_id: str = JS_02) -> Hazard:
    with store.read() as conn:
        return hazards.one(conn, hazard_id)


def test_what_went_in_comes_back_as_version_1(town_store: Store) -> None:
    with town_store.read() as conn:
        kept = hazards.of_community(conn, town.COMMUNITY)
    expected = {each.id: each for each in town.hazards()}
    assert len(kept) == len(expected)
    for each in kept:
        assert each.version == 1
        assert (each.changed_by, each.changed_at) == ("import", NOW)
        assert replace(each, changed_by="", changed_at=None) == expected[each.id]


def test_an_update_counts_the_version_and_says_who(town_store: Store) -> None:
    before = _one(town_store)
    with town_store.write("planner", LATER) as tx:
        after = hazards.update(tx, replace(before, name="新名", version=77), before.version)
    assert after == replace(before, name="新名", version=2, changed_by="planner", changed_at=LATER)
    assert _one(town_store) == after


def test_a_stale_update_is_a_conflict_and_changes_nothing(town_store: Store) -> None:
    before = _one(town_store)
    with town_store.write("a", NOW) as tx:
        first = hazards.update(tx, replace(before, name="a"), 1)
    with pytest.raises(EditConflict, match="JS-02"), town_store.write("b", LATER) as tx:
        hazards.update(tx, replace(before, name="b"), 1)
    assert _one(town_store) == first


def test_deleting_leaves_a_tombstone_with_its_code_and_history(town_store: Store) -> None:
    with town_store.write("planner", LATER) as tx:
        hazards.remove(tx, JS_02, 1)
    with town_store.read() as conn:
        with pytest.raises(NotFound):
            hazards.one(conn, JS_02)
        assert JS_02 not in {each.id for each in hazards.of_community(conn, town.COMMUNITY)}
        last = hazards.history(conn, JS_02)[-1]
    assert (last.version, last.deleted, last.changed_by) == (2, True, "planner")
    assert last.changed_at == LATER
    with town_store.write("x", NOW) as tx:
        with pytest.raises(NotFound):
            hazards.remove(tx, JS_02, 2)
        with pytest.raises(EditConflict):
            hazards.add(tx, replace(town.hazards()[1], code="JS-90"))
        with pytest.raises(BadInput, match="JS-02"):
            hazards.add(tx, replace(town.hazards()[1], id="new"))


def test_codes_are_never_given_twice(town_store: Store) -> None:
    kind = kind_named("flood_segment")
    with town_store.write("x", NOW) as tx:
        assert hazards.next_code(tx.conn, town.COMMUNITY, kind) == "JS-05"
        hazards.remove(tx, town.id_of("JS-04"), 1)
        assert hazards.next_code(tx.conn, town.COMMUNITY, kind) == "JS-05"
        new = replace(town.hazards()[0], id="n", code="JS-120")
        hazards.add(tx, new)
        assert hazards.next_code(tx.conn, town.COMMUNITY, kind) == "JS-121"
        # A code written by hand in another shape does not stop the counting.
        hazards.add(tx, replace(new, id="m", code="JS-7a"))
        assert hazards.next_code(tx.conn, town.COMMUNITY, kind) == "JS-121"


def test_a_code_cannot_be_taken_over_by_an_update(town_store: Store) -> None:
    with town_store.write("x", NOW) as tx, pytest.raises(BadInput, match="JS-01"):
        hazards.update(tx, replace(hazards.one(tx.conn, JS_02), code="JS-01"), 1)


def test_an_import_is_all_or_nothing(town_store: Store) -> None:
    new = [replace(town.hazards()[0], id=f"n{n}", code=f"JS-5{n}") for n in range(3)]
    with pytest.raises(BadInput), town_store.write("x", NOW) as tx:
        hazards.add_many(tx, [*new, replace(new[0], id="other", code="SM-01")])
    with town_store.read() as conn:
        assert len(hazards.of_community(conn, town.COMMUNITY)) == 12


def test_those_without_a_place_wait(town_store: Store) -> None:
    homeless = replace(town.hazards()[5], id="n", code="LD-50", geometry=None)
    with town_store.write("x", NOW) as tx:
        hazards.add(tx, homeless)
        hazards.add(tx, replace(homeless, id="a", code="LD-51", status="archived"))
        assert [each.code for each in hazards.waiting(tx.conn, town.COMMUNITY)] == ["LD-50"]
        placed = replace(hazards.one(tx.conn, "n"), geometry=town.hazards()[5].geometry)
        hazards.update(tx, placed, 1)
        assert hazards.waiting(tx.conn, town.COMMUNITY) == []


def test_history_keeps_every_state(town_store: Store) -> None:
    first = _one(town_store)
    states = [first]
    for name in ("一", "二", "三"):
        with town_store.write(name, LATER) as tx:
            edited = replace(states[-1], name=name, must_be_keeper=True, valid_to=LATER,
                             geometry=states[0].geometry)  # fmt: skip
            states.append(hazards.update(tx, edited, states[-1].version))
    with town_store.read() as conn:
        kept = hazards.history(conn, JS_02)
    assert [each.hazard for each in kept] == states
    assert [(each.version, each.changed_by) for each in kept] == [
        (1, "import"), (2, "一"), (3, "二"), (4, "三"),
    ]  # fmt: skip


def test_bulk_updates_are_in_the_history_too(town_store: Store) -> None:
    table = tables.hazard
    with town_store.write("bulk", LATER) as tx:
        changed = update(table).values(note="x", changed_by="bulk", changed_at=LATER)
        assert tx.conn.execute(changed).rowcount == 12
    with town_store.read() as conn:
        history = tables.hazard_history
        bulk = select(history.c.version).where(history.c.changed_by == "bulk")
        assert list(conn.scalars(bulk)) == [2] * 12
        assert set(conn.scalars(select(table.c.version))) == {2}


@pytest.mark.parametrize(
    "statement",
    [
        delete(tables.hazard),
        delete(tables.hazard_history),
        update(tables.hazard_history).values(changed_by="somebody else"),
        update(tables.hazard).values(version=7),
    ],
)
def test_what_can_never_be_done(town_store: Store, statement: object) -> None:
    with pytest.raises(DBAPIError), town_store.write("x", NOW) as tx:
        tx.conn.execute(statement)  # type: ignore[call-overload]
    with town_store.read() as conn:
        assert len(hazards.of_community(conn, town.COMMUNITY)) == 12


def test_replacing_a_row_is_deleting_it(sqlite_store: Store) -> None:
    """SQLite's INSERT OR REPLACE would delete past the triggers without recursive_triggers."""
    from data import communities

    with sqlite_store.write("x", NOW) as tx:
        communities.add(tx, town.community())
        hazards.add(tx, replace(town.hazards()[0], keeper_id=None, deputy_id=None))
    with sqlite_store.read() as conn:
        values = dict(conn.exec_driver_sql("SELECT * FROM hazard").mappings().one())
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    again = f"INSERT OR REPLACE INTO hazard ({names}) VALUES ({marks})"
    with pytest.raises(DBAPIError, match="never removed"), sqlite_store.write("x", NOW) as tx:
        tx.conn.exec_driver_sql(again, tuple(values.values()))


def test_a_keeper_must_be_a_known_contact(town_store: Store) -> None:
    with pytest.raises(DBAPIError), town_store.write("x", NOW) as tx:
        tx.conn.execute(
            insert(tables.hazard).values(
                id="n", community_id=town.COMMUNITY, code="JS-60", kind="flood_segment", rank=1,
                status="active", keeper_id="nobody", changed_by="x", changed_at=NOW,
            )
        )  # fmt: skip
