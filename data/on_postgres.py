"""A store on PostgreSQL with PostGIS: its connections, its one writer, its durability."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, event, make_url

from geo.errors import NotReady, StoreUnavailable

# Any number of ours: all writers of one database queue behind it.
_WRITER = 0x79757875


class OnPostgres:
    """The PostgreSQL side of a store."""

    def __init__(self, url: str) -> None:
        self.name = make_url(url).render_as_string(hide_password=True)
        args = {"options": "-c timezone=UTC -c lock_timeout=30s"}
        # hide_parameters: an error's text may reach a log, and phones must not.
        self.writing = create_engine(
            url, pool_size=4, max_overflow=16, connect_args=args, hide_parameters=True
        )
        # A snapshot: what a request reads belongs together, as on SQLite.
        self.reading = create_engine(
            url, pool_size=8, max_overflow=64, connect_args=args,
            isolation_level="REPEATABLE READ", hide_parameters=True,
        )  # fmt: skip

        @event.listens_for(self.reading, "begin")
        def _read_only(conn: Connection) -> None:
            conn.exec_driver_sql("SET TRANSACTION READ ONLY")

    @contextmanager
    def one_writer(self) -> Iterator[None]:
        """Nothing to hold outside the database."""
        yield

    def begin(self, conn: Connection) -> None:
        """Queue behind other writers, so that numbers are given in the order of commits."""
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")

    def committed(self, conn: Connection) -> None:
        """Nothing to do: the server checkpoints itself."""

    def close(self) -> None:
        """Close every connection."""
        self.reading.dispose()
        self.writing.dispose()

    def prepare(self) -> None:
        """See that the server keeps what it acknowledges and that PostGIS is there.

        Raises
        ------
        StoreUnavailable
            fsync or synchronous_commit is off.
        NotReady
            PostGIS is not in this database and our account may not add it.
        """
        with self.writing.begin() as conn:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                if conn.exec_driver_sql(f"SHOW {setting}").scalar() == "off":
                    raise StoreUnavailable(
                        "The database server runs with {setting}=off and would lose check-ins in "
                        "a power cut. Switch it on in postgresql.conf.", setting=setting,
                    )  # fmt: skip
            self._add_postgis(conn)

    def _add_postgis(self, conn: Connection) -> None:
        asked = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
        if conn.exec_driver_sql(asked).scalar():
            return
        rights = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        if not conn.exec_driver_sql(rights).scalar():
            raise NotReady(
                "PostGIS is not in the database {store}. Its administrator must run: "
                "CREATE EXTENSION postgis.", store=self.name,
            )  # fmt: skip
        conn.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
