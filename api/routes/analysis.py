"""Looking back: five kinds of analysis as JSON, on their page, and each as one file to keep."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.analysis.file import file_name, file_of
from api.analysis.kinds import analysed, kind_named
from api.language import asked_language
from api.routes.pages import page
from api.services.clock import tonight_in
from data import communities

router = APIRouter(tags=["analysis"])

Chosen = Annotated[str | None, Query(max_length=36)]
# A date that cannot be read is answered with a sentence.
Day = Annotated[str, Query(max_length=40)]
From = Annotated[str, Query(max_length=40, alias="from")]
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}


@router.get("/analysis", include_in_schema=False)
def analysis(request: Request, community: Chosen = None) -> Response:
    """The planner's page to look back on many nights.

    A community that is not there is said so, not replaced by another.
    """
    state = request.app.state
    with state.store.read() as conn:
        known = communities.all_of(conn)
        chosen = communities.one(conn, community) if community else next(iter(known), None)
    tonight = tonight_in(chosen, state.clock()) if chosen else None
    return page(request, "analysis", community, tonight=tonight)


@router.get("/app/{community_id}/analysis/{kind}.html", response_class=HTMLResponse)
def file(
    request: Request, community_id: str, kind: str, first: From = "", to: Day = ""
) -> Response:
    """The same as one file of HTML that opens with the network off."""
    state, language = request.app.state, asked_language(request)
    chosen = kind_named(kind)
    with state.store.read() as conn:
        told = analysed(
            conn, chosen, community_id, first, to, state.clock(), language, state.store.kinds
        )
        html = file_of(conn, told, language)
    # To be kept and sent, not read here: our own pages' policy would leave it without its styles.
    kept = {"Content-Disposition": f'attachment; filename="{file_name(told)}"'}
    return HTMLResponse(html, headers=HEADERS | kept)


@router.get("/app/{community_id}/analysis/{kind}")
def numbers(
    request: Request, community_id: str, kind: str, first: From = "", to: Day = ""
) -> dict[str, Any]:
    """What the nights `from` … `to` show, the last 30 by default; kind: heat, heat-time,
    coverage, compliance or repeats."""
    state, language = request.app.state, asked_language(request)
    chosen = kind_named(kind)
    with state.store.read() as conn:
        return analysed(
            conn, chosen, community_id, first, to, state.clock(), language, state.store.kinds
        )
