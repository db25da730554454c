"""The hazard: its record, its rank and its code; its kinds are in `geo.kinds`.

Ranks run from 1 to 4, 4 is worst. The scales behind them are W0-W4 for water, L1-L4 for
leaks and T1-T4 for trees; live wires, missing covers and underpasses add one.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geo.answers import check_answers, number_in
from geo.errors import BadGeometry, BadInput, Problem
from geo.frames import blank, refuse_without_crs
from geo.kinds import (
    DEFAULT_KINDS,
    FLOOD_SEGMENT,
    LEAK_BUILDING,
    LEANING_TREE,
    Field,
    Kind,
    kind_named,
)
from geo.schema import Boundary, Reach, check_shape
from geo.texts import check_text, shown

__all__ = [
    "DEFAULT_KINDS", "FLOOD_SEGMENT", "LEAK_BUILDING", "LEANING_TREE", "RANKS", "STATUSES",
    "Field", "Hazard", "Kind", "Status", "Visit",
    "check", "check_answers", "code_of", "kind_named", "rank_of",
]  # fmt: skip

Status = Literal["draft", "active", "resolved", "archived"]
STATUSES: tuple[Status, ...] = ("draft", "active", "resolved", "archived")
RANKS = (1, 2, 3, 4)

_NEEDED = ("id", "kind", "rank")
_TEXTS = ("id", "code", "name", "address", "note")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """A place that rain makes dangerous. Geometry is WGS84 (lon, lat), or None until placed.

    raw: the kind's own fields as they were answered; the rank follows from them. visit_from,
    visit_to: clock times "20:00" of a night between which a visit may begin; None: at any time.
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
    visit_from: str | None = None
    visit_to: str | None = None
    version: int = 1
    changed_by: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """When a hazard was last seen and when it is due again; aware datetimes."""

    last_visited_at: datetime | None
    next_due_at: datetime | None
    overdue: bool


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


def check(
    frame: gpd.GeoDataFrame, *, kinds: Sequence[Kind] | None = DEFAULT_KINDS,
    boundary: Boundary | None = None,
) -> gpd.GeoDataFrame:  # fmt: skip
    """The table itself in OGC:CRS84, index and columns kept, if every row can be a hazard.

    frame: in any CRS, one row per hazard, with columns id, kind, rank (1 to 4); looked at where
    they are there: code, status, raw (a mapping of the kind's own answers), name, address, note,
    valid_from, valid_to (aware), visit_from, visit_to ("20:00"). Shapes are those of the kind.
    kinds: None takes any kind and does not ask for its shapes and answers. boundary: WGS84;
    then every hazard must lie within 300 m of it.

    Raises
    ------
    BadGeometry
        It names no coordinate system.
    BadInput
        A column is missing; or rows are bad, then with every complaint about every row, each
        with the row's label.
    """
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise BadInput("The table lacks these columns: {names}.", names=", ".join(missing))
    refuse_without_crs(frame)
    placed = frame.to_crs("OGC:CRS84")
    reach = Reach.of(boundary) if boundary is not None else None
    cells = placed.drop(columns=placed.geometry.name).to_dict("records")
    problems = [*_twins(placed, "id"), *_twins(placed, "code")]
    bad = {each.where.partition(",")[0] for each in problems}
    for label, row, shape in zip(placed.index, cells, placed.geometry, strict=True):
        known = {str(name): value for name, value in row.items() if not blank(value)}
        complaints = [*_faults(known, kinds), *_misplaced(known, shape, kinds, reach)]
        problems += [_of_row(label, each) for each in complaints]
        bad |= {_row(label)} if complaints else set()
    if problems:
        raise BadInput(
            "{bad} of {rows} hazards of the table cannot be. Mend them, or leave them out.",
            bad=len(bad), rows=len(frame), problems=problems,
        )  # fmt: skip
    return placed


def _row(label: Hashable) -> str:
    return f"row {shown(label)}"


def _of_row(label: Hashable, problem: Problem) -> Problem:
    return Problem(f"{_row(label)}, {problem.where}", problem.sentence, problem.values)


def _twins(frame: gpd.GeoDataFrame, name: str) -> list[Problem]:
    if name not in frame.columns:
        return []
    again = frame[name].dropna()
    again = again[again.duplicated()]
    return [
        _of_row(label, Problem(name, "“{value}” stands in an earlier row already.",
                               {"value": shown(value)}))
        for label, value in again.items()
    ]  # fmt: skip


def _faults(row: Mapping[str, Any], kinds: Sequence[Kind] | None) -> Iterator[Problem]:
    """What is wrong with the cells of a row; those that hold nothing are left out of it."""
    for name in _NEEDED:
        if name not in row:
            yield Problem(name, "Nothing is filled in.")
    if "rank" in row and number_in(row["rank"]) not in RANKS:
        yield Problem("rank", "The rank “{rank}” is not one of 1, 2, 3, 4 (4 is worst).",
                      {"rank": shown(row["rank"])})  # fmt: skip
    if "status" in row and row["status"] not in STATUSES:
        yield Problem("status", "The status “{status}” is not one of: {known}.",
                      {"status": shown(row["status"]), "known": ", ".join(STATUSES)})  # fmt: skip
    for name in _TEXTS:
        yield from check_text(name, str(row.get(name, "")))
    yield from _moments(row)
    yield from _answers(row, kinds)


def _moments(row: Mapping[str, Any]) -> Iterator[Problem]:
    for name in ("valid_from", "valid_to"):
        at = row.get(name)
        if at is not None and (not isinstance(at, datetime) or at.utcoffset() is None):
            yield Problem(name, "“{text}” is no moment with an offset.", {"text": shown(at)})
    for name in ("visit_from", "visit_to"):
        if name in row and not _CLOCK.fullmatch(str(row[name])):
            yield Problem(name, "“{text}” is no clock time. Write it as 08:00.",
                          {"text": shown(row[name])})  # fmt: skip


def _answers(row: Mapping[str, Any], kinds: Sequence[Kind] | None) -> Iterator[Problem]:
    raw = row.get("raw", {})
    if not isinstance(raw, Mapping):
        yield Problem("raw", "“{answer}” are no answers by name.", {"answer": shown(raw)})
    elif kinds is not None and "kind" in row:
        try:
            check_answers(kind_named(str(row["kind"]), kinds), raw)
        except BadInput as error:
            yield from error.problems or [Problem("kind", error.sentence, error.values)]


def _misplaced(
    row: Mapping[str, Any], shape: BaseGeometry | None, kinds: Sequence[Kind] | None,
    reach: Reach | None,
) -> Iterator[Problem]:  # fmt: skip
    """What is wrong with a row's WGS84 shape; the first thing alone, others follow from it."""
    if shape is None or shape.is_empty:
        yield Problem("geometry", "It has no place on the map.")
        return
    kind = next((each for each in kinds or () if each.id == row.get("kind")), None)
    if wrong := check_shape(kind, shape):
        yield from wrong
    elif reach is not None:
        try:
            reach.placed(shape, "OGC:CRS84")
        except BadGeometry as error:
            yield from error.problems
