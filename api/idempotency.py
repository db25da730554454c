"""A write sent twice is done once: the first answer is stored with the fact and said again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from data import answered
from data.store import Store, Tx
from geo.errors import BadInput, Busy


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb answers: a status and a body that JSON can carry."""

    status: int
    body: Any


def key_of(request: Request) -> str | None:
    """The Idempotency-Key of a request, or None.

    Raises
    ------
    BadInput
        The key is empty, longer than 128 characters or not printable ASCII.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not (0 < len(key) <= 128 and key.isascii() and key.isprintable()):
        raise BadInput("An Idempotency-Key has 1 to 128 plain characters; a UUID is best.")
    return key


def digest_of(request: Request, body: bytes) -> str:
    """SHA-256 over verb, address and body: what makes two requests the same."""
    parts = (request.method.encode(), request.url.path.encode(), body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def once(
    store: Store, *, actor: str, now: datetime, key: str | None, digest: str,
    work: Callable[[Tx], Answer],
) -> Answer:  # fmt: skip
    """Do `work` in one write transaction, unless `key` was answered before.

    The stored answer and the fact are committed together, so that neither exists alone.

    Raises
    ------
    KeyReused
        The key came before with another digest.
    """
    with store.write(actor, now) as tx:
        if key is not None and (before := answered.recall(tx.conn, actor, key, digest)):
            status, body = before
            return Answer(status, json.loads(body))
        answer = work(tx)
        if key is not None:
            body = json.dumps(answer.body, ensure_ascii=False)
            answered.remember(tx, key, digest, answer.status, body)
        return answer


@dataclass(slots=True)
class UnderWay:
    """The keys whose long work is being done now, in this process."""

    _keys: set[tuple[str, str]] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def held(self, actor: str, key: str) -> Iterator[None]:
        """Hold a key for the length of a block.

        Raises
        ------
        Busy
            The first request of that key has no answer yet.
        """
        mine = actor, key
        with self._lock:
            if mine in self._keys:
                raise Busy("This was sent before and is still being done. Wait, then ask again.")
            self._keys.add(mine)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(mine)


def once_long(
    store: Store, under_way: UnderWay, *, actor: str, now: datetime, key: str | None,
    digest: str, work: Callable[[], Answer],
) -> Answer:  # fmt: skip
    """As `once`, for work that is too long for one transaction and makes its own.

    The answer is stored after the work: if everything ends between the two, a repeat does the
    work anew.

    Raises
    ------
    KeyReused
        The key came before with another digest.
    Busy
        The first request of that key has no answer yet.
    """
    if key is None:
        return work()
    with under_way.held(actor, key):
        with store.read() as conn:
            before = answered.recall(conn, actor, key, digest)
        if before is not None:
            return Answer(before[0], json.loads(before[1]))
        answer = work()
        with store.write(actor, now) as tx:
            body = json.dumps(answer.body, ensure_ascii=False)
            answered.remember(tx, key, digest, answer.status, body)
        return answer


def as_response(answer: Answer) -> Response:
    """The answer as JSON, sent after COMMIT."""
    content = json.dumps(answer.body, ensure_ascii=False).encode()
    return Response(content, answer.status, media_type="application/json")
