"""Stored answers: a write that comes again with its key is told what it was told before."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from data.store import Tx
from data.tables import answered
from geo.errors import KeyReused


def recall(conn: Connection, actor: str, key: str, digest: str) -> tuple[int, str] | None:
    """(status, body) that an actor's key was answered with; None for a new key.

    Raises
    ------
    KeyReused
        The key came before with another request.
    """
    mine = select(answered).where(answered.c.actor == actor, answered.c.key == key)
    row = conn.execute(mine).one_or_none()
    if row is None:
        return None
    if row.digest != digest:
        raise KeyReused(
            "The key {key} was used before for something else. Make a new key for each request.",
            key=key,
        )
    return row.status, row.body


def remember(tx: Tx, key: str, digest: str, status: int, body: str) -> None:
    """Keep an answer under the actor's key, in the transaction of the fact."""
    tx.conn.execute(
        insert(answered).values(
            actor=tx.actor, key=key, digest=digest, status=status, body=body, at=tx.now
        )
    )
