"""Moving the maps with fingers on a cheap phone: 4 × CPU throttle, three device pixels a point.

`yuxun bench pan [URL]`, on a machine that does nothing else: the browser's throttle multiplies
whatever else is running, so each page is moved some times and the best time counts too.

Fingers are touches of the DevTools protocol, sixty in a second, none of which waits until the
page has taken the one before: so this module alone drives the browser asynchronously. Frames are
those that the browser's compositor drew (`DrawFrame` in its trace) from when the map began to
follow the fingers until they were up; callbacks before a frame are not counted, for a page may be
called back and draw nothing. Tasks are those that the browser itself calls long (over 50 ms), from
the page's first moment on.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from data.store import open_store
from tests.bench import many
from tests.browser.conftest import PHONE, start_server
from tests.chromium import CHROMIUM, FLAGS

RUNS = 5
SWIPE_S, SETTLE_S = 0.45, 0.7
WAYS = {"/": "community", "/tonight": "tonight", "/plan": "plan"}
READY = {"/": "#panel[data-ready]"}  # else a stop on the map
TRACED = ("devtools.timeline.frame", "disabled-by-default-devtools.timeline.frame",
          "blink.user_timing")  # fmt: skip
WATCH = """
window.__long = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) __long.push([startTime, duration]);
}).observe({ type: "longtask", buffered: true });
"""
LOADED = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"
# When the map begins to follow: a finger may first go some pixels without meaning to move it.
FOLLOWS = """async (page) => {
  const { map } = await import(`/static/made/map-${page}.js`);
  map.on("dragstart zoomstart", () => performance.mark("map-follows"));
}"""
# The middle of what is seen of the map above a sheet that lies over it.
MIDDLE = """() => {
  const map = document.getElementById("map");
  map.scrollIntoView({ block: "start" });
  const { left, top, width, height } = map.getBoundingClientRect();
  const seen = Math.min(height, innerHeight - top) * (document.querySelector(".panel") ? 0.7 : 1);
  return [left + width / 2 - 20, top + seen / 2];
}"""

# A finger's way from the middle of the map, in pixels: ((x, y) of its start, (x, y) of its end).
Way = tuple[tuple[float, float], tuple[float, float]]


def line(across: float, down: float) -> tuple[Way, ...]:
    """One finger, as long before the middle as behind it."""
    return (((-across / 2, -down / 2), (across / 2, down / 2)),)


def pinch(apart: float, then: float) -> tuple[Way, ...]:
    """Two fingers beside each other."""
    return (((-apart, 0), (-then, 0)), ((apart, 0), (then, 0)))


GESTURES: tuple[tuple[str, tuple[Way, ...]], ...] = (
    *[("pan", line(-220, -80))] * 3, *[("pan", line(220, 80))] * 3,
    ("pinch in", pinch(45, 120)), *[("pan near", line(-220, -110))] * 3,
    ("pinch in", pinch(45, 120)), *[("pan close", line(220, 110))] * 3,
    ("pinch out", pinch(120, 45)), *[("pan near", line(180, -110))] * 2,
    ("pinch out", pinch(120, 45)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """What one opening of a page showed: frames in a second for each swipe, and long tasks in ms.

    opening: tasks from the load event until fingers come; moving: from then on.
    """

    fps: list[float]
    opening: float
    moving: float


@dataclass(slots=True)
class Trace:
    """What the browser's own trace says between `start` and `stop`."""

    wire: CDPSession
    events: list[dict[str, Any]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        """Begin."""
        self.wire.on("Tracing.dataCollected", lambda more: self.events.extend(more["value"]))
        self.wire.on("Tracing.tracingComplete", lambda _: self.done.set())
        wanted = {"includedCategories": list(TRACED), "excludedCategories": ["*"]}
        await self.wire.send(
            "Tracing.start", {"transferMode": "ReportEvents", "traceConfig": wanted}
        )

    async def stop(self) -> None:
        """End, and wait for all of it."""
        await self.wire.send("Tracing.end")
        await self.done.wait()

    def times(self, name: str) -> list[float]:
        """When something happened, in seconds of the trace's clock."""
        return sorted(each["ts"] / 1e6 for each in self.events if each.get("name") == name)


async def swipe(page: Page, wire: CDPSession, ways: Sequence[Way], middle: Sequence[float]) -> None:
    """Fingers down, along their ways, and up."""
    sent = []

    def touch(kind: str, share: float) -> None:
        points = [
            {"x": middle[0] + a + (c - a) * share, "y": middle[1] + b + (d - b) * share, "id": at}
            for at, ((a, b), (c, d)) in enumerate(ways)
        ]
        said = {"type": kind, "touchPoints": [] if kind == "touchEnd" else points}
        sent.append(asyncio.ensure_future(wire.send("Input.dispatchTouchEvent", said)))

    await page.evaluate("() => void performance.mark('fingers-down')")
    touch("touchStart", 0)
    began = time.perf_counter()
    while (gone := time.perf_counter() - began) < SWIPE_S:
        touch("touchMove", gone / SWIPE_S)
        await asyncio.sleep(1 / 60)
    mark = asyncio.ensure_future(page.evaluate("() => void performance.mark('fingers-up')"))
    touch("touchEnd", 1)
    await asyncio.gather(mark, *sent)


async def once(browser: Browser, url: str, way: str) -> Moved:
    """Open a page, wait until it is at rest, and move its map."""
    context = await browser.new_context(**{**PHONE, "device_scale_factor": 3})
    page = await context.new_page()
    await page.add_init_script(WATCH)
    wire = await context.new_cdp_session(page)
    await wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    await page.goto(f"{url}{way}")
    await page.wait_for_selector(READY.get(way, ".stop-mark"), timeout=60_000)
    await asyncio.sleep(4)
    loaded = await page.evaluate(LOADED)
    opening = [took for began, took in await page.evaluate("__long.splice(0)") if began >= loaded]
    middle = await page.evaluate(MIDDLE)
    await page.evaluate(FOLLOWS, WAYS[way])
    trace = Trace(wire)
    await trace.start()
    for _, ways in GESTURES:
        await swipe(page, wire, ways, middle)
        await asyncio.sleep(SETTLE_S)
    await trace.stop()
    moving = [took for _, took in await page.evaluate("__long")]
    await context.close()
    return Moved(_fps(trace), max(opening, default=0), max(moving, default=0))


def _fps(trace: Trace) -> list[float]:
    """Frames a second of each swipe, from when the map follows until the fingers are up."""
    drawn, follows = trace.times("DrawFrame"), trace.times("map-follows")
    found = []
    for down, up in zip(trace.times("fingers-down"), trace.times("fingers-up"), strict=True):
        since = next((at for at in follows if down <= at < up), down)
        found.append(sum(since <= at < up for at in drawn) / (up - since))
    return found


@contextmanager
def sample_served(more: int = 0) -> Iterator[str]:
    """The address of a server of our own with the sample, and so many more hazards in it."""
    with tempfile.TemporaryDirectory(prefix="yuxun-pan-") as name:
        folder = Path(name)
        env = {"YUXUN_PLAN_BY_ITSELF": "false"}
        served, server = start_server(folder, settings=env)
        try:
            if more:
                with open_store(f"sqlite:///{served.store}") as store:
                    many.crowd(store, more)
            yield served.url
        finally:
            server.terminate()
            server.wait(20)


async def measure(url: str, ways: Sequence[str], runs: int) -> None:
    """Print the figures of the pages of a server."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for way in ways:
            _say(way, [await once(browser, url, way) for _ in range(runs)])
        await browser.close()


def _say(way: str, runs: Sequence[Moved]) -> None:
    print(way, flush=True)
    slowest = min(
        (fps, name) for run in runs for fps, (name, _) in zip(run.fps, GESTURES, strict=True)
    )
    every = [fps for run in runs for fps in run.fps]
    best = max(min(run.fps) for run in runs)
    print(f"  frames a second: median {statistics.median(every):.0f}, least {best:.0f} in the best "
          f"run, {slowest[0]:.0f} in the worst ({slowest[1]})")  # fmt: skip
    for name, took in (("after load", [run.opening for run in runs]),
                       ("while moving", [run.moving for run in runs])):  # fmt: skip
        print(f"  longest task {name}: median {statistics.median(took):.0f} ms, "
              f"best run {min(took):.0f} ms", flush=True)  # fmt: skip


def main(arguments: Sequence[str] = ()) -> None:
    """Print the figures of each page, and of the map with 10,000 hazards more."""
    asked = argparse.ArgumentParser(prog="yuxun bench pan", description=__doc__)
    asked.add_argument("url", nargs="?", help="a running server; else the sample, then 10,000 more")
    asked.add_argument("--page", action="append", choices=tuple(WAYS), help="only this one")
    asked.add_argument("--runs", type=int, default=RUNS)
    said = asked.parse_args(arguments)
    ways = said.page or tuple(WAYS)
    with nullcontext(said.url) if said.url else sample_served() as url:
        asyncio.run(measure(url, ways, said.runs))
    if not said.url and "/" in ways:
        with sample_served(10_000) as url:
            print("with 10,000 hazards more:", flush=True)
            asyncio.run(measure(url, ["/"], said.runs))
