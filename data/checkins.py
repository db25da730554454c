"""Check-ins: added, never changed, each answered with the same receipt however often it comes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from shapely import Point
from sqlalchemy import Connection, insert, select, update

from data import rounds_listing, tables
from data.plan_rows import passes_of
from data.store import Tx
from geo.checkins import CheckIn, Receipt
from geo.errors import KeyReused

_checkin, _stop, _round, _plan = tables.checkin, tables.stop, tables.round_, tables.plan


@dataclass(frozen=True, slots=True)
class NamedStop:
    """Where a stop belongs, of whatever plan it is. from_at: when its pass begins."""

    hazard_id: str
    round_id: str
    community_id: str
    night: date
    from_at: datetime


def append(tx: Tx, said: CheckIn, night: date, *, answers: bool = True) -> tuple[Receipt, bool]:
    """The receipt of a check-in, and whether it is new; its stop is done from then on.

    answers: whether it answers for the stop that it names; else that stop stays as it is.
    A repeat of a key with the same content gets the first receipt and changes nothing.

    Raises
    ------
    KeyReused
        The key came before with other content.
    """
    digest = digest_of(said)
    found = select(_checkin.c.key, _checkin.c.seq, _checkin.c.received_at, _checkin.c.digest)
    first = tx.conn.execute(found.where(_checkin.c.key == said.key)).one_or_none()
    if first is None:
        return _keep(tx, said, night, digest, answers=answers), True
    if first.digest != digest:
        raise KeyReused(
            "This check-in was sent before with other content (key {key}). The first one stands; "
            "send the new one as a check-in of its own.", key=said.key,
        )  # fmt: skip
    return Receipt(first.key, first.seq, first.received_at), False


def is_kept(conn: Connection, key: str) -> bool:
    """Whether a check-in came with that key before."""
    found = select(_checkin.c.key).where(_checkin.c.key == key)
    return conn.execute(found).one_or_none() is not None


def stop_named(conn: Connection, stop_id: str) -> NamedStop | None:
    """The stop of that id, of a replaced plan too; None where there never was one."""
    found = select(
        _stop.c.hazard_id, _stop.c.round_id, _plan.c.community_id, _plan.c.night, _plan.c.passes,
        _round.c.pass_no,
    )  # fmt: skip
    found = found.join(_round, _round.c.id == _stop.c.round_id)
    found = found.join(_plan, _plan.c.id == _round.c.plan_id).where(_stop.c.id == stop_id)
    row = conn.execute(found).one_or_none()
    if row is None:
        return None
    begins = next(each.from_at for each in passes_of(row.passes) if each.no == row.pass_no)
    return NamedStop(row.hazard_id, row.round_id, row.community_id, row.night, begins)


def community_of_round(conn: Connection, round_id: str) -> str | None:
    """The community that a round is walked in; None where there never was such a round."""
    found = select(_plan.c.community_id).join(_round, _round.c.plan_id == _plan.c.id)
    community_id: str | None = conn.scalar(found.where(_round.c.id == round_id))
    return community_id


def of_night(conn: Connection, community_id: str, night: date) -> list[tuple[CheckIn, Receipt]]:
    """The check-ins of a night in the order in which the server had them."""
    found = select(_checkin).where(_checkin.c.community_id == community_id)
    rows = conn.execute(found.where(_checkin.c.night == night).order_by(_checkin.c.seq))
    return [(_said(row), Receipt(row.key, row.seq, row.received_at)) for row in rows]


def of_nights(
    conn: Connection, community_id: str, first: date, last: date
) -> list[tuple[date, CheckIn]]:
    """The check-ins of the nights from `first` to `last`, both counted, each with its night."""
    found = select(_checkin).where(_checkin.c.community_id == community_id)
    found = found.where(_checkin.c.night >= first, _checkin.c.night <= last)
    return [(row.night, _said(row)) for row in conn.execute(found.order_by(_checkin.c.seq))]


def digest_of(said: CheckIn) -> str:
    """SHA-256 of what the phone said; `seen_at` is the server's, a repeat has another one."""
    content = {
        each.name: _plain(getattr(said, each.name))
        for each in dataclasses.fields(said)
        if each.name not in ("key", "seen_at", "typed_in")
    }
    # A field that came later: what was sent before it was there keeps its digest.
    if said.typed_in:
        content["typed_in"] = True
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _keep(tx: Tx, said: CheckIn, night: date, digest: str, *, answers: bool) -> Receipt:
    values = {each.name: getattr(said, each.name) for each in dataclasses.fields(said)}
    values["position"] = None if said.position is None else Point(said.position)
    values["finding"] = None if said.finding is None else dict(said.finding)
    added = insert(_checkin).values(
        **values, digest=digest, night=night, received_at=tx.now, received_by=tx.actor
    )
    tx.conn.execute(added)
    seq = tx.conn.execute(select(_checkin.c.seq).where(_checkin.c.key == said.key)).scalar_one()
    if answers and said.stop_id is not None:
        done = (
            update(_stop).where(_stop.c.id == said.stop_id).values(status="done", changed_at=tx.now)
        )
        tx.conn.execute(done)
        rounds_listing.list_stops(tx, [said.stop_id])
    return Receipt(said.key, seq, tx.now.astimezone(UTC))


def _said(row: Any) -> CheckIn:
    names = [each.name for each in dataclasses.fields(CheckIn)]
    kept = {name: row._mapping[_checkin.c[name]] for name in names}
    point = row.position
    return CheckIn(**(kept | {"position": None if point is None else (point.x, point.y)}))
