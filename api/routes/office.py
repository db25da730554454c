"""A community as its own office sees it: base map, hazards, cards, teams, rules."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from api import hazard_view
from api.following import Changed, plan_after
from api.language import asked_language
from api.night_view import duty_view
from api.schemas import HazardBody, HoursBody, PlaceBody, ShiftsBody
from api.security import is_local
from api.services import community as of_community
from api.services import duty, replanning
from api.services import hazards as registry
from api.services.clock import now_in
from api.writing import Writes
from data import communities, hazards
from data.store import Tx
from geo.errors import EditConflict
from geo.hazards import Hazard
from geo.rules import Rules
from geo.sentences import Sentence

router = APIRouter(tags=["office"])

IfMatch = Annotated[str | None, Header(alias="If-Match")]


@router.get("/app/communities")
def every(request: Request) -> list[dict[str, Any]]:
    """The communities here."""
    with request.app.state.store.read() as conn:
        return [
            {
                "id": each.id, "name": each.name, "name_en": each.name_en,
                "invented": each.invented,
                "demo_night": each.demo_night.isoformat() if each.demo_night else None,
                "bounds": list(each.boundary.bounds),
            }
            for each in communities.all_of(conn)
        ]  # fmt: skip


@router.get("/app/{community_id}/ground")
def ground(request: Request, community_id: str) -> Response:
    """The base map, packed; its version is its ETag."""
    with request.app.state.store.read() as conn:
        community = communities.one(conn, community_id)
        etag = f'W/"ground-{community.id}-{community.ground_version}"'
        headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        packed = of_community.ground_of(conn, community)
    body = json.dumps(packed, ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type="application/json", headers=headers)


@router.get("/app/{community_id}/kinds")
def kinds(request: Request, community_id: str) -> list[dict[str, Any]]:
    """The kinds of hazard with the pictures of their scales."""
    with request.app.state.store.read() as conn:
        communities.one(conn, community_id)
    return hazard_view.kinds_view(request.app.state.store.kinds)


@router.get("/app/hazards/{hazard_id}/card")
def card(request: Request, hazard_id: str) -> dict[str, Any]:
    """All that the office knows of one hazard."""
    return _card(request, hazard_id)


def _card(request: Request, hazard_id: str) -> dict[str, Any]:
    store = request.app.state.store
    with store.read() as conn:
        found = of_community.card_of(conn, hazard_id, store.kinds)
        zone = communities.one(conn, found.hazard.community_id).zone
    return hazard_view.card_view(
        found, zone, asked_language(request), personal=is_local(request.scope)
    )


@router.get("/app/{community_id}/waiting")
def waiting(request: Request, community_id: str) -> list[dict[str, Any]]:
    """Hazards that nobody has placed on the map yet."""
    with request.app.state.store.read() as conn:
        return [
            {
                "id": each.id, "code": each.code, "kind": each.kind, "rank": each.rank,
                "address": each.address, "name": each.name, "version": each.version,
            }
            for each in hazards.waiting(conn, community_id)
            if is_local(request.scope)
        ]  # fmt: skip


@router.get("/app/{community_id}/teams")
def teams(request: Request, community_id: str) -> list[dict[str, Any]]:
    """The teams with tonight's shifts and the people who can be on them."""
    with request.app.state.store.read() as conn:
        community = communities.one(conn, community_id)
        found = duty.tonight(conn, community, request.app.state.clock())
    own = is_local(request.scope)
    return [duty_view(each, community.zone, personal=own) for each in found]


@router.put("/app/{community_id}/shifts")
def set_shifts(
    writing: Writes, community_id: str, body: ShiftsBody, if_match: IfMatch = None
) -> Response:
    """Write down who is on duty in a night; If-Match names the night as it was read."""
    known = None if if_match is None else if_match.removeprefix("W/").strip('"')
    turns = [duty.Turn(t.team_id, t.from_, t.to, tuple(t.member_ids), t.end) for t in body.teams]

    def work(tx: Tx) -> dict[str, str]:
        version = duty.set_shifts(
            tx, community_id, body.night, turns, known=known, language=writing.language
        )
        return {"night": body.night.isoformat(), "version": version}

    return writing.do(work)


