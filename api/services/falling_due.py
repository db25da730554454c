"""A visit falls due by the clock and not by a write: this writes what has fallen due.

It is done before a list is read, so that an answer and its ETag depend on the data version
alone. A second's delay is of no account.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from api.services.clock import now_in
from data import communities, visits
from data.store import Store
from geo.communities import Community
from geo.errors import StoreUnavailable

REST = timedelta(seconds=1)
REST_AFTER_FAILURE = timedelta(seconds=10)
ACTOR = "clock"

log = logging.getLogger("yuxun")


class FallingDue:
    """When to look again, and the looking."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._rested: datetime | None = None
        self._version = -1
        self._wake: datetime | None = None
        self._looking = False

    def may_have_passed(self) -> bool:
        """Whether `refresh` is worth a thread: nobody looked for a second. Costs nothing."""
        return not self._looking and (self._rested is None or self._clock() >= self._rested)

    def refresh(self) -> None:
        """Mark what has fallen due, in every community by its own clock.

        A store that cannot be written is still read: the list is then as it was.
        """
        self._looking = True
        now = self._clock()
        self._rested = now + REST
        try:
            self._look(now)
        except StoreUnavailable as error:
            log.warning("what has fallen due could not be written: %s", error)
            self._rested = now + REST_AFTER_FAILURE
        finally:
            self._looking = False

    def _look(self, now: datetime) -> None:
        with self._store.read() as conn:
            version = self._store.data_version(conn)
            if version == self._version and (self._wake is None or now < self._wake):
                return
            flips = [
                (each, flip)
                for each in communities.all_of(conn)
                if (flip := visits.next_flip(conn, each.id)) is not None
            ]
        late = [each for each, flip in flips if flip < now_in(each, now)]
        if late:
            self._write(late, now)
            # What comes next is looked for in a second.
            return
        self._version = version
        self._wake = min((now + (flip - now_in(each, now)) for each, flip in flips), default=None)

    def _write(self, late: list[Community], now: datetime) -> None:
        with self._store.write(ACTOR, now) as tx:
            for each in late:
                visits.refresh_overdue(tx, now_in(each, now), each.id)
