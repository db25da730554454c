"""How many communities are planned a second: in one process, in several, on a Dask cluster.

    python -m tests.bench.many_nights [--communities 400] [--hazards 60] [--workers 2]
                                      [--iterations 100] [--ways one,processes,cluster]

Reading, planning, checking and keeping each plan in a store in memory, by a fixed number of
iterations, so that all ways make the same plans. The start of the workers is told apart.
Prints numbers, CPU seconds of all processes together; asserts nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from hashlib import sha256
from time import perf_counter
from typing import Any

import psutil

from api.actors import LOCAL_OFFICE
from api.services import workers
from api.services.planning import PlanOrder
from api.services.planning_many import plan_many
from data import plans
from data.store import Store, open_store
from tests import many_towns
from tests.geo.random_town import NIGHT


class InPlace(Executor):
    """This process, one after the other."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def one(_: int) -> Iterator[workers.Workers]:
    yield workers.Workers(InPlace(), 1)


@contextmanager
def cluster(count: int) -> Iterator[workers.Workers]:
    """A scheduler and so many workers on this machine, asked over TCP as any other would be."""
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None,
                     host="127.0.0.1", silence_logs=50) as local,
        workers.cluster(local.scheduler_address) as those,
    ):  # fmt: skip
        yield those


WAYS = {"one": one, "processes": workers.processes, "cluster": cluster}


def main(arguments: Sequence[str] = ()) -> None:
    """Plan the same communities each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communities", type=int, default=400)
    parser.add_argument("--hazards", type=int, default=60)
    parser.add_argument("--teams", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--ways", default=",".join(WAYS))
    asked = parser.parse_args(arguments)
    began, load = perf_counter(), psutil.getloadavg()[0]
    with open_store("sqlite://") as store:
        ids = many_towns.fill(
            store, asked.communities, side=8, hazards=asked.hazards, teams=asked.teams
        )
        print(f"{len(ids)} communities of {asked.hazards} hazards, {asked.teams} teams and 8 x 8 "
              f"junctions, {asked.iterations} iterations a pass; put into the store in "
              f"{perf_counter() - began:.0f} s; load before {load:.1f}", flush=True)  # fmt: skip
        for name in asked.ways.split(","):
            measure(store, name, ids, asked)


def measure(store: Store, name: str, ids: list[str], asked: argparse.Namespace) -> None:
    """Plan all of them one way, and print how long it took."""
    orders = [PlanOrder(community_id=each, night=NIGHT, iterations=asked.iterations)
              for each in ids]  # fmt: skip
    began = perf_counter()
    with WAYS[name](asked.workers) as those:
        # One community first: till then its workers start and load what they need.
        warm = [those.executor.submit(len, "") for _ in range(2 * those.count)]
        first = orders[: those.count]
        plan_many(store, LOCAL_OFFICE, first, those.executor, many_towns.NOON)
        assert not any(each.result() for each in warm)
        started, wall, cpu = perf_counter() - began, perf_counter(), _cpu_s()
        outcomes = plan_many(store, LOCAL_OFFICE, orders, those.executor, many_towns.NOON,
                             at_once=2 * those.count)  # fmt: skip
        wall, cpu = perf_counter() - wall, _cpu_s() - cpu
    print(f"{name} ({those.count}): start {started:.1f} s, then wall {wall:.1f} s, CPU {cpu:.1f} "
          f"s, {len(orders) / wall:.2f} communities/s, {len(outcomes.failed)} failed, "
          f"{_digest(store, ids)}", flush=True)  # fmt: skip
    for each in outcomes.failed[:3]:
        print("  ", each.name, each.error)


def _cpu_s() -> float:
    """CPU seconds of this process and its children so far."""
    own = psutil.Process()
    times = [each.cpu_times() for each in [own, *own.children(recursive=True)]]
    return sum(each.user + each.system for each in times)


def _digest(store: Store, ids: list[str]) -> str:
    """The same for the same plans: metres, stops and what nobody can make."""
    walked, stops, unserved, content = 0.0, 0, 0, sha256()
    with store.read() as conn:
        for each in ids:
            saved = plans.latest(conn, each, NIGHT)
            if saved is not None:
                walked += sum(r.length_m for r in saved.plan.rounds)
                stops += sum(len(r.stops) for r in saved.plan.rounds)
                unserved += len(saved.plan.unserved)
                content.update(repr((saved.plan.rounds, saved.plan.unserved)).encode())
    return (f"{stops} stops, {unserved} unserved, {walked / 1000:.1f} km, "
            f"plans {content.hexdigest()[:8]}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
