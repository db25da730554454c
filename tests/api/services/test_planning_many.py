"""Many communities at once: the same plans however they are shared, and nobody takes down all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from api.actors import LOCAL_OFFICE
from api.services import workers
from api.services.planning import Known, PlanOrder
from api.services.planning_many import Outcome, Outcomes, plan_many
from data import plans, streets
from data.store import Store, open_store
from geo.errors import BadInput, NotReady, Problem
from geo.itinerary import Plan
from tests import many_towns
from tests.geo.random_town import NIGHT

COUNT = 5
ITERATIONS = 20


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        many_towns.fill(opened, COUNT, hazards=4)
        yield opened


def orders(*numbers: int) -> list[PlanOrder]:
    wanted = numbers or range(COUNT)
    return [
        PlanOrder(community_id=many_towns.id_of(n), night=NIGHT, iterations=ITERATIONS)
        for n in wanted
    ]


def planned(store: Store, executor: Executor, which: list[PlanOrder] | None = None) -> Outcomes:
    return plan_many(store, LOCAL_OFFICE, which or orders(), executor, many_towns.NOON, at_once=3)


def kept(store: Store) -> dict[str, Plan]:
    """The latest plan of each community that has one."""
    with store.read() as conn:
        found = {
            n: plans.latest(conn, many_towns.id_of(n), NIGHT, published_only=False)
            for n in range(COUNT)
        }
    return {many_towns.id_of(n): saved.plan for n, saved in found.items() if saved}


class InPlace(Executor):
    """Does the work at once, where it is asked for."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Deadly(Executor):
    """Another executor, but the work of one community ends its worker, so many times."""

    def __init__(self, inner: Executor, number: int, times: int = 1000) -> None:
        self.inner, self.victim, self.times = inner, many_towns.id_of(number), times

    def submit(self, fn: Any, /, known: Known, order: PlanOrder) -> Future[Any]:
        if order.community_id == self.victim and self.times:
            self.times -= 1
            return self.inner.submit(os._exit, 3)
        return self.inner.submit(fn, known, order)


def refuse(*_: object) -> None:
    raise BadInput("The rules of {name} cannot be.", name="c",
                   problems=[Problem("day", "It is {what}.", {"what": "night"})])  # fmt: skip


class Refusing(Deadly):
    """Another executor, whose worker refuses community 3 with an error of ours."""

    def __init__(self, inner: Executor) -> None:
        super().__init__(inner, 3)

    def submit(self, fn: Any, /, known: Known, order: PlanOrder) -> Future[Any]:
        work = refuse if order.community_id == self.victim else fn
        return self.inner.submit(work, known, order)


@pytest.fixture(scope="module")
def alone() -> dict[str, Plan]:
    """Every plan, made one after the other in this process."""
    with open_store("sqlite://") as opened:
        many_towns.fill(opened, COUNT, hazards=4)
        assert not planned(opened, InPlace()).failed
        return kept(opened)


def test_processes_make_the_same_plans_as_one(store: Store, alone: dict[str, Plan]) -> None:
    with workers.processes(2) as two:
        outcomes = planned(store, two.executor)
    assert [each.community_id for each in outcomes.every] == [*alone]
    assert kept(store) == alone
    assert all(each.rounds for each in alone.values())
    assert str(outcomes.sentence()) == f"Communities planned: {COUNT}."


def test_another_seed_makes_other_plans(store: Store, alone: dict[str, Plan]) -> None:
    """The control of the one above."""
    planned(store, InPlace(), [replace(each, seed=2) for each in orders()])
    assert kept(store) != alone


def test_a_dask_cluster_makes_the_same_plans_and_names_whose_worker_died(
    store: Store, alone: dict[str, Plan]
) -> None:
    distributed = pytest.importorskip("distributed")
    dask = pytest.importorskip("dask")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
            silence_logs=50,
        ) as local,
        workers.cluster(local.scheduler_address) as two,
    ):  # fmt: skip
        assert two.count == 2
        assert not planned(store, two.executor).failed
        assert kept(store) == alone
        outcomes = planned(store, Deadly(two.executor, 2), orders(0, 2))
    assert [each.community_id for each in outcomes.planned] == [many_towns.id_of(0)]
    assert "The worker that planned 第2社区（虚构） ended" in str(outcomes.failed[0].error)


def test_a_process_that_always_dies_costs_its_own_community_only(
    store: Store, alone: dict[str, Plan]
) -> None:
    with workers.processes(1) as one:
        outcomes = planned(store, Deadly(one.executor, 1))
    assert [each.name for each in outcomes.failed] == ["第1社区（虚构）"]
    assert "The worker that planned 第1社区（虚构） ended" in str(outcomes.failed[0].error)
    assert kept(store) == {key: each for key, each in alone.items() if key != many_towns.id_of(1)}
    assert str(outcomes.sentence()).endswith("Without a plan: 1 (第1社区（虚构）).")


