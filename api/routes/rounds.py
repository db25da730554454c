"""Planning over HTTP: start a plan, ask how far it is, publish it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response

from api.language import asked_language, say
from api.night_view import NightView
from api.schemas import Night, PlanBody
from api.security import is_local
from api.services import duty, night, planning
from api.services.planning_jobs import Job
from api.writing import Writes
from data import communities
from data.store import Tx
from geo.rain import Level
from geo.sentences import Sentence

router = APIRouter(tags=["rounds"])

Prefer = Annotated[str, Header()]


@router.post("/rounds", status_code=201)
def plan(request: Request, writing: Writes, body: PlanBody, prefer: Prefer = "") -> Response:
    """Plan a night. With `Prefer: respond-async` the answer is 202 and a job to ask about."""
    state = request.app.state
    with state.store.read() as conn:
        duty.check_teams(conn, body.community_id, body.team_ids or ())
    order = planning.PlanOrder(
        community_id=body.community_id,
        night=body.night,
        level=Level.of(body.level) if body.level else None,
        team_ids=tuple(body.team_ids) if body.team_ids is not None else None,
        seconds=body.seconds or (None if body.iterations else state.settings.plan_seconds),
        iterations=body.iterations,
        seed=body.seed,
    )
    if "respond-async" in prefer:
        job = state.jobs.start(writing.actor, order)
        where = f"/rounds/jobs/{job.id}"
        return JSONResponse({"job": job.id}, 202, {"Location": where})

    def work() -> dict[str, Any]:
        outcome = planning.plan_night(state.store, writing.actor, order, writing.now)
        return _outcome(outcome, writing.language)

    return writing.do_long(work, 201)


@router.get("/rounds")
def of_night(
    request: Request,
    community: Annotated[str, Query(max_length=36)],
    on: Annotated[Night | None, Query(alias="night")] = None,
) -> list[dict[str, Any]]:
    """The published rounds of a night, tonight's by default."""
    state = request.app.state
    with state.store.read() as conn:
        place = communities.one(conn, community)
        found = night.read(conn, place, state.clock(), published_only=True, night=on)
    view = NightView(found, asked_language(request), personal=is_local(request.scope))
    return [view.round(each) for each in found.saved.rounds] if found.saved else []


@router.get("/rounds/jobs/{job_id}")
def job(request: Request, job_id: str) -> dict[str, Any]:
    """How far a plan has come; its result once it is done."""
    return _job(request.app.state.jobs.one(job_id), asked_language(request))


@router.get("/rounds/{round_id}")
def one(request: Request, round_id: str) -> dict[str, Any]:
    """One round with its stops and legs."""
    state = request.app.state
    with state.store.read() as conn:
        found, saved = night.of_round(conn, round_id, state.clock())
    view = NightView(found, asked_language(request), personal=is_local(request.scope))
    return view.round(saved)


@router.post("/rounds/{plan_id}/publish")
def publish(writing: Writes, plan_id: str) -> Response:
    """Send a plan to the phones; the earlier one of its night is replaced."""

    def work(tx: Tx) -> dict[str, str]:
        return {"status": "published", "sentence": writing.say(planning.publish(tx, plan_id))}

    return writing.do(work)


def _job(job: Job, language: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"state": job.state, "share": round(job.share, 3)}
    if job.outcome:
        answer |= _outcome(job.outcome, language)
    if job.error:
        answer["error"] = say(job.error.sentence, job.error.values, language)
    return answer


def _outcome(outcome: planning.PlanOutcome, language: str) -> dict[str, Any]:
    def said(sentence: Sentence | None) -> str | None:
        return say(sentence.template, sentence.values, language) if sentence else None

    return {
        "plan_id": outcome.plan_id,
        "iterations": outcome.plan.iterations,
        "sentence": said(outcome.sentence),
        "change_sentence": said(outcome.change),
    }