@router.get("/app/{community_id}/rules")
def rules(request: Request, community_id: str) -> dict[str, Any]:
    """The rule table and what else the community decided about its nights."""
    with request.app.state.store.read() as conn:
        return Rules.of(communities.one(conn, community_id).rules).as_json()


@router.put("/app/{community_id}/rules")
def set_rules(writing: Writes, community_id: str, body: dict[str, Any]) -> Response:
    """Keep new rules; they hold from the next plan on."""
    return writing.do(lambda tx: duty.set_rules(tx, community_id, body).as_json())


@router.post("/app/{community_id}/hazards", status_code=201)
def add_here(
    request: Request, writing: Writes, community_id: str, body: HazardBody
) -> dict[str, Any]:
    """A hazard seen on the spot, as a draft until a planner looks; sent again, it is there."""
    added = registry.add_here(
        writing.store, writing.actor, community_id, hazard_id=str(body.id), kind=body.kind,
        scale=body.scale, geometry=body.geometry, now=writing.now, name=body.name,
        near_m=request.app.state.settings.outside_m,
    )  # fmt: skip
    changed = Changed()
    changed.tell(community_id, _found(request, added, writing.now))
    plan_after(request, changed)
    return _card(request, added.id)


def _found(request: Request, added: Hazard, real: datetime) -> Sentence | None:
    """What a draft on the map changes of the night; nothing if it was seen since."""
    with request.app.state.store.read() as conn:
        community = communities.one(conn, added.community_id)
        return replanning.found_said(added, now_in(community, real), community)


@router.delete("/app/hazards/{hazard_id}", status_code=204)
def undo_add(writing: Writes, hazard_id: str, if_match: IfMatch = None) -> None:
    """Take back a draft."""
    registry.undo_add(writing.store, writing.actor, hazard_id, version_in(if_match), writing.now)


@router.post("/app/hazards/{hazard_id}/confirm")
def confirm(
    request: Request, writing: Writes, hazard_id: str, if_match: IfMatch = None
) -> dict[str, Any]:
    """Take a draft into the list; confirmed again, it is there."""
    registry.confirm(writing.store, writing.actor, hazard_id, version_in(if_match), writing.now)
    return _card(request, hazard_id)


@router.put("/app/hazards/{hazard_id}/place")
def place(
    request: Request, writing: Writes, hazard_id: str, body: PlaceBody, if_match: IfMatch = None
) -> dict[str, Any]:
    """Put a hazard where a tap or a drawing says."""
    registry.place(
        writing.store, writing.actor, hazard_id, body.geometry, version_in(if_match), writing.now,
        near_m=request.app.state.settings.outside_m,
    )  # fmt: skip
    return _card(request, hazard_id)


@router.put("/app/hazards/{hazard_id}/hours")
def set_hours(
    request: Request, writing: Writes, hazard_id: str, body: HoursBody, if_match: IfMatch = None
) -> dict[str, Any]:
    """Say between which clock times a hazard may be visited, or that it may be at any time."""
    registry.set_hours(
        writing.store, writing.actor, hazard_id, body.visit_from, body.visit_to,
        version_in(if_match), writing.now,
    )  # fmt: skip
    return _card(request, hazard_id)


def version_in(if_match: str | None) -> int | None:
    """The version that an If-Match header names; None where there is none.

    Raises
    ------
    EditConflict
        It names no version of ours.
    """
    if if_match is None:
        return None
    named = if_match.removeprefix("W/").strip('"')
    if not named.isdigit():
        raise EditConflict("“{tag}” is no version. Load it again.", tag=if_match[:40])
    return int(named)
