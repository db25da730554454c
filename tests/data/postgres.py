"""A private PostgreSQL with PostGIS for the tests: Debian's binaries, a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg

BINARIES = Path("/usr/lib/postgresql/15/bin")
POSTGIS = Path("/usr/share/postgresql/15/extension/postgis.control")
USER = "postgres"
SHM = Path("/dev/shm")


def missing() -> str | None:
    """Why the tests over PostgreSQL cannot run here; None where they can."""
    for needed in (BINARIES / "initdb", POSTGIS):
        if not needed.exists():
            return f"no {needed}: install Debian's postgresql-15-postgis-3"
    return None


@dataclass(frozen=True)
class Cluster:
    """A running server that listens on a socket in its own folder only."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"

    def run(self, sql: str) -> None:
        where = f"host={self.folder} user={USER} dbname=postgres"
        with psycopg.connect(where, autocommit=True) as conn:
            conn.execute(sql)

    def stop(self) -> None:
        _run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Cluster:
    """A new cluster, in memory where there is room; fsync stays on, since a store refuses a
    server that may forget.
    """
    room = SHM.is_dir() and shutil.disk_usage(SHM).free > 1_000_000_000
    folder = Path(tempfile.mkdtemp(prefix="yuxun-pg-", dir=SHM if room else None))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = (
        f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=60 "
        "-c min_wal_size=32MB -c max_wal_size=128MB"
    )
    log = str(folder / "log")
    _run("pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
    return Cluster(folder)


def _run(program: str, *arguments: str) -> None:
    # PostgreSQL will not run as root.
    user = USER if os.geteuid() == 0 else None
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(BINARIES / program), *arguments], user=user, cwd="/", env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
