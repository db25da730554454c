"""Weather warnings as issued, and the response that the office decided on for a night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Select, insert, select, update

from data.store import Tx
from data.tables import response as _response
from data.tables import warning as _warning
from geo.errors import NotFound
from geo.rain import Level, WarningKind, WeatherWarning


@dataclass(frozen=True, slots=True)
class Issued:
    """A kept warning: its id, who wrote it down and when."""

    id: str
    warning: WeatherWarning
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """The office's own level for a night, apart from any warning.

    leader: whose word lets people out in a red or thunder night. by_hand: the extra night
    passes were switched on by hand.
    """

    night: date
    level: Level = Level.NONE
    leader: str = ""
    by_hand: bool = False


def add(tx: Tx, community_id: str, warning: WeatherWarning) -> str:
    """Keep a warning; its id."""
    warning_id = str(uuid4())
    tx.conn.execute(
        insert(_warning).values(
            id=warning_id, community_id=community_id, kind=warning.kind, level=warning.level.word,
            area=warning.area, from_at=warning.from_at, to_at=warning.to_at,
            source=warning.source, changed_by=tx.actor, changed_at=tx.now,
        )
    )  # fmt: skip
    return warning_id


def end(tx: Tx, warning_id: str, at: datetime | None = None) -> None:
    """Let a warning end at `at`, or now; one that has ended stays as it was.

    Raises
    ------
    NotFound
        No such warning.
    """
    found = select(_warning.c.id).where(_warning.c.id == warning_id)
    if tx.conn.execute(found).one_or_none() is None:
        raise NotFound("There is no warning {id}. Look at tonight's list.", id=warning_id)
    _end(tx, at or tx.now, _warning.c.id == warning_id)


def lift(tx: Tx, community_id: str, kind: WarningKind, at: datetime) -> None:
    """Let every warning of a kind in a community end at `at`."""
    _end(tx, at, _warning.c.community_id == community_id, _warning.c.kind == kind)


def of_night(
    conn: Connection, community_id: str, from_at: datetime, to_at: datetime
) -> list[WeatherWarning]:
    """The warnings in force at any moment from `from_at` to before `to_at`, by their begin."""
    return [each.warning for each in issued(conn, community_id, from_at, to_at)]


def issued(conn: Connection, community_id: str, from_at: datetime, to_at: datetime) -> list[Issued]:
    """As `of_night`, with the ids that `end` takes and who wrote them down."""
    found = _between(from_at, to_at).where(_warning.c.community_id == community_id)
    rows = conn.execute(found.order_by(_warning.c.from_at, _warning.c.id))
    return [Issued(row.id, _warning_of(row), row.changed_by, row.changed_at) for row in rows]


def response(conn: Connection, community_id: str, night: date) -> Response | None:
    """What the office decided for a night; None where nothing was decided."""
    row = conn.execute(select(_response).where(*_night(community_id, night))).one_or_none()
    if row is None:
        return None
    return Response(row.night, Level.of(row.level), row.leader, row.by_hand)


def set_response(tx: Tx, community_id: str, decided: Response) -> None:
    """Keep what the office decided for a night, in place of what it had decided."""
    values = {
        "level": decided.level.word, "leader": decided.leader, "by_hand": decided.by_hand,
        "changed_by": tx.actor, "changed_at": tx.now,
    }  # fmt: skip
    kept = update(_response).where(*_night(community_id, decided.night)).values(**values)
    if tx.conn.execute(kept).rowcount == 0:
        key = {"id": str(uuid4()), "community_id": community_id, "night": decided.night}
        tx.conn.execute(insert(_response).values(**key, **values))


def _night(community_id: str, night: date) -> tuple[Any, Any]:
    return _response.c.community_id == community_id, _response.c.night == night


def _between(from_at: datetime, to_at: datetime) -> Select[Any]:
    return select(_warning).where(_warning.c.from_at < to_at, _warning.c.to_at > from_at)


def _end(tx: Tx, at: datetime, *which: Any) -> None:
    # One that begins later never begins: it ends before it does, and is in force at no moment.
    ended = update(_warning).where(*which, _warning.c.to_at > at)
    tx.conn.execute(ended.values(to_at=at, changed_by=tx.actor, changed_at=tx.now))


def _warning_of(row: Any) -> WeatherWarning:
    return WeatherWarning(
        row.kind, Level.of(row.level), row.from_at, row.to_at, row.area, row.source
    )
