"""A short way to the lists.

FastAPI's router tries its routes one after the other, behind five layers of middleware: 0.15 ms
of CPU, as much as a feature itself takes. The lists are asked most and need nothing of that, so
their addresses are looked up here first. They stand in the router too.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors, exchange


class Lane:
    """Goes straight to a list or an item, and with everything else to the application.

    lists: by their whole address. items: by the address of their list.
    """

    def __init__(
        self, app: ASGIApp, lists: Mapping[str, ASGIApp], items: Mapping[str, ASGIApp]
    ) -> None:
        self._app = app
        self._lists = lists
        self._items = items

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._direct(scope)
        if answer is None:
            await self._app(scope, receive, send)
            return
        try:
            await answer(scope, receive, send)
        except Exception as error:
            request = Request(scope)
            refusal = await errors.answer_to(request, error)
            await refusal(scope, receive, send)

    def _direct(self, scope: Scope) -> ASGIApp | None:
        if scope["type"] != "http" or scope["method"] != "GET" or exchange.prefers_html(scope):
            return None
        path = scope["path"]
        answer = self._lists.get(path)
        if answer is None:
            of, _, fid = path.rpartition("/")
            answer = self._items.get(of)
            if answer is not None:
                scope["path_params"] = {"fid": fid}
        return answer
