"""The hazard: its record, its kinds, its rank and its code.

Ranks run from 1 to 4, 4 is worst. The scales behind them are W0-W4 for water, L1-L4 for
leaks and T1-T4 for trees; live wires, missing covers and underpasses add one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shapely.geometry.base import BaseGeometry

from geo.errors import BadInput, Problem

Status = Literal["draft", "active", "resolved", "archived"]
STATUSES: tuple[Status, ...] = ("draft", "active", "resolved", "archived")
RANKS = (1, 2, 3, 4)

FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE = "flood_segment", "leak_building", "leaning_tree"


@dataclass(frozen=True, slots=True)
class Field:
    """One of a kind's own fields, as asked on a form or found in a file.

    type: "number", "whole", "yesno", "text", "choice" or "list" (of text).
    least, most: bounds in `unit`, both ends legal.
    public: False keeps it out of everything that leaves the office.
    """

    name: str
    type: Literal["number", "whole", "yesno", "text", "choice", "list"]
    zh: str
    en: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    public: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of hazard: how it is named, drawn, asked about and ranked.

    scale: name of the field that ranks it; a choice field ranks by position (first is 1), a
    number by how many of `steps` it has reached (0 or 1 reached is rank 1).
    adds_one: yes/no fields that each lift the rank by one, at most to 4.
    """

    id: str
    zh: str
    en: str
    prefix: str
    shapes: tuple[str, ...]
    fields: tuple[Field, ...]
    scale: str
    steps: tuple[float, ...] = ()
    adds_one: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)


_LIVE_WIRE = Field("live_wire", "yesno", "有带电线路", "Live wire near")

