"""Streets and gates between their records and the tables that an analyst knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import shapely

from geo.errors import BadGeometry, BadInput
from geo.frames import blank, in_wgs84
from geo.ground import Gate, Street

JOINED = ("from_node", "to_node", "length_m")


def streets_of(frame: gpd.GeoDataFrame) -> list[Street]:
    """The streets of a table of lines with columns from_node, to_node, length_m, in its order.

    frame: in any CRS; `roads.split_at_junctions` adds those columns. Read where they are there:
    id, community_id, kind, name, name_en, way, lit, steps, access; an id is else the row's place.

    Raises
    ------
    BadGeometry
        It names no coordinate system, has a missing or empty geometry, or holds no single lines.
    BadInput
        A column is missing.
    """
    placed = _needing(frame, *JOINED)
    if not placed.geom_type.eq("LineString").all():
        raise BadGeometry("Streets must be single lines. Split multi-lines first (explode).")
    return [
        Street(
            id=str(row.get("id", n)), community_id=_text(row, "community_id"), geometry=line,
            from_node=int(row["from_node"]), to_node=int(row["to_node"]),
            length_m=float(row["length_m"]), kind=_text(row, "kind") or "other",
            name=_text(row, "name"), name_en=_text(row, "name_en"), way=_text(row, "way"),
            lit=bool(row["lit"]) if "lit" in row else None, steps=bool(row.get("steps")),
            access=_text(row, "access"),
        )
        for n, (row, line) in enumerate(zip(_rows(placed), placed.geometry, strict=True))
    ]  # fmt: skip


def gates_of(frame: gpd.GeoDataFrame) -> list[Gate]:
    """The gates of a table of points with a column node (of the streets' from_node, to_node).

    frame: in any CRS. Read where they are there: id, community_id, kind, name, name_en,
    closed_from, closed_to ("23:00"; always open without them).

    Raises
    ------
    BadGeometry
        It names no coordinate system, or has a missing or empty geometry.
    BadInput
        A column is missing.
    """
    placed = _needing(frame, "node")
    return [
        Gate(
            id=str(row.get("id", n)), community_id=_text(row, "community_id"),
            point=shapely.centroid(shape), kind=_text(row, "kind") or "gate",
            node=int(row["node"]) if "node" in row else None,
            name=_text(row, "name"), name_en=_text(row, "name_en"),
            closed_from=_text(row, "closed_from") or None,
            closed_to=_text(row, "closed_to") or None,
        )
        for n, (row, shape) in enumerate(zip(_rows(placed), placed.geometry, strict=True))
    ]  # fmt: skip


def _needing(frame: gpd.GeoDataFrame, *names: str) -> gpd.GeoDataFrame:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise BadInput("The table lacks these columns: {names}.", names=", ".join(missing))
    return in_wgs84(frame)


def _rows(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """The cells of each row, those that hold nothing left out."""
    cells = frame.drop(columns=frame.geometry.name).to_dict("records")
    return [{str(name): value for name, value in row.items() if not blank(value)} for row in cells]


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name, ""))
