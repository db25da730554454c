"""Plans under way: one at a time for a community, with how far each has come."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Condition, Event
from typing import Literal
from uuid import uuid4

from api.actors import Actor
from api.services.planning import PlanOrder, PlanOutcome, plan_night
from data.store import Store
from geo.errors import Busy, NotFound, NotReady, YuxunError
from geo.sentences import Sentence

KEPT = 50
# What is made by itself is made within a search for a running night: nobody waits longer.
PATIENCE_S = 30.0

log = logging.getLogger("yuxun.planning")


@dataclass(slots=True)
class Job:
    """One plan under way or ended; `share` runs from 0 to 1. by_itself: nobody asked for it."""

    id: str
    community_id: str
    by_itself: bool = False
    state: Literal["planning", "done", "failed"] = "planning"
    share: float = 0.0
    outcome: PlanOutcome | None = None
    error: YuxunError | None = None


@dataclass(slots=True)
class PlanningJobs:
    """Starts plans on an executor and remembers the last ones, so that a page can ask.

    Somebody's plan is never refused because of one that makes itself: it waits for that.
    """

    store: Store
    executor: Executor
    clock: Callable[[], datetime]
    _jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    _waiting: dict[str, tuple[PlanOrder, Sentence]] = field(default_factory=dict)
    _changed: Condition = field(default_factory=Condition)
    _stopped: Event = field(default_factory=Event)

    def start(self, actor: Actor, order: PlanOrder) -> Job:
        """Begin a plan and return at once.

        Raises
        ------
        Busy
            Somebody's plan for this community is already under way.
        """
        job = self._registered(order)
        self.executor.submit(self._run, job, actor, order)
        return job

    def run(self, actor: Actor, order: PlanOrder) -> PlanOutcome:
        """Make a plan here and now.

        Raises
        ------
        Busy
            Somebody's plan for this community is already under way.
        NotReady
            It cannot be planned, or the service is being stopped.
        """
        job = self._registered(order)
        self._run(job, actor, order)
        if job.outcome is None:
            raise job.error or NotReady("The plan could not be made. Plan again.")
        return job.outcome

    def follow(self, actor: Actor, order: PlanOrder, cause: Sentence) -> None:
        """Let a fresh plan be made of what has changed, and say why.

        What changes before it begins is in it too; the last cause is the one that is said.
        """
        with self._changed:
            waits = order.community_id in self._waiting
            if waits:
                # Whom somebody named to go on with a round stays named.
                given = self._waiting[order.community_id][0].owners
                order = replace(order, owners={**given, **order.owners})
            self._waiting[order.community_id] = (order, cause)
        if not waits:
            self.executor.submit(self._follow, actor, order.community_id)

    def one(self, job_id: str) -> Job:
        """The job of that id.

        Raises
        ------
        NotFound
            No such job; perhaps the server was restarted since.
        """
        try:
            return self._jobs[job_id]
        except KeyError:
            raise NotFound("This plan is no longer under way. Plan again.") from None

    def trouble(self, community_id: str) -> YuxunError | None:
        """Why the last plan that should have followed a change of the night could not be made."""
        ended = [
            each for each in [*self._jobs.values()]
            if each.community_id == community_id and each.state != "planning"
        ]  # fmt: skip
        return ended[-1].error if ended and ended[-1].by_itself else None

    def stop(self) -> None:
        """Give up what is under way; whoever waits is told."""
        self._stopped.set()

    def _registered(self, order: PlanOrder) -> Job:
        job = Job(str(uuid4()), order.community_id)
        with self._changed:
            if any(not each.by_itself for each in self._under_way(order.community_id)):
                raise Busy("A plan is already being made. Wait until it is ready.")
            # It is made of everything that is known when it begins.
            self._waiting.pop(order.community_id, None)
            self._keep(job)
        return job

    def _keep(self, job: Job) -> None:
        self._jobs[job.id] = job
        while len(self._jobs) > KEPT:
            self._jobs.popitem(last=False)

    def _under_way(self, community_id: str) -> list[Job]:
        every = [*self._jobs.values()]
        return [e for e in every if e.state == "planning" and e.community_id == community_id]

    def _follow(self, actor: Actor, community_id: str) -> None:
        job = Job(str(uuid4()), community_id, by_itself=True)
        with self._changed:
            # A plan that is under way may have begun before this cause: its end calls again.
            if community_id not in self._waiting or self._under_way(community_id):
                return
            order, cause = self._waiting.pop(community_id)
            self._keep(job)
        self._run(job, actor, replace(order, cause=cause))

    def _run(self, job: Job, actor: Actor, order: PlanOrder) -> None:
        def reached(share: float) -> None:
            if self._stopped.is_set():
                raise NotReady("The service is being stopped. Plan again when it is back.")
            job.share = share

        try:
            if not job.by_itself:
                self._wait_for_others(job)
            job.outcome = plan_night(self.store, actor, order, self.clock(), reached)
            job.share, state = 1.0, "done"
        except YuxunError as error:
            job.error, state = error, "failed"
            if job.by_itself:
                log.warning("no plan by itself of %s: %s", job.community_id, error)
        except Exception:
            # Whoever waits must hear of it; the log has the cause.
            log.exception("planning failed")
            job.error = YuxunError("The plan could not be made. Try again; the log says why.")
            state = "failed"
        with self._changed:
            job.state = "done" if state == "done" else "failed"
            self._changed.notify_all()
            waits = job.community_id in self._waiting and not self._stopped.is_set()
        if waits:
            self.executor.submit(self._follow, actor, job.community_id)

    def _wait_for_others(self, job: Job) -> None:
        with self._changed:
            self._changed.wait_for(
                lambda: not [e for e in self._under_way(job.community_id) if e.by_itself],
                PATIENCE_S,
            )
