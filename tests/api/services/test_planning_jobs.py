"""Plans under way: progress, one at a time, and a failure that is heard of."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import pytest

from api.actors import LOCAL_OFFICE
from api.services.planning import PlanOrder
from api.services.planning_jobs import PlanningJobs
from data import plans
from data.store import Store, open_store
from geo.errors import Busy, NotFound, NotReady
from geo.sentences import Sentence
from tests import town
from tests.api import filled


class Later(Executor):
    """Runs what it was given when it is told to, in this thread."""

    def __init__(self) -> None:
        self.waiting = []

    def submit(self, work, /, *args, **kwargs):
        self.waiting.append(lambda: work(*args, **kwargs))
        return Future()

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


def test_a_job_goes_from_planning_to_done_and_a_second_one_waits_its_turn() -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        later = Later()
        jobs = PlanningJobs(store, later, filled.Hand())
        order = PlanOrder(community_id=town.COMMUNITY, iterations=20)
        job = jobs.start(LOCAL_OFFICE, order)
        assert (job.state, job.share) == ("planning", 0.0)
        with pytest.raises(Busy):
            jobs.start(LOCAL_OFFICE, order)
        later.run()
        done = jobs.one(job.id)
        assert (done.state, done.share) == ("done", 1.0)
        assert done.outcome is not None and done.outcome.plan.rounds
        assert jobs.start(LOCAL_OFFICE, order).state == "planning"


def test_several_changes_before_it_begins_make_one_plan_that_names_the_last() -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        later = Later()
        jobs = PlanningJobs(store, later, filled.Hand())
        order = PlanOrder(community_id=town.COMMUNITY, iterations=20)
        for word in ("first", "second"):
            jobs.follow(LOCAL_OFFICE, order, Sentence(word))
        assert len(later.waiting) == 1
        later.run()
        assert causes(store) == ["second", None]
        jobs.follow(LOCAL_OFFICE, order, Sentence("third"))
        later.run()
        assert causes(store) == ["third", "second", None]


def test_somebodys_plan_is_not_refused_because_one_makes_itself_and_has_it_all() -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        later = Later()
        jobs = PlanningJobs(store, later, filled.Hand())
        order = PlanOrder(community_id=town.COMMUNITY, iterations=20)
        jobs.follow(LOCAL_OFFICE, order, Sentence("water"))
        job = jobs.start(LOCAL_OFFICE, order)
        later.run()
        assert jobs.one(job.id).state == "done"
        assert causes(store) == [None, None]


def test_what_changes_while_a_plan_is_made_is_planned_after_it() -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        later = Later()
        jobs = PlanningJobs(store, later, filled.Hand())
        order = PlanOrder(community_id=town.COMMUNITY, iterations=20)
        jobs.start(LOCAL_OFFICE, order)
        jobs.follow(LOCAL_OFFICE, order, Sentence("water"))
        # The one that follows finds the other still waiting; its end begins it anew.
        later.waiting.reverse()
        later.run()
        assert causes(store) == ["water", None, None]
        assert jobs.run(LOCAL_OFFICE, order).plan.rounds


def causes(store: Store) -> list[str | None]:
    """Why each plan of the night was made, the newest first."""
    with store.read() as conn:
        found = plans.of_night(conn, town.COMMUNITY, town.NIGHT)
    told = [each.changes and each.changes.cause for each in found]
    return [each and each.template for each in told]


def test_who_waits_hears_of_a_failure() -> None:
    with open_store("sqlite://") as store:
        with store.write("test", filled.NOW) as tx:
            from data import communities

            communities.add(tx, town.community())
        later = Later()
        jobs = PlanningJobs(store, later, filled.Hand())
        job = jobs.start(LOCAL_OFFICE, PlanOrder(community_id=town.COMMUNITY))
        later.run()
        assert jobs.one(job.id).state == "failed"
        assert isinstance(jobs.one(job.id).error, NotReady)


def test_an_unknown_job_is_not_found() -> None:
    with open_store("sqlite://") as store, pytest.raises(NotFound):
        PlanningJobs(store, Later(), filled.Hand()).one("nothing")


def test_a_plan_under_way_is_given_up_when_the_service_stops() -> None:
    with open_store("sqlite://") as store:
        filled.fill(store)
        later = Later()
        jobs = PlanningJobs(store, later, filled.Hand())
        job = jobs.start(LOCAL_OFFICE, PlanOrder(community_id=town.COMMUNITY, iterations=20))
        jobs.stop()
        later.run()
        assert jobs.one(job.id).state == "failed"
        assert "stopped" in str(jobs.one(job.id).error)
