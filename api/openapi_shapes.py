"""Schemas of the lists' answers, in OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.fragments import PUBLIC_FIELDS

_TEXT: Mapping[str, Any] = {"type": "string"}
_WHOLE: Mapping[str, Any] = {"type": "integer"}
_NUMBER: Mapping[str, Any] = {"type": "number"}
_YESNO: Mapping[str, Any] = {"type": "boolean"}
_MOMENT: Mapping[str, Any] = {"type": "string", "format": "date-time"}
_MAYBE_MOMENT: Mapping[str, Any] = {**_MOMENT, "nullable": True}
_RANK: Mapping[str, Any] = {
    "type": "integer", "minimum": 1, "maximum": 4, "description": "4 is worst.",
}  # fmt: skip

# What public fields hold, by name; text where nothing stands here.
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "rank": _RANK,
    "status": _TEXT,
    "extra_night_passes": _WHOLE,
    "last_visited_at": _MAYBE_MOMENT,
    "next_due_at": _MAYBE_MOMENT,
    "overdue": _YESNO,
    "updated_at": _MOMENT,
    "version": _WHOLE,
    "invented": _YESNO,
    "lit": {"type": "boolean", "nullable": True, "description": "null: nobody said."},
    "length_m": _NUMBER,
    "night": {"type": "string", "format": "date"},
    "pass_no": _WHOLE,
    "extra": {"type": "boolean", "description": "An extra night pass."},
    "seq": _WHOLE,
    "eta": _MOMENT,
    "service_s": _WHOLE,
    "walk_s": _WHOLE,
}


def properties_of(collection: str) -> dict[str, Any]:
    """The schema of a feature's properties."""
    names = PUBLIC_FIELDS[collection]
    return {
        "type": "object",
        "required": list(names),
        "properties": {name: dict(FIELDS.get(name, _TEXT)) for name in names},
    }


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_LINKS = _many(_ref("link"))
_FEATURE = _object(
    "type id geometry properties",
    type={"type": "string", "enum": ["Feature"]},
    id=_TEXT,
    geometry=_ref("geometry"),
    properties={"type": "object"},
    links=_LINKS,
)

SCHEMAS: dict[str, Any] = {
    "link": _object("href rel", href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT),
    "landingPage": _object("links", title=_TEXT, description=_TEXT, links=_LINKS),
    "conformance": _object("conformsTo", conformsTo=_many(_TEXT)),
    "document": {"type": "object"},
    "schema": {"type": "object"},
    "collection": _object(
        "id links",
        id=_TEXT, title=_TEXT, description=_TEXT, links=_LINKS, itemType=_TEXT,
        crs=_many(_TEXT), extent={"type": "object"},
    ),
    "collections": _object(
        "links collections", links=_LINKS, collections=_many(_ref("collection"))
    ),
    "geometry": _object(
        "type coordinates",
        type={"type": "string", "enum": [
            "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        ]},
        coordinates=_many({}),
    ),
    "feature": _FEATURE,
    "page": _object(
        "type features numberReturned links",
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_many(_ref("feature")),
        numberMatched={**_WHOLE, "description": "Left out where there are over 2,000."},
        numberReturned=_WHOLE,
        links=_LINKS,
    ),
    "hazardPage": {
        "allOf": [_ref("page")],
        "properties": {"features": _many({
            "allOf": [_ref("feature")], "properties": {"properties": properties_of("hazards")},
        })},
    },
    "problem": {
        **_object(
            "type title status detail",
            type=_TEXT, title=_TEXT, status=_WHOLE, detail=_TEXT,
            problems=_many(_object("where sentence", where=_TEXT, sentence=_TEXT)),
        ),
        "description": "RFC 9457; “detail” is a sentence to show to a person.",
    },
}  # fmt: skip
