"""Check-ins: one receipt however often it comes, and nobody changes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from data import checkins, tables
from data.store import Store
from geo.checkins import CheckIn, Receipt
from geo.errors import KeyReused
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
SAID = CheckIn(
    key="11111111-1111-4111-8111-111111111111", community_id=town.COMMUNITY, result="finding",
    seen_at=NOW, hazard_id=town.id_of("JS-02"), round_id="r", stop_id="s",
    finding={"kind": "ponding", "scale": "W3", "note": "井盖 {{7*7}}", "flags": ["live_wire"]},
    position=(116.3601, 39.8612), accuracy_m=8.5, device_id="phone", counter=7,
    device_time=NOW - timedelta(seconds=4),
)  # fmt: skip


def _append(store: Store, said: CheckIn = SAID, at: datetime = NOW) -> tuple[Receipt, bool]:
    with store.write("team 1", at) as tx:
        return checkins.append(tx, said, town.NIGHT)


def _count(store: Store) -> int:
    with store.read() as conn:
        return conn.scalar(select(func.count()).select_from(tables.checkin)) or 0


def test_what_was_said_comes_back(town_store: Store) -> None:
    receipt, first = _append(town_store)
    assert first
    assert (receipt.key, receipt.received_at) == (SAID.key, NOW)
    plain = replace(SAID, key="2", finding=None, position=None, result="clear", device_time=None)
    other, _ = _append(town_store, plain)
    with town_store.read() as conn:
        assert checkins.of_night(conn, town.COMMUNITY, town.NIGHT) == [
            (SAID, receipt), (plain, other),
        ]  # fmt: skip
        assert checkins.of_night(conn, town.COMMUNITY, town.NIGHT + timedelta(days=1)) == []
    assert other.seq > receipt.seq


def test_a_repeat_gets_the_first_receipt(town_store: Store) -> None:
    first, _ = _append(town_store)
    # The server's clock went on; the phone said the same, its zone written otherwise.
    again = replace(SAID, seen_at=LATER, device_time=SAID.device_time.astimezone())
    for _ in range(3):
        assert _append(town_store, again, LATER) == (first, False)
    assert _count(town_store) == 1


@pytest.mark.parametrize(
    "changed",
    [{"result": "clear", "finding": None}, {"hazard_id": None}, {"accuracy_m": 9.0},
     {"finding": {**(SAID.finding or {}), "note": "x"}}, {"position": (116.36, 39.86)}],
)  # fmt: skip
def test_the_same_key_with_other_content_is_refused(
    town_store: Store, changed: dict[str, object]
) -> None:
    first, _ = _append(town_store)
    with pytest.raises(KeyReused, match=SAID.key):
        _append(town_store, replace(SAID, **changed))  # type: ignore[arg-type]
    assert _append(town_store) == (first, False)
    assert _count(town_store) == 1


@pytest.mark.parametrize(
    "statement",
    [update(tables.checkin).values(result="clear"), delete(tables.checkin)],
)
def test_check_ins_are_append_only(town_store: Store, statement: object) -> None:
    _append(town_store)
    with pytest.raises(DBAPIError, match="never"), town_store.write("x", NOW) as tx:
        tx.conn.execute(statement)  # type: ignore[call-overload]
    assert _count(town_store) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("town_store", ["postgres"], indirect=True)
def test_nor_are_they_emptied_at_once(town_store: Store) -> None:
    _append(town_store)
    with pytest.raises(DBAPIError, match="never"), town_store.write("x", NOW) as tx:
        tx.conn.execute(text("TRUNCATE checkin"))
    assert _count(town_store) == 1
