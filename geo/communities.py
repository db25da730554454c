"""A community, its office and the people it can call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from shapely import MultiPolygon, Point, Polygon

ContactRole = Literal["keeper", "staff", "desk", "property", "repair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A residential community; boundary in WGS84, zone an IANA name.

    code: 12-digit statistical code; street_code its first 9, district_code its first 6.
    demo_night, demo_started_at: set while the community shows its demo night.
    rules: as `geo.passes.Rules.of` reads them; empty means the defaults.
    """

    id: str
    name: str
    boundary: Polygon | MultiPolygon
    name_en: str = ""
    code: str = ""
    street_code: str = ""
    district_code: str = ""
    zone: str = "Asia/Shanghai"
    invented: bool = False
    demo_night: date | None = None
    demo_started_at: datetime | None = None
    rules: Mapping[str, object] = field(default_factory=dict)
    ground_version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where teams start and end."""

    id: str
    community_id: str
    name: str
    point: Point
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or firm with phones. Personal: never in a list, a log or a public answer.

    deputy_id: the contact who stands in on the roster while this one is away.
    """

    id: str
    community_id: str
    name: str
    role: ContactRole
    phones: tuple[str, ...] = ()
    deputy_id: str | None = None
