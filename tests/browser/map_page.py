"""A page around one map of ours, served under the product's own Content-Security-Policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path

from playwright.sync_api import Page

import maps
from api.security import content_security_policy
from maps.map_parts import Parts
from maps.words import browser_json

STATIC = Path(maps.__file__).parent / "static"
COMMUNITY = "c-1"


def html_of(parts: Parts, *, lang: str = "zh_CN", theme: str = "light", head: str = "") -> str:
    styles = ("/static/app.css", *parts.styles, "/page.css")
    return "\n".join([
        f'<!doctype html><html lang="zh-CN" data-lang="{lang}" data-theme="{theme}">',
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        "<title>map</title>",
        *(f'<link rel="stylesheet" href="{each}">' for each in styles),
        *(f'<script src="{each}" defer></script>' for each in parts.scripts),
        f'<body data-community="{COMMUNITY}"{head}><div id="map"></div>',
        *(f'<script type="application/json" id="{k}">{v}</script>' for k, v in parts.data.items()),
        '<script type="module" src="/static/made/map-test.js"></script></body></html>',
    ])  # fmt: skip


def until(page: Page, script: str) -> None:
    """Wait until the script is true on the page. Playwright's own `wait_for_function` evaluates
    later, when the page's policy refuses it.
    """
    for _ in range(200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not within 20 s: {script}")


@contextmanager
def serving(
    parts: Parts, answers: Mapping[str, object] | None = None, *, tile_hosts: tuple[str, ...] = (),
    **how: str,
) -> Iterator[str]:  # fmt: skip
    """The page's address while it is served. answers: {path: JSON to answer}, with its
    query or for any."""
    made: dict[str, tuple[bytes, str]] = {
        "/": (html_of(parts, **how).encode(), "text/html"),
        "/favicon.ico": (b"", "image/x-icon"),
        "/page.css": (b"#map{position:absolute;inset:0}", "text/css"),
        "/static/made/map-test.js": (parts.module.encode(), "text/javascript"),
        **{
            f"/static/words/{lang}.json": (browser_json(lang).encode(), "application/json")
            for lang in ("zh_CN", "en")
        },
        **{
            path: (answer if isinstance(answer, bytes) else json.dumps(answer).encode(),
                   "image/png" if isinstance(answer, bytes) else "application/json")
            for path, answer in (answers or {}).items()
        },
    }  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            body, kind = made.get(self.path, made.get(path, (None, "")))
            file = STATIC / path.removeprefix("/static/")
            if body is None and self.path.startswith("/static/") and file.is_file():
                body, kind = file.read_bytes(), guess_type(file.name)[0] or "text/plain"
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Security-Policy", content_security_policy(tile_hosts))
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
