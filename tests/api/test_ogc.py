from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import shapely
from starlette.testclient import TestClient

from api.services.collections import COLLECTIONS
from data import hazards
from data.fragments import PUBLIC_FIELDS
from data.store import Store
from tests import town
from tests.api import filled

SIZES = {"communities": 1, "hazards": 12, "flood_segments": 4, "leak_buildings": 4,
         "leaning_trees": 4, "streets": 35, "round_stops": 12, "round_legs": 13}  # fmt: skip


def all_pages(client: TestClient, address: str) -> list[dict[str, Any]]:
    """The features of a list, following `next` to its end."""
    features: list[dict[str, Any]] = []
    while True:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["numberReturned"] == len(page["features"])
        features += page["features"]
        following = [each["href"] for each in page["links"] if each["rel"] == "next"]
        if not following:
            assert 'rel="next"' not in answer.headers["link"]
            return features
        assert f'<{following[0]}>; rel="next"' in answer.headers["link"]
        assert page["features"], "a page with a next page is never empty"
        address = following[0]


@pytest.mark.parametrize("collection", SIZES)
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 12, 13, 34, 35, 36, 1000, 10_000])
def test_every_list_is_whole_whatever_the_size_of_its_pages(
    shared: TestClient, collection: str, limit: int
) -> None:
    features = all_pages(shared, f"/collections/{collection}/items?limit={limit}")
    ids = [each["id"] for each in features]
    assert len(ids) == len(set(ids)) == SIZES[collection]
    fields = set(PUBLIC_FIELDS[COLLECTIONS[collection].of])
    for each in features:
        assert set(each) == {"type", "id", "geometry", "properties"}
        assert set(each["properties"]) == fields
        assert shapely.from_geojson(json.dumps(each["geometry"])).is_valid


def test_the_number_matched_is_that_of_all_pages(shared: TestClient) -> None:
    first = shared.get("/collections/streets/items?limit=10").json()
    following = next(each["href"] for each in first["links"] if each["rel"] == "next")
    assert first["numberMatched"] == shared.get(following).json()["numberMatched"] == 35


def test_an_item_is_the_feature_of_the_list_with_links(shared: TestClient) -> None:
    for collection in SIZES:
        listed = shared.get(f"/collections/{collection}/items?limit=1").json()["features"][0]
        answer = shared.get(f"/collections/{collection}/items/{listed['id']}")
        assert answer.headers["content-type"] == "application/geo+json"
        item = answer.json()
        rels = {each["rel"]: each["href"] for each in item.pop("links")}
        assert item == listed
        assert rels["self"] == str(answer.url)
        assert urlsplit(rels["collection"]).path == f"/collections/{collection}"


def test_a_hazard_of_another_kind_is_not_in_the_collection(shared: TestClient) -> None:
    flood = shared.get("/collections/flood_segments/items?limit=1").json()["features"][0]["id"]
    assert shared.get(f"/collections/hazards/items/{flood}").status_code == 200
    assert shared.get(f"/collections/leaning_trees/items/{flood}").status_code == 404


def test_what_is_not_there_is_404_with_a_sentence(shared: TestClient) -> None:
    for path in ("/collections/homes", "/collections/homes/items", "/collections/homes/queryables",
                 "/collections/homes/items/1", "/collections/hazards/items/1",
                 "/collections/hazards/items/", "/collections/hazards/items/a/b"):  # fmt: skip
        answer = shared.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]


def test_the_links_of_every_document_lead_somewhere(shared: TestClient) -> None:
    seen: set[str] = set()
    todo = ["http://127.0.0.1:8000/"]
    while todo:
        address = todo.pop()
        answer = shared.get(address)
        assert answer.status_code == 200, address
        seen.add(address)
        if "json" not in answer.headers["content-type"] or "/items/" in address:
            continue
        links = answer.json().get("links", [])
        for each in answer.json().get("collections", []):
            links += each["links"]
        todo += [each["href"] for each in links if each["href"] not in seen]
    assert "http://127.0.0.1:8000/collections/round_legs/items" in seen


