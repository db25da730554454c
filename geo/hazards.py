"""The hazard: its record, its rank and its code; its kinds are in `geo.kinds`.

Ranks run from 1 to 4, 4 is worst. The scales behind them are W0-W4 for water, L1-L4 for
leaks and T1-T4 for trees; live wires, missing covers and underpasses add one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shapely.geometry.base import BaseGeometry

from geo.answers import check_answers
from geo.kinds import (
    DEFAULT_KINDS,
    FLOOD_SEGMENT,
    LEAK_BUILDING,
    LEANING_TREE,
    Field,
    Kind,
    kind_named,
)

__all__ = [
    "DEFAULT_KINDS", "FLOOD_SEGMENT", "LEAK_BUILDING", "LEANING_TREE", "RANKS", "STATUSES",
    "Field", "Hazard", "Kind", "Status", "Visit",
    "check_answers", "code_of", "kind_named", "rank_of",
]  # fmt: skip

Status = Literal["draft", "active", "resolved", "archived"]
STATUSES: tuple[Status, ...] = ("draft", "active", "resolved", "archived")
RANKS = (1, 2, 3, 4)


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
