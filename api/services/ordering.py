"""The order of a round's stops, put by hand: what it costs, kept, and given back."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.services.planning import Known, PlanOrder, gather, wanted_now
from data import orders, plans
from data.orders import HandOrder, Template
from data.plans import SavedPlan, SavedRound
from data.store import Connection, Tx
from geo.changes import Changes, compare
from geo.effort import effort
from geo.errors import BadInput, NotReady
from geo.hand_order import Reordered, Standing, numbered_as, reordered, shift_of
from geo.itinerary import Plan, Round
from geo.needs import PASS_WORDS
from geo.network import StreetNetwork
from geo.order_cost import cost_of
from geo.plan_check import check
from geo.rules import Rules
from geo.sentences import Sentence, reason

log = logging.getLogger("yuxun.planning")


@dataclass(frozen=True, slots=True)
class Tried:
    """A round in another order: as it would be, what that costs, or why it cannot be.

    round is None where something is broken.
    """

    round: Round | None
    sentence: Sentence
    broken: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An order that was kept: the draft that has it, and the round in it."""

    plan_id: str
    round_id: str
    tried: Tried


@dataclass(frozen=True, slots=True)
class _Case:
    """A round of the newest plan and all that its order follows from."""

    saved: SavedPlan
    one: SavedRound
    known: Known
    standing: Standing

    @property
    def whose(self) -> HandOrder:
        """The key of its order; no hazards yet."""
        plan = self.saved.plan
        name = plan.pass_of(self.one.round.pass_no).name
        shift = shift_of(self.one.round, self.standing.team.shifts)
        hours = (shift.from_at, shift.to_at) if shift else None
        return HandOrder(self.saved.community_id, plan.night, self.one.team_id, name, (), hours)


def attempt(conn: Connection, round_id: str, hazard_ids: Sequence[str], real: datetime) -> Tried:
    """What it would cost to make a round's open stops in that order; nothing is kept.

    Raises
    ------
    NotFound
        No such round.
    BadInput
        The order does not name each open stop.
    NotReady
        A newer plan is there, or the round is over.
    """
    case = _case(conn, round_id, real)
    _check_ids(case, hazard_ids)
    return _tried(case, hazard_ids)[0]


def keep(tx: Tx, round_id: str, hazard_ids: Sequence[str], real: datetime) -> Kept:
    """Keep an order: a new draft has it, and so has every later plan of that night.

    Raises
    ------
    NotReady
        A stop falls out of its window, or the team would be late: the sentence names it. Or a
        newer plan is there, or the round is over.
    NotFound, BadInput
        As `attempt` does.
    """
    case = _case(tx.conn, round_id, real)
    _check_ids(case, hazard_ids)
    tried, _ = _tried(case, hazard_ids)
    if tried.round is None:
        raise NotReady("The order was not kept, nothing is changed: {why}", why=tried.sentence)
    orders.put(tx, replace(case.whose, hazard_ids=tuple(hazard_ids)))
    cause = reason(
        "{team}, {pass_name}: the order is put by hand.",
        team=case.standing.team.name, pass_name=PASS_WORDS[case.whose.pass_name],
    )  # fmt: skip
    return _saved(tx, case, tried, tried.round, cause)


def give_back(tx: Tx, round_id: str, real: datetime) -> Kept:
    """Forget the order by hand, or put its template away; a new draft has the round without it.

    Without an order by hand a template in use orders the round again, else the planner does.

    Raises
    ------
    NotFound
        No such round.
    NotReady
        The planner ordered it, a newer plan is there, or the round is over.
    """
    case = _case(tx.conn, round_id, real)
    by_hand, used = orders.give_back(tx, case.whose), _template(tx.conn, case)
    if used is not None and not by_hand:
        orders.change_template(tx, replace(used, in_use=False))
    elif not by_hand:
        raise NotReady("This round is in the planner's order already.")
    tried, _ = _tried(case, None, used.hazard_ids if used and by_hand else None)
    if tried.round is None:
        raise NotReady("The round cannot be ordered anew: {why}", why=tried.broken[0])
    values = {"team": case.standing.team.name, "pass_name": PASS_WORDS[case.whose.pass_name]}
    if used is None:
        cause = reason("{team}, {pass_name}: back to the planner's order.", **values)
    elif by_hand:
        cause = reason("{team}, {pass_name}: back to the template.", **values)
    else:
        cause = reason("{team}, {pass_name}: the template is put away.", **values)
    return _saved(tx, case, tried, tried.round, cause)


