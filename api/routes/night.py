"""Tonight: what the phone and the official's page read, and what they may change of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.following import Changed, plan_after
from api.hazard_view import moment_view
from api.language import asked_language
from api.night_view import NightView
from api.schemas import CheckInBody, ResponseBody, WarningBody
from api.security import is_local
from api.services import alarms, believing, checking_in, night, replanning, sample, since_made
from api.services.clock import tonight_in
from api.services.in_force import levels_of, span_of
from api.writing import Writes, Writing
from data import communities, warnings
from data.store import Tx

router = APIRouter(tags=["night"])


@router.get("/app/{community_id}/night")
def tonight(request: Request, community_id: str, draft: bool = False) -> dict[str, Any]:
    """Tonight with its rounds: as published, or with `draft` the newest plan, for us alone."""
    state = request.app.state
    own = is_local(request.scope)
    found = night.tonight(
        state.store, community_id, state.clock(), published_only=not (draft and own)
    )
    return NightView(found, asked_language(request), personal=own).whole()


@router.post("/checkins", status_code=201)
def check_in(request: Request, writing: Writes, body: CheckInBody) -> Response:
    """Store a check-in; the receipt is sent after COMMIT and is the same for every repeat."""
    changed = Changed()

    def work(tx: Tx) -> dict[str, object]:
        community = communities.one(tx.conn, body.community_id)
        said = body.record(writing.now)
        believing.check(tx.conn, said, writing.store.kinds)
        tonight = tonight_in(community, writing.now)
        wet = since_made.wet_on(tx.conn, community, tonight)
        receipt = checking_in.check_in(tx, said)
        known = night.read(tx.conn, community, writing.now, published_only=True)
        dry_or_wet = since_made.wet_on(tx.conn, community, tonight)
        for each in sorted(wet ^ dry_or_wet):
            hazard = known.hazards.get(each)
            if hazard is not None:
                told = replanning.water_said(wet, dry_or_wet, hazard, known.now, community)
                changed.tell(community.id, told)
        return {
            "key": receipt.key,
            "seq": receipt.seq,
            "received_at": receipt.received_at.isoformat(),
            "line": NightView(known, writing.language).line(),
        }

    answer = writing.do(work, 201)
    plan_after(request, changed)
    return answer


@router.get("/warnings")
def issued(
    request: Request, community: Annotated[str, Query(max_length=36)]
) -> list[dict[str, object]]:
    """The warnings in force at any time of tonight."""
    state = request.app.state
    with state.store.read() as conn:
        place = communities.one(conn, community)
        opens, ends = span_of(place, tonight_in(place, state.clock()))
        found = warnings.issued(conn, community, opens, ends)
    return [
        {
            "id": each.id, "kind": each.warning.kind, "level": each.warning.level.word,
            "from": moment_view(each.warning.from_at, place.zone),
            "to": moment_view(each.warning.to_at, place.zone),
            "source": each.warning.source if is_local(request.scope) else "",
        }
        for each in found
    ]  # fmt: skip


@router.post("/warnings", status_code=201)
def issue(request: Request, writing: Writes, body: WarningBody) -> Response:
    """Write down a warning as it was issued; level "none" lifts the one of that kind."""
    changed = Changed()

    def work(tx: Tx) -> dict[str, str]:
        levels = _levels(tx, body.community_id)
        said = alarms.issue(
            tx, body.community_id, body.kind, body.level,
            from_at=body.from_at, to_at=body.to_at, source=body.source,
        )  # fmt: skip
        if _levels(tx, body.community_id) != levels:
            changed.tell(body.community_id, said)
        return {"sentence": writing.say(said)}

    answer = writing.do(work, 201)
    plan_after(request, changed)
    return answer


@router.post("/app/{community_id}/response")
def respond(request: Request, writing: Writes, community_id: str, body: ResponseBody) -> Response:
    """Set the office's own response level for tonight."""
    changed = Changed()

    def work(tx: Tx) -> dict[str, object]:
        levels = _levels(tx, community_id)
        ruling = alarms.respond(
            tx, community_id, body.level, leader=body.leader, by_hand=body.by_hand
        )
        if _levels(tx, community_id) != levels:
            changed.tell(community_id, replanning.level_said(ruling.level))
        return {
            "level": ruling.level.word,
            "leader": ruling.leader,
            "by_hand": ruling.by_hand,
        }

    answer = writing.do(work)
    plan_after(request, changed)
    return answer


def _levels(tx: Tx, community_id: str) -> object:
    """What of tonight's levels and of the office's word a plan follows from."""
    community = communities.one(tx.conn, community_id)
    tonight = tonight_in(community, tx.now)
    return levels_of(tx.conn, community, tonight, tx.now), warnings.response(
        tx.conn, community_id, tonight
    )


@router.post("/app/{community_id}/real-night")
def real_night(request: Request, writing: Writes, community_id: str) -> Response:
    """Leave the demo night: the community lives in the real time, and its tonight is planned."""
    return _replanned(request, writing, community_id, demo=False)


@router.post("/app/{community_id}/demo-night")
def demo_night(request: Request, writing: Writes, community_id: str) -> Response:
    """Go back to the demo night."""
    return _replanned(request, writing, community_id, demo=True)


def _replanned(request: Request, writing: Writing, community_id: str, *, demo: bool) -> Response:
    def work() -> dict[str, str]:
        said = sample.turn_clock(
            writing.store, writing.actor, community_id, writing.now, demo=demo,
            seconds=request.app.state.settings.plan_seconds,
        )  # fmt: skip
        return {"sentence": writing.say(said)}

    return writing.do_long(work)
