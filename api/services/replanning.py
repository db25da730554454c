"""A running night planned again: by a word from the office, or by itself when something changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from api.services import duty
from api.services.alarms import LEVEL_WORDS
from api.services.clock import now_in, tonight_in
from api.services.planning import PlanOrder
from data import communities, confirmations, plans, teams
from data.plans import SavedPlan
from data.store import Connection, Tx
from geo.communities import Community
from geo.errors import BadInput, NotReady
from geo.hazards import Hazard
from geo.rain import Level
from geo.sentences import Sentence, reason


def order_again(
    conn: Connection, plan_id: str, real: datetime, *, out_team_ids: Sequence[str] = (),
    level: Level | None = None, iterations: int | None = None, seconds: float | None = None,
) -> PlanOrder:  # fmt: skip
    """What planning a night again from now means, whose plan, or a draft of it, is this one.

    Raises
    ------
    NotFound
        No such plan.
    NotReady
        No plan of its night is on the phones, it was replaced, or its night is over.
    BadInput
        A team that is out is not of the community, or nobody would be left.
    """
    saved = plans.one(conn, plan_id)
    community = communities.one(conn, saved.community_id)
    duty.check_teams(conn, community.id, out_team_ids)
    if plans.latest(conn, community.id, saved.plan.night, published_only=True) is None:
        raise NotReady("This plan is not on the phones yet. Publish it first.")
    if saved.status == "replaced":
        raise NotReady("A newer plan has taken the place of this one. Look at the newest.")
    if saved.plan.night != tonight_in(community, real):
        raise NotReady("The night of this plan is over. Plan tonight.")
    on_duty = {each.id for each in teams.on_night(conn, community, saved.plan.night)}
    if out_team_ids and on_duty <= set(out_team_ids):
        raise BadInput("Nobody would be left to walk. Leave at least one team on duty.")
    return PlanOrder(
        community_id=community.id, night=saved.plan.night, level=level,
        out_team_ids=tuple(out_team_ids), iterations=iterations, seconds=seconds,
    )  # fmt: skip


def confirm(tx: Tx, plan_id: str, team_id: str) -> datetime:
    """Keep that a team has accepted a plan; when it first did, by the community's clock.

    Raises
    ------
    NotFound
        No such plan.
    NotReady
        It is not on the phones (any more).
    BadInput
        The team is not of the community.
    """
    saved = plans.one(tx.conn, plan_id)
    community = communities.one(tx.conn, saved.community_id)
    duty.check_teams(tx.conn, community.id, [team_id])
    if team_id not in confirmations.of_plan(tx.conn, plan_id):
        _check_on_phones(saved)
    return confirmations.confirm(tx, plan_id, team_id, now_in(community, tx.now))


def _check_on_phones(saved: SavedPlan) -> None:
    if saved.status == "replaced":
        raise NotReady("A newer plan has taken the place of this one. Look at the newest.")
    if saved.status != "published":
        raise NotReady("This plan is not on the phones yet. Publish it first.")


def follows(conn: Connection, community: Community, real: datetime) -> PlanOrder | None:
    """What is to be planned again by itself after a change; None where no plan is on the phones."""
    night = tonight_in(community, real)
    if plans.latest(conn, community.id, night, published_only=True) is None:
        return None
    return PlanOrder(community_id=community.id, night=night)


def water_said(
    before: frozenset[str], after: frozenset[str], hazard: Hazard, at: datetime,
    community: Community,
) -> Sentence | None:  # fmt: skip
    """What a check-in at a hazard changed on the ground; None for nothing."""
    time = f"{at.astimezone(ZoneInfo(community.zone)):%H:%M}"
    if hazard.id in after - before:
        return reason("{code} is under water since {time}.", code=hazard.code, time=time)
    if hazard.id in before - after:
        return reason("{code} is clear of water since {time}.", code=hazard.code, time=time)
    return None


def level_said(level: Level) -> Sentence:
    """The office's own level, as it is now."""
    if level is Level.NONE:
        return reason("Our own level is lifted.")
    return reason("Our level is {level} now.", level=LEVEL_WORDS[level])


def found_said(hazard: Hazard, at: datetime, community: Community) -> Sentence | None:
    """That something was found and put on the map; None where it waits for its place."""
    if hazard.status != "draft" or hazard.geometry is None:
        return None
    time = f"{at.astimezone(ZoneInfo(community.zone)):%H:%M}"
    return reason("{code} was found at {time}.", code=hazard.code, time=time)
