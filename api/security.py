"""What stands before every route: who asks, from where, how much, and the headers of safety.

One pure ASGI callable around the whole application, so that also the answer to an unforeseen
error carries the headers. It decides nothing that a route could decide better.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.actors import LOCAL_OFFICE, Actor
from api.errors import problem_answer
from api.language import asked_language
from api.settings import Settings
from geo.errors import NotAllowed, TooLarge, YuxunError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Set on paths whose last part is one of these: files come here.
IMPORTS = frozenset({"import", "imports", "import-hazards", "import-osm"})
FORWARDED = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})

Headers = dict[bytes, bytes]


def content_security_policy(tile_hosts: Iterable[str] = ()) -> str:
    """The policy of every answer; map tiles may come from `tile_hosts` besides."""
    images = " ".join(["'self'", "data:", "blob:", *tile_hosts])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src {images}; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "object-src 'none'"
    )


def headers_of_safety(settings: Settings) -> list[tuple[bytes, bytes]]:
    """The headers that every answer carries."""
    tiles = [settings.tiles.origin] if settings.tiles else []
    policy = content_security_policy([*settings.tile_hosts, *tiles])
    return [
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"referrer-policy", b"same-origin"),
    ]


def is_local(scope: Scope) -> bool:
    """Whether the request comes from this very machine and through no proxy."""
    client = scope.get("client")
    if not client or any(name in FORWARDED for name, _ in scope["headers"]):
        return False
    try:
        return ip_address(client[0].partition("%")[0]).is_loopback
    except ValueError:
        return False


def actor_of(scope: Scope) -> Actor | None:
    """Who asks: until accounts exist the local office, or nobody known."""
    return LOCAL_OFFICE if is_local(scope) else None


class Doors:
    """Checks each request, adds the headers to each answer, and answers HEAD for every GET."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._headers = headers_of_safety(settings)
        self._met: set[bytes] = set()
        self._names = {"localhost", settings.host.lower(), *(n.lower() for n in settings.hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        answer = self._answer(send, head=method == "HEAD")
        if method == "HEAD":
            # A copy: the server looks into its own scope to know that no body follows.
            scope = {**scope, "method": "GET"}
        try:
            headers: Headers = dict(scope["headers"])
            self._check_host(headers)
            if method not in SAFE:
                check_unsafe(scope, headers)
                receive = await self._whole_body(scope, headers, receive)
        except YuxunError as error:
            refusal = problem_answer(error, asked_language(HTTPConnection(scope)))
            await refusal(scope, receive, answer)
            return
        await self._app(scope, receive, answer)

    def _answer(self, send: Send, *, head: bool) -> Send:
        extra = self._headers

        async def start(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*one_vary(message.get("headers", ())), *extra]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return start

    def _check_host(self, headers: Headers) -> None:
        """Refuse names that are not ours: an address of ours under another's name (rebinding)."""
        said = headers.get(b"host", b"")
        if said in self._met:
            return
        host = said.decode("latin-1")
        name = host_name(host)
        if name is None or not (name in self._names or _is_address(name)):
            raise NotAllowed(
                "This service is not called “{host}”. Open it by its address, or add the name "
                "to the setting YUXUN_HOSTS.", host=host[:100],
            )  # fmt: skip
        if len(self._met) < 64:
            self._met.add(said)

    async def _whole_body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        """The body, read to its end or to the limit, ready to be received again."""
        limit = self._limit(scope["path"])
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            raise _too_large(limit)
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                break
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise _too_large(limit)
            more = message.get("more_body", False)
        return _again(b"".join(parts), receive)

    def _limit(self, path: str) -> int:
        last = path.rstrip("/").rpartition("/")[2]
        return self._settings.import_bytes if last in IMPORTS else self._settings.body_bytes


def one_vary(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with each word of Vary once: gzip adds its own to what a route said."""
    found = list(headers)
    said = [value for name, value in found if name.lower() == b"vary"]
    words = [each.strip() for value in said for each in value.split(b",")]
    once = list({each.lower(): each for each in reversed(words)}.values())[::-1]
    if len(once) == len(words) and len(said) < 2:
        return found
    rest = [each for each in found if each[0].lower() != b"vary"]
    return [*rest, (b"vary", b", ".join(once))]


def check_unsafe(scope: Scope, headers: Headers) -> None:
    """Refuse a write that is not from this machine, or that another site's page sent.

    Raises
    ------
    NotAllowed
        With what to do instead.
    """
    if not is_local(scope):
        raise NotAllowed(
            "Only the computer that Yuxun runs on may change things until accounts are set up. "
            "Please do this there."
        )
    site = headers.get(b"sec-fetch-site", b"same-origin")
    if site not in {b"same-origin", b"none"} or not _same_origin(headers):
        raise NotAllowed("This was sent by another site's page. Open Yuxun itself and try again.")
    if headers.get(b"x-yuxun") != b"1":
        raise NotAllowed("A change needs the header “X-Yuxun: 1”. Add it and send again.")


_HOST = re.compile(
    r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+?)\.?)(?::[0-9]{1,5})?",
    re.ASCII | re.IGNORECASE,
)


def host_name(host: str) -> str | None:
    """The lower-case name or address in a Host header, without its port; None if malformed."""
    found = _HOST.fullmatch(host)
    return (found["v6"] or found["name"]).lower() if found else None


def _same_origin(headers: Headers) -> bool:
    origin = headers.get(b"origin")
    if origin is None:
        return True
    parts = urlsplit(origin.decode("latin-1"))
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == host


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "This is larger than the {limit_kb} KB that may be sent at once. Send less, or in parts.",
        limit_kb=limit // 1024,
    )


def _again(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
