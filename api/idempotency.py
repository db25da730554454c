"""A write sent twice is done once: the first answer is stored with the fact and said again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from data import answered
from data.store import Store, Tx
from geo.errors import BadInput


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


def as_response(answer: Answer) -> Response:
    """The answer as JSON, sent after COMMIT."""
    content = json.dumps(answer.body, ensure_ascii=False).encode()
    return Response(content, answer.status, media_type="application/json")
