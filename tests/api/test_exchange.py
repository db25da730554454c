from __future__ import annotations

import gzip
from typing import Any

import anyio
import pytest

from api import exchange
from api.packing import takes_gzip
from api.services.kept_answers import Body, KeptAnswers


def scope(query: str = "", **headers: str) -> dict[str, Any]:
    told = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return {"query_string": query.encode(), "headers": told, "scheme": "http", "root_path": ""}


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("*/*", False), ("application/json", False), ("application/geo+json", False),
        ("text/html;q=0.5,application/json", False), ("text/html,application/json;q=0.9", True),
        ("text/html,application/json", False), ("text/html;q=x", False), ("", False),
    ],
)  # fmt: skip
def test_a_page_only_for_whom_prefers_one(accept: str, html: bool) -> None:
    assert exchange.prefers_html(scope(accept=accept)) is html
    assert exchange.prefers_html(scope("f=html", accept=accept)) is True
    assert exchange.prefers_html(scope("f=json", accept=accept)) is False


@pytest.mark.parametrize(
    ("header", "takes"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False),
     ("*", True), ("br", False), ("", False), ("identity", False)],
)  # fmt: skip
def test_who_takes_gzip(header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_a_version_is_known_by_weak_comparison() -> None:
    assert exchange.is_known(scope(if_none_match='"a", W/"b"'), b'W/"b"')
    assert exchange.is_known(scope(if_none_match='"b"'), b'W/"b"')
    assert exchange.is_known(scope(if_none_match="*"), b'W/"b"')
    assert not exchange.is_known(scope(if_none_match='"c"'), b'W/"b"')
    assert not exchange.is_known(scope(), b'W/"b"')


@pytest.mark.parametrize("size", [10, 5_000, 200_000])
def test_a_body_is_packed_once_and_for_those_who_take_it(size: int) -> None:
    body = Body(b"abcdefghij" * (size // 10), [(b"etag", b"x")])
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(exchange.send_body, scope(accept_encoding="gzip"), send, body)
    headers = dict(sent[0]["headers"])
    assert int(headers[b"content-length"]) == len(sent[1]["body"])
    if size < 1_000:
        assert b"content-encoding" not in headers
    else:
        assert gzip.decompress(sent[1]["body"]) == body.plain
        first = body.gzip
        anyio.run(exchange.send_body, scope(accept_encoding="gzip"), send, body)
        assert body.gzip is first
    anyio.run(exchange.send_body, scope(), send, body)
    assert sent[-1]["body"] == body.plain


def test_kept_answers_stay_within_their_bytes() -> None:
    kept = KeptAnswers(5_000)
    for number in range(10):
        kept.keep(number, Body(b"x" * 1_000, []))
    # 1,750 bytes are counted for each: room for two.
    assert [kept.find(number) is not None for number in range(10)] == [False] * 8 + [True] * 2
    kept.keep("larger than all", Body(b"x" * 10_000, []))
    assert kept.find("larger than all") is None


def test_nothing_is_kept_where_nothing_may_be() -> None:
    kept = KeptAnswers(0)
    kept.keep("a", Body(b"", []))
    assert kept.find("a") is None
