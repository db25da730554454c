"""Planning a night: gather what is known, ask geo for the rounds, keep them, publish them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.actors import Actor
from api.services import due_times, since_made
from api.services.clock import now_in, tonight_in
from api.services.going_on import GoingOn, going_on
from api.services.in_force import levels_of, span_of
from data import checkins, communities, hazards, orders, plans, streets, teams, visits, warnings
from data.plans import SavedPlan
from data.store import Connection, Store, Tx
from geo import rounds
from geo.carrying import carried
from geo.changes import Changes, compare
from geo.communities import Community
from geo.effort import effort
from geo.errors import NotReady
from geo.ground import Gate, Street
from geo.hazards import Hazard
from geo.itinerary import Plan
from geo.needs import PassPlan, Unserved
from geo.network import StreetNetwork
from geo.nights import night_of
from geo.passes import needed_for
from geo.plan_check import check
from geo.rain import Level, Levels
from geo.rules import PassName, Rules
from geo.sentences import Sentence, reason
from geo.teams import Team
from geo.underway import Order, Running, Underway
from geo.why_not import in_full

log = logging.getLogger("yuxun.planning")

# So many metres of walking a stop is worth staying with whom the office gave it to.
BY_HAND_M = 2_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOrder:
    """What somebody asks to be planned; what is None is taken from tonight as it stands.

    seconds, iterations: how long to search; by iterations the same order gives the same plan.
    usual_seconds: how long where neither is asked for and the night is not being walked; then
    the search is short. team_count: only the first so many teams. out_team_ids: teams that
    cannot go on. owners: visits given to a team by hand. cause: why it is planned.
    """

    community_id: str
    night: date | None = None
    level: Level | None = None
    team_ids: tuple[str, ...] | None = None
    team_count: int | None = None
    seconds: float | None = None
    iterations: int | None = None
    seed: int = 1
    usual_seconds: float | None = None
    out_team_ids: tuple[str, ...] = ()
    owners: Mapping[tuple[str, PassName], str] = field(default_factory=dict)
    cause: Sentence | None = None


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """A saved plan: its id, itself, the result in one sentence and what changed, if anything.

    unserved: a sentence for each visit that nobody can make, with what would serve it.
    """

    plan_id: str
    plan: Plan
    sentence: Sentence
    changes: Changes | None
    unserved: tuple[Sentence, ...] = ()

    @property
    def change(self) -> Sentence | None:
        """What changed in one sentence; None for a first plan."""
        return self.changes.sentence() if self.changes else None


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
    going: GoingOn | None = None
    urgent: tuple[Hazard, ...] = ()
    orders: tuple[Order, ...] = ()
    # Those that are out, or not on duty any more, have names too.
    every_team: tuple[Team, ...] = ()
    as_of: Mapping[str, Any] = field(default_factory=dict)


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
    return keep(store, actor, known, plan, note, real, cause=order.cause)


def keep(
    store: Store, actor: Actor, known: Known, plan: Plan, note: Sentence | None, real: datetime,
    *, cause: Sentence | None = None,
) -> PlanOutcome:  # fmt: skip
    """Keep a plan that was made from what is known, as a draft."""
    hours = effort(plan).person_hours
    changes = _changes(known, plan)
    with store.write(actor.id, real) as tx:
        plan_id = plans.save(
            tx, known.community.id, plan, known.levels, hours, changes=changes, cause=cause,
            as_of=known.as_of,
        )  # fmt: skip
    codes = {each.id: each.code for each in (*known.hazards, *known.urgent)}
    return PlanOutcome(
        plan_id, plan, sentence_of(plan, hours, note, codes=codes), changes,
        tuple(why_not(plan, each, codes) for each in plan.unserved),
    )  # fmt: skip


def _changes(known: Known, plan: Plan) -> Changes | None:
    if known.before is None:
        return None
    done = known.going.done.keys() if known.going else frozenset(_done(known.before))
    every = [*known.hazards, *known.urgent]
    return compare(known.before.plan, plan, every, known.every_team, done=done)


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
    if order.owners:
        # Who was named goes on, whatever way is shorter.
        rules = replace(rules, handover_m=max(rules.handover_m, BY_HAND_M))
    wanted = wanted_now(known)
    walked = known.going is not None and bool(known.going.running.passes)
    # Whoever plans a night that is being walked waits in the rain: no advice, a short search.
    usual = None if walked else order.usual_seconds
    underway = _underway(known)
    every = [*known.hazards, *known.urgent]
    free = known.going.free(known.teams, known.now) if known.going else known.teams
    plan = rounds.plan(
        every, wanted, free, StreetNetwork.of(known.streets, known.gates),
        known.gates, zone, rules=rules, seed=order.seed,
        iterations=order.iterations, seconds=order.seconds or (None if order.iterations else usual),
        progress=progress, underway=underway, advice=not walked,
    )  # fmt: skip
    broken = check(
        plan, _from_now(wanted, known.now), every, free, known.streets,
        known.gates, zone, closed_hazard_ids=wet, rules=rules, underway=underway,
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


def wanted_now(known: Known) -> PassPlan:
    """What the night still asks for, as things stand."""
    return needed_for(
        known.hazards, Rules.of(known.community.rules), known.night, known.levels,
        known.community.zone, by_hand=known.by_hand, leader=known.leader, now=known.now,
        visited=known.visited, urgent=known.urgent,
        running=known.going.running if known.going else Running(),
    )  # fmt: skip


def _underway(known: Known) -> Underway:
    """What already goes on, as the planner takes it."""
    if known.going is None:
        return Underway(
            now=known.now, visited=known.visited, under_water=known.under_water,
            orders=known.orders,
        )  # fmt: skip
    return Underway(
        now=known.now, visited=known.visited, under_water=known.under_water,
        at=known.going.at, owners=known.going.owners, orders=known.orders,
    )  # fmt: skip


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
    NotReady
        A later plan of that night is there, or something changed since this one was begun: what
        came later, such as water, it does not know.
    """
    asked = plans.one(tx.conn, plan_id)
    newest_id = plans.newest_id(tx.conn, asked.community_id, asked.plan.night)
    if newest_id is not None and newest_id != plan_id:
        newest = plans.one(tx.conn, newest_id)
        raise NotReady(
            "A newer plan of this night is there, made at {time}. Look at it, then publish it.",
            time=f"{_made_at(tx.conn, newest):%H:%M}",
        )
    if asked.status == "draft":
        community = communities.one(tx.conn, asked.community_id)
        since_made.check(tx.conn, asked, now_in(community, tx.now))
    plans.publish(tx, plan_id)
    published = plans.one(tx.conn, plan_id)
    due_times.refresh(tx, published.community_id)
    return reason("Published: {rounds} rounds are on the phones.", rounds=walks_in(published.plan))


