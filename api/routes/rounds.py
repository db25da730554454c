"""Planning over HTTP: start a plan, ask how far it is, publish it."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response

from api.language import asked_language, say
from api.night_view import NightView
from api.schemas import ConfirmBody, EndBody, Night, PlanBody, ReplanBody
from api.security import is_local
from api.services import duty, ending, night, planning, replanning
from api.services.planning_jobs import Job, PlanningJobs
from api.team_names import names_in, with_names
from api.writing import Writes, Writing
from data import communities, teams
from data.store import Store, Tx
from geo.errors import Busy, YuxunError
from geo.rain import Level
from geo.sentences import Sentence, reason

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
        seconds=body.seconds,
        iterations=body.iterations,
        usual_seconds=state.settings.plan_seconds,
        seed=body.seed,
    )
    if "respond-async" in prefer:
        job = state.jobs.start(writing.actor, order)
        where = f"/rounds/jobs/{job.id}"
        return JSONResponse({"job": job.id}, 202, {"Location": where})

    def work() -> dict[str, Any]:
        outcome = state.jobs.run(writing.actor, order)
        return _outcome(outcome, state.store, order.community_id, writing.language)

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
    state = request.app.state
    return _job(state.jobs.one(job_id), state.store, asked_language(request))


@router.get("/rounds/{round_id}")
def one(request: Request, round_id: str) -> dict[str, Any]:
    """One round with its stops and legs."""
    state = request.app.state
    with state.store.read() as conn:
        found, saved = night.of_round(conn, round_id, state.clock(), own=is_local(request.scope))
    view = NightView(found, asked_language(request), personal=is_local(request.scope))
    return view.round(saved)


@router.post("/rounds/{plan_id}/publish")
def publish(writing: Writes, plan_id: str) -> Response:
    """Send a plan to the phones; the earlier one of its night is replaced."""

    def work(tx: Tx) -> dict[str, str]:
        return {"status": "published", "sentence": writing.say(planning.publish(tx, plan_id))}

    return writing.do(work)


@router.post("/rounds/{plan_id}/replan", status_code=201)
def replan(request: Request, writing: Writes, plan_id: str, body: ReplanBody) -> Response:
    """Plan a published night again from now; what was walked stays. The answer is a draft."""
    state = request.app.state

    def work() -> dict[str, Any]:
        with state.store.read() as conn:
            order = replanning.order_again(
                conn, plan_id, writing.now, out_team_ids=body.out_team_ids,
                level=Level.of(body.level) if body.level else None,
                iterations=body.iterations, seconds=body.seconds,
            )  # fmt: skip
        return _planned_again(state.jobs, writing, order)

    return writing.do_long(work, 201)


@router.post("/rounds/{round_id}/end")
def end(request: Request, writing: Writes, round_id: str, body: EndBody) -> Response:
    """End a round before its last stop, with a reason, and plan again who goes on with it.

    A round of a pass that is over has ended with its last visit, and nothing is planned.
    """
    state = request.app.state
    how = ending.Ending(
        reason=body.reason, team_out=body.team_out, hand_over_to=body.hand_over_to or None
    )

    def work() -> dict[str, Any]:
        with state.store.write(writing.actor.id, writing.now) as tx:
            ended = ending.end(tx, round_id, how)
        said = _said(ended.sentence, state.store, ended.community_id, writing.language)
        answer: dict[str, Any] = {"status": "ended", "sentence": said}
        if not ended.again:
            return answer | {"plan": None}
        order = planning.PlanOrder(
            community_id=ended.community_id, night=ended.night, owners=ended.owners,
            cause=ended.cause,
        )  # fmt: skip
        try:
            return answer | {"plan": _planned_again(state.jobs, writing, order)}
        except Busy:
            # Somebody's plan is under way that does not know of it: another one follows.
            state.jobs.follow(writing.actor, order, ended.cause)
            follows = reason(
                "A plan that was begun before is being made. A new one follows by itself."
            )
            return answer | {"plan": None, "trouble": writing.say(follows)}
        except YuxunError as error:
            # The round has ended all the same; whoever ended it must hear that nobody goes on.
            return answer | {
                "plan": None,
                "trouble": writing.say(Sentence(error.sentence, error.values)),
            }

    return writing.do_long(work)


@router.post("/rounds/{plan_id}/confirm")
def confirm(writing: Writes, plan_id: str, body: ConfirmBody) -> Response:
    """A team accepts a plan that came while it was out; said again, the first word stands."""

    def work(tx: Tx) -> dict[str, str]:
        at = replanning.confirm(tx, plan_id, body.team_id)
        return {"plan_id": plan_id, "team_id": body.team_id, "at": at.isoformat()}

    return writing.do(work)


def _planned_again(
    jobs: PlanningJobs, writing: Writing, order: planning.PlanOrder
) -> dict[str, Any]:
    began = perf_counter()
    outcome = jobs.run(writing.actor, order)
    handed = len(outcome.changes.changed_hands) if outcome.changes else 0
    return _outcome(outcome, writing.store, order.community_id, writing.language) | {
        "changed_hands": handed, "took_s": round(perf_counter() - began, 2)
    }  # fmt: skip


def _job(job: Job, store: Store, language: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"state": job.state, "share": round(job.share, 3)}
    if job.outcome:
        answer |= _outcome(job.outcome, store, job.community_id, language)
    if job.error:
        answer["error"] = say(job.error.sentence, job.error.values, language)
    return answer


def _outcome(
    outcome: planning.PlanOutcome, store: Store, community_id: str, language: str
) -> dict[str, Any]:
    def said(sentence: Sentence | None) -> str | None:
        return _said(sentence, store, community_id, language) if sentence else None

    return {
        "plan_id": outcome.plan_id,
        "iterations": outcome.plan.iterations,
        "sentence": said(outcome.sentence),
        "change_sentence": said(outcome.change),
    }


def _said(sentence: Sentence, store: Store, community_id: str, language: str) -> str:
    """The sentence, its teams by their names in the language."""
    with store.read() as conn:
        known = teams.of_community(conn, community_id)
    named = with_names(sentence, names_in(language, known))
    return say(named.template, named.values, language)
