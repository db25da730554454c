"""Who is on duty in a night, and the rules that a community goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from api.services import due_times, turns
from api.services.clock import tonight_in
from data import communities, listing, teams
from data.store import Connection, Tx
from data.teams import TeamRow
from geo.communities import Community, Contact
from geo.errors import BadInput, EditConflict, Problem
from geo.nights import span
from geo.roster import Staffed, version_of
from geo.rules import ANY_KIND, Rules
from geo.teams import Shift
from geo.texts import shown


@dataclass(frozen=True, slots=True)
class Turn:
    """One team's turn as somebody typed it in: clock times of a night, and who."""

    team_id: str
    opens: str
    ends: str
    member_ids: tuple[str, ...]
    end: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A team, the people who can be on it, and its shifts tonight (none: off duty).

    shifts: as they were asked for; staffed: the same with who really is there. version: of the
    whole night, which whoever changes it names.
    """

    team: TeamRow
    people: tuple[Contact, ...]
    shifts: tuple[Shift, ...]
    staffed: tuple[Staffed, ...] = ()
    version: str = ""


def tonight(conn: Connection, community: Community, real: datetime) -> list[OnDuty]:
    """Every team of a community with tonight's shifts."""
    known = {each.id: each for each in communities.contacts(conn, community.id)}
    [one] = teams.roster(conn, community, tonight_in(community, real), 1)
    found = []
    for row in teams.of_community(conn, community.id):
        own = tuple(each for each in one.staffed if each.asked.team_id == row.id)
        shifts = tuple(each.asked for each in own)
        found.append(OnDuty(row, _people(row, own, known), shifts, own, one.version))
    return found


def _people(
    row: TeamRow, staffed: Iterable[Staffed], known: Mapping[str, Contact]
) -> tuple[Contact, ...]:
    ids = [one for shift in row.usual_shifts for one in shift.get("members", ())]
    for place in (each for own in staffed for each in own.places):
        ids += [place.person_id, place.by_id or place.person_id]
    return tuple(known[each] for each in dict.fromkeys(ids) if each in known)


def set_shifts(
    tx: Tx, community_id: str, night: date, given: Iterable[Turn],
    *, known: str | None = None, language: str = "zh_CN",
) -> str:  # fmt: skip
    """Write who is on duty in a night; a team without a turn is off duty. The new version.

    known: the version that the sender has read; None: whatever is there is replaced. language:
    the reader's, for the names of teams.

    Raises
    ------
    NotFound
        No such community.
    EditConflict
        The night is not as the sender has read it.
    NotReady
        The night is over.
    BadInput
        A team or a member is not of this community, a turn ends before it begins, a team or
        somebody would be on two at one time or would come without rest.
    """
    community = communities.one(tx.conn, community_id)
    if known is not None and known != _version(tx.conn, community, night):
        raise EditConflict(
            "Somebody has changed the roster of this night meanwhile. It is shown as it is now; "
            "make your change again."
        )
    shifts = [
        Shift(each.team_id, *span(night, each.opens, each.ends, community.zone),
              tuple(dict.fromkeys(each.member_ids)), each.end)
        for each in given
    ]  # fmt: skip
    turns.write(tx, community, {night: shifts}, language)
    return _version(tx.conn, community, night)


def _version(conn: Connection, community: Community, night: date) -> str:
    return version_of(teams.asked_shifts(conn, community, night, 1)[night])


def check_teams(conn: Connection, community_id: str, team_ids: Iterable[str]) -> None:
    """Let teams pass that are of the community.

    Raises
    ------
    NotFound
        No such community.
    BadInput
        One problem for each team that is not of it.
    """
    communities.one(conn, community_id)
    own = {each.id for each in teams.of_community(conn, community_id)}
    strangers = sorted(set(team_ids) - own)
    if strangers:
        raise BadInput(
            "{teams}: no such team in this community. Choose from its list of teams.",
            teams=", ".join(strangers[:5]),
            problems=[Problem(each, "This team is not of this community.") for each in strangers],
        )


def set_rules(tx: Tx, community_id: str, given: Mapping[str, Any]) -> Rules:
    """Keep new rules; lists that tell of extra night passes and due times follow at once.

    Raises
    ------
    NotFound
        No such community.
    BadInput
        With a problem for each rule that cannot be.
    """
    rules = Rules.of(given)
    known = {ANY_KIND, *(each.id for each in tx.kinds)}
    strange = sorted({each.kind for each in rules.table} - known)
    if strange:
        raise BadInput(
            "The rules cannot be used as they are.",
            problems=[
                Problem("table", "There is no hazard kind “{name}”. Use one of: {known}.",
                        {"name": shown(each), "known": ", ".join(sorted(known))})
                for each in strange
            ],
        )  # fmt: skip
    community = communities.one(tx.conn, community_id)
    communities.update(tx, replace(community, rules=rules.as_json()))
    listing.relist(tx, community_id)
    due_times.refresh(tx, community_id)
    return rules