def _case(conn: Connection, round_id: str, real: datetime) -> _Case:
    saved = plans.of_round(conn, round_id)
    newest = plans.latest(conn, saved.community_id, saved.plan.night)
    if newest is None or newest.id != saved.id:
        raise NotReady("A newer plan of this night is there. Move the stops there.")
    place = next(n for n, each in enumerate(saved.rounds) if each.id == round_id)
    one = saved.rounds[place]
    known = gather(conn, PlanOrder(community_id=saved.community_id, night=saved.plan.night), real)
    team = next((each for each in known.teams if each.id == one.team_id), None)
    window = saved.plan.pass_of(one.round.pass_no)
    if team is None or one.status in ("done", "ended") or window.to_at <= known.now:
        raise NotReady("This round is over; its stops cannot be moved any more.")
    standing = Standing(
        plan=saved.plan, place=place, done=_done(saved, one, known),
        needs=numbered_as(saved.plan, wanted_now(known)), team=team, now=known.now,
    )  # fmt: skip
    if not standing.open:
        raise NotReady("Every stop of this round is done already.")
    return _Case(saved, one, known, standing)


def _done(saved: SavedPlan, one: SavedRound, known: Known) -> frozenset[int]:
    """The stops that were answered for, by this plan or, while it is a draft, by the one before."""
    made = known.going.running.made if known.going else frozenset()
    name = saved.plan.pass_of(one.round.pass_no).name
    return frozenset(
        stop.seq
        for stop in one.round.stops
        if saved.stop_statuses[one.id, stop.seq] == "done" or (stop.hazard_id, name) in made
    )


def _check_ids(case: _Case, hazard_ids: Sequence[str]) -> None:
    stops = Counter(stop.hazard_id for stop in case.standing.open)
    if Counter(hazard_ids) == stops:
        return
    codes = _codes(case.known)
    wrong = sorted(
        codes.get(each, each[:36]) for each in (stops - Counter(hazard_ids))
    ) or sorted(codes.get(each, each[:36]) for each in Counter(hazard_ids) - stops)  # fmt: skip
    raise BadInput(
        "The order must name every stop that is still to be made, and no other: look at {codes}. "
        "Load the page again.", codes=", ".join(wrong),
    )  # fmt: skip


def _codes(known: Known) -> dict[str, str]:
    return {each.id: each.code for each in (*known.hazards, *known.urgent)}


def _template(conn: Connection, case: _Case) -> Template | None:
    whose = case.whose
    return orders.used(conn, whose.community_id, whose.team_id, whose.pass_name)


def _tried(
    case: _Case, hazard_ids: Sequence[str] | None, usual: Sequence[str] | None = None
) -> tuple[Tried, Reordered]:
    known, standing, codes = case.known, case.standing, _codes(case.known)
    owed = {each.hazard_id for each in standing.needs if each.pass_no == case.one.round.pass_no}
    gone = next((s.hazard_id for s in standing.open if s.hazard_id not in owed), None)
    if gone is not None:
        raise NotReady(
            "The night has changed since this plan was made: nobody asks for {code} any more. "
            "Plan again first.", code=codes.get(gone, ""),
        )  # fmt: skip
    every = [*known.hazards, *known.urgent]
    network, zone = StreetNetwork.of(known.streets, known.gates), known.community.zone
    rules = Rules.of(known.community.rules)
    made = reordered(standing, hazard_ids, every, network, known.gates, zone, rules=rules,
                     under_water=known.under_water, usual=usual)  # fmt: skip
    broken = made.broken or _refused(made, known, rules)
    if made.round is None or broken:
        why = (*broken, reason("In this order the round cannot be walked."))[0]
        return Tried(None, why, broken), made
    return Tried(made.round, cost_of(case.one.round, made.round, codes, zone), ()), made


def _refused(made: Reordered, known: Known, rules: Rules) -> tuple[Sentence, ...]:
    """What the independent checker says of the part that was made anew."""
    every = [*known.hazards, *known.urgent]
    found = check(
        made.part, made.wanted, every, [made.team], known.streets, known.gates,
        known.community.zone, closed_hazard_ids=known.under_water, rules=rules,
    )  # fmt: skip
    if found:
        log.error("an order was refused by the checker: %s", "; ".join(map(str, found)))
    return tuple(
        reason("In this order the round breaks a rule: {rule}.", rule=each.rule) for each in found
    )


def _saved(tx: Tx, case: _Case, tried: Tried, walk: Round, cause: Sentence) -> Kept:
    saved, place = case.saved, case.standing.place
    rounds = (*saved.plan.rounds[:place], walk, *saved.plan.rounds[place + 1 :])
    plan = replace(saved.plan, rounds=rounds)
    plan_id = plans.save(
        tx, saved.community_id, plan, saved.levels, effort(plan).person_hours,
        changes=_changes(case, plan), cause=cause, as_of=saved.as_of,
    )  # fmt: skip
    new = plans.one(tx.conn, plan_id)
    return Kept(plan_id, new.rounds[place].id, tried)


def _changes(case: _Case, plan: Plan) -> Changes:
    known = case.known
    before = known.before.plan if known.before else case.saved.plan
    done = known.going.done.keys() if known.going else frozenset()
    return compare(before, plan, [*known.hazards, *known.urgent], known.every_team, done=done)
