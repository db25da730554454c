"""A server of its own on a free port, with the invented sample, and Debian's Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2,
    "is_mobile": True, "has_touch": True, "locale": "zh-CN",
}  # fmt: skip
DESKTOP = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address and the store file behind it."""

    url: str
    store: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(
    folder: Path, *, sample: bool = True, settings: Mapping[str, str] = MappingProxyType({})
) -> tuple[Served, subprocess.Popen[bytes]]:
    """The product as `make run` starts it, on a store in `folder`."""
    store, port = folder / "yuxun.db", free_port()
    env = {**os.environ, "YUXUN_STORE": f"sqlite:///{store}", "HOME": str(folder), **settings}
    yuxun = [sys.executable, "-m", "api.cli"]
    if sample:
        subprocess.run([*yuxun, "sample", "--if-empty"], env=env, check=True, capture_output=True)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [*yuxun, "serve", "--port", str(port)], env=env, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2)
            return Served(url, store), server
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.poll() is not None:
                break
            time.sleep(0.1)
    server.kill()
    raise RuntimeError((folder / "server.log").read_text())


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample on its demo night; stories that change it use `own_server`."""
    at, server = start_server(tmp_path_factory.mktemp("served"))
    yield at
    server.terminate()
    server.wait(10)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Served]:
    """A server that one story may change as it likes."""
    at, server = start_server(tmp_path)
    yield at
    server.terminate()
    server.wait(10)


@dataclass(slots=True)
class Watched:
    """A page whose complaints are collected: script errors and what the CSP refused."""

    page: Page
    complaints: list[str]

    def assert_quiet(self) -> None:
        assert self.complaints == []


def watch(context: BrowserContext) -> Watched:
    page = context.new_page()
    watched = Watched(page, [])

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            watched.complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    return watched


@pytest.fixture
def phone(browser: Browser) -> Iterator[Watched]:
    """A patroller's phone."""
    context = browser.new_context(**PHONE)
    yield watch(context)
    context.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Watched]:
    """An official's laptop."""
    context = browser.new_context(**DESKTOP)
    yield watch(context)
    context.close()
