"""The lock file: one holder among threads and processes, given back whatever happens."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data.lock import WriteLock
from geo.errors import StoreUnavailable

OTHER = """
import sys, pathlib
from data.lock import WriteLock
with WriteLock(pathlib.Path(sys.argv[1])).held():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db.lock"


def test_it_is_free_again_after_an_error(path: Path) -> None:
    lock = WriteLock(path, patience_s=0.1)

    def fail() -> None:
        with lock.held():
            raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011
            fail()


def test_another_process_is_waited_for(path: Path) -> None:
    root = Path(__file__).parents[2]
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(path)], cwd=root, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    late = WriteLock(path, patience_s=0.05)
    with pytest.raises(StoreUnavailable, match="Nothing was changed"), late.held():
        pass
    other.kill()
    other.communicate()
    # A dead holder holds nothing.
    with WriteLock(path, patience_s=5).held():
        pass


def test_two_locks_of_one_file_exclude_each_other(path: Path) -> None:
    refused = []

    def try_it() -> None:
        try:
            with WriteLock(path, patience_s=0.05).held():
                pass
        except StoreUnavailable:
            refused.append(True)

    with WriteLock(path).held():
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    assert refused == [True]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "gone" / "x.lock")
    with pytest.raises(StoreUnavailable, match="cannot be opened"), lock.held():
        pass


def test_the_file_says_who_holds_it_to_other_programs(path: Path) -> None:
    with WriteLock(path).held(), path.open() as file, pytest.raises(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
