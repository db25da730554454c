"""The roster: the nights to come, absences, deputies, swaps, and who is on duty now."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.hazard_view import moment_view
from api.language import asked_language
from api.roster_view import roster_view, watch_view
from api.schemas import AbsenceBody, DeputyBody, Night, SwapBody
from api.security import is_local
from api.services import roster
from api.services.clock import now_in
from api.writing import Writes
from data import communities
from data.store import Tx
from geo.roster import Absence

router = APIRouter(tags=["roster"])


@router.get("/app/{community_id}/roster")
def of_nights(
    request: Request,
    community_id: str,
    first: Annotated[Night | None, Query(alias="from")] = None,
    nights: Annotated[int, Query(ge=1, le=31)] = 7,
) -> dict[str, Any]:
    """Who is on duty in the nights to come, who stands in for whom, and what is wrong."""
    state, language = request.app.state, asked_language(request)
    with state.store.read() as conn:
        community = communities.one(conn, community_id)
        found = roster.of_nights(conn, community, state.clock(), first, nights, language=language)
    return roster_view(found, language, personal=is_local(request.scope))


@router.get("/app/{community_id}/duty")
def on_duty(request: Request, community_id: str) -> dict[str, Any]:
    """Who is on duty now and later tonight; names and phones for the office itself only."""
    state, own = request.app.state, is_local(request.scope)
    with state.store.read() as conn:
        community = communities.one(conn, community_id)
        known = communities.contacts(conn, community_id)
        found = roster.now_on_duty(conn, community, state.clock())
    now = now_in(community, state.clock())
    return {
        "now": moment_view(now, community.zone),
        "shifts": [watch_view(each, known, community.zone, personal=own) for each in found],
    }


@router.post("/app/{community_id}/absences", status_code=201)
def be_away(writing: Writes, community_id: str, body: AbsenceBody) -> Response:
    """Write down when somebody cannot be on duty; sent again, it is there."""
    absence = Absence(
        id=str(body.id), contact_id=body.contact_id, from_at=body.from_, to_at=body.to
    )

    def work(tx: Tx) -> dict[str, str]:
        said = roster.be_away(tx, community_id, absence, language=writing.language)
        return {"id": absence.id, "sentence": writing.say(said)}

    return writing.do(work, 201)


@router.delete("/app/{community_id}/absences/{absence_id}")
def come_back(writing: Writes, community_id: str, absence_id: str) -> Response:
    """Forget an absence."""

    def work(tx: Tx) -> dict[str, str]:
        roster.come_back(tx, community_id, absence_id)
        return {"id": absence_id}

    return writing.do(work)


@router.put("/app/{community_id}/people/{person_id}/deputy")
def name_deputy(writing: Writes, community_id: str, person_id: str, body: DeputyBody) -> Response:
    """Say who stands in for somebody on the roster, or that nobody does."""

    def work(tx: Tx) -> dict[str, str | None]:
        roster.name_deputy(tx, community_id, person_id, body.deputy_id)
        return {"id": person_id, "deputy_id": body.deputy_id}

    return writing.do(work)


@router.post("/app/{community_id}/swaps")
def swap(writing: Writes, community_id: str, body: SwapBody) -> Response:
    """Let two people have each other's shifts: both nights are written, or neither."""

    def work(tx: Tx) -> dict[str, str]:
        said = roster.swap(
            tx, community_id, body.night, body.person_id, body.with_night, body.with_id,
            language=writing.language,
        )  # fmt: skip
        return {"sentence": writing.say(said)}

    return writing.do(work)
