"""The night while it runs, and what was walked of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.language import asked_language, say
from api.running_view import RunningView
from api.security import is_local
from api.services import against, night
from api.services.running import running

router = APIRouter(tags=["night"])


@router.get("/app/{community_id}/running")
def now(request: Request, community_id: str) -> dict[str, Any]:
    """How far the published night is: each team, alarms, and what is not covered."""
    state = request.app.state
    found = night.tonight(state.store, community_id, state.clock(), published_only=True)
    own, language = is_local(request.scope), asked_language(request)
    trouble = state.jobs.trouble(community_id)
    view = RunningView(running(found), language, personal=own).whole()
    return view | {"trouble": say(trouble.sentence, trouble.values, language) if trouble else None}


@router.get("/rounds/{round_id}.csv")
def against_plan(request: Request, round_id: str) -> Response:
    """A round as planned and as it was walked, a row a stop, safe to open in a spreadsheet."""
    state = request.app.state
    with state.store.read() as conn:
        found, saved = night.of_round(conn, round_id, state.clock(), own=is_local(request.scope))
    own = is_local(request.scope)
    return Response(
        against.table_of(found, saved, personal=own),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="round.csv"'},
    )
