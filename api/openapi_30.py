"""From the OpenAPI 3.1 that FastAPI writes to the 3.0 that OGC API Features 1.0 asks for.

Only what FastAPI and pydantic emit is handled; a test validates the outcome against the
official schema of OpenAPI 3.0.
"""

from __future__ import annotations

from typing import Any

# In JSON Schema, but not in the schema object of OpenAPI 3.0.
_UNKNOWN = frozenset({
    "$schema", "$defs", "$id", "$comment", "contentMediaType", "contentEncoding",
    "patternProperties", "propertyNames", "unevaluatedProperties", "if", "then", "else",
})  # fmt: skip
# Their keys are names that somebody chose, not keywords.
_NAMED = frozenset({"properties", "schemas", "paths", "responses", "content", "headers", "mapping"})


def lowered(node: Any) -> Any:
    """The same document or schema in the words of OpenAPI 3.0."""
    if isinstance(node, list):
        return [lowered(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {
        key: ({name: lowered(each) for name, each in value.items()}
              if key in _NAMED and isinstance(value, dict) else lowered(value))
        for key, value in node.items()
        if key not in _UNKNOWN
    }  # fmt: skip
    return _schema(made)


def _schema(made: dict[str, Any]) -> dict[str, Any]:
    if "const" in made:
        made["enum"] = [made.pop("const")]
    if isinstance(made.get("examples"), list):
        examples = made.pop("examples")
        if examples:
            made.setdefault("example", examples[0])
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(made.get(bound), int | float) and not isinstance(made[bound], bool):
            made[limit], made[bound] = made[bound], True
    if "prefixItems" in made:
        _tuple(made)
    if isinstance(made.get("type"), list):
        _types(made)
    if "anyOf" in made:
        _nullable(made)
    # 3.0 lets nothing stand beside a reference.
    if "$ref" in made and len(made) > 1 and isinstance(made["$ref"], str):
        reference = made.pop("$ref")
        made["allOf"] = [{"$ref": reference}]
    return made


def _tuple(made: dict[str, Any]) -> None:
    kinds = made.pop("prefixItems")
    unlike = [each for at, each in enumerate(kinds) if each not in kinds[:at]]
    made["items"] = unlike[0] if len(unlike) == 1 else {"anyOf": unlike}


def _types(made: dict[str, Any]) -> None:
    types = [each for each in made["type"] if each != "null"]
    if len(types) < len(made["type"]):
        made["nullable"] = True
    if len(types) == 1:
        made["type"] = types[0]
    else:
        del made["type"]
        made["anyOf"] = [{"type": each} for each in types]


def _nullable(made: dict[str, Any]) -> None:
    kinds = [each for each in made["anyOf"] if each != {"type": "null"}]
    if len(kinds) == len(made["anyOf"]):
        return
    made["nullable"] = True
    if len(kinds) == 1 and "$ref" not in kinds[0]:
        del made["anyOf"]
        made.update(kinds[0])
    elif len(kinds) == 1:
        del made["anyOf"]
        made["allOf"] = kinds
    else:
        made["anyOf"] = kinds
