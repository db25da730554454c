"""What happens by the clock: tonight is planned at its hour, unseen stops are missed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread

from api.actors import Actor
from api.services.clock import now_in, tonight_in
from api.services.planning import PlanOrder, plan_night
from data import communities, plans
from data.store import Connection, Store
from geo.communities import Community
from geo.errors import NotReady, YuxunError
from geo.nights import moment
from geo.rules import Rules

log = logging.getLogger("yuxun.planning")

ITSELF = Actor("itself", "自动排班", frozenset({"planner"}))
LOOKS_EVERY_S = 30.0
# A plan can only be given up between two steps of its search; the thread ends with the process.
PATIENCE_S = 5.0


def due(conn: Connection, real: datetime) -> list[Community]:
    """The communities whose hour has come and whose tonight has no plan yet."""
    return [each for each in communities.all_of(conn) if _is_due(conn, each, real)]


def _is_due(conn: Connection, community: Community, real: datetime) -> bool:
    night, now = tonight_in(community, real), now_in(community, real)
    hour = moment(night, Rules.of(community.rules).plan_hour, community.zone)
    return now >= hour and plans.latest(conn, community.id, night) is None


class PlansByItself:
    """A thread that looks every half minute; started and stopped with the application."""

    def __init__(self, store: Store, clock: Callable[[], datetime], seconds: float) -> None:
        self._store = store
        self._clock = clock
        self._seconds = seconds
        self._stopped = Event()
        self._failed: set[tuple[str, str]] = set()
        self._thread = Thread(target=self._run, name="plans-by-itself", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; a plan under way is given up, and is made again at the next start."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE_S)

    def look(self) -> list[str]:
        """Plan every tonight that is due; the ids of the plans."""
        real, made = self._clock(), []
        with self._store.read() as conn:
            waiting = due(conn, real)
        for community in waiting:
            # What cannot be planned is said once a night, not every half minute.
            once = (community.id, str(tonight_in(community, real)))
            if once in self._failed:
                continue
            order = PlanOrder(community_id=community.id, seconds=self._seconds)
            try:
                made.append(plan_night(self._store, ITSELF, order, real, self._go_on).plan_id)
            except YuxunError as error:
                self._failed.add(once)
                log.warning("tonight of %s could not be planned: %s", community.id, error)
        return made

    def _go_on(self, _: float) -> None:
        if self._stopped.is_set():
            raise NotReady("The service is being stopped.")

    def miss(self) -> int:
        """Mark the stops whose pass has ended unseen; how many there were."""
        real = self._clock()
        with self._store.write(ITSELF.id, real) as tx:
            return sum(
                plans.mark_missed(tx, now_in(each, real), each.id)
                for each in communities.all_of(tx.conn)
            )

    def _run(self) -> None:
        while not self._stopped.wait(LOOKS_EVERY_S):
            try:
                self.miss()
                self.look()
            except Exception:
                log.exception("planning by itself failed")
