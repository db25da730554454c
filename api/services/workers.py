"""Who does heavy work: processes of this machine, or a Dask cluster by its address.

Both are an `Executor`, so that the verbs which use them know of neither.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any, ParamSpec, TypeVar

from geo.errors import BadInput, NotReady

P = ParamSpec("P")
T = TypeVar("T")

_SCHEMES = ("tcp://", "tls://")


@dataclass(frozen=True, slots=True)
class Workers:
    """An executor and how many pieces of work it can be busy with at the same time."""

    executor: Executor
    count: int


class Processes(Executor):
    """Worker processes that are started anew when one of them died; what died stays failed."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = self._fresh()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The work under way, in new processes where the old ones are broken."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)
            self._pool = self._fresh()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """No more work; what has not begun is given up if asked."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def _fresh(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork of a process with threads and open stores is none of ours.
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.count, mp_context=spawn, initializer=_begin)


def _begin() -> None:
    """A worker ends at once on Ctrl-C, without a traceback, and when its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def processes(count: int | None = None) -> Iterator[Workers]:
    """So many processes of this machine, by default one per core."""
    own = Processes(count or os.cpu_count() or 1)
    try:
        yield Workers(own, own.count)
    except BaseException:
        own.shutdown(wait=False, cancel_futures=True)
        raise
    own.shutdown()


@contextmanager
def cluster(address: str, *, answer_s: float = 10) -> Iterator[Workers]:
    """The workers of the Dask cluster whose scheduler is at tcp://host:port or tls://host:port.

    answer_s: how long to wait for it to answer.

    Raises
    ------
    BadInput
        No such address.
    NotReady
        The extra is not installed, nobody answers there, or the cluster has no workers.
    """
    if not address.startswith(_SCHEMES):
        raise BadInput(
            "“{address}” is no address of a cluster. Write tcp://host:8786.", address=address[:80]
        )
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise NotReady(
            "Planning on a cluster needs a part that is not installed here. Install it with: "
            "pip install 'yuxun[cluster]'"
        ) from None
    try:
        client = distributed.Client(address, timeout=answer_s, set_as_default=False)
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise NotReady(
            "The cluster at {address} does not answer. Start its scheduler, or plan without "
            "--cluster.", address=address,
        ) from error  # fmt: skip
    with client:
        count = sum(client.nthreads().values())
        if not count:
            raise NotReady(
                "The cluster at {address} has no workers. Start some: dask worker {address}",
                address=address,
            )
        yield Workers(client.get_executor(pure=False), count)


def died(error: BaseException | None) -> bool:
    """Whether the worker, not the work, is what failed."""
    killed: Any = getattr(sys.modules.get("distributed"), "KilledWorker", BrokenProcessPool)
    return isinstance(error, BrokenProcessPool | CancelledError | killed)
