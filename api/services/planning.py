"""Planning a night: gather what is known, ask geo for the rounds, keep them, publish them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from api.actors import Actor
from api.services import due_times
from api.services.clock import now_in, tonight_in
from api.services.in_force import levels_of
from data import checkins, communities, hazards, plans, streets, teams, visits, warnings
from data.plans import SavedPlan
from data.store import Connection, Store, Tx
from geo import rounds
from geo.carrying import carried
from geo.changes import compare
from geo.checkins import under_water
from geo.communities import Community
from geo.effort import effort
from geo.errors import NotReady
from geo.ground import Gate, Street
from geo.hazards import Hazard
from geo.itinerary import Plan
from geo.needs import PassPlan
from geo.network import StreetNetwork
from geo.passes import needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rules import Rules
from geo.sentences import Sentence, reason
from geo.teams import Team
from geo.underway import Underway

log = logging.getLogger("yuxun.planning")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOrder:
    """What somebody asks to be planned; what is None is taken from tonight as it stands.

    seconds, iterations: how long to search; by iterations the same order gives the same plan.
    team_count: only the first so many teams.
    """

    community_id: str
    night: date | None = None
    level: Level | None = None
    team_ids: tuple[str, ...] | None = None
    team_count: int | None = None
    seconds: float | None = None
    iterations: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """A saved plan: its id, itself, the result in one sentence and what changed, if anything."""

    plan_id: str
    plan: Plan
    sentence: Sentence
    change: Sentence | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that a plan of one night follows from; it can be pickled."""

    community: Community
    night: date
    now: datetime
    hazards: list[Hazard]
    teams: list[Team]
    gates: list[Gate]
    streets: list[Street]
    levels: Levels
    leader: str
    by_hand: bool
    under_water: frozenset[str]
    visited: dict[str, datetime]
    before: SavedPlan | None


def plan_night(
    store: Store,
    actor: Actor,
    order: PlanOrder,
    real: datetime,
    progress: Callable[[float], None] | None = None,
) -> PlanOutcome:
    """Plan a night and keep the plan as a draft; what was walked already stays in it.

    Raises
    ------
    NotFound
        No such community.
    NotReady
        It has no streets, so nothing can be walked; or the checker refused the plan.
    """
    with store.read() as conn:
        known = gather(conn, order, real)
    plan, note = made(known, order, progress)
    return keep(store, actor, known, plan, note, real)


def keep(
    store: Store, actor: Actor, known: Known, plan: Plan, note: Sentence | None, real: datetime
) -> PlanOutcome:
    """Keep a plan that was made from what is known, as a draft."""
    hours = effort(plan).person_hours
    with store.write(actor.id, real) as tx:
        plan_id = plans.save(tx, known.community.id, plan, known.levels, hours)
    change = compare(known.before.plan, plan).sentence() if known.before else None
    return PlanOutcome(plan_id, plan, sentence_of(plan, hours, note), change)


def made(
    known: Known, order: PlanOrder, progress: Callable[[float], None] | None = None
) -> tuple[Plan, Sentence | None]:
    """The plan, looked through by the checker, and what the official should know of the night.

    It follows from its arguments alone and touches no store, so it can be made in another
    process or on another machine: what goes in and what comes out can be pickled.

    Raises
    ------
    NotReady
        The checker refused the plan.
    """
    zone, wet, rules = known.community.zone, known.under_water, Rules.of(known.community.rules)
    wanted = needed_for(
        known.hazards, rules, known.night, known.levels, zone,
        by_hand=known.by_hand, leader=known.leader, now=known.now, visited=known.visited,
    )  # fmt: skip
    plan = rounds.plan(
        known.hazards, wanted, known.teams, StreetNetwork.of(known.streets, known.gates),
        known.gates, zone, rules=rules, seed=order.seed, iterations=order.iterations,
        seconds=order.seconds, progress=progress,
        underway=Underway(now=known.now, visited=known.visited, under_water=wet),
    )  # fmt: skip
    broken = check(
        plan, _from_now(wanted, known.now), known.hazards, known.teams, known.streets,
        known.gates, zone, closed_hazard_ids=wet,
    )  # fmt: skip
    if broken:
        log.error("a plan was refused by the checker: %s", "; ".join(map(str, broken)))
        raise NotReady(
            "The new plan breaks one of its own rules and was not kept: {rule}. The plan before "
            "stands. Plan again; if it happens again, tell who looks after Yuxun.",
            rule=broken[0].rule,
        )
    if known.before:
        plan = carried(known.before.plan, plan, _done(known.before), known.now)
    return plan, wanted.note


