"""A store that may be read only: what is read is read, what is written is refused with 503.

Root may write whatever the rights say, so the service runs in a process of its own that gave
that right up."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.store import open_store
from tests.api import filled
from tests.api.serving import served

BOUND_BY_RIGHTS = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("read-only")
    file = folder / "store.db"
    with open_store(f"sqlite:///{file}") as store:
        filled.fill(store)
    before = BOUND_BY_RIGHTS if os.geteuid() == 0 else ()
    try:
        with served(f"sqlite:///{file}", before) as url:
            ask(url, "GET", "/healthz")
            # Only now: the service opens a store that it can write, and loses the right.
            for each in folder.iterdir():
                each.chmod(0o444)
            folder.chmod(0o555)
            yield url, folder
    finally:
        folder.chmod(0o700)


def ask(url: str, verb: str, path: str, body: Any = None) -> tuple[int, Any, dict[str, str]]:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    headers = {"X-Yuxun": "1", "Content-Type": "application/json"}
    connection.request(verb, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    told = json.loads(answer.read() or b"null")
    connection.close()
    return answer.status, told, {k.lower(): v for k, v in answer.getheaders()}


def test_reading_goes_on(address: tuple[str, Path]) -> None:
    url, _ = address
    assert ask(url, "GET", "/healthz")[0] == 200
    status, told, _ = ask(url, "GET", "/hazards")
    assert (status, told["numberMatched"]) == (200, 12)


def test_a_write_is_503_and_says_when_to_come_again(address: tuple[str, Path]) -> None:
    url, _ = address
    warning = {"community_id": filled.town.COMMUNITY, "kind": "rain", "level": "blue"}
    status, told, headers = ask(url, "POST", "/warnings", warning)
    assert (status, told["type"]) == (503, "urn:yuxun:problem:StoreUnavailable")
    assert int(headers["retry-after"]) > 0


def test_it_is_not_ready_and_keeps_its_paths_to_itself(address: tuple[str, Path]) -> None:
    url, folder = address
    status, told, _ = ask(url, "GET", "/readyz")
    assert (status, told) == (503, {"status": "not ready", "store": "cannot be written"})
    assert str(folder) not in json.dumps(told)
