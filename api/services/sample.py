"""The invented community: loaded, planned, put back, and moved between its two clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from api.actors import Actor
from api.services.clock import tonight_in
from api.services.planning import PlanOrder, plan_night, publish
from data import communities, plans
from data.samples import load
from data.store import Store
from geo.errors import NotAllowed
from geo.sentences import Sentence, reason


def load_and_plan(
    store: Store, actor: Actor, now: datetime, *, if_empty: bool = False, anew: bool = False
) -> Sentence | None:
    """Load the sample where it is not, plan its demo night and publish the plan.

    if_empty: do nothing where any community is. anew: put everything of the sample back as it
    was, its clock too; check-ins and what was added by hand stay. A sample that is there is
    kept as it is otherwise. Returns what happened, None for nothing.
    """
    with store.read() as conn:
        there = {each.id for each in communities.all_of(conn)}
    present = load.COMMUNITY_ID in there
    if if_empty and there and not (present and _unplanned(store, now)):
        return None
    if not present:
        load.load(store, now)
    elif anew:
        with store.write(actor.id, now) as tx:
            load.again(tx, load.read(now))
    elif not _unplanned(store, now):
        return reason("The sample is here already and was kept. Use --anew to load it again.")
    return _planned(store, actor, load.COMMUNITY_ID, now)


def turn_clock(
    store: Store, actor: Actor, community_id: str, now: datetime, *, demo: bool,
    seconds: float | None = None,
) -> Sentence:  # fmt: skip
    """Let an invented community live in the real time, or in its demo night; plan its tonight.

    Raises
    ------
    NotFound
        No such community.
    NotAllowed
        A real community has no demo night.
    """
    with store.write(actor.id, now) as tx:
        community = communities.one(tx.conn, community_id)
        if demo and not community.invented:
            raise NotAllowed("{name} is a real place and has no demo night.", name=community.name)
        night, began = (load.demo_night(), now) if demo else (None, None)
        communities.update(tx, replace(community, demo_night=night, demo_started_at=began))
        if community_id == load.COMMUNITY_ID:
            (load.as_before_the_night if demo else load.as_never_seen)(tx, load.read(now))
    return _planned(store, actor, community_id, now, seconds)


def _unplanned(store: Store, now: datetime) -> bool:
    """Whether an earlier loading of the sample ended before its night was planned."""
    with store.read() as conn:
        sample = communities.one(conn, load.COMMUNITY_ID)
        on_demo = sample.demo_night is not None
        return on_demo and plans.latest(conn, sample.id, tonight_in(sample, now)) is None


def _planned(
    store: Store, actor: Actor, community_id: str, now: datetime, seconds: float | None = None
) -> Sentence:
    """Plan tonight and send what is to be walked to the phones."""
    order = PlanOrder(community_id=community_id, seconds=seconds)
    outcome = plan_night(store, actor, order, now)
    if outcome.plan.rounds:
        with store.write(actor.id, now) as tx:
            publish(tx, outcome.plan_id)
    return outcome.sentence