DEFAULT_KINDS: tuple[Kind, ...] = (
    Kind(
        FLOOD_SEGMENT, "易积水路段", "Flood-prone road", "JS", ("LineString", "MultiLineString"),
        (
            Field("depth_cm", "number", "常见水深", "Usual depth", "cm", 0, 300),
            Field("underpass", "yesno", "下凹桥或地道", "Underpass"),
            Field("drains", "whole", "雨水口数量", "Drains", "", 0, 200),
            Field("cover_missing", "yesno", "井盖缺失", "Manhole cover missing"),
            _LIVE_WIRE,
        ),
        # W1 5-15, W2 15-27, W3 27-50, W4 from 50 cm (domain.md, water depth): the first step
        # reached is still rank 1, so W0 and W1 share it.
        scale="depth_cm", steps=(5, 15, 27, 50),
        adds_one=("underpass", "cover_missing", "live_wire"),
    ),
    Kind(
        LEAK_BUILDING, "易漏房屋", "Leak-prone building", "LD",
        ("Polygon", "MultiPolygon", "Point"),
        (
            Field("scale", "choice", "漏雨程度", "Leak scale", choices=("L1", "L2", "L3", "L4")),
            Field("year", "whole", "建成年份", "Year built", "", 1900, 2100),
            Field("floors", "whole", "层数", "Floors", "", 1, 60),
            Field("doors", "list", "漏雨门牌", "Doors that leak"),
            _LIVE_WIRE,
        ),
        scale="scale", adds_one=("live_wire",),
    ),
    Kind(
        LEANING_TREE, "倾斜树木", "Leaning tree", "SM", ("Point",),
        (
            Field("scale", "choice", "危险程度", "Tree scale", choices=("T1", "T2", "T3", "T4")),
            Field("species", "text", "树种", "Species"),
            Field("height_m", "number", "树高", "Height", "m", 0.5, 60),
            Field("lean_deg", "number", "倾角", "Lean", "°", 0, 90),
            Field(
                "target", "choice", "可能砸到", "Would hit",
                choices=("path", "wire", "car", "roof", "nothing"),
            ),
            _LIVE_WIRE,
        ),
        scale="scale", adds_one=("live_wire",),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """A place that rain makes dangerous. Geometry is WGS84 (lon, lat), or None until placed.

    raw: the kind's own fields as they were answered; the rank follows from them.
    """

    id: str
    code: str
    kind: str
    community_id: str
    rank: int
    raw: Mapping[str, object] = field(default_factory=dict)
    status: Status = "active"
    geometry: BaseGeometry | None = None
    name: str = ""
    address: str = ""
    note: str = ""
    keeper_id: str | None = None
    deputy_id: str | None = None
    must_be_keeper: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """When a hazard was last seen and when it is due again; aware datetimes."""

    last_visited_at: datetime | None
    next_due_at: datetime | None
    overdue: bool


def kind_named(name: str, kinds: Sequence[Kind] = DEFAULT_KINDS) -> Kind:
    """The kind of that id.

    Raises
    ------
    BadInput
        No such kind.
    """
    for kind in kinds:
        if kind.id == name:
            return kind
    known = ", ".join(kind.id for kind in kinds)
    raise BadInput("There is no hazard kind “{name}”. Use one of: {known}.", name=name, known=known)


def rank_of(kind: Kind, raw: Mapping[str, object]) -> int | None:
    """The rank, 1-4, that the raw answers give; None where the scale was not answered."""
    scale, answer = kind.field(kind.scale), raw.get(kind.scale)
    if scale is None or answer is None:
        return None
    if scale.type == "choice":
        rank = scale.choices.index(str(answer)) + 1
    else:
        reached = sum(float(str(answer)) >= step for step in kind.steps)
        rank = max(1, reached)
    return min(4, rank + sum(raw.get(name) is True for name in kind.adds_one))


def code_of(kind: Kind, number: int) -> str:
    """The code said on the phone: "JS-03"."""
    return f"{kind.prefix}-{number:02d}"


def check_answers(kind: Kind, raw: Mapping[str, object]) -> dict[str, object]:
    """The raw answers with every value of its field's type, unknown fields refused.

    Raises
    ------
    BadInput
        With one problem for each answer that cannot be true.
    """
    problems: list[Problem] = []
    checked: dict[str, object] = {}
    for name, answer in raw.items():
        spec = kind.field(name)
        if spec is None:
            problems.append(Problem(name, "“{kind}” has no such field.", {"kind": kind.id}))
        elif answer is not None and answer != "":
            value = _as_type(spec, answer)
            if value is None:
                problems.append(_complaint(spec, answer))
            else:
                checked[name] = value
    if problems:
        raise BadInput("Some answers cannot be true.", problems=problems)
    return checked


def _as_type(spec: Field, answer: object) -> object | None:
    match spec.type:
        case "yesno":
            words = {"true": True, "yes": True, "1": True, "是": True, "有": True,
                     "false": False, "no": False, "0": False, "否": False, "无": False}  # fmt: skip
            return words.get(str(answer).strip().lower())
        case "choice":
            return str(answer) if str(answer) in spec.choices else None
        case "text":
            return str(answer) if isinstance(answer, str | int | float) else None
        case "list":
            parts = answer if isinstance(answer, list) else str(answer).replace("、", ";").split(";")
            return [str(part).strip() for part in parts if str(part).strip()]
        case _:
            return _as_number(spec, answer)


def _as_number(spec: Field, answer: object) -> float | int | None:
    if isinstance(answer, bool):
        return None
    try:
        value = float(str(answer))
    except ValueError:
        return None
    low = spec.least if spec.least is not None else float("-inf")
    high = spec.most if spec.most is not None else float("inf")
    if not (low <= value <= high) or value in (float("inf"), float("-inf")):
        return None
    if spec.type == "whole":
        return int(value) if value == int(value) else None
    return value


def _complaint(spec: Field, answer: object) -> Problem:
    shown = str(answer)[:40]
    if spec.type == "choice":
        return Problem(
            spec.name, "“{answer}” is not one of: {choices}.",
            {"answer": shown, "choices": ", ".join(spec.choices)},
        )  # fmt: skip
    if spec.least is not None:
        return Problem(
            spec.name, "“{answer}” is not a number from {least:g} to {most:g} {unit}.",
            {"answer": shown, "least": spec.least, "most": spec.most, "unit": spec.unit},
        )  # fmt: skip
    return Problem(spec.name, "“{answer}” cannot be read here.", {"answer": shown})
