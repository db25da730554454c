"""Opening, snapshots, one writer, and what happens when a store cannot be used."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data import communities, history, migrate
from data.lock import WriteLock
from data.on_sqlite import OnSqlite, connect_to_read
from data.store import Store, open_store
from data.tables import meta, metadata
from geo.errors import BadInput, NotFound, StoreUnavailable
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)


def _note(store: Store, name: str, value: str = "1") -> None:
    with store.write("test", NOW) as tx:
        tx.conn.execute(sa.insert(meta).values(name=name, value=value))


def _names(conn: sa.Connection) -> set[str]:
    return set(conn.scalars(sa.select(meta.c.name)))


def _pragma(store: Store, said: str) -> None:
    raw = store.side.writing.raw_connection()
    raw.driver_connection.execute(f"PRAGMA {said}")
    raw.close()


def test_a_second_opening_finds_what_the_first_wrote(url: str) -> None:
    with open_store(url) as store:
        _note(store, "kept")
    with open_store(url) as store, store.read() as conn:
        assert "kept" in _names(conn)


def test_a_write_is_seen_after_it_and_not_during_it(store: Store) -> None:
    with store.write("test", NOW) as tx:
        tx.conn.execute(sa.insert(meta).values(name="half", value="1"))
        with store.read() as conn:
            assert "half" not in _names(conn)
    with store.read() as conn:
        assert "half" in _names(conn)


def test_a_snapshot_stays_as_it_was(store: Store) -> None:
    with store.read() as conn:
        before = _names(conn)
        _note(store, "later")
        assert _names(conn) == before


def test_an_error_in_a_write_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.write("test", NOW) as tx:
            communities.add(tx, town.community())
            raise NotFound("gone")

    with pytest.raises(NotFound):
        fail()
    with store.read() as conn:
        assert communities.all_of(conn) == []
        assert store.data_version(conn) == 1


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises((StoreUnavailable, sa.exc.DBAPIError)), store.read() as conn:
        conn.execute(sa.insert(meta).values(name="x", value="1"))


def test_the_data_version_rises_with_the_public_lists_only(store: Store) -> None:
    _note(store, "private")
    with store.read() as conn:
        assert store.data_version(conn) == 1
    with store.write("test", NOW) as tx:
        communities.add(tx, town.community())
    with store.read() as conn:
        assert store.data_version(conn) == 2


def test_a_write_inside_a_write_is_refused_and_does_not_hang(store: Store) -> None:
    with store.write("test", NOW), pytest.raises(RuntimeError, match="already"):
        _note(store, "inside")
    _note(store, "after")


def test_also_between_two_stores_of_one_file(sqlite_store: Store) -> None:
    other = open_store(f"sqlite:///{sqlite_store.name}")
    with sqlite_store.write("test", NOW), pytest.raises(RuntimeError, match="already"):
        _note(other, "inside")
    other.close()


def test_threads_take_turns_and_lose_nothing(store: Store) -> None:
    _note(store, "count", "0")

    def add() -> None:
        for _ in range(10):
            with store.write("test", NOW) as tx:
                of = meta.c.name == "count"
                count = int(tx.conn.scalar(sa.select(meta.c.value).where(of)) or 0)
                tx.conn.execute(sa.update(meta).where(of).values(value=str(count + 1)))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as conn:
        assert conn.scalar(sa.select(meta.c.value).where(meta.c.name == "count")) == "40"


def test_the_store_in_memory_is_written_and_read_and_gone(tmp_path: Path) -> None:
    store = open_store("sqlite://")
    path = Path(store.name)
    _note(store, "here")
    with store.read() as conn:
        assert "here" in _names(conn)
    store.close()
    assert not path.exists()


def test_the_folder_is_made_and_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "a" / "深" / "store.db"
    open_store(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("url", ["mysql://x", "store.db", ""])
def test_an_unknown_url_is_told(url: str) -> None:
    with pytest.raises(BadInput, match="sqlite:////"):
        open_store(url)


def test_a_file_that_is_no_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreUnavailable, match="not a store of ours"):
        open_store(f"sqlite:///{tmp_path}/x.db")


def test_a_full_disk_is_told_and_the_store_lives_on(sqlite_store: Store) -> None:
    with sqlite_store.read() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
    _pragma(sqlite_store, f"max_page_count={pages}")
    with pytest.raises(StoreUnavailable, match="full"):
        _note(sqlite_store, "big", "x" * 100_000)
    _pragma(sqlite_store, "max_page_count=1000000")
    _note(sqlite_store, "room again")


def test_a_store_that_may_not_be_written_is_told(sqlite_store: Store) -> None:
    _pragma(sqlite_store, "query_only=ON")
    with pytest.raises(StoreUnavailable, match="may not be written"):
        _note(sqlite_store, "x")
    _pragma(sqlite_store, "query_only=OFF")
    _note(sqlite_store, "y")


def test_a_writer_that_waits_too_long_is_told(sqlite_store: Store) -> None:
    assert isinstance(sqlite_store.side, OnSqlite)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with WriteLock(sqlite_store.side.lock.path).held():
            held.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    sqlite_store.side.lock.patience_s = 0.05
    with pytest.raises(StoreUnavailable, match="try again"):
        _note(sqlite_store, "x")
    done.set()
    thread.join()
    _note(sqlite_store, "y")


def test_every_connection_that_writes_is_durable(sqlite_store: Store) -> None:
    with sqlite_store.write("test", NOW) as tx:
        said = {
            name: tx.conn.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint",
                         "recursive_triggers")
        }  # fmt: skip
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1,
                    "wal_autocheckpoint": 0, "recursive_triggers": 1}  # fmt: skip


def test_the_log_is_copied_back_when_it_is_large_and_at_the_end(sqlite_store: Store) -> None:
    assert isinstance(sqlite_store.side, OnSqlite)
    path = sqlite_store.side.path
    log = path.with_name(path.name + "-wal")
    _note(sqlite_store, "small")
    assert log.stat().st_size > 0
    _note(sqlite_store, "large", "x" * 6_000_000)
    assert log.stat().st_size == 0
    sqlite_store.close()
    assert not log.exists()


def test_a_reader_in_the_middle_does_not_stop_the_writer(sqlite_store: Store) -> None:
    with sqlite_store.read() as conn:
        before = _names(conn)
        _note(sqlite_store, "large", "x" * 6_000_000)
        _note(sqlite_store, "next")
        assert _names(conn) == before


def test_readers_are_read_only_and_do_not_checkpoint(sqlite_store: Store) -> None:
    _note(sqlite_store, "in the log")
    path = Path(sqlite_store.name)
    before = path.read_bytes()
    reader = connect_to_read(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM meta")
    with pytest.raises(sqlite3.OperationalError):
        reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    reader.close()
    assert path.read_bytes() == before


def test_the_migrations_make_the_tables_as_they_stand_in_code(store: Store) -> None:
    def ours(name: str | None, kind: str, parent: object) -> bool:
        theirs = ("listed_box", "spatial_ref_sys", "sqlite_")
        return kind != "table" or not (name or "").startswith(theirs)

    with store.read() as conn, warnings.catch_warnings():
        # SQLAlchemy does not know PostGIS's type, which is ours to know.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        options = {"include_name": ours, "compare_type": conn.dialect.name == "sqlite"}
        found = compare_metadata(MigrationContext.configure(conn, opts=options), metadata)
    # PostGIS's index is made by hand, since SQLite has none such.
    assert [each for each in found if "listed_box" not in str(each)] == []


def test_the_newest_revision_is_the_one_that_is_named() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.NEWEST


TRIGGERS = {
    "sqlite": {"hazard": 5, "hazard_history": 2, "checkin": 2, "listed": 3},
    "postgresql": {"hazard": 4, "hazard_history": 2, "checkin": 2},
}


def test_every_trigger_is_there_after_the_migrations(store: Store) -> None:
    with store.read() as conn:
        found = [table for _, table in history.names(conn)]
        assert {table: found.count(table) for table in found} == TRIGGERS[conn.dialect.name]


def test_a_migration_puts_lost_triggers_on_again(store: Store) -> None:
    with store.write("test", NOW) as tx:
        history.drop(tx.conn)
        assert history.names(tx.conn) == []
        history.install(tx.conn)
        found = [table for _, table in history.names(tx.conn)]
        assert {table: found.count(table) for table in found} == TRIGGERS[tx.conn.dialect.name]


def test_a_newer_store_is_told(url: str) -> None:
    with open_store(url) as store, store.write("test", NOW) as tx:
        tx.conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_store(url)


@pytest.mark.postgres
def test_a_server_that_may_forget_is_refused(request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("cluster")
    server.run("CREATE DATABASE careless")
    server.run("ALTER DATABASE careless SET synchronous_commit = off")
    with pytest.raises(StoreUnavailable, match="power cut"):
        open_store(server.url("careless"))


def test_a_copied_store_opens(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.close()
    shutil.copy(sqlite_store.name, tmp_path / "copy.db")
    open_store(f"sqlite:///{tmp_path}/copy.db").close()
