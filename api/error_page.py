"""An address that is not there, told as a page to who reads with a browser."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api import errors
from api.exchange import prefers_html
from api.language import asked_language
from geo.errors import YuxunError
from maps.pages.render import render

Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Answer every error of `app`: with problem+json, or what is not there with a page."""
    errors.install(app)
    for cls in (YuxunError, HTTPException):
        app.add_exception_handler(cls, _or_page(app.exception_handlers[cls]))


def _or_page(plain: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        made = plain(request, error)
        told = made if isinstance(made, Response) else await made
        if told.status_code != 404 or request.method != "GET" or not prefers_html(request.scope):
            return told
        html = render(
            "error", asked_language(request), theme=request.cookies.get("theme", "auto"),
            sentence=json.loads(bytes(told.body))["detail"],
        )  # fmt: skip
        headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Cookie"}
        return HTMLResponse(html, 404, headers)

    return answer
