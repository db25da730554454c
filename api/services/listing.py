"""Reads the public lists: on the loop from SQLite, in a thread from PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from api.services.falling_due import FallingDue
from api.services.kept_answers import KeptAnswers
from data.on_sqlite import OnSqlite, connect_to_read
from data.outages import told
from data.store import Store

T = TypeVar("T")


class Lists:
    """The public lists of one store, with the answers given before."""

    def __init__(self, store: Store, clock: Callable[[], datetime], cache_bytes: int) -> None:
        self.kept = KeptAnswers(cache_bytes)
        self._store = store
        self._due = FallingDue(store, clock)
        # A connection of the loop's own: SQLAlchemy's pool costs more than the page itself.
        side = store.side
        self._raw = connect_to_read(side.path) if isinstance(side, OnSqlite) else None

    async def read(self, work: Callable[[Any], T]) -> T:
        """What `work` finds in one snapshot; it may read about 1,000 rows.

        Raises
        ------
        StoreUnavailable
            The store cannot be read now.
        """
        if self._due.may_have_passed():
            await run_in_threadpool(self._due.refresh)
        if self._raw is None:
            return await run_in_threadpool(self.read_here, work)
        with told(self._store.name):
            self._raw.execute("BEGIN")
            try:
                return work(self._raw)
            finally:
                self._raw.execute("ROLLBACK")

    def read_here(self, work: Callable[[Any], T]) -> T:
        """As `read`, for a thread that may take its time."""
        with self._store.read() as conn:
            return work(conn)

    def close(self) -> None:
        """Let go of the store."""
        if self._raw is not None:
            self._raw.close()
