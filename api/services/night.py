"""Tonight as the phone and the official see it: what is in force, who walks, how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from api.services.clock import now_in, tonight_in
from api.services.in_force import levels_of
from api.services.standing import Standing, seen_besides, standings
from data import checkins, communities, confirmations, hazards, orders, plans, teams, warnings
from data.orders import Whose
from data.plans import SavedPlan, SavedRound
from data.store import Connection, Store
from data.teams import TeamRow
from data.warnings import Response
from geo import counting
from geo.checkins import CheckIn
from geo.communities import Community, Contact
from geo.hazards import STATUSES, Hazard
from geo.itinerary import Stop
from geo.passes import PassPlan, needed_for
from geo.progress import Progress, tally
from geo.rain import Levels
from geo.rules import Rules
from geo.sun import Sun, sun_of
from geo.teams import Team
from geo.underway import Order


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
    standings: dict[tuple[str, int], Standing]
    confirmed: dict[str, datetime]
    by_hand: tuple[Order, ...]
    templates: dict[Whose, str]
    newest_plan_id: str | None

    @property
    def in_season(self) -> bool:
        """Whether the night is in the flood season."""
        return self.rules.season.holds(self.night)

    def standing(self, saved: SavedRound, stop: Stop) -> Standing:
        """How a stop stands, and the last check-in that says so."""
        return self.standings[saved.id, stop.seq]

    def progress(self) -> Progress:
        """How far the night is."""
        findings = len(counting.findings(self.said))
        if self.saved is None:
            return Progress(0, 0, 0, 0, findings)
        done = {
            (place, stop.seq)
            for place, saved in enumerate(self.saved.rounds)
            for stop in saved.round.stops
            if self.standing(saved, stop).state == "done"
        }
        besides = seen_besides(self.saved, self.said, self.standings)
        return tally(self.saved.plan, done, findings, besides.keys())


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


def of_round(
    conn: Connection, round_id: str, real: datetime, *, own: bool
) -> tuple[Night, SavedRound]:
    """A round and the night that it is or was walked in.

    own: for the office itself, which alone sees its drafts. Anybody else is told of a draft's
    round what he is told of one that never was.

    Raises
    ------
    NotFound
        No such round.
    """
    saved = plans.of_round(conn, round_id)
    if saved.status == "draft" and not own:
        raise plans.no_round(round_id)
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
    saved = saved or plans.latest(conn, community.id, night, published_only=published_only)
    said = [each for each, _ in checkins.of_night(conn, community.id, night)]
    now = now_in(community, real)
    return Night(
        community=community,
        rules=rules,
        night=night,
        now=now,
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
        saved=saved,
        # A finding of tonight is a draft, and is walked to all the same.
        hazards={each.id: each for each in hazards.of_community(conn, community.id, STATUSES)},
        contacts={each.id: each for each in communities.contacts(conn, community.id)},
        teams=teams.of_community(conn, community.id),
        on_duty={each.id: each for each in teams.on_night(conn, community, night)},
        said=said,
        standings=standings(saved, said, now, rules) if saved else {},
        newest_plan_id=plans.newest_id(conn, community.id, night),
        confirmed=confirmations.of_plan(conn, saved.id) if saved else {},
        by_hand=orders.by_hand(conn, community.id, night),
        templates={
            (each.team_id, each.pass_name): each.name
            for each in orders.templates(conn, community.id)
            if each.in_use
        },
    )
