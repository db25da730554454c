"""Stored answers: one for each key of an actor."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data import answered
from data.store import Store
from geo.errors import BadInput, KeyReused

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)


def test_an_answer_is_recalled_by_its_actor_only(store: Store) -> None:
    with store.write("office", NOW) as tx:
        assert answered.recall(tx.conn, "office", "k", "d") is None
        answered.remember(tx, "k", "d", 201, '{"名": 1}')
    with store.read() as conn:
        assert answered.recall(conn, "office", "k", "d") == (201, '{"名": 1}')
        assert answered.recall(conn, "somebody else", "k", "d") is None


def test_the_same_key_for_something_else_is_refused(store: Store) -> None:
    with store.write("office", NOW) as tx:
        answered.remember(tx, "k", "d", 201, "{}")
    with store.read() as conn, pytest.raises(KeyReused, match="k"):
        answered.recall(conn, "office", "k", "other")


def test_an_answer_is_not_kept_without_its_fact(store: Store) -> None:
    def fail() -> None:
        with store.write("office", NOW) as tx:
            answered.remember(tx, "k", "d", 201, "{}")
            raise BadInput("no")

    with pytest.raises(BadInput):
        fail()
    with store.read() as conn:
        assert answered.recall(conn, "office", "k", "d") is None
