"""CPU of the server process per request, beside a FastAPI route that answers fixed bytes.

Every request asks for another page, box or feature, so that nothing is answered from what was
kept; kept answers are measured apart. The server is uvicorn with httptools in a process of its
own, as `make run` starts it; the client keeps one connection open in this one.

    python -m tests.bench.serve [--hazards 10000] [--requests 2000] [--store URL]
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from api.services.asking import after_token
from data.store import open_store
from tests.bench import many

ROOT = Path(__file__).parents[2]
TIMES = {"limit=100": 3.0, "bbox, about 50 hits": 3.0, "one item": 2.0}
ROUNDS = 4
WARM = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: milliseconds of CPU, and how often the fixed route's."""

    name: str
    bytes: int
    ms: float
    fixed_ms: float

    @property
    def times(self) -> float:
        """How often the fixed route's cost."""
        return self.ms / self.fixed_ms


def served(store: str, port: int) -> None:
    """The server process: our application, and a plain FastAPI one beside it in the same loop."""
    import uvicorn
    from fastapi import FastAPI, Response

    from api.app import create_app
    from api.settings import Settings

    ours = create_app(Settings(store=store, port=port, plan_by_itself=False))
    plain = FastAPI(openapi_url=None)
    bodies: dict[int, bytes] = {}

    @plain.get("/fixed/{size}")
    async def fixed(size: int) -> Response:
        body = bodies.setdefault(size, b"x" * size)
        return Response(body, media_type="application/geo+json")

    @plain.get("/cpu")
    async def cpu() -> dict[str, int]:
        return {"ns": time.process_time_ns()}

    async def both(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        app = plain if scope.get("path", "").startswith(("/fixed", "/cpu")) else ours
        await app(scope, receive, send)

    uvicorn.run(
        both, host="127.0.0.1", port=port, http="httptools", log_level="warning", access_log=False
    )


class Client:
    """One kept connection, and the server's CPU clock."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        """The body of a GET."""
        self._connection.request("GET", path, headers=headers or {})
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in {200, 304}:
            raise SystemExit(f"{path}: {answer.status} {body[:300]!r}")
        return body

    def cpu_ms(
        self, paths: Sequence[str], headers: dict[str, str] | None = None
    ) -> tuple[float, int]:
        """Milliseconds of the server's CPU per request, and the mean size of a body."""
        before = json.loads(self.ask("/cpu"))["ns"]
        size = sum(len(self.ask(path, headers)) for path in paths)
        after = json.loads(self.ask("/cpu"))["ns"]
        return (after - before) / 1e6 / len(paths), size // len(paths)


def pages(count: int) -> list[str]:
    """Addresses of `count` different pages of 100."""
    places = random.Random(2).sample(range(1, 9_000), count)
    return [f"/hazards?limit=100&after={after_token(place)}" for place in places]


def boxes(count: int, hazards: int, hits: int = 50) -> list[str]:
    """Addresses of different boxes that hold about `hits` hazards each."""
    dice = random.Random(3)
    share = (hits / hazards) ** 0.5
    # Lines and buildings reach into the box from outside: a little less is asked for.
    width = (many.EAST - many.WEST) * share * 0.88
    height = (many.NORTH - many.SOUTH) * share * 0.88
    found = []
    for _ in range(count):
        west = dice.uniform(many.WEST, many.EAST - width)
        south = dice.uniform(many.SOUTH, many.NORTH - height)
        box = f"{west:.7f},{south:.7f},{west + width:.7f},{south + height:.7f}"
        found.append(f"/hazards?bbox={quote(box)}")
    return found


def figures(client: Client, ids: Sequence[str], requests: int) -> Iterator[Figure]:
    """The rows of the table."""
    count = requests + WARM
    items = random.Random(4).sample(list(ids), count)
    yield compared(client, "limit=100", pages(count))
    yield compared(client, "bbox, about 50 hits", boxes(count, len(ids)))
    yield compared(client, "one item", [f"/collections/hazards/items/{each}" for each in items])
    packed = {"Accept-Encoding": "gzip"}
    yield compared(client, "bbox, gzip, never kept", boxes(count, len(ids), 49), packed)
    again = ["/hazards?limit=100&min_rank=2"] * count
    yield compared(client, "kept: limit=100", again)
    yield compared(client, "kept: limit=100, gzip", again, packed)


def compared(
    client: Client, name: str, paths: Sequence[str], headers: dict[str, str] | None = None
) -> Figure:
    """The cost of these addresses beside as many fixed bytes.

    The two take turns, so that what else the machine does meets both alike.
    """
    _, size = client.cpu_ms(paths[:WARM], headers)
    paths = paths[WARM:]
    step = -(-len(paths) // ROUNDS)
    ours = fixed = total = 0.0
    for first in range(0, len(paths), step):
        part = paths[first : first + step]
        ms, mean = client.cpu_ms(part, headers)
        ours, total = ours + ms * len(part), total + mean * len(part)
        fixed += client.cpu_ms([f"/fixed/{size}"] * len(part))[0] * len(part)
    return Figure(name, round(total / len(paths)), ours / len(paths), fixed / len(paths))


@contextmanager
def server(store: str) -> Iterator[Client]:
    """A server process on a free port of the loopback, ended with the block."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    code = f"from tests.bench.serve import served; served({store!r}, {port})"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        yield _connected(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _connected(port: int, process: subprocess.Popen[bytes]) -> Client:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            client = Client(port)
            client.ask("/cpu")
        except OSError:
            time.sleep(0.1)
        else:
            return client
    raise SystemExit("The server did not start.")


def table(rows: Sequence[Figure]) -> str:
    """The figures for people."""
    lines = [f"{'request':<24}{'bytes':>9}{'CPU ms':>9}{'fixed ms':>10}{'times':>8}{'at most':>9}"]
    for each in rows:
        most = f"{TIMES[each.name]:.0f} ×" if each.name in TIMES else ""
        lines.append(f"{each.name:<24}{each.bytes:>9,}{each.ms:>9.3f}{each.fixed_ms:>10.3f}"
                     f"{each.times:>7.2f}×{most:>9}")  # fmt: skip
    return "\n".join(lines)


def measured(
    hazards: int = 10_000, requests: int = 2_000, store: str | None = None
) -> list[Figure]:
    """All figures on a store of so many hazards; an empty store is filled."""
    with tempfile.TemporaryDirectory(prefix="yuxun-bench-") as folder:
        url = store or f"sqlite:///{Path(folder) / 'bench.db'}"
        with open_store(url) as opened:
            ids = many.fill(opened, hazards)
        with server(url) as client:
            return list(figures(client, ids, requests))


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table; ends with status 1 where a figure is above what it may be."""
    asked = argparse.ArgumentParser(prog="yuxun bench serve", description=__doc__)
    asked.add_argument("--hazards", type=int, default=10_000)
    asked.add_argument("--requests", type=int, default=2_000)
    asked.add_argument("--store", help="an empty store; by default a SQLite file for the run")
    said = asked.parse_args(arguments)
    rows = measured(said.hazards, said.requests, said.store)
    print(table(rows))
    if any(each.times > TIMES.get(each.name, float("inf")) for each in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
