"""The OpenAPI 3.0 document: FastAPI's routes, and the lists written here by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import openapi_30
from api.openapi_shapes import SCHEMAS, properties_of
from api.services.asking import FORMAT, JSON_FORMAT, LANG, Parameter
from api.services.collections import COLLECTIONS, PLAIN_HAZARDS, Collection

MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.0"
GEOJSON = "application/geo+json"
SHORT = "Hazards in few words"
_DOCUMENT = (JSON_FORMAT, LANG)
PROBLEM = "application/problem+json"

ABOUT = """Places that rain makes dangerous, and who looks at them tonight.

Lists follow **OGC API Features 1.0** (Core, GeoJSON, OpenAPI 3.0): follow the link `next` until
there is none. `GET /hazards` and `/hazards.csv` are the same list in fewer words. Each answer
has an `ETag`; send it back as `If-None-Match` and an unchanged list costs nothing. Changes need
the header `X-Yuxun: 1`."""


def document(app: FastAPI) -> dict[str, Any]:
    """The whole document, without servers."""
    generated = get_openapi(
        title=app.title, version=app.version, description=ABOUT, routes=app.routes,
        openapi_version="3.0.3",
    )  # fmt: skip
    made: dict[str, Any] = openapi_30.lowered(generated)
    made["paths"] = _paths() | made.get("paths", {})
    components = made.setdefault("components", {})
    components.setdefault("schemas", {}).update(SCHEMAS)
    offered = [*PLAIN_HAZARDS.values(), JSON_FORMAT, LANG]
    for collection in COLLECTIONS.values():
        offered += collection.parameters.values()
    components["parameters"] = {_name(each): _parameter(each) for each in offered}
    for operation in _operations(made["paths"].values()):
        _with_problems(operation)
    return made


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {
        "/hazards": _get(
            "hazard_list", "The hazards", "hazardPage", GEOJSON, PLAIN_HAZARDS.values(), SHORT,
            page=False,
        ),
        "/hazards.csv": _csv(),
        "/": _get("landing", "What there is, and where", "landingPage"),
        "/conformance": _get(
            "conformance", "What it conforms to", "conformance", parameters=_DOCUMENT, page=False
        ),
        "/api": _get("openapi", "This document", "document", MEDIA_TYPE, _DOCUMENT, page=False),
        "/collections": _get("collections", "The collections", "collections"),
    }  # fmt: skip
    for collection in COLLECTIONS.values():
        paths |= _collection(collection)
    return paths


def _collection(collection: Collection) -> dict[str, Any]:
    here, name, tag = f"/collections/{collection.id}", collection.id, collection.title
    item = _get(f"{name}_item", f"One of {tag}", None, GEOJSON, tag=tag)
    schema = _feature(collection)
    item["get"]["responses"]["200"]["content"][GEOJSON]["schema"] = schema
    item["get"]["parameters"].append({
        "name": "fid", "in": "path", "required": True, "description": "The feature's id.",
        "schema": {"type": "string"},
    })  # fmt: skip
    item["get"]["responses"]["404"] = _problem("No such feature.", page=True)
    items = _get(f"{name}_items", tag, None, GEOJSON, collection.parameters.values(), tag)
    items["get"]["responses"]["200"]["content"][GEOJSON]["schema"] = {
        "allOf": [{"$ref": "#/components/schemas/page"}],
        "properties": {"features": {"type": "array", "items": schema}},
    }
    return {
        here: _get(name, f"About {tag}", "collection", tag=tag),
        f"{here}/items": items,
        f"{here}/items/{{fid}}": item,
        f"{here}/queryables": _get(
            f"{name}_queryables", f"What {tag} can be filtered by", "schema",
            "application/schema+json", _DOCUMENT, tag, page=False,
        ),
    }  # fmt: skip


def _feature(collection: Collection) -> dict[str, Any]:
    return {
        "allOf": [{"$ref": "#/components/schemas/feature"}],
        "properties": {"properties": properties_of(collection.of)},
    }


def _get(
    name: str, summary: str, schema: str | None, media: str = "application/json",
    parameters: Iterable[Parameter] = (FORMAT, LANG), tag: str = "OGC API Features",
    *, page: bool = True,
) -> dict[str, Any]:  # fmt: skip
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"} if schema else {}}
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "parameters": [{"$ref": f"#/components/parameters/{_name(each)}"} for each in parameters],
        "responses": {
            "200": {"description": summary, "content": {media: content}},
            "304": {"description": "Unchanged since the version in If-None-Match."},
            "400": _problem("A parameter is unknown or has a value that it cannot have."),
        },
    }
    if page:
        answers: dict[str, Any] = operation["responses"]["200"]["content"]
        answers["text/html"] = {"schema": {"type": "string"}}
    return {"get": operation}


def _csv() -> dict[str, Any]:
    path = _get("hazard_table", "The hazards as a table", None, "text/csv; charset=utf-8",
                PLAIN_HAZARDS.values(), SHORT, page=False)  # fmt: skip
    content = path["get"]["responses"]["200"]["content"]["text/csv; charset=utf-8"]
    content["schema"] = {"type": "string"}
    return path


def _name(parameter: Parameter) -> str:
    """Its key among the components."""
    if parameter is JSON_FORMAT:
        return "f_json"
    return parameter.key or parameter.name.replace("-", "_")


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told = {
        "name": parameter.name, "in": "query", "required": False,
        "description": parameter.about, "schema": dict(parameter.schema),
    }  # fmt: skip
    if parameter.schema.get("type") == "array":
        told |= {"style": "form", "explode": False}
    return told


def _problem(about: str, *, page: bool = False) -> dict[str, Any]:
    """page: a browser may be told so by a page instead."""
    schema = {"$ref": "#/components/schemas/problem"}
    told: dict[str, Any] = {PROBLEM: {"schema": schema}}
    if page:
        told["text/html"] = {"schema": {"type": "string"}}
    return {"description": about, "content": told}


def _operations(paths: Iterable[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    verbs = {"get", "put", "post", "delete", "patch"}
    return (path[verb] for path in paths for verb in path if verb in verbs)


def _with_problems(operation: dict[str, Any]) -> None:
    """FastAPI tells its own 422; ours is problem+json, as is every other refusal."""
    responses = operation["responses"]
    if "422" in responses:
        responses["422"] = _problem("Something in it cannot be used.")
    responses.setdefault("default", _problem("Any other refusal.", page=True))
