"""Bringing in a street map: the verb behind `yuxun import-osm`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from shapely import MultiPolygon, Point, Polygon

from api.actors import Actor
from data import communities, osm, streets, teams
from data.osm import OsmReport
from data.store import Store, Tx
from data.teams import TeamRow
from geo import boundaries
from geo.communities import Community, Contact, Office
from geo.errors import BadInput, BadQuery, Problem
from geo.ground import Street
from geo.network import StreetNetwork
from geo.sentences import Sentence, reason
from geo.teams import SPEED_M_S
from geo.texts import check_text

Box = tuple[float, float, float, float]

LONGEST_NAME = 200
# Gates named in a report; the rest is counted.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Which community has the new ground, whether it is new, and what was taken or left out."""

    community: Community
    created: bool
    taken: OsmReport

    def lines(self) -> list[Sentence]:
        """What a person wants to know of it, a sentence each."""
        taken = self.taken
        told = [
            reason(
                "{name}: {streets} streets, {km} km; {gates} gates, {hours} with closing hours; "
                "{buildings} buildings, {numbered} of them with a number; {trees} trees.",
                name=self.community.name, streets=taken.streets, km=f"{taken.street_m / 1000:.1f}",
                gates=taken.gates, hours=taken.gates_with_hours,
                buildings=taken.ground.get("building", 0), numbered=taken.numbered_buildings,
                trees=taken.ground.get("tree", 0),
            )
        ]  # fmt: skip
        if taken.left_out_streets:
            told.append(
                reason(
                    "Left out: {streets} streets, {km} km, that no street joins to the rest.",
                    streets=taken.left_out_streets, km=f"{taken.left_out_m / 1000:.1f}",
                )
            )  # fmt: skip
        if taken.private_outside_m:
            told.append(
                reason(
                    "Left out: {km} km of private streets of others.",
                    km=f"{taken.private_outside_m / 1000:.1f}",
                )
            )
        if rough := taken.gates_read_roughly:
            named = ", ".join([*rough[:MOST_NAMED], *["…"] * (len(rough) > MOST_NAMED)])
            told.append(
                reason(
                    "{gates} gates have opening hours that could not be read whole. Look at them "
                    "on the map before the night: {names}.", gates=len(rough), names=named,
                )
            )  # fmt: skip
        if self.created:
            told.append(
                reason(
                    "An office was put in its middle, with two teams of two, so that a night can "
                    "be planned. Change them to your own."
                )
            )
        told.append(reason("Street data © OpenStreetMap contributors, ODbL 1.0."))
        return told


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
    BadInput
        No name, or one too long or with control characters.
    BadQuery
        Both a boundary and a box were given, or the box is none.
    BadGeometry
        The boundary is no area on the earth.
    BadFile, TooLarge
        As `data.osm.read` raises them. Nothing was changed.
    """
    asked_name = file.name.removesuffix(".pbf").removesuffix(".osm")
    name = _checked(asked_name if community_name is None else community_name)
    known = _named(store, name)
    asked = _boundary(boundary, bbox) or (known.boundary if known else None)
    community_id = known.id if known else str(uuid4())
    found = osm.read(file, community_id, boundary=asked, own_access_private=own_access_private)
    with store.write(actor.id, now) as tx:
        if known is None:
            made = Community(id=community_id, name=name, boundary=found.boundary)
            first_office(tx, communities.add(tx, made), found.streets)
        elif not known.boundary.equals(found.boundary):
            communities.update(tx, replace(known, boundary=found.boundary))
        streets.replace_ground(tx, community_id, found.streets, found.gates, found.ground)
        kept = communities.one(tx.conn, community_id)
    return ImportReport(kept, known is None, found.report)


def first_office(tx: Tx, community: Community, walkable: Sequence[Street]) -> None:
    """An office on the street nearest to the community's middle, and two teams of two."""
    middle = community.boundary.representative_point()
    near = StreetNetwork.of(walkable).snap(middle).point
    office = Office(
        id=str(uuid4()), community_id=community.id, name="居委会", name_en="Community office",
        point=Point(near),
    )  # fmt: skip
    communities.add_office(tx, office)
    for no, name in enumerate(("巡查一组", "巡查二组"), 1):
        pair = [
            Contact(id=str(uuid4()), community_id=community.id, name=f"{name}{who}", role="staff")
            for who in ("甲", "乙")
        ]
        communities.add_contacts(tx, pair)
        on = [each.id for each in pair]
        teams.add(
            tx,
            TeamRow(
                id=str(uuid4()), community_id=community.id, name=name, name_en=f"Team {no}",
                speed_m_s=SPEED_M_S["foot"], office_id=office.id,
                usual_shifts=(
                    {"from": "08:00", "to": "20:00", "members": on},
                    {"from": "20:00", "to": "05:00", "members": on},
                ),
            ),
        )  # fmt: skip


def _checked(name: str) -> str:
    """A community's name as it is kept, if it can be."""
    problems = check_text("--community", name.strip(), LONGEST_NAME)
    if not name.strip():
        problems = [Problem("--community", "The name is empty.")]
    if problems:
        raise BadInput("The community cannot have that name.", problems=problems)
    return name.strip()


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
