"""What has changed in a night since a plan of it was begun: such a plan goes to no phone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from data import checkins, communities, hazards, plans, teams
from data.plans import SavedPlan
from data.store import Connection
from geo.checkins import under_water
from geo.communities import Community
from geo.errors import NotReady
from geo.sentences import Sentence, reason
from geo.teams import Team


def state_of(
    published: SavedPlan | None, on_duty: Sequence[Team], wet: frozenset[str], *,
    now: datetime, out: Collection[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """The state that a plan is made from, as JSON has it.

    wet: ids of flood segments under water. ended: [team id, pass name] of rounds that were
    ended. until: by team id, when its last shift ends. off: teams that are off duty from now
    on: those in `out`, and those whose shift was to last longer when `published` was made.
    """
    return {
        "wet": sorted(wet),
        "ended": sorted(list(each) for each in _ended(published)),
        "until": {each.id: _until(each).isoformat() for each in on_duty if each.shifts},
        "off": sorted({*out, *_taken_off(published, on_duty, now)}),
        "at": now.isoformat(),
    }


def _taken_off(
    published: SavedPlan | None, on_duty: Sequence[Team], now: datetime
) -> Iterator[str]:
    there = {each.id for each in on_duty if each.shifts and _until(each) > now}
    was = (published.as_of or {}).get("until", {}) if published else {}
    for team_id, until in was.items():
        if team_id not in there and datetime.fromisoformat(until) > now:
            yield team_id


def check(conn: Connection, asked: SavedPlan, now: datetime) -> None:
    """Let a plan pass that knows of all that was said of water, rounds and shifts.

    Raises
    ------
    NotReady
        Something changed since the state that it was made from was read.
    """
    if asked.as_of is None:
        return
    changed = next(_changes(conn, asked, asked.as_of, now), None)
    if changed is not None:
        raise NotReady(
            "Since this plan was begun, {change}. Plan again, then publish.", change=changed
        )


def wet_on(conn: Connection, community: Community, night: date) -> frozenset[str]:
    """Flood segments with water by the last word of this night or the one before."""
    nights = (night - timedelta(days=1), night)
    told = [said for each in nights for said, _ in checkins.of_night(conn, community.id, each)]
    return under_water(told)


def _changes(
    conn: Connection, asked: SavedPlan, as_of: Mapping[str, Any], now: datetime
) -> Iterator[Sentence]:
    community, night = communities.one(conn, asked.community_id), asked.plan.night
    wet = wet_on(conn, community, night) - set(as_of["wet"])
    for each in hazards.of_community(conn, community.id) if wet else ():
        if each.id in wet:
            yield reason("{code} came under water", code=each.code)
    names = {each.id: each.name for each in teams.usual(conn, community.id)}
    until = {
        each.id: _until(each) for each in teams.on_night(conn, community, night) if each.shifts
    }
    for team_id, was in as_of["until"].items():
        ends = until.get(team_id, now)
        if ends < datetime.fromisoformat(was) and _walks_after(asked, team_id, ends):
            yield reason("{team} was taken out", team=names.get(team_id, ""))
    published = plans.latest(conn, community.id, night, published_only=True)
    told = {tuple(each) for each in as_of["ended"]}
    for team_id, _ in sorted(_ended(published) - told):
        yield reason("the round of {team} was ended", team=names.get(team_id, ""))


def _walks_after(asked: SavedPlan, team_id: str, at: datetime) -> bool:
    return any(each.team_id == team_id and each.round.ends_at > at for each in asked.rounds)


def _ended(saved: SavedPlan | None) -> set[tuple[str, str]]:
    return {
        (each.team_id, saved.plan.pass_of(each.round.pass_no).name)
        for each in (saved.rounds if saved else ())
        if saved and each.status == "ended"
    }


def _until(team: Team) -> datetime:
    return max(each.to_at for each in team.shifts)
