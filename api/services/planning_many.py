"""Planning a night of many communities: their plans are independent, so workers share them.

The store is read and written here only, by one process; workers get what is known of one
community and give back its plan. What fails is named, and the others are finished.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from datetime import datetime

from api.actors import Actor
from api.services.planning import Known, PlanOrder, gather, keep, made
from api.services.workers import died
from data import communities
from data.store import Store
from geo.errors import NotReady, YuxunError
from geo.itinerary import Plan
from geo.sentences import Sentence, reason

log = logging.getLogger("yuxun.planning")

Made = tuple[Plan, Sentence | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one community: the plan that is kept and its result, or why there is none."""

    community_id: str
    name: str
    said: Sentence
    plan_id: str | None = None
    error: YuxunError | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of each community, in the order in which they were asked for."""

    every: tuple[Outcome, ...]

    @property
    def planned(self) -> list[Outcome]:
        """Those with a plan."""
        return [each for each in self.every if each.error is None]

    @property
    def failed(self) -> list[Outcome]:
        """Those without."""
        return [each for each in self.every if each.error is not None]

    def sentence(self) -> Sentence:
        """How many, and who is left."""
        if not self.failed:
            return reason("Communities planned: {planned}.", planned=len(self.planned))
        return reason(
            "Communities planned: {planned}. Without a plan: {failed} ({names}).",
            planned=len(self.planned), failed=len(self.failed),
            names=", ".join(each.name for each in self.failed),
        )  # fmt: skip


def plan_many(
    store: Store, actor: Actor, orders: Iterable[PlanOrder], executor: Executor, real: datetime,
    *, at_once: int = 4, progress: Callable[[Outcome, float], None] | None = None,
) -> Outcomes:  # fmt: skip
    """Plan all that is ordered; each plan is kept as a draft as soon as it comes.

    at_once: how many communities are read ahead and under way, which bounds the memory.
    progress: called with each outcome as it comes and the share done, 0 to 1. Whatever ends
    this early leaves whole plans or none.
    """
    asked = list(orders)
    with store.read() as conn:
        names = {each.id: each.name for each in communities.all_of(conn)}
    many = _Many(store, actor, real, executor, at_once, names, deque(asked))
    found = []
    try:
        for outcome in many.outcomes():
            found.append(outcome)
            if progress:
                progress(outcome, len(found) / len(asked))
    finally:
        many.give_up()
    place = {order.community_id: n for n, order in enumerate(asked)}
    return Outcomes(tuple(sorted(found, key=lambda each: place[each.community_id])))


@dataclass(frozen=True, slots=True)
class _Piece:
    """One community under way; alone: nothing else was, so that what dies, dies of it."""

    order: PlanOrder
    known: Known
    alone: bool


@dataclass(slots=True)
class _Many:
    """What waits, what is under way, and what was under way when a worker died."""

    store: Store
    actor: Actor
    real: datetime
    executor: Executor
    at_once: int
    names: Mapping[str, str]
    waiting: deque[PlanOrder]
    doubtful: deque[PlanOrder] = field(default_factory=deque)
    under_way: dict[Future[Made], _Piece] = field(default_factory=dict)

    def outcomes(self) -> Iterator[Outcome]:
        """What becomes of each, as it comes."""
        while self.waiting or self.doubtful or self.under_way:
            yield from self._begin()
            for future in wait(self.under_way, return_when=FIRST_COMPLETED).done:
                piece = self.under_way.pop(future)
                error = None if future.cancelled() else future.exception()
                if isinstance(error, BrokenExecutor) and not piece.alone:
                    self.doubtful.append(piece.order)
                else:
                    yield self._kept(piece, future)

    def give_up(self) -> None:
        """Begin nothing more of what was sent."""
        for future in self.under_way:
            future.cancel()

    def _begin(self) -> Iterator[Outcome]:
        """Read and send off as much as may be under way; what cannot be is an outcome."""
        while (begun := self._next()) is not None:
            order, alone = begun
            try:
                with self.store.read() as conn:
                    known = gather(conn, order, self.real)
                self.under_way[self.executor.submit(made, known, order)] = _Piece(
                    order, known, alone
                )
            except Exception as error:
                yield self._failed(order, error)

    def _next(self) -> tuple[PlanOrder, bool] | None:
        """What to begin next, and whether alone.

        A pool of processes that lost one fails all it was doing, and does not say which of
        them was the cause. So they are tried again one by one: only who is at it when a worker
        dies again is given up.
        """
        if self.doubtful:
            return None if self.under_way else (self.doubtful.popleft(), True)
        full = len(self.under_way) >= self.at_once
        if not self.waiting or full or any(each.alone for each in self.under_way.values()):
            return None
        return self.waiting.popleft(), False

    def _kept(self, piece: _Piece, future: Future[Made]) -> Outcome:
        """The plan, kept; or why there is none."""
        try:
            plan, note = future.result()
            kept = keep(
                self.store, self.actor, piece.known, plan, note, self.real,
                cause=piece.order.cause,
            )  # fmt: skip
        except Exception as error:
            return self._failed(piece.order, error)
        name = self._name(piece.order)
        return Outcome(piece.order.community_id, name, kept.sentence, kept.plan_id)

    def _failed(self, order: PlanOrder, error: BaseException) -> Outcome:
        name = self._name(order)
        ours = error if isinstance(error, YuxunError) else _told(error, name)
        said = Sentence(ours.sentence, ours.values)
        return Outcome(order.community_id, name, said, error=ours)

    def _name(self, order: PlanOrder) -> str:
        return self.names.get(order.community_id, order.community_id)


def _told(error: BaseException, name: str) -> YuxunError:
    """An error that is none of ours, as one that is; the log has the cause."""
    log.error("planning %s failed", name, exc_info=error)
    if died(error):
        return NotReady(
            "The worker that planned {name} ended before it was done, perhaps for want of "
            "memory. Plan this community alone.", name=name,
        )  # fmt: skip
    if isinstance(error, ImportError):
        return NotReady(
            "The workers lack a part of Yuxun ({why}). Install the same version there.",
            why=error,
        )  # fmt: skip
    return YuxunError("The plan could not be made. Try again; the log says why.")
