"""One writer at a time, over every thread and process that has the store open.

SQLite before 3.51.3 can lose the reset of its write-ahead log when several connections write
or checkpoint at once (Python 3.11 ships 3.40); a lock file beside the store keeps them apart.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import StoreUnavailable

PATIENCE_S = 30.0
_POLL_S = 0.002

# Threads of this process wait here first, without polling; also between two Store objects.
_threads: dict[str, threading.Lock] = {}
_holders: dict[str, int] = {}
_guard = threading.Lock()


class WriteLock:
    """The right to write one store, held by one thread of one process.

    flock, not POSIX locks: those are lost when any descriptor of the file is closed.
    """

    def __init__(self, path: Path, patience_s: float = PATIENCE_S) -> None:
        self.path = path
        self.patience_s = patience_s
        self._key = str(path.resolve())
        with _guard:
            self._thread = _threads.setdefault(self._key, threading.Lock())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock for the length of a block.

        Raises
        ------
        StoreUnavailable
            Another writer kept it for longer than `patience_s`, or the file cannot be made.
        RuntimeError
            This thread holds it already: a write inside a write would wait for itself.
        """
        if _holders.get(self._key) == threading.get_ident():
            raise RuntimeError("A write is open in this thread already; pass its Tx on instead.")
        until = time.monotonic() + self.patience_s
        if not self._thread.acquire(timeout=self.patience_s):
            raise _too_long(self.path, self.patience_s)
        try:
            file = self._locked_file(until)
            _holders[self._key] = threading.get_ident()
            try:
                yield
            finally:
                _holders.pop(self._key, None)
                # Not left to close(): a forked child may share the open file.
                fcntl.flock(file, fcntl.LOCK_UN)
                os.close(file)
        finally:
            self._thread.release()

    def _locked_file(self, until: float) -> int:
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreUnavailable(
                "The lock file {path} cannot be opened ({why}). Make its folder writable.",
                path=str(self.path), why=error.strerror,
            ) from error  # fmt: skip
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > until:
                    os.close(file)
                    raise _too_long(self.path, self.patience_s) from error
                time.sleep(_POLL_S)
            else:
                return file


def _too_long(path: Path, patience_s: float) -> StoreUnavailable:
    return StoreUnavailable(
        "Another program has been writing to the store for over {seconds:g} seconds (lock file "
        "{path}). Nothing was changed; try again.",
        path=str(path), seconds=patience_s,
    )  # fmt: skip
