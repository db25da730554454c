"""A write at the HTTP door: who acts, when, under which key; one transaction, answered after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from api.actors import Actor
from api.idempotency import (
    Answer,
    UnderWay,
    as_response,
    digest_of,
    key_of,
    once,
    once_long,
)
from api.language import asked_language, say
from api.security import actor_of
from data.store import Store, Tx
from geo.errors import NotAllowed
from geo.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Writing:
    """One unsafe request, ready to be done once."""

    store: Store
    actor: Actor
    now: datetime
    language: str
    key: str | None
    digest: str
    under_way: UnderWay

    def do(self, work: Callable[[Tx], Any], status: int = 200) -> Response:
        """Do `work` in one transaction and answer what it returns, after COMMIT."""
        answer = once(
            self.store,
            actor=self.actor.id,
            now=self.now,
            key=self.key,
            digest=self.digest,
            work=lambda tx: Answer(status, work(tx)),
        )
        return as_response(answer)

    def do_long(self, work: Callable[[], Any], status: int = 200) -> Response:
        """Do `work`, which makes its own transactions, and answer what it returns."""
        answer = once_long(
            self.store,
            self.under_way,
            actor=self.actor.id,
            now=self.now,
            key=self.key,
            digest=self.digest,
            work=lambda: Answer(status, work()),
        )
        return as_response(answer)

    def say(self, sentence: Sentence) -> str:
        """The sentence in the language that was asked for."""
        return say(sentence.template, sentence.values, self.language)


async def _writing(request: Request) -> Writing:
    actor = actor_of(request.scope)
    if actor is None:
        raise NotAllowed("Only the computer that Yuxun runs on may change things.")
    state = request.app.state
    return Writing(
        state.store,
        actor,
        state.clock(),
        asked_language(request),
        key_of(request),
        digest_of(request, await request.body()),
        state.under_way,
    )


Writes = Annotated[Writing, Depends(_writing)]
