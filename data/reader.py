"""The public lists for the event loop: a connection per thread, no transaction, kept counts."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from data import listed
from data.listed import Extent, Page, Query
from data.listed_boxes import source_of
from data.listed_few import few
from data.on_postgres import OnPostgres
from data.on_sqlite import OnSqlite, connect_to_read
from data.outages import told

_KEPT_COUNTS = 512

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Encoded:
    """As `Page`, its features in UTF-8."""

    features: list[bytes]
    next_after: int | None
    matched: int | None


class Reader:
    """Reads `listed`. fast: bounded and without a network, so fit for the event loop itself."""

    def __init__(self, side: OnSqlite | OnPostgres) -> None:
        self._side = side
        self.fast = isinstance(side, OnSqlite)
        self._mine = threading.local()
        self._counts: OrderedDict[tuple[int, Query], int | None] = OrderedDict()

    def data_version(self) -> int:
        """How often the lists have changed. Read it before the page that is kept under it."""
        return self._with(_version)

    def page(self, query: Query) -> Page:
        """One page of a list.

        Raises
        ------
        BadQuery
            No such collection.
        StoreUnavailable
            The store cannot be read now.
        """
        return self._with(lambda raw: self._page(raw, query))

    def encoded(self, query: Query) -> Encoded:
        """One page of a list in UTF-8, as it goes out: texts cost a page of 100 half its time.

        Raises as `page` does.
        """
        return self._with(lambda raw: self._encoded(raw, query))

    def _encoded(self, raw: Any, query: Query) -> Encoded:
        if not isinstance(raw, sqlite3.Connection):
            page = self._page(raw, query)
            told = [each.encode() for each in page.features]
            return Encoded(told, page.next_after, page.matched)
        raw.text_factory = bytes
        try:
            page = self._page(raw, query)
        finally:
            raw.text_factory = str
        return Encoded(cast(list[bytes], page.features), page.next_after, page.matched)

    def _page(self, raw: Any, query: Query) -> Page:
        whole = few(raw, query)
        if whole is not None:
            return Page(whole, None, len(whole))
        source = source_of(raw, query)
        features, next_after = listed.slice_of(raw, source, query)
        if query.after_seq is None and next_after is None:
            return Page(features, None, listed.capped(len(features)))
        return Page(features, next_after, self._matched(raw, query))

    def item(self, collection: str, feature_id: str) -> str | None:
        """One feature as JSON text; None where the list has no such one."""
        return self._with(lambda raw: listed.item(raw, collection, feature_id))

    def extent(self, collection: str) -> Extent | None:
        """How far a collection reaches; None for an empty one."""
        return self._with(lambda raw: listed.extent(raw, collection))

    def close(self) -> None:
        """Let go of every thread's connection; each closes when nobody reads with it."""
        self._mine = threading.local()

    def _matched(self, raw: Any, query: Query) -> int | None:
        """A count is the same on every page of a list until the data changes: kept."""
        key = (_version(raw), replace(query, after_seq=None, limit=0))
        if key in self._counts:
            return self._counts[key]
        count = self._counts[key] = listed.matched(raw, query)
        if len(self._counts) > _KEPT_COUNTS:
            self._counts.popitem(last=False)
        return count

    def _with(self, work: Callable[[Any], T]) -> T:
        """What `work` finds on a driver's connection; drivers' errors are told as ours."""
        if not isinstance(self._side, OnSqlite):
            with told(self._side.name), self._side.reading.connect() as conn:
                return work(conn.connection.driver_connection)
        try:
            return work(self._connection(self._side))
        except sqlite3.Error:
            with told(self._side.name):
                raise

    def _connection(self, side: OnSqlite) -> sqlite3.Connection:
        mine: sqlite3.Connection | None = getattr(self._mine, "conn", None)
        if mine is None:
            mine = self._mine.conn = connect_to_read(side.path)
            # The lists of a district: a box's rows lie all over the file.
            mine.execute("PRAGMA cache_size=-65536")
        return mine


def _version(raw: Any) -> int:
    row = raw.execute("SELECT value FROM meta WHERE name = 'data_version'").fetchone()
    return int(row[0])
