"""A community as its map shows it: the base map and a hazard's card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data import communities, hazards, streets, visits
from data.hazards_in_view import NEVER
from data.store import Connection
from geo.communities import Community, Contact
from geo.hazards import Hazard, Visit
from geo.kinds import Kind, kind_named
from maps import base_map
from maps.drawing.ground import Ground


@dataclass(frozen=True, slots=True)
class Card:
    """One hazard with all that the office may know of it."""

    hazard: Hazard
    kind: Kind
    visit: Visit
    keeper: Contact | None
    deputy: Contact | None


def ground_of(conn: Connection, community: Community) -> dict[str, object]:
    """The base map of a community, packed for the browser."""
    return base_map.packed(
        community,
        streets.streets(conn, community.id),
        streets.gates(conn, community.id),
        streets.ground(conn, community.id),
        communities.offices(conn, community.id),
    )


def drawn_ground_of(conn: Connection, community: Community) -> Ground:
    """What stands on the ground of a community, for a map that is drawn here."""
    return Ground(
        boundary=community.boundary,
        streets=streets.streets(conn, community.id),
        gates=streets.gates(conn, community.id),
        features=streets.ground(conn, community.id),
    )


def card_of(conn: Connection, hazard_id: str, kinds: Sequence[Kind]) -> Card:
    """A hazard's card.

    Raises
    ------
    NotFound
        No such hazard.
    """
    hazard = hazards.one(conn, hazard_id)
    people = {each.id: each for each in communities.contacts(conn, hazard.community_id)}
    return Card(
        hazard=hazard,
        kind=kind_named(hazard.kind, kinds),
        visit=visits.visits(conn, hazard.community_id).get(hazard_id, NEVER),
        keeper=people.get(hazard.keeper_id or ""),
        deputy=people.get(hazard.deputy_id or ""),
    )
