"""The schema, brought to its newest form: all of it or nothing, in the caller's transaction."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from data import history
from geo.errors import StoreUnavailable

FOLDER = Path(__file__).parent / "migrations"
# The last file in migrations/versions; a test compares them. Known here, so that opening a
# store that is up to date does not have to load Alembic (0.1 s).
NEWEST = "0002"


def revision(conn: Connection) -> str | None:
    """The revision a store is at; None for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def to_newest(conn: Connection, name: str) -> bool:
    """Run what is missing; True if anything was. Triggers are taken off and put on again.

    Alembic's batch mode drops triggers without a word, and what a migration moves is nobody's
    edit: so they are off while it runs, and all are made anew after it.

    Raises
    ------
    StoreUnavailable
        A newer program has written this store.
    """
    now = revision(conn)
    if now == NEWEST:
        return False
    if now is not None and now > NEWEST:
        raise StoreUnavailable(
            "The store {store} was written by a newer version of this program ({version}). "
            "Update the program.", store=name, version=now,
        )  # fmt: skip
    history.drop(conn)
    _run(conn)
    history.install(conn)
    return True


def _run(conn: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
