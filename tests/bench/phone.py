"""The community's page on a cheap phone: 4 × CPU throttle, 1.6 Mbit/s, 150 ms.

`yuxun bench phone [URL]`, on a machine that does nothing else: the browser's throttle multiplies
whatever else is running.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from data.store import open_store
from tests.bench import many
from tests.browser.conftest import PHONE, start_server
from tests.chromium import CHROMIUM, FLAGS

RUNS = 5
LINE = {
    "offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 94e3,
}  # fmt: skip
MARKS = """() => Object.fromEntries(
  performance.getEntriesByType("mark").map((mark) => [mark.name, mark.startTime]))"""


def once(browser: Browser, url: str) -> dict[str, float]:
    """Milliseconds to the map, its ground and the hazards, and KB on the line until the ground.

    Every answer counts that was there when the ground was drawn, needed for it or not, but the
    ground itself.
    """
    context = browser.new_context(**{**PHONE, "device_scale_factor": 3})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    wire.send("Network.emulateNetworkConditions", LINE)
    asked: dict[str, dict[str, Any]] = {}
    wire.on(
        "Network.requestWillBeSent",
        lambda event: asked.setdefault(event["requestId"], {}).update(
            url=event["request"]["url"], sent_s=event["timestamp"]
        ),
    )
    wire.on(
        "Network.loadingFinished",
        lambda event: asked.setdefault(event["requestId"], {}).update(
            bytes=event["encodedDataLength"], there_s=event["timestamp"]
        ),
    )
    page.goto(url)
    page.wait_for_timeout(5000)
    marks = page.evaluate(MARKS)
    context.close()
    began_s = min(each["sent_s"] for each in asked.values())
    early = (
        each
        for each in asked.values()
        if not each["url"].endswith("/ground")
        and (each.get("there_s", began_s + 1e9) - began_s) * 1000 < marks["yuxun-ground"]
    )
    return {
        "map_ms": marks["yuxun-map"], "ground_ms": marks["yuxun-ground"],
        "hazards_ms": marks["yuxun-hazards"],
        "kb_before_base_map": sum(each.get("bytes", 0) for each in early) / 1024,
    }  # fmt: skip


@contextmanager
def many_served(count: int) -> Iterator[str]:
    """The address of a server of our own with that many hazards."""
    with tempfile.TemporaryDirectory(prefix="yuxun-phone-") as folder:
        with open_store(f"sqlite:///{folder}/yuxun.db") as store:
            many.fill(store, count)
        # Ten thousand hazards are no community; nobody plans their night.
        env = {"YUXUN_PLAN_BY_ITSELF": "false"}
        served, server = start_server(Path(folder), sample=False, settings=env)
        try:
            yield served.url
        finally:
            server.terminate()
            server.wait(20)


def main(arguments: Sequence[str] = ()) -> None:
    """Print the median and the best of some runs."""
    asked = argparse.ArgumentParser(prog="yuxun bench phone", description=__doc__)
    asked.add_argument("url", nargs="?", help="a running server; else one with 10,000 hazards")
    said = asked.parse_args(arguments)
    with nullcontext(said.url) if said.url else many_served(10_000) as url:
        measure(url)


def measure(url: str) -> None:
    """Print the figures of the page at that address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        runs = [once(browser, url) for _ in range(RUNS)]
        browser.close()
    for name in runs[0]:
        values = [run[name] for run in runs]
        print(f"{name}: median {statistics.median(values):.0f}, best {min(values):.0f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/")
