"""Round templates: a round as it was, walked in that order again every night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.services.clock import tonight_in
from api.services.in_force import levels_of
from data import communities, hazards, orders, plans
from data.orders import Template
from data.store import Connection, Tx
from geo.errors import BadInput, Problem
from geo.hazards import Hazard
from geo.rules import Rules
from geo.texts import check_text

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class TemplateStop:
    """One stop of a template and the minutes that tonight's rules give it."""

    hazard: Hazard
    minutes: float


def of_community(
    conn: Connection, community_id: str, real: datetime
) -> list[tuple[Template, list[TemplateStop]]]:
    """The templates by name, with their stops that are still there.

    Raises
    ------
    NotFound
        No such community.
    """
    community = communities.one(conn, community_id)
    rules, known = Rules.of(community.rules), hazards.of_community(conn, community_id)
    levels = levels_of(conn, community, tonight_in(community, real), real)
    stops = {
        each.id: TemplateStop(
            each, rules.rule_for(each.kind, each.rank, levels.drives(each.kind)).service_min
        )
        for each in known
    }
    return [
        (each, [stops[hazard] for hazard in each.hazard_ids if hazard in stops])
        for each in orders.templates(conn, community_id)
    ]


def make(tx: Tx, community_id: str, template_id: str, name: str, round_id: str) -> Template:
    """A template of a round as it is; kept in use. Sent again, it is there already.

    A team has one for a pass: it is ordered as that round is and keeps its id and its name.

    Raises
    ------
    NotFound
        No such round in this community.
    BadInput
        The name cannot be kept, or the round has no stops.
    EditConflict
        The id was used for another template.
    """
    saved = plans.of_round(tx.conn, round_id)
    if saved.community_id != community_id:
        raise BadInput("This round is of another community. Open the page of that one.")
    walk = next(each.round for each in saved.rounds if each.id == round_id)
    ids = tuple(dict.fromkeys(stop.hazard_id for stop in walk.stops))
    if not ids:
        raise BadInput("This round has no stops to keep.")
    one = saved.plan.pass_of(walk.pass_no)
    before = [
        each for each in orders.templates(tx.conn, community_id)
        if (each.team_id, each.pass_name) == (walk.team_id, one.name)
    ]  # fmt: skip
    if before:
        kept = max(before, key=lambda each: (each.id == template_id, each.in_use))
        return orders.change_template(tx, replace(kept, hazard_ids=ids, in_use=True))
    return orders.add_template(
        tx, Template(template_id, community_id, _named(name), one.name, walk.team_id, ids)
    )


def change(
    tx: Tx, community_id: str, template_id: str, *, name: str | None = None,
    in_use: bool | None = None, hazard_ids: Sequence[str] | None = None,
) -> Template:  # fmt: skip
    """A template with what is named changed.

    Raises
    ------
    NotFound
        No such template here.
    BadInput
        The name cannot be kept, or a hazard is not of the community or named twice.
    """
    kept = orders.template(tx.conn, community_id, template_id)
    if name is not None:
        kept = replace(kept, name=_named(name))
    if in_use is not None:
        kept = replace(kept, in_use=in_use)
    if hazard_ids is not None:
        kept = replace(kept, hazard_ids=_checked(tx, community_id, hazard_ids))
    return orders.change_template(tx, kept)


def _named(name: str) -> str:
    problems = check_text("name", name.strip(), LONGEST_NAME)
    if problems or not name.strip():
        raise BadInput("Give the template a name.", problems=problems)
    return name.strip()


def _checked(tx: Tx, community_id: str, hazard_ids: Sequence[str]) -> tuple[str, ...]:
    known = {each.id for each in hazards.of_community(tx.conn, community_id)}
    problems = [
        Problem(f"stop {n}", "There is no such hazard in this community.")
        for n, each in enumerate(hazard_ids, 1)
        if each not in known
    ]
    if len(set(hazard_ids)) < len(hazard_ids):
        problems.append(Problem("stops", "A hazard stands in the order twice."))
    if problems or not hazard_ids:
        raise BadInput("These stops cannot be kept as a template.", problems=problems)
    return tuple(hazard_ids)
