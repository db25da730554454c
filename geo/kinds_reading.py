"""More kinds of hazard by configuration: fire lanes, charging sheds, whatever a place watches.

[{"id": "fire_lane", "zh": "消防通道", "en": "Fire lane", "prefix": "XF",
  "shapes": ["LineString"], "scale": "scale",
  "fields": [{"name": "scale", "type": "choice", "zh": "堵塞程度", "en": "Blocked",
              "choices": ["F1", "F2", "F3", "F4"]}],
  "checklist": [["车辆是否占道", "Cars in the lane"]]}]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geo.errors import BadInput, Problem
from geo.kinds import DEFAULT_KINDS, Field, Kind
from geo.texts import check_text, shown

SHAPES = ("Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
TYPES = ("number", "whole", "yesno", "text", "choice", "list")
# On a phone, in the rain, at the stop.
MOST_LOOKS, LONGEST_LOOK = 8, 60
_ID = re.compile("[a-z][a-z0-9_]{1,39}")
_PREFIX = re.compile("[A-Z]{1,6}")
# Words that addresses, filters and exports use already: a kind of that name would hide a list, a
# field of that name a column of the record itself.
TAKEN_KINDS = frozenset({
    "communities", "hazards", "streets", "round_stops", "round_legs", "flood_segments",
    "leak_buildings", "leaning_trees",
})  # fmt: skip
TAKEN_FIELDS = frozenset({
    "id", "uuid", "fid", "ogc_fid", "objectid", "code", "kind", "kind_zh", "community",
    "community_id", "community_code", "street_code", "district_code", "rank", "raw", "status",
    "geometry", "geom", "name", "name_en", "address", "number", "building", "street", "lon",
    "lat", "lon_to", "lat_to", "x", "y", "note", "notes", "remark", "keeper", "keeper_id",
    "keeper_phone", "phone", "deputy", "deputy_id", "deputy_phone", "must_be_keeper",
    "valid_from", "valid_to", "visit_from", "visit_to", "visit_hours", "version", "changed_by",
    "changed_at",
    "updated_at",
    "extra_night_passes", "last_visited_at", "next_due_at", "overdue", "type", "road",
})  # fmt: skip
_FIELD_KEYS = {"name", "type", "zh", "en", "unit", "least", "most", "choices", "words", "public"}
_KIND_KEYS = {"id", "zh", "en", "prefix", "shapes", "fields", "scale", "steps", "adds_one",
              "checklist"}  # fmt: skip


def kinds_of(
    records: Sequence[Mapping[str, Any]], known: Sequence[Kind] = DEFAULT_KINDS
) -> tuple[Kind, ...]:
    """The known kinds and, after them, those that the records describe.

    Raises
    ------
    BadInput
        With one problem for each thing in a record that cannot be used.
    """
    if not isinstance(records, list | tuple):
        raise BadInput("The configured hazard kinds must be a list of kinds, in [ and ].")
    problems: list[Problem] = []
    kinds = list(known)
    for number, record in enumerate(records, 1):
        where = f"kind {number}"
        try:
            kind = _kind(record)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            problems.append(Problem(where, "It cannot be read: {why}.", {"why": shown(error, 100)}))
            continue
        problems.extend(_wrong(kind, kinds, where))
        kinds.append(kind)
    if problems:
        raise BadInput("The configured hazard kinds cannot be used.", problems=problems)
    return tuple(kinds)


def _kind(record: Mapping[str, Any]) -> Kind:
    _only(record, _KIND_KEYS)
    return Kind(
        id=str(record["id"]), zh=str(record["zh"]), en=str(record["en"]),
        prefix=str(record["prefix"]), shapes=_strings(record["shapes"]),
        fields=tuple(_field(each) for each in record["fields"]), scale=str(record["scale"]),
        steps=tuple(float(each) for each in record.get("steps", ())),
        adds_one=_strings(record.get("adds_one", ())),
        checklist=tuple((str(zh), str(en)) for zh, en in record.get("checklist", ())),
    )  # fmt: skip


def _field(record: Mapping[str, Any]) -> Field:
    _only(record, _FIELD_KEYS)
    if record["type"] not in TYPES:
        raise ValueError(f"a field's type is one of {', '.join(TYPES)}")
    bound: Callable[[str], float | None] = lambda key: (  # noqa: E731
        float(record[key]) if record.get(key) is not None else None
    )
    return Field(
        name=str(record["name"]), type=record["type"], zh=str(record["zh"]), en=str(record["en"]),
        unit=str(record.get("unit", "")), least=bound("least"), most=bound("most"),
        choices=_strings(record.get("choices", ())),
        words=tuple((str(zh), str(en)) for zh, en in record.get("words", ())),
        public=record.get("public") is True,
    )  # fmt: skip


def _only(record: Mapping[str, Any], keys: set[str]) -> None:
    if extra := sorted(set(record) - keys):
        raise ValueError(f"unknown keys {', '.join(map(str, extra))}")


def _strings(values: Sequence[object]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise TypeError("a list is needed where there is a text")
    return tuple(str(value) for value in values)


def _wrong(kind: Kind, others: Sequence[Kind], where: str) -> list[Problem]:
    scale = kind.field(kind.scale)
    names = [field.name for field in kind.fields]
    texts = [kind.zh, kind.en, *names, *(field.zh + field.en for field in kind.fields)]
    looks = [text for both in kind.checklist for text in both]
    ranked = scale is not None and (
        (scale.type == "choice" and 0 < len(scale.choices) <= 4)
        or (scale.type in {"number", "whole"} and list(kind.steps) == sorted(kind.steps) != [])
    )
    tests = (
        (Problem(where, "Its id must be small Latin letters, digits and _."),
         _ID.fullmatch(kind.id)),
        (Problem(where, "Its prefix must be one to six capital letters."),
         _PREFIX.fullmatch(kind.prefix)),
        (Problem(where, "Another kind has its id."), kind.id not in {each.id for each in others}),
        (Problem(where, "Another kind has its prefix."),
         kind.prefix not in {each.prefix for each in others}),
        (Problem(where, "Its id is the name of a list here. Choose another."),
         kind.id not in TAKEN_KINDS),
        (Problem(where, "These fields have names of the record's own: {names}. Choose others.",
                 {"names": ", ".join(sorted(TAKEN_FIELDS & set(names)))}),
         not TAKEN_FIELDS & set(names)),
        (Problem(where, "Two of its fields have one name."), len(set(names)) == len(names)),
        (Problem(where, "A field's name must be small Latin letters, digits and _."),
         all(map(_ID.fullmatch, names))),
        (Problem(where, "Its shapes must be of: {shapes}.", {"shapes": ", ".join(SHAPES)}),
         kind.shapes and set(kind.shapes) <= set(SHAPES)),
        (Problem(where, "Its scale must be a field of one to four choices, or a number with "
                 "rising steps."), ranked),
        (Problem(where, "adds_one must name yes/no fields."),
         all((field := kind.field(name)) and field.type == "yesno" for name in kind.adds_one)),
        (Problem(where, "Its checklist must have at most {most} lines of up to {longest} letters, "
                 "each in Chinese and English.", {"most": MOST_LOOKS, "longest": LONGEST_LOOK}),
         len(kind.checklist) <= MOST_LOOKS and all(looks)
         and not any(check_text("", text, LONGEST_LOOK) for text in looks)),
        (Problem(where, "A name holds control characters or is too long."),
         not any(check_text("", text, 100) for text in texts)),
    )  # fmt: skip
    return [problem for problem, holds in tests if not holds]
