"""Nothing outside the public fields ever leaves by the lists: every column that is not public
holds a word of its own, and no address says one of them, in any format."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import Point
from starlette.testclient import TestClient

from data import checkins, communities, hazards, warnings
from data.fragments import PUBLIC_FIELDS
from data.store import Store
from geo import rain
from geo.checkins import CheckIn
from geo.communities import Contact
from tests import town
from tests.api import filled

CANARY = re.compile(r"canary-[a-z_]+|1390[0-9]{7}")
HAZARD = town.id_of("JS-03")


@pytest.fixture
def full_of_canaries(store: Store) -> TestClient:
    """The town, with a canary in everything that is not public."""
    with store.write("canary-changed_by", filled.NOW) as tx:
        communities.add_contacts(tx, [
            Contact(id="canary-contact_id", community_id=town.COMMUNITY, name="canary-contact",
                    role="keeper", phones=("13900000000", "canary-phone")),
        ])  # fmt: skip
        communities.update(tx, replace(town.community(), rules={}))
        hazard = hazards.one(tx.conn, HAZARD)
        hazards.update(
            tx,
            replace(
                hazard, name="canary-name", address="canary-address", note="canary-note",
                keeper_id="canary-contact_id", deputy_id="canary-contact_id",
                must_be_keeper=True,
                raw={"depth_cm": 31.25, "drains": 7, "doors": ["canary-door"],
                     "species": "canary-species"},
            ),
            hazard.version,
        )  # fmt: skip
        draft = replace(hazard, id="canary-draft_id", code="canary-draft", status="draft")
        waiting = replace(hazard, id="canary-waiting_id", code="canary-wait", geometry=None)
        archived = replace(hazard, id="canary-archived_id", code="canary-arch", status="archived")
        hazards.add_many(tx, [draft, waiting, archived])
        checkins.append(tx, CheckIn(
            key="canary-key", community_id=town.COMMUNITY, result="finding", hazard_id=HAZARD,
            seen_at=filled.NOW, finding={"kind": "flood_segment", "note": "canary-finding"},
            position=town.at(10, 10), device_id="canary-device",
        ), town.NIGHT)  # fmt: skip
        warnings.add(tx, town.COMMUNITY, rain.WeatherWarning(
            "rain", rain.Level.BLUE, filled.NOW, filled.NOW + timedelta(hours=1),
            "canary-area", "canary-source",
        ))  # fmt: skip
        hazards.add(tx, replace(
            hazard, id="canary-removed_id", code="canary-gone", geometry=Point(town.at(1, 1)),
        ))  # fmt: skip
        hazards.remove(tx, "canary-removed_id", 1)
    return filled.client_of(store)


def every_address(client: TestClient) -> list[str]:
    """Each address of the lists, with each feature's own, as plain, packed, table and page."""
    found = ["/", "/conformance", "/api", "/collections", "/hazards", "/hazards.csv", "/healthz",
             "/readyz", "/limits", "/docs"]  # fmt: skip
    for each in client.get("/collections").json()["collections"]:
        here = f"/collections/{each['id']}"
        found += [here, f"{here}/queryables", f"{here}/items?limit=1000"]
        for feature in client.get(f"{here}/items?limit=1000").json()["features"]:
            found.append(f"{here}/items/{feature['id']}")
    return [*found, *(f"{each}{'&' if '?' in each else '?'}f=html" for each in found)]


def test_no_canary_leaves(full_of_canaries: TestClient) -> None:
    for path in every_address(full_of_canaries):
        answer = full_of_canaries.get(path)
        said = answer.text + json.dumps(dict(answer.headers))
        assert not CANARY.findall(said), path


def test_the_canaries_are_there_to_be_found(full_of_canaries: TestClient) -> None:
    """The control: the store holds them, and whoever asks for one by id is told nothing."""
    store = full_of_canaries.app.state.store  # type: ignore[attr-defined]
    with store.read() as conn:
        hazard = hazards.one(conn, HAZARD)
    assert CANARY.findall(f"{hazard.note} {hazard.name} {hazard.address} {hazard.raw}")
    for hidden in ("draft", "waiting", "archived", "removed"):
        answer = full_of_canaries.get(f"/collections/hazards/items/canary-{hidden}_id")
        assert answer.status_code == 404


def test_no_filter_tells_what_is_not_public(full_of_canaries: TestClient) -> None:
    for name in ("note", "name", "address", "keeper_id", "deputy_id", "doors", "depth_cm",
                 "changed_by", "id", "geometry"):  # fmt: skip
        assert full_of_canaries.get(f"/hazards?{name}=canary-{name}").status_code == 400
    for hidden in ("draft", "wait", "arch", "gone"):
        found = full_of_canaries.get(f"/hazards?code=canary-{hidden}").json()
        assert found["features"] == [] and found["numberMatched"] == 0


def test_the_list_of_public_fields_is_the_agreed_one() -> None:
    """Whoever adds one here has thought about who reads it."""
    assert set(PUBLIC_FIELDS["hazards"]) == {
        "code", "kind", "kind_zh", "rank", "status", "community_code", "street_code",
        "district_code", "extra_night_passes", "last_visited_at", "next_due_at", "overdue",
        "updated_at", "version",
    }  # fmt: skip
    assert not {"keeper", "name", "note", "address"} & set(PUBLIC_FIELDS["round_stops"])
