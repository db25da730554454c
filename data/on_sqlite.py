"""A store in one SQLite file: its connections, its lock and its checkpoints."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from data.lock import WriteLock

# The log is copied back into the store when it is larger than this.
WAL_LIMIT_BYTES = 4 * 1024 * 1024

# In every connection. recursive_triggers: else INSERT OR REPLACE deletes past the triggers.
_ALWAYS = (
    "PRAGMA foreign_keys=ON", "PRAGMA recursive_triggers=ON", "PRAGMA busy_timeout=5000",
    "PRAGMA cache_size=-16000",
)  # fmt: skip
# FULL: each commit is on the disk before it is answered. Checkpoints are ours alone.
WRITER = (*_ALWAYS, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
          "PRAGMA wal_autocheckpoint=0")  # fmt: skip


def connect_to_write(path: Path) -> sqlite3.Connection:
    """A connection that may write; its user holds the lock first."""
    made = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in WRITER:
        made.execute(pragma)
    return made


def connect_to_read(path: Path, *, any_thread: bool = True) -> sqlite3.Connection:
    """A connection that cannot write, nor checkpoint when it closes."""
    uri = f"file:{quote(str(path))}?mode=ro"
    made = sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=not any_thread,
        cached_statements=256,
    )  # fmt: skip
    for pragma in _ALWAYS:
        made.execute(pragma)
    return made


class OnSqlite:
    """The SQLite side of a store."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = str(path)
        self.lock = WriteLock(path.with_name(path.name + ".lock"))
        # One connection, kept: whoever holds the lock uses it.
        self.writing = _engine(lambda: connect_to_write(path), "BEGIN IMMEDIATE", 1, 0)
        self.reading = _engine(lambda: connect_to_read(path), "BEGIN", 8, 64)

    @contextmanager
    def one_writer(self) -> Iterator[None]:
        """Hold the lock file for the length of a block."""
        with self.lock.held():
            yield

    def begin(self, conn: Connection) -> None:
        """Nothing to add: BEGIN IMMEDIATE has been said."""

    def committed(self, conn: Connection) -> None:
        """Checkpoint when the log has grown; the caller still holds the lock."""
        with suppress(FileNotFoundError):
            if self.path.with_name(self.path.name + "-wal").stat().st_size > WAL_LIMIT_BYTES:
                self._checkpoint(conn)

    def _checkpoint(self, conn: Connection) -> None:
        raw = conn.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        # A reader in the middle of the log is not waited for: the next writer tries again.
        raw.execute("PRAGMA busy_timeout=0")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.execute("PRAGMA busy_timeout=5000")

    def close(self) -> None:
        """Checkpoint and close every connection, as the one writer."""
        with self.lock.held():
            self.reading.dispose()
            if self.path.exists():
                with self.writing.connect() as conn:
                    self._checkpoint(conn)
            self.writing.dispose()

    def prepare(self) -> None:
        """Make the folder that the file stands in."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            # Contacts are personal: the file is for the office's account alone.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))


def _engine(
    creator: Callable[[], sqlite3.Connection], begin: str, size: int, overflow: int
) -> Engine:
    engine = create_engine(
        "sqlite://", creator=creator, pool_size=size, max_overflow=overflow,
        poolclass=QueuePool, pool_reset_on_return="rollback", hide_parameters=True,
    )  # fmt: skip

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine
