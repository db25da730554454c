"""The store: opened by its URL, read in snapshots, written by one writer at a time."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
from sqlalchemy import Connection, Integer, cast, make_url, select, update

from data import frames, migrate
from data.frame_queries import Asked
from data.on_postgres import OnPostgres
from data.on_sqlite import OnSqlite
from data.outages import told
from data.tables import meta
from geo.errors import BadInput, StoreUnavailable
from geo.hazards import DEFAULT_KINDS, Kind

__all__ = ["Connection", "Store", "Tx", "open_store"]

_VERSION = meta.c.name == "data_version"


@dataclass(slots=True)
class Tx:
    """One open write: its connection, who writes and when.

    listed: whether the public list was touched, which raises the data version at COMMIT.
    """

    conn: Connection
    actor: str
    now: datetime
    kinds: Sequence[Kind] = DEFAULT_KINDS
    listed: bool = False


class Store:
    """Everything at rest. Made by `open_store`, closed by `close` or a with statement."""

    def __init__(
        self, side: OnSqlite | OnPostgres, kinds: Sequence[Kind] = DEFAULT_KINDS,
        folder: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:  # fmt: skip
        self.side = side
        self.kinds = tuple(kinds)
        self._folder = folder
        self._writing = threading.local()

    @property
    def name(self) -> str:
        """The file or address, without a password: for logs and the read-me."""
        return self.side.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot to read: what is committed later does not show in it.

        Raises
        ------
        StoreUnavailable
            The store cannot be read now.
        """
        with told(self.name), self.side.reading.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def write(self, actor: str, now: datetime) -> Iterator[Tx]:
        """The one open write; COMMIT at the end of the block, nothing at all after an error.

        Whoever answers, answers after the block: then the facts are on the disk.

        Raises
        ------
        StoreUnavailable
            Another writer is too long about it, or the store is read only, full or broken.
        RuntimeError
            This thread is writing already; pass its Tx on instead.
        """
        if getattr(self._writing, "open", False):
            raise RuntimeError("A write is open in this thread already; pass its Tx on instead.")
        with told(self.name), self.side.one_writer():
            self._writing.open = True
            try:
                with self.side.writing.connect() as conn:
                    with conn.begin():
                        self.side.begin(conn)
                        tx = Tx(conn, actor, now, self.kinds)
                        yield tx
                        if tx.listed:
                            _raise_version(conn)
                    self.side.committed(conn)
            finally:
                self._writing.open = False

    def frame(
        self, name: str, community_id: str | None = None, *, night: date | None = None,
        plan_id: str | None = None, published_only: bool = False, texts: bool = False,
    ) -> gpd.GeoDataFrame:  # fmt: skip
        """A table as a GeoDataFrame in OGC:CRS84, one row per thing, each with its geometry.

        name: communities, offices, hazards, visits, streets, gates, ground, stops, legs or
        checkins; docs/library.md lists their columns. Times are aware (UTC), lengths in metres.
        community_id: None for all of them. night, plan_id, published_only: of stops and legs,
        which are those of each night's newest plan that is not replaced, draft or published;
        check-ins have a night too. texts: with what somebody typed (a hazard's name, address,
        note and all raw answers, a finding's note), which may name residents.

        Nobody's name, phone or id is in any of them, and no walk that ends at a home.

        Raises
        ------
        BadQuery
            No such table, or it is not kept by night or plan.
        NotFound
            No such community.
        StoreUnavailable
            The store cannot be read now.
        """
        asked = Asked(
            community_id=community_id, night=night, plan_id=plan_id,
            published_only=published_only, texts=texts,
        )  # fmt: skip
        with self.read() as conn:
            return frames.read(conn, name, asked, self.kinds)

    def data_version(self, conn: Connection) -> int:
        """How often the public lists have changed; the same number, the same lists."""
        return int(conn.execute(select(meta.c.value).where(_VERSION)).scalar_one())

    def close(self) -> None:
        """Close every connection; a store in memory is gone."""
        self.side.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str, *, kinds: Sequence[Kind] = DEFAULT_KINDS) -> Store:
    """The store at a URL, its schema brought up to date.

    url: "sqlite:////absolute/path.db", "sqlite://" (gone when closed, for tests) or
    "postgresql+psycopg://user:password@host/name".

    Raises
    ------
    BadInput
        The URL names no store that we know.
    StoreUnavailable
        It cannot be opened, or it was written by a newer version of this program.
    """
    side, folder = _side_of(url)
    with told(side.name):
        try:
            side.prepare()
        except OSError as error:
            raise StoreUnavailable(
                "The store {store} cannot be made ({why}). Name a folder that may be written.",
                store=side.name, why=error.strerror,
            ) from error  # fmt: skip
        with side.one_writer(), side.writing.connect() as conn:
            with conn.begin():
                side.begin(conn)
                migrate.to_newest(conn, side.name)
            side.committed(conn)
    return Store(side, kinds, folder)


def _side_of(
    url: str,
) -> tuple[OnSqlite | OnPostgres, tempfile.TemporaryDirectory[str] | None]:
    if url == "sqlite://":
        # A file in memory, not ":memory:": readers and the writer stay apart as in real life.
        shm = Path("/dev/shm")  # noqa: S108
        folder = tempfile.TemporaryDirectory(prefix="yuxun-", dir=shm if shm.is_dir() else None)
        return OnSqlite(Path(folder.name) / "store.db"), folder
    if url.startswith("sqlite:///"):
        return OnSqlite(Path(url.removeprefix("sqlite:///")).absolute()), None
    if url.startswith("postgresql"):
        return OnPostgres(str(make_url(url).set(drivername="postgresql+psycopg").render_as_string(
            hide_password=False))), None  # fmt: skip
    raise BadInput(
        "“{url}” is no store. Use sqlite:////path/to/file.db or postgresql://user@host/name.",
        url=url.rsplit("@", maxsplit=1)[-1],
    )


def _raise_version(conn: Connection) -> None:
    raised = cast(meta.c.value, Integer) + 1
    conn.execute(update(meta).where(_VERSION).values(value=cast(raised, meta.c.value.type)))
