"""The lists as pages, for who opens them in a browser."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from api.language import asked_language
from api.routes.answers import PLAIN, ItemAnswer, address, query_of, question_of
from api.services.asking import after_token
from api.services.collections import COLLECTIONS, Collection
from data.fragments import PUBLIC_FIELDS
from data.reader import Reader
from maps.pages.render import render


def _page(request: Request, **values: Any) -> HTMLResponse:
    nothing = {"title": "", "about": "", "of": "", "columns": (), "rows": (), "items": "",
               "following": "", "matched": None, "plain": f"{request.url.path}?f=json"}  # fmt: skip
    html = render(
        "lists", asked_language(request), theme=request.cookies.get("theme", "auto"),
        collections=COLLECTIONS.values(), **(nothing | values),
    )  # fmt: skip
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Cookie"}
    return HTMLResponse(html, headers=headers)


async def overview(request: Request) -> HTMLResponse:
    """All collections, each with what it is."""
    question_of(request.scope, PLAIN)
    return _page(request)


async def about(request: Request) -> HTMLResponse:
    """One collection: the first of its features."""
    question_of(request.scope, PLAIN)
    return await _listed(request, _collection(request), PLAIN)


async def items(request: Request) -> HTMLResponse:
    """A page of a list as a table."""
    collection = _collection(request)
    return await _listed(request, collection, collection.parameters)


async def _listed(request: Request, collection: Collection, parameters: Any) -> HTMLResponse:
    question = question_of(request.scope, parameters)
    here = f"/collections/{collection.id}/items"
    names = PUBLIC_FIELDS[collection.of]

    def found(reader: Reader) -> dict[str, Any]:
        page = reader.page(query_of(collection, question.asked))
        told = [json.loads(each) for each in page.features]
        following = page.next_after and after_token(page.next_after)
        rows = [(each["id"], *map(_cell, each["properties"].values())) for each in told]
        return {
            "rows": rows, "matched": page.matched,
            "following": following and address(f"{here}", question.query, f"{following}&f=html"),
        }  # fmt: skip

    values = await request.app.state.lists.read_long(found)
    return _page(
        request, title=collection.title, about=collection.about, columns=("id", *names),
        items=here, **values,
    )  # fmt: skip


async def item(request: Request) -> HTMLResponse:
    """One feature, field by field."""
    collection = _collection(request)
    question = question_of(request.scope, PLAIN)
    answer = ITEMS[collection.id]

    def found(reader: Reader) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(answer.body(reader, question).plain)
        return told

    feature = await request.app.state.lists.read_long(found)
    properties = feature["properties"]
    return _page(
        request, title=properties.get("code") or feature["id"], of=collection.id,
        about=collection.title, columns=("", ""),
        rows=[(name, _cell(value)) for name, value in properties.items()],
    )  # fmt: skip


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _collection(request: Request) -> Collection:
    return COLLECTIONS[request.url.path.split("/")[2]]


ITEMS = {each.id: ItemAnswer(each) for each in COLLECTIONS.values()}

ROUTES = [
    Route("/collections", overview, methods=["GET"]),
    *(Route(f"/collections/{each}", about, methods=["GET"]) for each in COLLECTIONS),
    *(Route(f"/collections/{each}/items", items, methods=["GET"]) for each in COLLECTIONS),
    *(Route(f"/collections/{each}/items/{{fid}}", item, methods=["GET"]) for each in COLLECTIONS),
]
