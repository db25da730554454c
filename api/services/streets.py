"""Bringing in a street map: the verb behind `yuxun import-osm`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from shapely import MultiPolygon, Polygon

from api.actors import Actor
from data import communities, osm, streets
from data.osm import OsmReport
from data.store import Store
from geo import boundaries
from geo.communities import Community
from geo.errors import BadQuery

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Which community has the new ground, whether it is new, and what was taken or left out."""

    community: Community
    created: bool
    taken: OsmReport


def import_osm(
    store: Store, actor: Actor, file: Path, *, boundary: Polygon | MultiPolygon | None = None,
    bbox: Box | None = None, community_name: str | None = None,
    own_access_private: bool = True, now: datetime,
) -> ImportReport:  # fmt: skip
    """Put the ground of an OpenStreetMap file in the place of a community's own.

    boundary, bbox (west, south, east, north): WGS84; without either a community that is there
    keeps its own, and a new one takes the file's extent. community_name: whose ground it is, the
    file's name if not given; one that is not there is made.

    Raises
    ------
    BadQuery
        Both a boundary and a box were given, or the box is none.
    BadGeometry
        The boundary is no area on the earth.
    BadFile, TooLarge
        As `data.osm.read` raises them. Nothing was changed.
    """
    name = (community_name or file.name.removesuffix(".pbf").removesuffix(".osm")).strip()
    known = _named(store, name)
    asked = _boundary(boundary, bbox) or (known.boundary if known else None)
    community_id = known.id if known else str(uuid4())
    found = osm.read(file, community_id, boundary=asked, own_access_private=own_access_private)
    with store.write(actor.id, now) as tx:
        if known is None:
            communities.add(tx, Community(id=community_id, name=name, boundary=found.boundary))
        elif not known.boundary.equals(found.boundary):
            communities.update(tx, replace(known, boundary=found.boundary))
        streets.replace_ground(tx, community_id, found.streets, found.gates, found.ground)
        kept = communities.one(tx.conn, community_id)
    return ImportReport(kept, known is None, found.report)


def _named(store: Store, name: str) -> Community | None:
    with store.read() as conn:
        return next((each for each in communities.all_of(conn) if each.name == name), None)


def _boundary(
    boundary: Polygon | MultiPolygon | None, bbox: Box | None
) -> Polygon | MultiPolygon | None:
    if boundary is not None and bbox is not None:
        raise BadQuery("Give a boundary or a box, not both.")
    if bbox is not None:
        return boundaries.of_box(*bbox)
    return None if boundary is None else boundaries.checked(boundary)