def test_a_process_that_died_once_costs_nobody(store: Store, alone: dict[str, Plan]) -> None:
    with workers.processes(1) as one:
        assert not planned(store, Deadly(one.executor, 1, times=1)).failed
    assert kept(store) == alone


def test_a_pool_that_stays_broken_names_the_rest_and_comes_to_an_end(store: Store) -> None:
    with ProcessPoolExecutor(1) as pool:
        outcomes = planned(store, Deadly(pool, 0))
    assert len(outcomes.failed) == COUNT
    assert kept(store) == {}


def test_who_cannot_be_planned_is_named_and_the_others_are_finished(
    store: Store, alone: dict[str, Plan]
) -> None:
    with store.write("test", many_towns.NOON) as tx:
        streets.replace_ground(tx, many_towns.id_of(0), [], [], [])
    gone = PlanOrder(community_id="nowhere")
    told: list[tuple[Outcome, float]] = []
    with workers.processes(1) as one:
        outcomes = plan_many(
            store, LOCAL_OFFICE, [gone, *orders()], Refusing(one.executor), many_towns.NOON,
            progress=lambda *each: told.append(each),
        )  # fmt: skip
    reasons = {each.community_id: str(each.error) for each in outcomes.failed}
    assert reasons.keys() == {"nowhere", many_towns.id_of(0), many_towns.id_of(3)}
    assert "no streets yet" in reasons[many_towns.id_of(0)]
    assert reasons[many_towns.id_of(3)] == "The rules of c cannot be.\n  day: It is night."
    assert kept(store) == {many_towns.id_of(n): alone[many_towns.id_of(n)] for n in (1, 2, 4)}
    assert [share for _, share in told] == [n / 6 for n in range(1, 7)]


def test_an_error_that_is_none_of_ours_is_said_as_one_that_is(store: Store) -> None:
    class Wrong(InPlace):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            return super().submit(int, "no number")

    outcomes = planned(store, Wrong(), orders(0))
    assert str(outcomes.failed[0].error).startswith("The plan could not be made.")


def test_no_more_is_read_than_is_under_way(store: Store) -> None:
    class Counting(Executor):
        """Two threads; how many pieces were sent and not taken back."""

        def __init__(self) -> None:
            self.inner, self.most, self.open = ThreadPoolExecutor(2), 0, 0

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            self.open += 1
            self.most = max(self.most, self.open)
            return self.inner.submit(fn, *args, **kwargs)

    counting = Counting()

    def came(_: Outcome, __: float) -> None:
        counting.open -= 1

    plan_many(store, LOCAL_OFFICE, orders(), counting, many_towns.NOON, at_once=2, progress=came)
    # Two may have ended together; the second of them is then still to be taken back.
    assert 2 <= counting.most <= 3


def test_who_breaks_off_has_whole_plans_or_none(store: Store, alone: dict[str, Plan]) -> None:
    def enough(_: Outcome, share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), workers.processes(1) as one:
        plan_many(store, LOCAL_OFFICE, orders(), one.executor, many_towns.NOON, progress=enough)
    begun = kept(store)
    assert len(begun) == 2
    assert begun.items() <= alone.items()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_the_command(how: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C goes to all of them; where only the command is killed, its workers follow."""
    url = f"sqlite:///{tmp_path / 'many.db'}"
    with open_store(url) as opened:
        many_towns.fill(opened, 4, hazards=4)
    night = date(datetime.now(UTC).year + 1, 7, 22)  # the command knows the real clock only
    words = ["plan", "--all", "--workers", "1", "--seconds", "2", "--night", f"{night}"]
    command = subprocess.Popen(
        [sys.executable, "-m", "api.cli", *words], env=os.environ | {"YUXUN_STORE": url},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stdout.readline()
    if how == signal.SIGINT:
        os.killpg(command.pid, how)
    else:
        command.kill()
    _, complaints = command.communicate(timeout=60)  # their pipes close when the last has ended
    assert command.returncode != 0
    assert "Traceback" not in complaints
    assert _group_is_gone(command.pid)
    with open_store(url) as opened, opened.read() as conn:
        saved = [plans.latest(conn, many_towns.id_of(n), night) for n in range(4)]
    assert 1 <= sum(map(bool, saved)) < 4
    assert all(each.rounds for each in saved if each)


def _group_is_gone(group: int) -> bool:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_an_address_that_is_none_and_one_where_nobody_is() -> None:
    with pytest.raises(BadInput, match="no address of a cluster"), workers.cluster("host"):
        pass
    pytest.importorskip("distributed")
    nobody = workers.cluster("tcp://127.0.0.1:1", answer_s=0.2)
    with pytest.raises(NotReady, match="does not answer"), nobody:
        pass


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NotReady, match="pip install"), workers.cluster("tcp://127.0.0.1:1"):
        pass