def _from_now(wanted: PassPlan, now: datetime) -> PassPlan:
    """What is wanted, in the windows that are left."""
    left = (replace(one, from_at=max(one.from_at, now)) for one in wanted.passes)
    return replace(wanted, passes=tuple(left))


def publish(tx: Tx, plan_id: str) -> Sentence:
    """Send a plan to the phones; the night's earlier published plan is replaced.

    Raises
    ------
    NotFound
        No such plan.
    """
    plans.publish(tx, plan_id)
    published = plans.one(tx.conn, plan_id)
    due_times.refresh(tx, published.community_id)
    return reason("Published: {rounds} rounds are on the phones.", rounds=walks_in(published.plan))


def gather(conn: Connection, order: PlanOrder, real: datetime) -> Known:
    """Read all that the plan of a night follows from."""
    community = communities.one(conn, order.community_id)
    night = order.night or tonight_in(community, real)
    walkable = streets.streets(conn, community.id)
    if not walkable:
        raise NotReady("{name} has no streets yet. Import them first.", name=community.name)
    ruling = warnings.response(conn, community.id, night)
    levels = levels_of(conn, community, night, real)
    if order.level is not None:
        levels = replace(levels, response=order.level)
    published = plans.latest(conn, community.id, night, published_only=True)
    return Known(
        community=community,
        night=night,
        now=now_in(community, real),
        hazards=hazards.of_community(conn, community.id),
        teams=_chosen(teams.on_night(conn, community, night), order),
        gates=streets.gates(conn, community.id),
        streets=walkable,
        levels=levels,
        leader=ruling.leader if ruling else "",
        by_hand=bool(ruling and ruling.by_hand),
        under_water=_under_water(conn, community, night),
        visited=_visited(conn, community),
        before=published or plans.latest(conn, community.id, night),
    )


def _chosen(on_duty: list[Team], order: PlanOrder) -> list[Team]:
    wanted = [each for each in on_duty if order.team_ids is None or each.id in order.team_ids]
    return wanted[: order.team_count]


def _visited(conn: Connection, community: Community) -> dict[str, datetime]:
    seen = visits.visits(conn, community.id)
    return {key: each.last_visited_at for key, each in seen.items() if each.last_visited_at}


def _under_water(conn: Connection, community: Community, night: date) -> frozenset[str]:
    """Flood segments with water by the last word of this night or the one before."""
    nights = (night - timedelta(days=1), night)
    told = [said for each in nights for said, _ in checkins.of_night(conn, community.id, each)]
    return under_water(told)


def _done(saved: SavedPlan) -> set[tuple[int, int]]:
    places = {each.id: place for place, each in enumerate(saved.rounds)}
    return {
        (places[round_id], seq)
        for (round_id, seq), status in saved.stop_statuses.items()
        if status == "done"
    }


def walks_in(plan: Plan) -> int:
    """How many rounds there are; a team's parts of one pass are one."""
    return len({(each.pass_no, each.team_id) for each in plan.rounds})


def sentence_of(plan: Plan, hours: float, note: Sentence | None = None) -> Sentence:
    """The result in one sentence: rounds, stops, person-hours and what cannot be done."""
    if not plan.rounds and not plan.unserved:
        return note or reason("There is nothing to patrol this night.")
    values: dict[str, object] = {
        "rounds": walks_in(plan),
        "stops": sum(len(each.stops) for each in plan.rounds),
        "hours": f"{hours:.1f}",
        "unserved": len(plan.unserved),
    }
    if not plan.unserved:
        return reason(
            "{rounds} rounds, {stops} stops, {hours} person-hours. Everything can be done.",
            **values,
        )
    first = plan.unserved[0]
    return reason(
        "{rounds} rounds, {stops} stops, {hours} person-hours. "
        "{unserved} visits cannot be made: {reason}",
        **values,
        reason=Sentence(first.reason, first.values),
    )
