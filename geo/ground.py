"""What stands on the ground: streets, gates, buildings, trees, water, parks and walls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

GroundKind = Literal["building", "tree", "water", "park", "wall"]
StreetKind = Literal[
    "primary", "secondary", "tertiary", "residential", "service", "living_street",
    "pedestrian", "footway", "path", "steps", "cycleway", "track", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A walkable street between two junctions; geometry WGS84, length geodesic.

    lit: None where nobody said. access: OSM's word ("private", "") as it stands.
    """

    id: str
    community_id: str
    from_node: int
    to_node: int
    geometry: LineString
    length_m: float
    kind: str
    name: str = ""
    name_en: str = ""
    way: str = ""
    lit: bool | None = None
    steps: bool = False
    access: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate on a street node; closed from one clock time "HH:MM" to another, or always open."""

    id: str
    community_id: str
    point: Point
    kind: str
    node: int | None = None
    name: str = ""
    name_en: str = ""
    closed_from: str | None = None
    closed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundFeature:
    """A building (with 楼号), a single tree, water, a park or a wall; geometry WGS84."""

    id: str
    community_id: str
    kind: GroundKind
    geometry: BaseGeometry
    name: str = ""
    name_en: str = ""
    number: str = ""
    street_name: str = ""
    floors: int | None = None
