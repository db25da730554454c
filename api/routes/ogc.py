"""OGC API Features, Part 1: landing page, conformance, collections, items."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from api import exchange
from api.exchange import JSON, Link
from api.openapi import MEDIA_TYPE
from api.routes.answers import JSON_ONLY, DocumentAnswer, ItemAnswer, PageAnswer, Question
from api.services.asking import CRS84
from api.services.collections import COLLECTIONS, Collection
from data.reader import Reader
from geo.errors import NotFound

CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{each}"
    for each in ("core", "oas30", "geojson")
)


class JsonOnly(Route):
    """A route that lets those who prefer a page go on to the page of the same address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any route, except for who prefers text/html."""
        if scope["type"] == "http" and exchange.prefers_html(scope):
            return Match.NONE, {}
        return super().matches(scope)


def landing(_: Reader, question: Question) -> dict[str, Any]:
    """What there is, and where."""
    base = question.base
    links = [
        Link(f"{base}/", "self", title="This document"),
        Link(f"{base}/?f=html", "alternate", "text/html", "Map of the community"),
        Link(f"{base}/api", "service-desc", MEDIA_TYPE, "The API in OpenAPI 3.0"),
        Link(f"{base}/docs", "service-doc", "text/html", "The API, to read and try"),
        Link(f"{base}/conformance", "conformance", title="What it conforms to"),
        Link(f"{base}/collections", "data", title="The collections"),
        Link(f"{base}/hazards", "related", "application/geo+json", "The hazards in few words"),
        Link(f"{base}/hazards.csv", "related", "text/csv", "The hazards as a table"),
    ]
    return {
        "title": "Yuxun 雨巡",
        "description": "Places that rain makes dangerous, and who looks at them tonight.",
        "links": [each.as_json() for each in links],
    }


def conformance(_: Reader, __: Question) -> dict[str, Any]:
    """The classes that hold here; none is named that does not."""
    return {"conformsTo": list(CONFORMS_TO)}


def collections(reader: Reader, question: Question) -> dict[str, Any]:
    """Every collection, with its extent."""
    base = question.base
    links = [
        Link(f"{base}/collections", "self"),
        Link(f"{base}/collections?f=html", "alternate", "text/html"),
    ]
    return {
        "links": [each.as_json() for each in links],
        "collections": [_described(reader, base, each) for each in COLLECTIONS.values()],
    }


def _described(reader: Reader, base: str, collection: Collection) -> dict[str, Any]:
    here = f"{base}/collections/{collection.id}"
    links = [
        Link(here, "self"),
        Link(f"{here}/items", "items", "application/geo+json", collection.title),
        Link(f"{here}/items?f=html", "items", "text/html", collection.title),
        Link(
            f"{here}/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "application/schema+json", "What items can be filtered by",
        ),
    ]  # fmt: skip
    told: dict[str, Any] = {
        "id": collection.id,
        "title": collection.title,
        "description": collection.about,
        "itemType": "feature",
        "crs": [CRS84],
        "links": [each.as_json() for each in links],
    }
    extent = reader.extent(collection.id)
    if extent is not None:
        told["extent"] = {
            "spatial": {"bbox": [list(extent.bbox)], "crs": CRS84},
            "temporal": {"interval": [[_said(extent.from_at), _said(extent.to_at)]]},
        }
    return told


def _said(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def queryables(_: Reader, question: Question, collection: Collection) -> dict[str, Any]:
    """A JSON schema of the properties that items can be filtered by."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": question.here,
        "title": collection.title,
        "type": "object",
        "properties": {
            each.name: {"title": each.name, "description": each.about, **each.schema}
            for each in collection.queryables
        },
        "additionalProperties": False,
    }


def openapi(_: Reader, question: Question) -> dict[str, Any]:
    """The OpenAPI document of every address."""
    return {**question.app.openapi(), "servers": [{"url": question.base}]}


async def unknown_collection(request: Request) -> Response:
    """Raise that there is no such collection."""
    raise NotFound(
        "There is no collection “{id}”. There are: {known}.",
        id=request.path_params["collection"][:60], known=", ".join(COLLECTIONS),
    )  # fmt: skip


# Put into the application as they are: including a router would make plain routes of them.
ROUTES: list[Route] = []


def _route(path: str, answer: Any, name: str, *, page: bool = True) -> None:
    """An address; who prefers a page goes on where there is one."""
    kind = JsonOnly if page else Route
    ROUTES.append(kind(path, answer, methods=["GET"], name=name))


def _collection_routes(collection: Collection) -> None:
    here = f"/collections/{collection.id}"
    name = collection.id

    def describe(reader: Reader, question: Question) -> dict[str, Any]:
        return _described(reader, question.base, collection)

    def filters(reader: Reader, question: Question) -> dict[str, Any]:
        return queryables(reader, question, collection)

    _route(f"{here}/items", ITEMS[f"{here}/items"], f"{name}_items")
    _route(f"{here}/items/{{fid}}", ITEM[f"{here}/items"], f"{name}_item")
    _route(here, DocumentAnswer(describe), name)
    schema = DocumentAnswer(filters, "application/schema+json", JSON_ONLY)
    _route(f"{here}/queryables", schema, f"{name}_queryables", page=False)


# By the address of the list; `api.lane` goes straight to them.
ITEMS = {
    f"/collections/{each.id}/items": PageAnswer(each, each.parameters)
    for each in COLLECTIONS.values()
}
ITEM = {f"/collections/{each.id}/items": ItemAnswer(each) for each in COLLECTIONS.values()}

for _each in COLLECTIONS.values():
    _collection_routes(_each)
_route("/", DocumentAnswer(landing), "landing")
_route("/conformance", DocumentAnswer(conformance, JSON, JSON_ONLY), "conformance", page=False)
_route("/collections", DocumentAnswer(collections), "collections")
_route("/api", DocumentAnswer(openapi, MEDIA_TYPE, JSON_ONLY), "openapi", page=False)

# For the end: names that are no collection, in every form of address.
UNKNOWN = [
    Route(f"/collections/{{collection}}{each}", unknown_collection, methods=["GET"])
    for each in ("", "/items", "/items/{fid}", "/queryables")
]
