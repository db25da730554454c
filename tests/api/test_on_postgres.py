"""The same lists from PostgreSQL, read in threads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from data.store import open_store
from tests.api import filled
from tests.api.test_ogc import SIZES, all_pages
from tests.data import postgres

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    if why := postgres.missing():
        pytest.skip(why)
    cluster = postgres.start()
    try:
        cluster.run("CREATE DATABASE lists")
        with open_store(cluster.url("lists")) as store:
            filled.fill(store)
            yield filled.client_of(store)
    finally:
        cluster.stop()


@pytest.mark.parametrize("limit", [1, 5, 1000])
@pytest.mark.parametrize("collection", SIZES)
def test_every_list_is_whole(client: TestClient, collection: str, limit: int) -> None:
    features = all_pages(client, f"/collections/{collection}/items?limit={limit}")
    assert len({each["id"] for each in features}) == len(features) == SIZES[collection]
    item = client.get(f"/collections/{collection}/items/{features[0]['id']}").json()
    assert item["properties"] == features[0]["properties"]


def test_filters_boxes_times_and_tags(client: TestClient) -> None:
    assert client.get("/hazards?min_rank=4&kind=leaning_tree").json()["numberMatched"] == 1
    assert client.get("/hazards?bbox=116,39,117,41").json()["numberMatched"] == 12
    assert client.get("/hazards?bbox=0,0,1,1").json()["numberMatched"] == 0
    stops = client.get("/collections/round_stops/items?datetime=../2026-07-22T12:10:00Z").json()
    assert stops["numberMatched"] == 2
    for asked, count in (("extra=true&status=planned&pass_no=3&night=2026-07-22", 12),
                         ("extra=false", 0), ("hazard_code=JS-01", 1)):  # fmt: skip
        found = client.get(f"/collections/round_stops/items?{asked}").json()
        assert found["numberMatched"] == count
    tag = client.get("/hazards").headers["etag"]
    assert client.get("/hazards", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/hazards.csv").text.count("\r\n") == 13
    assert client.get("/collections").status_code == 200
    assert client.get("/readyz").json()["status"] == "ok"
