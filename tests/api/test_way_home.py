"""Where somebody lives leaves the office by no list and no answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import LineString
from sqlalchemy import select
from starlette.testclient import TestClient

from data import hazards, plans, tables
from data.store import Store
from geo.itinerary import Leg
from geo.rain import Levels
from tests import town
from tests.api import filled

HERE = f"/app/{town.COMMUNITY}"
AWAY = ("192.168.1.20", 4000)
HOME = (116.3712345, 39.8612345)
MARK = "116.3712"
WALK_S = 754


@pytest.fixture(params=["from the office", "from that home"])
def to_a_home(store: Store, request: pytest.FixtureRequest) -> Store:
    """The town, its published night ending at a home, where it may have begun."""
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        [one] = plan.rounds
        last = one.legs[-1]
        way = LineString([last.geometry.coords[0], HOME])
        leg = Leg(last.seq, way, 905.0, WALK_S)
        ends_at = one.ends_at + timedelta(seconds=WALK_S)
        first = one.legs[0]
        if request.param == "from that home":
            out = LineString([HOME, first.geometry.coords[-1]])
            first = replace(first, geometry=out)
        home = replace(
            one, legs=(first, *one.legs[1:-1], leg), length_m=one.length_m + 805.0, ends_at=ends_at
        )
        plan_id = plans.save(tx, town.COMMUNITY, replace(plan, rounds=(home,)), Levels(), 4.0)
        plans.publish(tx, plan_id)
    return store


def round_of(store: Store) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the kept round begins and ends."""
    with store.read() as conn:
        kept = select(tables.round_.c.id).join(tables.plan)
        [one] = conn.scalars(kept.where(tables.plan.c.status == "published"))
        legs = plans.round_(conn, one).round.legs
    return legs[0].geometry.coords[0], legs[-1].geometry.coords[-1]


def answers(client: TestClient) -> dict[str, str]:
    rounds = f"/rounds?community={town.COMMUNITY}"
    paths = [f"{HERE}/night", f"{HERE}/night?draft=true", rounds, f"{HERE}/roster", f"{HERE}/duty"]
    ids = [each["id"] for each in client.get(rounds).json()]
    paths += [f"/rounds/{each}{end}" for each in ids for end in ("", ".csv")]
    paths += [f"{HERE}/running", f"{HERE}/teams"]
    return {path: client.get(path).text for path in paths}


def lists(client: TestClient) -> str:
    here = "/collections/round_legs/items"
    found = client.get(f"{here}?limit=1000").json()
    each = [client.get(f"{here}/{one['id']}").text for one in found["features"]]
    return json.dumps(found) + "".join(each) + client.get(f"{here}?limit=1000&f=html").text


def test_the_way_home_is_in_no_list_for_anybody(to_a_home: Store) -> None:
    client = filled.client_of(to_a_home)
    assert MARK not in lists(client)
    stops = len(client.get("/collections/round_stops/items?limit=1000").json()["features"])
    found = client.get("/collections/round_legs/items?limit=1000").json()["features"]
    began_there = round_of(to_a_home)[0] == HOME
    assert len(found) == stops - began_there > 0, "the other legs are there"


def test_when_the_walk_home_ends_is_no_filter_either(to_a_home: Store) -> None:
    client = filled.client_of(to_a_home)
    [one] = client.get(f"/rounds?community={town.COMMUNITY}").json()
    ends = one["ends_at"].replace("+08:00", "%2B08:00")
    found = client.get(f"/collections/round_legs/items?datetime={ends}/..").json()
    assert found["numberMatched"] == 0


def test_another_machine_sees_the_round_end_at_its_last_stop(to_a_home: Store) -> None:
    away, here = filled.client_of(to_a_home, address=AWAY), filled.client_of(to_a_home)
    for path, text in answers(away).items():
        assert MARK not in text, path
    [shown] = away.get(f"/rounds?community={town.COMMUNITY}").json()
    [whole] = here.get(f"/rounds?community={town.COMMUNITY}").json()
    began_there = round_of(to_a_home)[0] == HOME
    assert len(shown["legs"]) == len(whole["legs"]) - (2 if began_there else 1)
    assert whole["length_m"] - shown["length_m"] == (1005 if began_there else 905)
    assert shown["ends_at"] < whole["ends_at"]
    clock = whole["ends_at"][11:16]
    for path, text in answers(away).items():
        assert whole["ends_at"] not in text and f'"length_m":{whole["length_m"]}' not in text, path
        assert not path.endswith(".csv") or clock not in text, path
    for path in (f"{HERE}/night", f"/rounds/{whole['id']}"):
        body = away.get(path).json()
        one = body["rounds"][0] if "rounds" in body else body
        assert (one["length_m"], one["ends_at"]) == (shown["length_m"], shown["ends_at"]), path


def test_the_office_itself_is_told_and_so_the_tests_above_can_fail(to_a_home: Store) -> None:
    """The control: the office's own answers hold the home, and a walk to the office is listed."""
    told = answers(filled.client_of(to_a_home))
    assert sum(MARK in text for text in told.values()) == 4
    [one] = json.loads(told[f"/rounds?community={town.COMMUNITY}"])
    assert sum(one["ends_at"] in text for text in told.values()) == 4


def test_a_walk_back_to_the_office_is_listed(client: TestClient) -> None:
    stops = len(client.get("/collections/round_stops/items?limit=1000").json()["features"])
    legs = len(client.get("/collections/round_legs/items?limit=1000").json()["features"])
    assert legs == stops + 1
