"""Tonight as the phone and the official see it: what is in force, who walks, how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.services.clock import now_in, tonight_in
from api.services.in_force import levels_of
from data import checkins, communities, hazards, plans, teams, warnings
from data.plans import SavedPlan, SavedRound
from data.store import Connection, Store
from data.teams import TeamRow
from data.warnings import Response
from geo.checkins import CheckIn
from geo.communities import Community, Contact
from geo.hazards import Hazard
from geo.itinerary import Stop
from geo.passes import PassPlan, needed_for
from geo.progress import Progress, tally
from geo.rain import Levels
from geo.rules import Rules
from geo.sun import Sun, sun_of
from geo.teams import Team

State = Literal["planned", "done", "missed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stop of the night stands: whether it was answered for, and by which check-in."""

    state: State
    said: CheckIn | None


@dataclass(frozen=True, slots=True)
class Night:
    """One night of a community at one moment, with all that its pages show."""

    community: Community
    rules: Rules
    night: date
    now: datetime
    levels: Levels
    ruling: Response
    sun: Sun
    wanted: PassPlan
    saved: SavedPlan | None
    hazards: dict[str, Hazard]
    contacts: dict[str, Contact]
    teams: list[TeamRow]
    on_duty: dict[str, Team]
    said: list[CheckIn]

    @property
    def in_season(self) -> bool:
        """Whether the night is in the flood season."""
        return self.rules.season.holds(self.night)

    def standing(self, saved: SavedRound, stop: Stop) -> Standing:
        """How a stop stands, and the last check-in that says so."""
        assert self.saved is not None
        key = (saved.id, stop.seq)
        if self.saved.stop_statuses[key] != "done":
            window = self.saved.plan.pass_of(stop.pass_no)
            return Standing("missed" if self.now >= window.to_at else "planned", None)
        own = [each for each in self.said if each.stop_id == self.saved.stop_ids[key]]
        window = self.saved.plan.pass_of(stop.pass_no)
        # The check-in of a stop that an earlier plan had names that stop, or none.
        here = [
            each
            for each in self.said
            if each.hazard_id == stop.hazard_id and window.from_at <= each.seen_at < window.to_at
        ]
        told = own or here
        return Standing("done", told[-1] if told else None)

    def progress(self) -> Progress:
        """How far the night is."""
        findings = sum(said.result == "finding" for said in self.said)
        if self.saved is None:
            return Progress(0, 0, 0, 0, findings)
        done = {
            (place, stop.seq)
            for place, saved in enumerate(self.saved.rounds)
            for stop in saved.round.stops
            if self.standing(saved, stop).state == "done"
        }
        return tally(self.saved.plan, done, findings)


def tonight(store: Store, community_id: str, real: datetime, *, published_only: bool) -> Night:
    """A community's tonight.

    published_only: True for the phone, which shows what was published; the official's page
    shows the newest plan, draft or not.

    Raises
    ------
    NotFound
        No such community.
    """
    with store.read() as conn:
        return read(conn, communities.one(conn, community_id), real, published_only=published_only)


def of_round(conn: Connection, round_id: str, real: datetime) -> tuple[Night, SavedRound]:
    """A round and the night that it is or was walked in.

    Raises
    ------
    NotFound
        No such round.
    """
    saved = plans.of_round(conn, round_id)
    community = communities.one(conn, saved.community_id)
    night = read(conn, community, real, published_only=False, night=saved.plan.night, saved=saved)
    return night, next(each for each in saved.rounds if each.id == round_id)


def read(
    conn: Connection,
    community: Community,
    real: datetime,
    *,
    published_only: bool,
    night: date | None = None,
    saved: SavedPlan | None = None,
) -> Night:
    """As `tonight`, in a snapshot that is open already; of another night or plan if given."""
    night = night or tonight_in(community, real)
    at = community.boundary.representative_point()
    known = hazards.of_community(conn, community.id)
    rules = Rules.of(community.rules)
    levels = levels_of(conn, community, night, real)
    ruling = warnings.response(conn, community.id, night) or Response(night)
    return Night(
        community=community,
        rules=rules,
        night=night,
        now=now_in(community, real),
        levels=levels,
        ruling=ruling,
        sun=sun_of(night, at.x, at.y, community.zone),
        wanted=needed_for(
            known,
            rules,
            night,
            levels,
            community.zone,
            by_hand=ruling.by_hand,
            leader=ruling.leader,
        ),
        saved=saved or plans.latest(conn, community.id, night, published_only=published_only),
        hazards={each.id: each for each in known},
        contacts={each.id: each for each in communities.contacts(conn, community.id)},
        teams=teams.of_community(conn, community.id),
        on_duty={each.id: each for each in teams.on_night(conn, community, night)},
        said=[said for said, _ in checkins.of_night(conn, community.id, night)],
    )
