"""Streets, rounds and communities by their own fields: exactly those, on every page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests import town
from tests.api.test_ogc import all_pages

ITEMS = "/collections/{}/items"
CASES = [
    ("round_stops", "extra", ("true", "false")),
    ("round_stops", "status", ("planned", "done")),
    ("round_stops", "night", ("2026-07-22", "2026-07-23")),
    ("round_stops", "hazard_code", ("JS-01", "JS-99")),
    ("round_stops", "hazard_id", (town.id_of("JS-01"), "nobody")),
    ("round_stops", "pass_no", ("3", "1")),
    ("round_stops", "pass_name", ("night_1", "day")),
    ("round_stops", "team_name", ("巡查一组", "巡查二组")),
    ("round_legs", "night", ("2026-07-22", "2026-07-23")),
    ("round_legs", "pass_no", ("3", "0")),
    ("round_legs", "round_id", ("nobody",)),
    ("streets", "kind", ("residential", "steps", "service", "primary")),
    ("streets", "name", ("柳巷", "竹巷", "%' OR 1=1 --")),
    ("streets", "lit", ("true", "false")),
    ("communities", "code", ("110106990001", "110106990002")),
    ("communities", "district_code", ("110106", "110107")),
]


@pytest.mark.parametrize(("collection", "name", "values"), CASES)
def test_a_filter_keeps_what_has_the_value_on_every_page(
    shared: TestClient, collection: str, name: str, values: tuple[str, ...]
) -> None:
    here = ITEMS.format(collection)
    every = shared.get(f"{here}?limit=1000").json()["features"]
    hits = 0
    for value in values:
        wanted = [
            each["id"] for each in every
            if str(each["properties"][name]) == {"true": "True", "false": "False"}.get(value, value)
        ]  # fmt: skip
        asked = f"{here}?{name}={quote(value)}&limit=2"
        assert [each["id"] for each in all_pages(shared, asked)] == wanted
        assert shared.get(asked).json()["numberMatched"] == len(wanted)
        hits += len(wanted)
    assert hits or name == "round_id"


def test_filters_meet_each_other_and_the_box(shared: TestClient) -> None:
    (west, south), (east, north) = town.at(-10, -10), town.at(110, 110)
    found = all_pages(
        shared, f"/collections/streets/items?bbox={west},{south},{east},{north}"
        "&kind=residential&lit=true&limit=1",
    )  # fmt: skip
    assert found
    for each in found:
        assert each["properties"]["kind"] == "residential"
        assert each["properties"]["lit"] is True
    first = shared.get("/collections/round_legs/items?limit=1").json()["features"][0]
    round_id = first["properties"]["round_id"]
    legs = all_pages(shared, f"/collections/round_legs/items?round_id={round_id}&limit=5")
    assert len(legs) == 13


@pytest.mark.parametrize(
    "asked",
    ["round_stops/items?extra=yes", "round_stops/items?status=open", "round_stops/items?night=今晚",
     "round_stops/items?night=20260722", "round_stops/items?night=2026-02-30",
     "round_stops/items?pass_no=-1", "round_stops/items?pass_no=1.5",
     "round_stops/items?pass_name=noon", "round_legs/items?extra=true", "streets/items?lit=1",
     "streets/items?kind=canal", "streets/items?name=", "communities/items?code=12",
     "communities/items?district_code=11010x", "communities/items?community=foo"],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused(shared: TestClient, asked: str) -> None:
    answer = shared.get(f"/collections/{asked}")
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_a_refusal_names_what_there_is(shared: TestClient) -> None:
    said = shared.get("/collections/streets/items?kind=canal&lang=en").json()["detail"]
    assert "footway" in said and "residential" in said


def test_a_community_that_nobody_knows_has_an_empty_list(shared: TestClient) -> None:
    for collection in ("hazards", "streets", "round_stops", "round_legs"):
        found = shared.get(f"/collections/{collection}/items?community=foo")
        assert found.status_code == 200
        assert found.json()["features"] == []


def test_every_filter_is_documented(shared: TestClient) -> None:
    document = shared.get("/api").json()
    for collection, name, _ in CASES:
        told = shared.get(f"/collections/{collection}/queryables").json()["properties"]
        assert name in told
        asked = document["paths"][f"/collections/{collection}/items"]["get"]["parameters"]
        keys = [each["$ref"].rpartition("/")[2] for each in asked]
        own = [document["components"]["parameters"][key] for key in keys]
        schema = next(each["schema"] for each in own if each["name"] == name)
        assert schema == {key: told[name][key] for key in schema}
