"""A store that an earlier version wrote: it opens, and what was said to it still holds."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from data import (
    checkins,
    hazards,
    history,
    history_postgres,
    history_sqlite,
    migrate,
    plans,
    tables,
)
from data.store import Store, open_store
from geo.checkins import Receipt
from geo.errors import KeyReused
from tests import town
from tests.api import filled
from tests.data.test_checkins import LATER, NOW, SAID
from tests.data.test_store import TRIGGERS

CLEAR = replace(SAID, key="2", finding=None, position=None, result="clear", device_time=None,
                accuracy_m=None, counter=None)  # fmt: skip
# As the first version computed them.
DIGESTS = {
    SAID.key: "8ab68e416dc483a700b7a263a9366621e024a9c28a1544ec72113e4fb1829740",
    CLEAR.key: "0d1e2bda266b5e6efaa3ef2d212c9d57eae86a6f1c9a9377ad55d00a69f40d3c",
}
# What hazards had no column for at 0001.
NEW_IN_HISTORY = ("visit_from", "visit_to")


@pytest.fixture(scope="module")
def written() -> Iterator[Store]:
    """The town, its published night, an edit of a hazard and two check-ins, in today's schema."""
    with open_store("sqlite://") as store:
        filled.fill(store)
        with store.write("planner", NOW) as tx:
            seen = hazards.one(tx.conn, town.id_of("LD-01"))
            hazards.update(tx, replace(seen, note="漏"), if_version=seen.version)
            for said in (SAID, CLEAR):
                checkins.append(tx, said, town.NIGHT)
        yield store


@pytest.fixture
def old(url: str, written: Store) -> str:
    """The same at 0001, with the triggers of that time."""
    with open_store(url) as store, store.write("test", NOW) as tx:
        history.drop(tx.conn)
        tx.conn.exec_driver_sql("DROP TABLE alembic_version")
        for table in reversed(tables.metadata.sorted_tables):
            tx.conn.exec_driver_sql(f'DROP TABLE "{table.name}"')
        if sqlite := tx.conn.dialect.name == "sqlite":
            tx.conn.exec_driver_sql("DROP TABLE listed_box")
        _upgrade(tx.conn, "0001")
        triggers = [*_old_triggers()] if sqlite else [*history_postgres.CREATE]
        boxes = [each for each in triggers if " ON listed" in each]
        _run(tx.conn, boxes)
        with written.read() as source:
            _copy(source, tx.conn)
        _run(tx.conn, [each for each in triggers if each not in boxes])
        assert migrate.revision(tx.conn) == "0001"
    return url


def _upgrade(conn: sa.Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    config.attributes["connection"] = conn
    command.upgrade(config, to)


def _copy(source: sa.Connection, target: sa.Connection) -> None:
    """Every row, without the columns that are not there yet."""
    known = sa.inspect(target)
    for table in tables.metadata.sorted_tables:
        if not known.has_table(table.name):
            continue
        with warnings.catch_warnings():
            # SQLAlchemy does not know PostGIS's type, which is ours to know.
            warnings.simplefilter("ignore", sa.exc.SAWarning)
            there = {each["name"] for each in known.get_columns(table.name)}
        columns = [each for each in table.columns if each.name in there]
        plain = sa.Table(table.name, sa.MetaData(), *(
            sa.Column(each.name, each.type, quote=each.name == "row") for each in columns
        ))  # fmt: skip
        target.execute(sa.delete(plain))
        rows = [dict(row._mapping) for row in source.execute(sa.select(*columns))]
        for row in rows:
            if table.name == "hazard_history":
                row["row"] = {k: v for k, v in row["row"].items() if k not in NEW_IN_HISTORY}
        if rows:
            target.execute(sa.insert(plain), rows)
        if target.dialect.name == "postgresql" and "seq" in there and rows and "seq" in [
            each.name for each in table.primary_key
        ]:  # fmt: skip
            target.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'seq'), "
                f'(SELECT max(seq) FROM "{table.name}"))'
            )


def _old_triggers() -> Iterator[str]:
    for statement in history_sqlite.CREATE:
        old = statement
        for name in NEW_IN_HISTORY:
            old = old.replace(f"'{name}', {name}, ", "")
        yield old


def _run(conn: sa.Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        conn.exec_driver_sql(statement)


def test_an_old_store_is_brought_up_to_date_with_all_it_holds(old: str, written: Store) -> None:
    with open_store(old) as store, store.read() as conn, written.read() as before:
        assert migrate.revision(conn) == migrate.NEWEST == "0002"
        found = [table for _, table in history.names(conn)]
        assert {table: found.count(table) for table in found} == TRIGGERS[conn.dialect.name]
        for read in (
            lambda c: hazards.of_community(c, town.COMMUNITY),
            lambda c: checkins.of_night(c, town.COMMUNITY, town.NIGHT),
            lambda c: plans.latest(c, town.COMMUNITY, town.NIGHT, published_only=True),
            lambda c: c.execute(sa.select(tables.listed.c.id, tables.listed.c.feature)
                                .order_by(tables.listed.c.seq)).all(),
        ):  # fmt: skip
            assert read(conn) == read(before)
            assert read(conn)
        for made in ("absence", "round_template", "hand_order", "confirmation"):
            assert conn.scalar(sa.text(f'SELECT count(*) FROM "{made}"')) == 0


def test_what_was_sent_to_the_old_store_is_answered_with_the_same_receipt(old: str) -> None:
    with open_store(old) as store:
        for seq, said in enumerate((SAID, CLEAR), 1):
            assert checkins.digest_of(said) == DIGESTS[said.key]
            with store.write("team 1", LATER) as tx:
                again = checkins.append(tx, replace(said, seen_at=LATER), town.NIGHT)
            assert again == (Receipt(said.key, seq, NOW), False)
        other = replace(SAID, counter=8)
        with store.write("team 1", LATER) as tx, pytest.raises(KeyReused):
            checkins.append(tx, other, town.NIGHT)
        new = replace(SAID, key="3", typed_in=True)
        with store.write("team 1", LATER) as tx:
            receipt, first = checkins.append(tx, new, town.NIGHT)
        assert first
        assert receipt.seq > 2


def test_its_history_goes_on(old: str) -> None:
    with open_store(old) as store:
        with store.write("planner", LATER) as tx:
            seen = hazards.one(tx.conn, town.id_of("LD-01"))
            hazards.update(tx, replace(seen, visit_from="20:00", visit_to="21:00"),
                           if_version=seen.version)  # fmt: skip
        kept = tables.hazard_history
        with store.read() as conn:
            rows = conn.execute(
                sa.select(kept.c.version, kept.c.row)
                .where(kept.c.hazard_id == town.id_of("LD-01")).order_by(kept.c.seq)
            ).all()  # fmt: skip
    assert [row.version for row in rows] == [1, 2, 3]
    assert "visit_from" not in rows[1].row
    assert rows[2].row["visit_from"] == "20:00"


def test_opened_twice_nothing_is_done_twice(old: str) -> None:
    for _ in range(2):
        open_store(old).close()
    with open_store(old) as store, store.write("test", LATER) as tx:
        assert not migrate.to_newest(tx.conn, "store")
