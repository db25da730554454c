"""Reads the public lists: on the loop from SQLite, in a thread from PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from api.services.falling_due import FallingDue
from api.services.kept_answers import KeptAnswers
from data.reader import Reader
from data.store import Store

T = TypeVar("T")


class Lists:
    """The public lists of one store, with the answers given before."""

    def __init__(self, store: Store, clock: Callable[[], datetime], cache_bytes: int) -> None:
        self.kept = KeptAnswers(cache_bytes)
        # In every ETag: after a restart the numbers of data versions may begin anew (a restored
        # store), and other code may encode otherwise.
        self.salt = token_hex(4)
        self._due = FallingDue(store, clock)
        self._reader = Reader(store.side)

    async def read(self, work: Callable[[Reader], T]) -> T:
        """What `work` finds; it may read about 1,000 rows.

        Raises
        ------
        StoreUnavailable
            The store cannot be read now.
        """
        if self._due.may_have_passed():
            await run_in_threadpool(self._due.refresh)
        if self._reader.fast:
            return work(self._reader)
        return await run_in_threadpool(work, self._reader)

    async def read_long(self, work: Callable[[Reader], T]) -> T:
        """As `read`, for work that takes its time."""
        if self._due.may_have_passed():
            await run_in_threadpool(self._due.refresh)
        return await run_in_threadpool(work, self._reader)

    def close(self) -> None:
        """Let go of the store."""
        self._reader.close()