def _made_at(conn: Connection, saved: SavedPlan) -> datetime:
    """When a plan was made, by its community's clock."""
    community = communities.one(conn, saved.community_id)
    return now_in(community, saved.changed_at).astimezone(ZoneInfo(community.zone))


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
    now, rules = now_in(community, real), Rules.of(community.rules)
    published = plans.latest(conn, community.id, night, published_only=True)
    on_duty = teams.on_night(conn, community, night)
    chosen = _chosen(on_duty, order)
    said = [each for each, _ in checkins.of_night(conn, community.id, night)]
    going = None
    if published is not None:
        going = going_on(published, said, now, rules, chosen, order.owners)
    return Known(
        community=community,
        night=night,
        now=now,
        hazards=hazards.of_community(conn, community.id),
        teams=chosen,
        gates=streets.gates(conn, community.id),
        streets=walkable,
        levels=levels,
        leader=ruling.leader if ruling else "",
        by_hand=bool(ruling and ruling.by_hand),
        under_water=since_made.wet_on(conn, community, night),
        visited=_visited(conn, community),
        before=published or plans.latest(conn, community.id, night),
        going=going,
        every_team=_every_team(conn, community, chosen),
        urgent=_urgent(conn, community, now, real) if going else (),
        orders=_orders(conn, community, night, order.owners),
        as_of=since_made.state_of(
            published,
            on_duty,
            since_made.wet_on(conn, community, night),
            now=now,
            out=order.out_team_ids,
        ),
    )


def _orders(
    conn: Connection, community: Community, night: date,
    given: Mapping[tuple[str, PassName], str],
) -> tuple[Order, ...]:  # fmt: skip
    """The orders that somebody made, without the visits that were given to another team."""
    return tuple(
        replace(each, hazard_ids=tuple(
            one for one in each.hazard_ids
            if given.get((one, each.pass_name), each.team_id) == each.team_id
        ))
        for each in orders.in_force(conn, community.id, night)
    )  # fmt: skip


def _every_team(conn: Connection, community: Community, chosen: list[Team]) -> tuple[Team, ...]:
    there = {each.id for each in chosen}
    others = [each for each in teams.usual(conn, community.id) if each.id not in there]
    return (*chosen, *(
        Team(each.id, each.name, each.mode, each.speed_m_s, each.point, each.point, ())
        for each in others
    ))  # fmt: skip


def _chosen(on_duty: list[Team], order: PlanOrder) -> list[Team]:
    wanted = [each for each in on_duty if order.team_ids is None or each.id in order.team_ids]
    return [each for each in wanted if each.id not in order.out_team_ids][: order.team_count]


def _urgent(
    conn: Connection, community: Community, now: datetime, real: datetime
) -> tuple[Hazard, ...]:
    """Drafts put on the map in this night that nobody has looked at since."""
    begins, _ = span_of(community, night_of(now, community.zone))
    since = real - (now - begins)
    if community.demo_started_at is not None:
        # What was loaded with the demo night was not found in it.
        since = max(since, community.demo_started_at)
    seen = _visited(conn, community)
    return tuple(
        each
        for each in hazards.of_community(conn, community.id, ("draft",))
        if each.geometry is not None
        and each.changed_at is not None
        and each.changed_at > since
        and each.id not in seen
    )


def _visited(conn: Connection, community: Community) -> dict[str, datetime]:
    seen = visits.visits(conn, community.id)
    return {key: each.last_visited_at for key, each in seen.items() if each.last_visited_at}


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


def sentence_of(
    plan: Plan, hours: float, note: Sentence | None = None, *, codes: Mapping[str, str]
) -> Sentence:
    """The result in one sentence: rounds, stops, person-hours and what cannot be done.

    codes: of hazards, by id.
    """
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
        reason=why_not(plan, replace(first, remedy=None), codes),
    )


def why_not(plan: Plan, missed: Unserved, codes: Mapping[str, str]) -> Sentence:
    """Which visit nobody can make, why, and what would serve it."""
    name = next((one.name for one in plan.passes if one.no == missed.pass_no), None)
    return in_full(missed, codes.get(missed.hazard_id, ""), name)
