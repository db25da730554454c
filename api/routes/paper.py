"""What is printed, and what a code on paper opens: sheets, labels, tracks, `/h/{id}`."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import paper_view
from api.exchange import base_of
from api.language import asked_language
from api.public_address import PublicAddress
from api.schemas import Night
from api.security import is_local
from api.services import label, night
from data import communities
from data.store import Connection
from geo.communities import Community
from maps.sheets import gpx

router = APIRouter(tags=["paper"])

HEADERS = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language, Cookie"}
# Fifty sheets; drawing them takes seconds, which one request may take and no more.
MOST_LABELS = 1_200
Of = Annotated[str, Query(max_length=36)]


@router.get("/rounds/{round_id}/print", include_in_schema=False)
def one(request: Request, round_id: str) -> Response:
    """One round as a sheet to print, with a QR code that opens it on a phone."""
    state, language = request.app.state, asked_language(request)
    with state.store.read() as conn:
        found, saved = night.of_round(conn, round_id, state.clock(), own=is_local(request.scope))
        html = paper_view.sheets_of(
            conn, found, language, state.store.kinds, _address(request), rounds=[saved],
            own=is_local(request.scope),
        )  # fmt: skip
    return HTMLResponse(html, headers=HEADERS)


@router.get("/print", include_in_schema=False)
def every(
    request: Request, community: Of = "", on: Annotated[Night | None, Query(alias="night")] = None
) -> Response:
    """All rounds of a night, tonight's by default, a sheet for each."""
    state, language = request.app.state, asked_language(request)
    with state.store.read() as conn:
        found = paper_view.night_on_paper(
            conn, _chosen(conn, community).id, state.clock(), on, own=is_local(request.scope)
        )
        html = paper_view.sheets_of(
            conn, found, language, state.store.kinds, _address(request),
            own=is_local(request.scope),
        )  # fmt: skip
    return HTMLResponse(html, headers=HEADERS)


@router.get("/labels", include_in_schema=False)
def labels(
    request: Request, community: Of = "", kind: Annotated[str | None, Query(max_length=60)] = None
) -> Response:
    """Labels for the hazards of a community, each with a QR code that opens `/h/{id}`."""
    state = request.app.state
    with state.store.read() as conn:
        html = paper_view.labels_of(
            conn, _chosen(conn, community), asked_language(request), state.store.kinds,
            _address(request), kind=kind or None, most=MOST_LABELS,
        )  # fmt: skip
    return HTMLResponse(html, headers=HEADERS)


@router.get("/rounds/{round_id}.gpx", responses={200: {"content": {gpx.MEDIA_TYPE: {}}}})
def track(request: Request, round_id: str) -> Response:
    """A round as GPX 1.1: its stops as waypoints and a route, the walk as a track."""
    state = request.app.state
    with state.store.read() as conn:
        found, saved = night.of_round(conn, round_id, state.clock(), own=is_local(request.scope))
        made = paper_view.track_of(
            conn, found, saved, asked_language(request), state.store.kinds
        )  # fmt: skip
    named = quote(f"{found.night}-{saved.round.pass_no}-{round_id[:8]}.gpx", safe="")
    return Response(
        made, media_type=gpx.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{named}"', **HEADERS},
    )  # fmt: skip


@router.get("/h/{hazard_id}", include_in_schema=False)
def scanned(request: Request, hazard_id: str) -> Response:
    """What a hazard's label opens: the map at that hazard, with its card."""
    with request.app.state.store.read() as conn:
        found = label.opened(conn, hazard_id, own=is_local(request.scope))
    asked = {"community": found.community_id, "hazard": found.id, "f": "html"}
    return RedirectResponse(f"/?{urlencode(asked)}", 303, HEADERS)


def _chosen(conn: Connection, community_id: str) -> Community:
    """The community asked for; where none is named and there is only one, that one."""
    known = [] if community_id else communities.all_of(conn)
    return known[0] if len(known) == 1 else communities.one(conn, community_id)


def _address(request: Request) -> PublicAddress:
    return PublicAddress(request.app.state.settings.public_url, base_of(request.scope))
