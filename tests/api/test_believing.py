"""A check-in is stored only if it can be; each refusal says what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

import maps
from api.services.believing import FLAGS
from data import checkins, communities, plans
from data.store import Store
from geo.rain import Levels
from tests import town
from tests.api import filled

JS_03, SM_02 = town.id_of("JS-03"), town.id_of("SM-02")
WATER = {"kind": "flood_segment", "scale": "27", "note": "", "flags": ["live_wire"]}


def send(client: TestClient, key: str | None = None, **said: Any) -> Any:
    body = {"key": key or str(uuid4()), "community_id": town.COMMUNITY, "result": "clear"} | said
    return client.post("/checkins?lang=en", json=body, headers={"X-Yuxun": "1"})


def a_stop(store: Store) -> tuple[str, str, str]:
    """(stop, round, hazard) of the published night."""
    with store.read() as conn:
        saved = plans.latest(conn, town.COMMUNITY, town.NIGHT)
    assert saved is not None
    found = saved.rounds[0]
    stop = found.round.stops[0]
    return saved.stop_ids[found.id, stop.seq], found.id, stop.hazard_id


@pytest.mark.parametrize(
    "said",
    [{"hazard_id": JS_03}, {"position": [116.36, 39.86]},
     {"hazard_id": JS_03, "result": "finding", "finding": WATER},
     {"hazard_id": JS_03, "result": "finding", "finding": WATER | {"scale": "31.5"}},
     {"hazard_id": SM_02, "result": "finding",
      "finding": {"kind": "leaning_tree", "scale": "T4", "note": "倒了", "flags": []}}],
)  # fmt: skip
def test_what_can_be_is_stored(client: TestClient, said: dict[str, Any]) -> None:
    assert send(client, **said).status_code == 201


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"hazard_id": JS_03, "result": "finding"}, "finding"),
        ({"hazard_id": JS_03, "finding": WATER}, "finding"),
        ({}, "hazard_id"),
        ({"hazard_id": JS_03, "result": "finding", "finding": WATER | {"kind": "volcano"}},
         "finding.kind"),
        ({"hazard_id": JS_03, "result": "finding", "finding": WATER | {"scale": "W9"}},
         "finding.scale"),
        ({"hazard_id": JS_03, "result": "finding", "finding": WATER | {"scale": "301"}},
         "finding.scale"),
        ({"hazard_id": JS_03, "result": "finding", "finding": WATER | {"scale": ""}},
         "finding.scale"),
        ({"hazard_id": JS_03, "result": "finding",
          "finding": {"kind": "leak_building", "scale": "27"}}, "finding.scale"),
        ({"hazard_id": JS_03, "result": "finding", "finding": WATER | {"flags": ["dragon"]}},
         "finding.flags"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_not_stored(
    client: TestClient, store: Store, said: dict[str, Any], where: str
) -> None:
    answer = send(client, **said)
    assert answer.status_code == 422
    assert where in [each["where"] for each in answer.json()["problems"]]
    with store.read() as conn:
        assert checkins.of_night(conn, town.COMMUNITY, town.NIGHT) == []


@pytest.mark.parametrize(
    "said", [{"hazard_id": "nobody"}, {"hazard_id": JS_03, "stop_id": "nobody"},
             {"hazard_id": JS_03, "round_id": "nobody"}, {"stop_id": "nobody"}],
)  # fmt: skip
def test_what_is_named_must_be_somewhere(client: TestClient, said: dict[str, Any]) -> None:
    assert send(client, **said).status_code == 404


def test_a_hazard_of_another_community_is_not_there(client: TestClient, store: Store) -> None:
    stop, round_id, hazard = a_stop(store)
    with store.write("test", filled.NOW) as tx:
        other = communities.one(tx.conn, town.COMMUNITY)
        communities.add(tx, replace(other, id="other", code="110106990002"))
    for named in ({"hazard_id": hazard}, {"stop_id": stop}, {"round_id": round_id}):
        said = {"position": [116.36, 39.86]} | named
        assert send(client, community_id="other", **said).status_code == 404


def test_a_stop_must_be_at_its_hazard_and_in_its_round(client: TestClient, store: Store) -> None:
    stop, round_id, hazard = a_stop(store)
    other = next(each.id for each in town.hazards() if each.id != hazard)
    assert send(client, stop_id=stop, hazard_id=other).status_code == 422
    assert send(client, stop_id=stop, round_id=round_id, hazard_id=hazard).status_code == 201
    assert send(client, stop_id=stop).status_code == 201


def test_a_stop_of_a_replaced_plan_is_legal(client: TestClient, store: Store) -> None:
    stop, round_id, hazard = a_stop(store)
    with store.write("test", filled.NOW) as tx:
        newer = plans.save(tx, town.COMMUNITY, filled.night_plan(town.hazards()), Levels(), 4.0)
        plans.publish(tx, newer)
    said = {"stop_id": stop, "round_id": round_id, "hazard_id": hazard}
    assert send(client, **said).status_code == 201


def test_the_flags_are_those_that_the_form_offers() -> None:
    form = (Path(maps.__file__).parent / "static" / "found_form.js").read_text("utf-8")
    offered = form[form.index("function flags()") : form.index("function safety")]
    assert tuple(re.findall(r'\["(\w+)", t\(', offered)) == FLAGS
