"""What drivers say when a store cannot be used, said so that somebody can mend it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from geo.errors import StoreUnavailable

# The first byte of SQLite's extended codes.
_SQLITE_WORDS = {
    5: "another program holds it; try again in a moment",
    6: "another program holds it; try again in a moment",
    8: "it may not be written; check the rights of the file and of its folder",
    10: "the disk failed; check the disk before anything else",
    11: "the file is damaged; restore the last backup",
    13: "the disk is full; make room",
    14: "the file cannot be opened; check its path and rights",
    26: "the file is not a store of ours; check the path in the settings",
}
# The first two characters of PostgreSQL's SQLSTATE.
_POSTGRES_WORDS = {
    "08": "the database server does not answer; check that it runs",
    "25": "the database server lets us read only; check its rights",
    "28": "the database server refused our name or password; check the settings",
    "3D": "there is no such database; make it or check the settings",
    "42": "our account lacks a right on the database; ask its administrator",
    "53": "the database server is out of disk or memory; make room",
    "55": "another program holds it; try again in a moment",
    "57": "the database server is shutting down or cancelled us; try again in a moment",
    "58": "the database server's disk failed; check the disk before anything else",
}
_RIGHTS_LACKING = "42501"


def why(error: BaseException) -> str | None:
    """Why a driver's error means that the store is out of order; None for any other error."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _SQLITE_WORDS.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        if state.startswith("42") and state != _RIGHTS_LACKING:
            return None
        return _POSTGRES_WORDS.get(state[:2])
    # psycopg without SQLSTATE: the connection itself failed.
    return _POSTGRES_WORDS["08"] if type(error).__name__ == "OperationalError" else None


@contextmanager
def told(store: str) -> Iterator[None]:
    """Turn drivers' errors about the store itself into one of ours; let all others pass.

    Raises
    ------
    StoreUnavailable
        With the store's name and the remedy.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        reason = why(error.orig if isinstance(error, DBAPIError) and error.orig else error)
        if reason is None:
            raise
        raise StoreUnavailable(
            "The store {store} cannot be used: {why}.", store=store, why=reason
        ) from error
