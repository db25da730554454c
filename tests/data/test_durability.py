"""What was acknowledged is there: after kill -9, and with two processes writing at once.

Each has its control, which must fail, or the test would prove nothing.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from data.store import open_store
from data.tables import meta

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.data.durable", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _make(url: str) -> None:
    with open_store(url) as store, store.write("test", NOW) as tx:
        tx.conn.execute(insert(meta).values(name="count", value="0"))


def _read(url: str) -> tuple[set[str], int]:
    with open_store(url) as store, store.read() as conn:
        kept = dict(conn.execute(select(meta.c.name, meta.c.value)).all())
    return {name for name in kept if name.count("-")}, int(kept["count"])


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/store.db"
    _make(url)
    return url


def _kill_and_collect(url: str, writer: str, after_s: float) -> set[str]:
    process = _start(url, writer, "100000")
    assert process.stdout is not None
    acknowledged = {process.stdout.readline().strip()}
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().splitlines(keepends=True)
    process.wait()
    return acknowledged | {line.strip() for line in rest if line.endswith("\n")}


def test_every_acknowledged_row_survives_kill_9(file_url: str) -> None:
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    moments = random.Random(seed)
    acknowledged: set[str] = set()
    for turn in range(4):
        # Two at once, killed at different moments: one dies waiting, one writing or checkpointing.
        other = _start(file_url, f"other{turn}", "100000")
        acknowledged |= _kill_and_collect(file_url, f"w{turn}", moments.uniform(0.05, 0.4))
        other.kill()
        assert other.stdout is not None
        acknowledged |= {
            line.strip() for line in other.stdout.read().splitlines(keepends=True)
            if line.endswith("\n")
        }  # fmt: skip
        other.wait()
        path = file_url.removeprefix("sqlite:///")
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept, count = _read(file_url)
        assert acknowledged <= kept
        # No half transactions: the counter and the rows tell the same.
        assert count == len(kept)
    assert len(acknowledged) > 20


def test_a_row_that_was_never_written_would_be_missed(file_url: str) -> None:
    """The control: the comparison above does find a lost row."""
    acknowledged = _kill_and_collect(file_url, "w", 0.05)
    with sqlite3.connect(file_url.removeprefix("sqlite:///")) as conn:
        conn.execute("DELETE FROM meta WHERE name = ?", (min(acknowledged),))
    kept, _ = _read(file_url)
    assert not acknowledged <= kept


def test_two_processes_write_at_once_and_lose_nothing(file_url: str) -> None:
    writers = [_start(file_url, name, "60") for name in ("a", "b")]
    for writer in writers:
        assert len(writer.communicate(timeout=120)[0].split()) == 60
        assert writer.returncode == 0
    kept, count = _read(file_url)
    assert (len(kept), count) == (120, 120)


def test_without_the_lock_updates_are_lost(file_url: str) -> None:
    """The control: two careless writers tread on each other, and the counter shows it."""
    together = str(time.time() + 8)
    writers = [_start(file_url, "unlocked", "150", together) for _ in range(2)]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    assert _read(file_url)[1] < 300


def test_a_killed_migration_leaves_no_half_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    seed = random.randrange(1_000_000)
    print(f"seed {seed}")
    moments = random.Random(seed)
    for _ in range(3):
        process = _start(url, "w", "0")
        time.sleep(moments.uniform(0.1, 1.2))
        process.kill()
        process.communicate()
    with open_store(url) as store, store.read() as conn:
        assert store.data_version(conn) == 1


@pytest.mark.postgres
def test_two_processes_write_at_once_over_postgres(request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("cluster")
    server.run("CREATE DATABASE busy TEMPLATE empty")
    url = server.url("busy")
    _make(url)
    writers = [_start(url, name, "40") for name in ("a", "b")]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    kept, count = _read(url)
    assert (len(kept), count) == (80, 80)
