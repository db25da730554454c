"""What the list routes say and hear of HTTP, without a framework in between."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.types import Scope, Send

from api.packing import LEAST_BYTES, packed, takes_gzip
from api.services.kept_answers import Body

JSON = "application/json"
GEOJSON = "application/geo+json"
# Packing more than this takes longer than handing it to a thread.
PACK_ON_LOOP = 64_000


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in a body and in the Link header."""

    href: str
    rel: str
    type: str = "application/json"
    title: str = ""

    def as_json(self) -> dict[str, str]:
        """The members that GeoJSON answers carry."""
        told = {"href": self.href, "rel": self.rel, "type": self.type}
        return told | ({"title": self.title} if self.title else {})


def links_json(links: list[Link]) -> str:
    """The links as a JSON array. Their addresses are quoted, so that nothing is to escape."""
    told = (f'{{"href":"{each.href}","rel":"{each.rel}","type":"{each.type}"}}' for each in links)
    return f"[{','.join(told)}]"


def link_header(links: list[Link]) -> bytes:
    """The value of a Link header (RFC 8288)."""
    return ", ".join(f'<{each.href}>; rel="{each.rel}"; type="{each.type}"'
                     for each in links).encode("ascii")  # fmt: skip


def header(scope: Scope, name: bytes) -> bytes | None:
    """A request header's value, or None."""
    for each, value in scope["headers"]:
        if each == name:
            return bytes(value)
    return None


def base_of(scope: Scope) -> str:
    """The address that the client called us by, without a slash at the end."""
    host = (header(scope, b"host") or b"localhost").decode("latin-1")
    return f"{scope['scheme']}://{host}{quote(scope.get('root_path', ''))}"


def prefers_html(scope: Scope) -> bool:
    """Whether a page is asked for: by `f=`, else by an Accept header that ranks it first."""
    query: bytes = scope["query_string"]
    asked = parse_qs(query.decode("latin-1")).get("f") if b"f=" in query else None
    if asked:
        return asked[-1] == "html"
    accept = header(scope, b"accept")
    if accept is None or b"text/html" not in accept:
        return False
    weights = _weights(accept.decode("latin-1"))
    anything = weights.get("*/*", 0.0)
    json = max(
        weights.get("application/json", anything), weights.get("application/geo+json", anything)
    )
    return weights["text/html"] > json


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        kind, *parameters = (each.strip() for each in part.split(";"))
        weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        try:
            weights[kind] = float(weight)
        except ValueError:
            weights[kind] = 0.0
    return {"text/html": 0.0} | weights


def is_known(scope: Scope, etag: bytes) -> bool:
    """Whether the client says that it has this version already (If-None-Match)."""
    known = header(scope, b"if-none-match")
    if known is None:
        return False
    tags = [each.strip().removeprefix(b"W/") for each in known.split(b",")]
    return bool(known.strip() == b"*" or etag.removeprefix(b"W/") in tags)


async def send_known(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    """304: what the client has is still true."""
    await send({"type": "http.response.start", "status": 304, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def send_body(scope: Scope, send: Send, body: Body) -> None:
    """The answer, packed for those who take it; packed once."""
    content = body.plain
    headers = body.headers
    if len(content) >= LEAST_BYTES and takes_gzip(
        (header(scope, b"accept-encoding") or b"").decode("latin-1")
    ):
        if body.gzip is None:
            body.gzip = await _packed(content)
        content = body.gzip
        headers = [*headers, (b"content-encoding", b"gzip")]
    length = (b"content-length", str(len(content)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": content})


async def _packed(content: bytes) -> bytes:
    if len(content) > PACK_ON_LOOP:
        return await run_in_threadpool(packed, content)
    return packed(content)
