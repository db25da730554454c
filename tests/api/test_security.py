from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from api import security
from api.actors import LOCAL_OFFICE
from api.security import Doors, host_name
from api.settings import Settings
from data.store import Store
from tests.api import filled

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
CHANGE = {"X-Yuxun": "1"}


def addresses(client: TestClient, verbs: set[str]) -> list[tuple[str, str]]:
    """Every (verb, address) of the application, its parameters filled with a word."""
    document = client.get("/api").json()
    found = {(verb.upper(), path) for path, item in document["paths"].items() for verb in item}
    for route in client.app.routes:  # type: ignore[attr-defined]
        if isinstance(route, Route) and route.methods:
            found |= {(verb, route.path) for verb in route.methods}
    filled_in = {(verb, _filled(path)) for verb, path in found}
    return sorted(each for each in filled_in if each[0] in verbs)


def _filled(path: str) -> str:
    while "{" in path:
        head, _, rest = path.partition("{")
        path = head + "x" + rest.partition("}")[2]
    return path


def test_every_answer_carries_the_headers(shared: TestClient) -> None:
    asked = [*addresses(shared, {"GET"}), ("GET", "/nothing"), ("GET", "/static/docs.js"),
             ("GET", "/hazards?x=1"), ("POST", "/hazards"), ("GET", "/hazards/"),
             ("GET", "/docs")]  # fmt: skip
    for verb, path in asked:
        answer = shared.request(verb, path, follow_redirects=False)
        assert answer.headers["content-security-policy"] == CSP, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_the_answer_to_an_unforeseen_error_carries_them_too(store: Store) -> None:
    client = filled.client_of(store)

    def broken() -> None:
        raise RuntimeError

    client.app.get("/broken")(broken)  # type: ignore[attr-defined]
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CSP


def test_tiles_come_from_configured_hosts_only() -> None:
    policy = security.content_security_policy(("https://tiles.example.org",))
    assert "img-src 'self' data: blob: https://tiles.example.org;" in policy
    assert policy.replace(" https://tiles.example.org", "") == CSP


def test_no_change_without_the_header_or_from_elsewhere(shared: TestClient) -> None:
    unsafe = addresses(shared, {"POST", "PUT", "DELETE", "PATCH"})
    for verb, path in [*unsafe, ("POST", "/hazards"), ("DELETE", "/nothing")]:
        for headers in (
            {},
            {"X-Yuxun": "0"},
            CHANGE | {"Origin": "https://evil.example"},
            CHANGE | {"Origin": "null"},
            CHANGE | {"Origin": "http://127.0.0.1:9999"},
            CHANGE | {"Sec-Fetch-Site": "cross-site"},
            CHANGE | {"Sec-Fetch-Site": "same-site"},
            CHANGE | {"X-Forwarded-For": "203.0.113.7"},
            CHANGE | {"Forwarded": "for=203.0.113.7"},
        ):
            answer = shared.request(verb, path, headers=headers)
            assert answer.status_code == 403, (verb, path, headers)
            assert answer.json()["type"].endswith("NotAllowed")


def test_the_office_itself_gets_past_the_doors(shared: TestClient) -> None:
    for headers in (
        CHANGE,
        CHANGE | {"Origin": "http://127.0.0.1:8000"},
        CHANGE | {"Sec-Fetch-Site": "same-origin"},
        CHANGE | {"Sec-Fetch-Site": "none"},
    ):
        # No such verb there: past the doors, the router refuses.
        assert shared.post("/hazards", headers=headers).status_code == 405


@pytest.mark.parametrize("address", ["192.168.1.20", "203.0.113.7", "10.0.0.1", "fe80::1",
                                     "testclient", "::ffff:192.168.1.20"])  # fmt: skip
