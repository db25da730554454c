"""What the label on a hazard opens."""

from __future__ import annotations

from data import hazards
from data.store import Connection
from geo.errors import NotFound
from geo.hazards import Hazard


def opened(conn: Connection, hazard_id: str, *, own: bool) -> Hazard:
    """The hazard whose label was scanned, which is on the map and in use.

    own: for the office itself, which also sees its drafts. Anybody else is told of a draft, and
    of what has no place yet, what he is told of an id that never was.

    Raises
    ------
    NotFound
        There is none on the map: unknown, deleted, not placed, or not patrolled any more.
    """
    try:
        found = _typed(conn, hazard_id)
    except NotFound:
        raise _unknown() from None
    if found.status in ("resolved", "archived"):
        raise NotFound(
            "This place is settled and not patrolled any more. Take the label down; if something "
            "is wrong here again, call the community office."
        )
    if found.geometry is None and own:
        raise NotFound("{code} is not on the map yet. Place it on the map first.", code=found.code)
    if found.geometry is None or (found.status == "draft" and not own):
        raise _unknown()
    return found


def _typed(conn: Connection, hazard_id: str) -> Hazard:
    """The hazard of that id; ids are lower case, some who type one or scan a code are not."""
    try:
        return hazards.one(conn, hazard_id)
    except NotFound:
        return hazards.one(conn, hazard_id.lower())


def _unknown() -> NotFound:
    return NotFound(
        "No hazard has this label, or none has it any more. If something is wrong here, call the "
        "community office."
    )
