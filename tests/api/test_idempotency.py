from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.requests import Request

from api.idempotency import Answer, as_response, digest_of, key_of, once
from data import hazards
from data.store import Store, Tx
from geo.errors import BadInput, KeyReused
from tests import town
from tests.api import filled


def request(key: str | None = None, path: str = "/x") -> Request:
    headers = [] if key is None else [(b"idempotency-key", key.encode("latin-1"))]
    return Request({"type": "http", "method": "POST", "path": path, "headers": headers,
                    "query_string": b"", "scheme": "http", "server": ("h", 80)})  # fmt: skip


class Removing:
    """Removes JS-01 and counts how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, tx: Tx) -> Answer:
        self.times += 1
        hazards.remove(tx, town.id_of("JS-01"), 1)
        return Answer(201, {"n": self.times, "说": "好"})


def ask(store: Store, work: Any, key: str | None = "k1", body: bytes = b"{}") -> Answer:
    return once(store, actor="office", now=filled.NOW, key=key,
                digest=digest_of(request(), body), work=work)  # fmt: skip


def test_the_same_request_is_done_once_and_answered_the_same(store: Store) -> None:
    work = Removing()
    first = ask(store, work)
    assert ask(store, work) == first == Answer(201, {"n": 1, "说": "好"})
    assert work.times == 1
    assert json.loads(bytes(as_response(first).body)) == first.body


def test_the_same_key_with_other_content_is_refused(store: Store) -> None:
    ask(store, Removing())
    with pytest.raises(KeyReused):
        ask(store, Removing(), body=b'{"other": 1}')


def test_keys_belong_to_their_actor(store: Store) -> None:
    ask(store, Removing())
    work = Removing()
    with pytest.raises(Exception, match=r"JS-01|hazard"):
        once(store, actor="somebody else", now=filled.NOW, key="k1",
             digest=digest_of(request(), b"{}"), work=work)  # fmt: skip
    assert work.times == 1, "it was tried, not answered from the other's record"


def test_without_a_key_it_is_done_again(store: Store) -> None:
    """The control: it is the key that keeps a repeat from being done twice."""
    work = Removing()
    ask(store, work, key=None)
    with pytest.raises(Exception, match=r"JS-01|hazard"):
        ask(store, work, key=None)
    assert work.times == 2


def test_what_failed_is_not_remembered(store: Store) -> None:
    def failing(tx: Tx) -> Answer:
        hazards.remove(tx, town.id_of("JS-02"), 1)
        raise BadInput("No.")

    with pytest.raises(BadInput):
        ask(store, failing)
    with store.read() as conn:
        assert hazards.one(conn, town.id_of("JS-02")).version == 1
    assert ask(store, Removing()).status == 201


@pytest.mark.parametrize("key", ["", "x" * 129, "é", "a\tb"])
def test_a_key_that_is_no_key(key: str) -> None:
    with pytest.raises(BadInput):
        key_of(request(key))


def test_keys_and_digests() -> None:
    assert key_of(request()) is None
    assert key_of(request("a-uuid")) == "a-uuid"
    assert digest_of(request(), b"1") == digest_of(request(), b"1")
    assert digest_of(request(), b"1") != digest_of(request(), b"2")
    assert digest_of(request(path="/y"), b"1") != digest_of(request(), b"1")