def test_conformance_names_what_the_landing_page_links_to(shared: TestClient) -> None:
    classes = shared.get("/conformance").json()["conformsTo"]
    assert {each.rpartition("/")[2] for each in classes} == {"core", "oas30", "geojson"}
    rels = {each["rel"]: each for each in shared.get("/").json()["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= set(rels)
    described = shared.get(rels["service-desc"]["href"])
    assert described.headers["content-type"] == rels["service-desc"]["type"]


def test_collections_say_how_far_they_reach(shared: TestClient) -> None:
    told = {each["id"]: each for each in shared.get("/collections").json()["collections"]}
    assert set(told) == set(SIZES)
    west, south, east, north = told["hazards"]["extent"]["spatial"]["bbox"][0]
    assert 116 < west < east < 117 and 39 < south < north < 41
    first, last = told["round_stops"]["extent"]["temporal"]["interval"][0]
    assert (first, last) == ("2026-07-22T12:05:00Z", "2026-07-22T13:00:00Z")


@pytest.mark.parametrize("collection", SIZES)
def test_what_queryables_name_can_be_asked_for(shared: TestClient, collection: str) -> None:
    answer = shared.get(f"/collections/{collection}/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    feature = shared.get(f"/collections/{collection}/items?limit=1").json()["features"][0]
    for name in answer.json()["properties"]:
        value = json.dumps(feature["properties"][name], ensure_ascii=False).strip('"')
        found = shared.get(f"/collections/{collection}/items?{name}={value}").json()["features"]
        assert feature["id"] in [each["id"] for each in found]
        assert all(each["properties"][name] == feature["properties"][name] for each in found)


def test_a_box_takes_what_meets_it_and_nothing_else(shared: TestClient) -> None:
    whole = {
        each["id"]: shapely.from_geojson(json.dumps(each["geometry"]))
        for each in shared.get("/collections/streets/items?limit=1000").json()["features"]
    }
    for low, high in (((-10, -10), (110, 110)), ((95, 95), (105, 105)), ((20, 20), (80, 80))):
        (west, south), (east, north) = town.at(*low), town.at(*high)
        box = f"{west},{south},{east},{north}"
        found = shared.get(f"/collections/streets/items?bbox={box}").json()["features"]
        area = shapely.box(west, south, east, north)
        assert {each["id"] for each in found} == {k for k, v in whole.items() if v.intersects(area)}


def test_a_box_over_the_antimeridian_is_two(shared: TestClient) -> None:
    everything = shared.get("/hazards?bbox=100,-90,-100,90").json()
    assert everything["numberMatched"] == 12
    assert shared.get("/hazards?bbox=170,-90,-170,90").json()["numberMatched"] == 0


@pytest.mark.parametrize(
    ("interval", "count"),
    [
        ("2026-07-22T20:05:00+08:00", 1), ("2026-07-22T20:05:00%2B08:00", 1),
        ("2026-07-22T12:05:00Z/2026-07-22T12:15:00Z", 3), ("../2026-07-22T12:10:00Z", 2),
        ("2026-07-22T12:55:00Z/..", 2), ("/2026-07-22T12:10:00Z", 2), ("../..", 12),
        ("2026-07-23T12:00:00Z/..", 0),
    ],
)  # fmt: skip
def test_datetime_of_stops_is_their_eta(shared: TestClient, interval: str, count: int) -> None:
    found = shared.get(f"/collections/round_stops/items?datetime={interval}").json()
    assert found["numberMatched"] == count


def test_datetime_of_hazards_is_their_validity(store: Store, client: TestClient) -> None:
    with store.write("test", filled.NOW) as tx:
        hazard = hazards.one(tx.conn, town.id_of("JS-01"))
        hazards.update(tx, replace(hazard, valid_from=filled.NOW), hazard.version)
    before = client.get("/collections/hazards/items?datetime=../2026-07-22T12:29:59Z").json()
    after = client.get("/collections/hazards/items?datetime=2026-07-22T12:30:00Z/..").json()
    assert (before["numberMatched"], after["numberMatched"]) == (11, 12)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("min_rank=3", {"JS-03", "JS-04", "LD-03", "LD-04", "SM-03", "SM-04"}),
        ("rank=1", {"JS-01", "LD-01", "SM-01"}),
        ("kind=leaning_tree&min_rank=4", {"SM-04"}),
        ("code=LD-02", {"LD-02"}),
        ("community=110106990001&code=JS-01", {"JS-01"}),
        (f"community={town.COMMUNITY}&code=JS-01", {"JS-01"}),
        ("community=110106999999", set()),
        ("status=resolved", set()),
        ("updated_since=2026-07-22T12:30:01Z", set()),
        ("overdue=true", set()),
    ],
)  # fmt: skip
def test_filters_of_the_plain_list(shared: TestClient, query: str, codes: set[str]) -> None:
    for address in (f"/hazards?{query}", f"/collections/hazards/items?{query}"):
        found = shared.get(address).json()["features"]
        assert {each["properties"]["code"] for each in found} == codes


@pytest.mark.parametrize("path", ["/hazards", "/hazards.csv", "/collections/hazards/items"])
def test_a_kind_that_nobody_knows_is_refused_with_those_there_are(
    shared: TestClient, path: str
) -> None:
    answer = shared.get(f"{path}?kind=volcano")
    assert answer.status_code == 400
    assert "flood_segment, leak_building, leaning_tree" in answer.json()["detail"]


def test_next_keeps_the_filters(shared: TestClient) -> None:
    found = all_pages(shared, "/hazards?min_rank=2&kind=flood_segment&limit=2&lang=en")
    assert sorted(each["properties"]["rank"] for each in found) == [2, 3, 4]
    first = shared.get("/hazards?min_rank=2&limit=2").json()["links"]
    following = next(each["href"] for each in first if each["rel"] == "next")
    assert parse_qs(urlsplit(following).query)["min_rank"] == ["2"]


def test_only_crs84_is_served(shared: TestClient) -> None:
    crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    good = shared.get("/collections/hazards/items", params={"crs": crs84, "bbox-crs": crs84})
    assert good.status_code == 200
    other = crs84.replace("OGC/1.3/CRS84", "EPSG/0/4326")
    for name in ("crs", "bbox-crs"):
        answer = shared.get("/collections/hazards/items", params={name: other})
        assert answer.status_code == 400 and "CRS84" in answer.json()["detail"]


def test_unknown_parameters_are_refused_everywhere(shared: TestClient) -> None:
    for path in ("/", "/conformance", "/api", "/collections", "/collections/hazards",
                 "/collections/hazards/queryables", "/collections/hazards/items", "/hazards",
                 "/hazards.csv", f"/collections/hazards/items/{town.id_of('JS-01')}"):  # fmt: skip
        answer = shared.get(f"{path}?nonsense=1")
        assert answer.status_code == 400, path
        assert "nonsense" in answer.json()["detail"]
    assert shared.get("/collections/streets/items?min_rank=1").status_code == 400
