"""What the office does with hazards one at a time: add on the spot, undo, place, edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from api.actors import Actor
from api.services import due_times
from api.services.cells import LONGEST_NAME, Cells
from api.services.importing import ImportLimits, ImportResult, Outcome, import_hazards
from api.services.placing import Site, tapped
from data import communities, hazards
from data.files.geojson import shape_of
from data.store import Connection, Store, Tx
from geo.answers import check_answers
from geo.communities import Contact
from geo.errors import BadInput, EditConflict, KeyReused, NotAllowed, Problem, VersionMissing
from geo.hazards import Hazard, Kind, kind_named, rank_of
from geo.schema import NEAR_M
from geo.texts import check_text

__all__ = [
    "ImportLimits", "ImportResult", "Outcome", "add_here", "confirm", "edit", "import_hazards",
    "place", "set_hours", "undo_add", "waiting",
]  # fmt: skip

_TEXTS = {"name": LONGEST_NAME, "address": LONGEST_NAME, "note": 2_000}
_PEOPLE = ("keeper_id", "deputy_id")
EDITABLE = frozenset({*_TEXTS, *_PEOPLE, "raw", "rank", "status", "must_be_keeper",
                      "valid_from", "valid_to", "visit_from", "visit_to"})  # fmt: skip


def add_here(
    store: Store, actor: Actor, community_id: str, *, hazard_id: str, kind: str, scale: object,
    geometry: Mapping[str, Any], now: datetime, name: str = "", near_m: float = NEAR_M,
) -> Hazard:  # fmt: skip
    """A hazard seen on the spot, kept as a draft; sent again, it is there already.

    hazard_id: a UUID made by the page. scale: what the rank picture answers. geometry: a
    GeoJSON geometry in WGS84; a point stands for the road or house under it.

    Raises
    ------
    BadInput
        No such kind, no such answer on its scale, a name that cannot be kept.
    BadGeometry
        The place cannot be, or lies outside the community.
    KeyReused
        The id was used for something else.
    NotFound
        No such community.
    """
    spec = kind_named(kind, store.kinds)
    raw = check_answers(spec, {spec.scale: scale})
    _refuse(check_text("name", name, LONGEST_NAME))
    rank = rank_of(spec, raw)
    if rank is None:
        raise BadInput("Choose how bad it is.", problems=[Problem(spec.scale, "Not answered.")])
    with store.write(actor.id, now) as tx:
        site = Site.of(tx.conn, community_id, near_m)
        hazard = Hazard(
            id=hazard_id, code=hazards.next_code(tx.conn, community_id, spec), kind=spec.id,
            community_id=community_id, rank=rank, raw=raw, status="draft", name=name.strip(),
            geometry=tapped(site, spec, shape_of(geometry)),
        )  # fmt: skip
        return _added_before(tx.conn, hazard) or hazards.add(tx, hazard)


def undo_add(
    store: Store, actor: Actor, hazard_id: str, if_version: int | None, now: datetime
) -> None:
    """Take back a draft; its code stays taken.

    Raises
    ------
    NotAllowed
        It is no draft any more.
    EditConflict
        Somebody changed it since; VersionMissing: no version was named.
    NotFound
        No such hazard.
    """
    version = _version(if_version)
    with store.write(actor.id, now) as tx:
        hazard = hazards.one(tx.conn, hazard_id)
        if hazard.status != "draft":
            raise NotAllowed(
                "{code} is in the list already and cannot be undone. Archive it instead.",
                code=hazard.code,
            )
        hazards.remove(tx, hazard_id, version)


def confirm(
    store: Store, actor: Actor, hazard_id: str, if_version: int | None, now: datetime
) -> Hazard:
    """A draft taken into the list by a planner who looked; confirmed again, it is there already.

    Raises
    ------
    NotAllowed
        It was in the list once and is archived or resolved.
    EditConflict
        Somebody changed it since; VersionMissing: no version was named.
    NotFound
        No such hazard.
    """
    version = _version(if_version)
    with store.read() as conn:
        hazard = hazards.one(conn, hazard_id)
    if hazard.status == "active":
        return hazard
    if hazard.status != "draft":
        raise NotAllowed(
            "{code} is no draft any more, so there is nothing to confirm.", code=hazard.code
        )
    return edit(store, actor, hazard_id, {"status": "active"}, version, now)


def place(
    store: Store, actor: Actor, hazard_id: str, geometry: Mapping[str, Any],
    if_version: int | None, now: datetime, near_m: float = NEAR_M,
) -> Hazard:  # fmt: skip
    """A hazard put where a tap or a drawing says, in WGS84; those that waited are off that list.

    Raises
    ------
    BadGeometry
        The place cannot be, or lies outside the community.
    EditConflict
        Somebody changed it since; VersionMissing: no version was named.
    NotFound
        No such hazard.
    """
    version = _version(if_version)
    with store.write(actor.id, now) as tx:
        hazard = hazards.one(tx.conn, hazard_id)
        site = Site.of(tx.conn, hazard.community_id, near_m)
        shape = tapped(site, kind_named(hazard.kind, store.kinds), shape_of(geometry))
        return _kept(tx, replace(hazard, geometry=shape), version)


def edit(
    store: Store, actor: Actor, hazard_id: str, changes: Mapping[str, Any],
    if_version: int | None, now: datetime,
) -> Hazard:  # fmt: skip
    """A hazard with some of `EDITABLE` changed; what is not named stays.

    raw: all answers of its kind anew; the rank follows from them. keeper_id, deputy_id: a
    contact of the community, or None.

    Raises
    ------
    BadInput
        One problem for each change that cannot be.
    EditConflict
        Somebody changed it since; VersionMissing: no version was named.
    NotFound
        No such hazard.
    """
    version = _version(if_version)
    with store.write(actor.id, now) as tx:
        before = hazards.one(tx.conn, hazard_id)
        after = _changed(tx, before, changes, kind_named(before.kind, store.kinds))
        return _kept(tx, after, version)


def set_hours(
    store: Store, actor: Actor, hazard_id: str, visit_from: str | None, visit_to: str | None,
    if_version: int | None, now: datetime,
) -> Hazard:  # fmt: skip
    """A hazard that may be visited between two clock times only; at any time where both are None.

    Raises
    ------
    BadInput
        One of them without the other, or both the same.
    EditConflict
        Somebody changed it since; VersionMissing: no version was named.
    NotFound
        No such hazard.
    """
    if (visit_from is None) != (visit_to is None):
        raise BadInput("Give both times, or neither: then it may be visited at any time.")
    if visit_from is not None and visit_from == visit_to:
        raise BadInput(
            "It may be visited from {time} to {time}: never. Leave both empty where it may be at "
            "any time.", time=visit_from,
        )  # fmt: skip
    hours = {"visit_from": visit_from, "visit_to": visit_to}
    return edit(store, actor, hazard_id, hours, if_version, now)


def waiting(store: Store, community_id: str) -> list[Hazard]:
    """The hazards that nobody has placed yet, by code."""
    with store.read() as conn:
        return hazards.waiting(conn, community_id)


def _kept(tx: Tx, hazard: Hazard, version: int) -> Hazard:
    """The hazard as it was kept, and due by what it is now."""
    kept = hazards.update(tx, hazard, version)
    due_times.refresh(tx, kept.community_id, [kept.id])
    return kept


def _changed(tx: Tx, before: Hazard, changes: Mapping[str, Any], kind: Kind) -> Hazard:
    community = communities.one(tx.conn, before.community_id)
    cells = Cells("", {name: each for name, each in changes.items() if each is not None},
                  community.zone)  # fmt: skip
    cells.problems += [Problem(name, "It cannot be changed here.")
                       for name in sorted(set(changes) - EDITABLE)]  # fmt: skip
    new: dict[str, Any] = {
        name: cells.text(name, most) for name, most in _TEXTS.items() if name in changes
    }
    if {"raw", "rank"} & set(changes):
        own = changes.get("raw", before.raw)
        answers = Cells("", own if isinstance(own, Mapping) else {"raw": own}, community.zone,
                        cells.problems)  # fmt: skip
        new["raw"] = answers.answers(kind, frozenset())
        new["rank"] = Cells("", {"rank": changes.get("rank", before.rank)}, community.zone,
                            cells.problems).rank(kind, new["raw"])  # fmt: skip
    if "status" in changes:
        new["status"] = cells.status()
    if "must_be_keeper" in changes:
        new["must_be_keeper"] = cells.yes("must_be_keeper")
    new |= {name: cells.moment(name, ends=name == "valid_to")
            for name in ("valid_from", "valid_to") if name in changes}  # fmt: skip
    if {"visit_from", "visit_to"} & set(changes):
        own = {"visit_from": before.visit_from, "visit_to": before.visit_to} | dict(changes)
        now = Cells("", {k: v for k, v in own.items() if v is not None}, community.zone,
                    cells.problems)  # fmt: skip
        new["visit_from"], new["visit_to"] = now.hours()
    new |= _people(cells, changes, communities.contacts(tx.conn, before.community_id))
    after = replace(before, **new)
    if after.valid_from and after.valid_to and after.valid_to <= after.valid_from:
        cells.problems.append(Problem("valid_to", "valid_to must be after valid_from."))
    _refuse(cells.problems)
    return after


def _people(
    cells: Cells, changes: Mapping[str, Any], contacts: list[Contact]
) -> dict[str, str | None]:
    chosen: dict[str, str | None] = {}
    for name in _PEOPLE:
        if name in changes:
            chosen[name] = changes[name]
            if changes[name] is not None and changes[name] not in {each.id for each in contacts}:
                cells.problems.append(
                    Problem(
                        name, "There is no such person in this community. Choose from the list."
                    )
                )
    return chosen


def _added_before(conn: Connection, hazard: Hazard) -> Hazard | None:
    """The hazard of that id as it is now, if it was added with the same content."""
    states = hazards.history(conn, hazard.id)
    if not states:
        return None
    first = states[0].hazard
    if states[-1].deleted:
        raise EditConflict("{code} was added and then undone. Add it anew.", code=first.code)
    same = (first.kind, first.community_id, dict(first.raw), first.name) == (
        hazard.kind, hazard.community_id, dict(hazard.raw), hazard.name
    )  # fmt: skip
    if not same or first.geometry != hazard.geometry:
        raise KeyReused(
            "{code} was saved before under this id, with other content. Add it anew.",
            code=first.code,
        )
    return hazards.one(conn, hazard.id)


def _version(if_version: int | None) -> int:
    if if_version is None:
        raise VersionMissing("Say which version was changed (If-Match), so that none is lost.")
    return if_version


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise BadInput("Some of it cannot be kept; nothing was changed.", problems=problems)