def test_no_change_from_another_machine_but_reading(store: Store, address: str) -> None:
    client = filled.client_of(store, address=(address, 4000))
    answer = client.post("/hazards", headers=CHANGE)
    assert answer.status_code == 403
    assert "computer" in client.post("/hazards?lang=en", headers=CHANGE).json()["detail"]
    assert client.get("/hazards").status_code == 200


def test_who_asks() -> None:
    def scope(client: tuple[str, int] | None, *headers: bytes) -> dict[str, Any]:
        return {"client": client, "headers": [(each, b"1") for each in headers]}

    for address in ("127.0.0.1", "127.9.9.9", "::1"):
        assert security.actor_of(scope((address, 1))) is LOCAL_OFFICE
        assert security.actor_of(scope((address, 1), b"x-forwarded-for")) is None
    assert security.actor_of(scope(None)) is None
    assert security.actor_of(scope(("192.168.0.9", 1))) is None


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1:8000", "127.0.0.1"), ("localhost", "localhost"), ("[::1]:8000", "::1"),
        ("Office.Example:80", "office.example"), ("evil.example.", "evil.example"),
        ("", None), ("a@b", None), ("a/b", None), ("a:b", None), ("[::1%25]", None), ("a b", None),
        ('127.0.0.1"', None), ("[::1", None), ("a,b", None),
    ],
)  # fmt: skip
def test_names_in_the_host_header(host: str, name: str | None) -> None:
    assert host_name(host) == name


def test_only_our_own_names_are_answered(store: Store) -> None:
    client = filled.client_of(store, hosts="map.office.example")
    for host in (
        "127.0.0.1:8000",
        "localhost:1",
        "[::1]:8000",
        "192.168.1.5",
        "map.office.example",
    ):
        assert client.get("/hazards", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example", ""):
        answer = client.get("/hazards", headers={"Host": host})
        assert answer.status_code == 403, host
        assert "YUXUN_HOSTS" in answer.json()["detail"]


def test_a_body_over_the_limit_is_413(store: Store) -> None:
    client = filled.client_of(store, body_bytes=2048, import_bytes=4096)
    for path, limit in (("/hazards", 2048), ("/app/x/import", 4096)):
        within = client.post(path, content=b"x" * limit, headers=CHANGE)
        assert within.status_code in {404, 405, 422}, within.text
        over = client.post(path, content=b"x" * (limit + 1), headers=CHANGE)
        assert over.status_code == 413
        in_parts = client.post(path, content=iter([b"x" * 1000] * 5), headers=CHANGE)
        assert in_parts.status_code == 413


def _receiving(messages: list[dict[str, Any]]) -> Any:
    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    return receive


def test_the_body_arrives_whole_and_once() -> None:
    got: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        got.append(await receive())
        got.append(await receive())

    async def send(message: Any) -> None: ...

    parts = [
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"c"},
        {"type": "http.disconnect"},
    ]
    headers = [(b"host", b"localhost"), (b"x-yuxun", b"1")]
    scope = {"type": "http", "method": "POST", "path": "/x", "client": ("127.0.0.1", 1),
             "query_string": b"", "headers": headers}  # fmt: skip
    doors = Doors(app, Settings(store="sqlite://"))
    asyncio.run(doors(scope, _receiving(parts), send))
    assert got == [{"type": "http.request", "body": b"abc", "more_body": False},
                   {"type": "http.disconnect"}]  # fmt: skip


def test_head_is_answered_wherever_get_is(shared: TestClient) -> None:
    for _, path in [*addresses(shared, {"GET"}), ("GET", "/docs"), ("GET", "/static/docs.js"),
                    ("GET", "/nothing"), ("GET", "/hazards?limit=0")]:  # fmt: skip
        get = shared.get(path, follow_redirects=False)
        head = shared.head(path, follow_redirects=False)
        assert head.status_code == get.status_code, path
        assert head.content == b"", path
        assert _steady(head) == _steady(get), path


def _steady(answer: Any) -> dict[str, str]:
    return {k: v for k, v in answer.headers.items() if k not in {"date", "set-cookie"}}
