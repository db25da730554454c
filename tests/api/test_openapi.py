from __future__ import annotations

import json
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi import definitions
from starlette.testclient import TestClient

from api.openapi_30 import lowered
from api.services.collections import COLLECTIONS, PLAIN_HAZARDS


@pytest.fixture(scope="module")
def document(shared: TestClient) -> dict[str, Any]:
    answer = shared.get("/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    told: dict[str, Any] = answer.json()
    return told


def test_it_is_openapi_3_0(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.0.3"
    official = jsonschema_rs.validator_for(definitions.OPENAPI_30)
    assert not [str(each)[:500] for each in official.iter_errors(document)]
    # The control: what FastAPI writes by itself is 3.1 and fails.
    assert not official.is_valid(document | {"openapi": "3.1.0"})


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def walk(node: Any) -> None:
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                found: Any = document
                for part in reference.removeprefix("#/").split("/"):
                    found = found[part.replace("~1", "/")]
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(document)


def test_what_is_documented_is_what_is_read(document: dict[str, Any]) -> None:
    def named(path: str) -> set[str]:
        shared = document["components"]["parameters"]
        said = document["paths"][path]["get"]["parameters"]
        return {shared[each["$ref"].rpartition("/")[2]]["name"] for each in said}

    assert named("/hazards") == named("/hazards.csv") == set(PLAIN_HAZARDS)
    for each in COLLECTIONS.values():
        assert named(f"/collections/{each.id}/items") == set(each.parameters)


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(names) == len(set(names)) > 40


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "T"},
         {"type": "string", "nullable": True, "title": "T"}),
        ({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]},
         {"allOf": [{"$ref": "#/a"}], "nullable": True}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
         {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True}),
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"const": 4}, {"enum": [4]}),
        ({"examples": [1, 2]}, {"example": 1}),
        ({"type": "number", "exclusiveMinimum": 0},
         {"type": "number", "minimum": 0, "exclusiveMinimum": True}),
        ({"type": "array", "prefixItems": [{"type": "number"}] * 2, "minItems": 2},
         {"type": "array", "items": {"type": "number"}, "minItems": 2}),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]},
         {"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "string"}]}}),
        ({"$ref": "#/a", "description": "d"}, {"allOf": [{"$ref": "#/a"}], "description": "d"}),
        # A property may have a keyword's name.
        ({"properties": {"const": {"const": 1}, "if": {"type": "string"}}},
         {"properties": {"const": {"enum": [1]}, "if": {"type": "string"}}}),
    ],
)  # fmt: skip
def test_newer_words_become_older_ones(newer: dict[str, Any], older: dict[str, Any]) -> None:
    before = json.dumps(newer)
    assert lowered(newer) == older
    assert json.dumps(newer) == before, "what was given is left as it was"
