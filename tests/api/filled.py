"""The town in a store: every collection has features, and a published night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from shapely import LineString
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from data import communities, hazards, plans, streets, teams
from data.store import Store
from geo.hazards import Hazard
from geo.itinerary import Leg, Plan, Round, Stop
from geo.nights import moment
from geo.passes import Pass
from geo.rain import Levels
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
LOCAL = ("127.0.0.1", 50000)


def night_plan(found: Sequence[Hazard]) -> Plan:
    """One round of team 1 over these hazards, five minutes apart from 20:05."""
    starts = moment(town.NIGHT, "20:00", town.ZONE)
    at = [town.node_at(node) for node in (2, 3, 4, 10, 9, 8)]
    stops, legs = [], []
    for seq, hazard in enumerate(found, 1):
        here, there = at[seq % len(at)], at[(seq + 1) % len(at)]
        stops.append(Stop(seq, hazard.id, 3, True, starts + timedelta(minutes=5 * seq), 120,
                          here, here, False, "other"))  # fmt: skip
        legs.append(Leg(seq, LineString([here, there]), 100.0, 84))
    legs.append(Leg(len(found) + 1, LineString([at[1], at[0]]), 100.0, 84))
    round_ = Round(3, town.id_of("Team 1"), starts, starts + timedelta(hours=2),
                   100.0 * len(legs), tuple(stops), tuple(legs))  # fmt: skip
    night = Pass(3, "night_1", True, starts, moment(town.NIGHT, "23:15", town.ZONE))
    return Plan(town.NIGHT, (night,), (round_,), (), 1, 10)


def fill(store: Store, now: datetime = NOW) -> None:
    """Put the town and its published night into an empty store."""
    found = town.hazards()
    with store.write("test", now) as tx:
        communities.add(tx, town.community())
        communities.add_office(tx, town.office())
        communities.add_contacts(tx, town.contacts())
        for team in town.team_rows():
            teams.add(tx, team)
        streets.replace_ground(tx, town.COMMUNITY, town.streets(), town.gates(), town.ground())
        hazards.add_many(tx, found)
    with store.write("test", now) as tx:
        plan_id = plans.save(tx, town.COMMUNITY, night_plan(found), Levels(), 4.0)
        plans.publish(tx, plan_id)


class Hand:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def client_of(
    store: Store, clock: Hand | None = None, *, address: tuple[str, int] = LOCAL, **settings: object
) -> TestClient:
    """A client on this machine, or at `address`, of an application on that store."""
    made = Settings(store="sqlite://", **settings)  # type: ignore[arg-type]
    app = create_app(made, store=store, clock=clock or Hand())
    return TestClient(
        app, base_url="http://127.0.0.1:8000", client=address, raise_server_exceptions=False
    )
