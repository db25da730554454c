"""Plans under way: one at a time for a community, with how far each has come."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from typing import Literal
from uuid import uuid4

from api.actors import Actor
from api.services.planning import PlanOrder, PlanOutcome, plan_night
from data.store import Store
from geo.errors import Busy, NotFound, NotReady, YuxunError

KEPT = 50

log = logging.getLogger("yuxun.planning")


@dataclass(slots=True)
class Job:
    """One plan under way or ended; `share` runs from 0 to 1."""

    id: str
    community_id: str
    state: Literal["planning", "done", "failed"] = "planning"
    share: float = 0.0
    outcome: PlanOutcome | None = None
    error: YuxunError | None = None


@dataclass(slots=True)
class PlanningJobs:
    """Starts plans on an executor and remembers the last ones, so that a page can ask."""

    store: Store
    executor: Executor
    clock: Callable[[], datetime]
    _jobs: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _stopped: Event = field(default_factory=Event)

    def start(self, actor: Actor, order: PlanOrder) -> Job:
        """Begin a plan and return at once.

        Raises
        ------
        Busy
            A plan for this community is already under way.
        """
        job = Job(str(uuid4()), order.community_id)
        with self._lock:
            under_way = [each for each in self._jobs.values() if each.state == "planning"]
            if any(each.community_id == order.community_id for each in under_way):
                raise Busy("A plan is already being made. Wait until it is ready.")
            self._jobs[job.id] = job
            while len(self._jobs) > KEPT:
                self._jobs.popitem(last=False)
        self.executor.submit(self._run, job, actor, order)
        return job

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

    def stop(self) -> None:
        """Give up what is under way; whoever waits is told."""
        self._stopped.set()

    def _run(self, job: Job, actor: Actor, order: PlanOrder) -> None:
        def reached(share: float) -> None:
            if self._stopped.is_set():
                raise NotReady("The service is being stopped. Plan again when it is back.")
            job.share = share

        try:
            job.outcome = plan_night(self.store, actor, order, self.clock(), reached)
            job.share, job.state = 1.0, "done"
        except YuxunError as error:
            job.error, job.state = error, "failed"
        except Exception:
            # Whoever waits must hear of it; the log has the cause.
            log.exception("planning failed")
            job.error = YuxunError("The plan could not be made. Try again; the log says why.")
            job.state = "failed"
