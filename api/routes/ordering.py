"""Orders of stops over HTTP: put by hand, given back, kept as templates."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.language import asked_language
from api.order_view import template_view, tried_view
from api.schemas import OrderBody, TemplateBody, TemplateChangeBody
from api.security import is_local
from api.services import ordering, templates
from api.services.ordering import Kept
from api.writing import Writes, Writing
from data import communities, orders, plans
from data.store import Connection, Tx
from geo.sentences import reason

router = APIRouter(tags=["rounds"])


@router.put("/rounds/{round_id}/order")
def put(writing: Writes, round_id: str, body: OrderBody) -> Any:
    """Put a round's open stops in order; with `try` only what it would cost, and nothing is kept.

    An order that makes a stop fall out of its window, or a team late, is refused and named.
    """
    if body.try_:
        with writing.store.read() as conn:
            tried = ordering.attempt(conn, round_id, body.hazard_ids, writing.now)
            view = tried_view(tried, _zone(conn, round_id), writing.language)
        return {"kept": False, **view}

    def work(tx: Tx) -> dict[str, Any]:
        return _kept(writing, tx, ordering.keep(tx, round_id, body.hazard_ids, writing.now))

    return writing.do(work)


@router.delete("/rounds/{round_id}/order")
def give_back(writing: Writes, round_id: str) -> Response:
    """Give a round back to the planner's own order; of a template: put it out of use."""
    return writing.do(lambda tx: _kept(writing, tx, ordering.give_back(tx, round_id, writing.now)))


def _kept(writing: Writing, tx: Tx, kept: Kept) -> dict[str, Any]:
    zone = _zone(tx.conn, kept.round_id)
    view = tried_view(kept.tried, zone, writing.language)
    return {"kept": True, "plan_id": kept.plan_id, "round_id": kept.round_id, **view}


def _zone(conn: Connection, round_id: str) -> str:
    return communities.one(conn, plans.of_round(conn, round_id).community_id).zone


@router.get("/app/{community_id}/templates")
def every(request: Request, community_id: str) -> list[dict[str, Any]]:
    """The round templates, with minutes and checklist for each stop."""
    state = request.app.state
    own = is_local(request.scope)
    with state.store.read() as conn:
        found = templates.of_community(conn, community_id, state.clock())
    language = asked_language(request)
    return [
        template_view(each, stops, state.store.kinds, language, personal=own)
        for each, stops in found
    ]


@router.post("/app/{community_id}/templates", status_code=201)
def make(writing: Writes, community_id: str, body: TemplateBody) -> Response:
    """Keep a round as it is as its team's template for that pass; the id is made by the page.

    A template that the team has for it already is ordered anew, with its own id and name.
    """

    def work(tx: Tx) -> dict[str, str]:
        made = templates.make(tx, community_id, str(body.id), body.name, body.round_id)
        said = reason(
            "Kept as template {name}: {stops} stops in this order, every night from the next plan "
            "on.", name=made.name, stops=len(made.hazard_ids),
        )  # fmt: skip
        return {"id": made.id, "sentence": writing.say(said)}

    return writing.do(work, 201)


@router.put("/app/{community_id}/templates/{template_id}")
def change(
    writing: Writes, community_id: str, template_id: str, body: TemplateChangeBody
) -> Response:
    """Rename a template, take it into or out of use, or order its stops anew."""

    def work(tx: Tx) -> dict[str, Any]:
        kept = templates.change(
            tx, community_id, template_id, name=body.name, in_use=body.in_use,
            hazard_ids=body.hazard_ids,
        )  # fmt: skip
        return {"id": kept.id, "name": kept.name, "in_use": kept.in_use}

    return writing.do(work)


@router.delete("/app/{community_id}/templates/{template_id}", status_code=204)
def remove(writing: Writes, community_id: str, template_id: str) -> None:
    """Remove a template; rounds already planned stay as they are."""
    with writing.store.write(writing.actor.id, writing.now) as tx:
        orders.remove_template(tx, community_id, template_id)
