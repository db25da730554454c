from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from data import communities, hazards, visits
from data.fragments import PUBLIC_FIELDS
from data.store import Store
from geo.hazards import Visit
from tests import town
from tests.api import filled

LISTS = ("/", "/conformance", "/api", "/collections", "/collections/hazards",
         "/collections/hazards/queryables", "/collections/hazards/items", "/hazards",
         "/hazards.csv", f"/collections/hazards/items/{town.id_of('JS-01')}")  # fmt: skip


def change_something(store: Store) -> None:
    with store.write("test", filled.NOW) as tx:
        hazard = hazards.one(tx.conn, town.id_of("JS-01"))
        hazards.update(tx, replace(hazard, rank=4), hazard.version)


@pytest.mark.parametrize("path", LISTS)
def test_what_is_unchanged_is_304(store: Store, client: TestClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == first.headers["vary"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    change_something(store)
    after = client.get(path, headers={"If-None-Match": tag})
    assert after.status_code == 200


def test_the_tag_depends_on_the_question_and_not_on_the_language(shared: TestClient) -> None:
    def tag(query: str, **headers: str) -> str:
        return str(shared.get(f"/hazards?{query}", headers=headers).headers["etag"])

    plain = tag("min_rank=2&limit=3")
    assert tag("limit=3&min_rank=2") == plain
    assert tag("min_rank=2&limit=3&lang=en") == plain
    assert tag("min_rank=2&limit=3", **{"Accept-Language": "en"}) == plain
    assert tag("min_rank=2&limit=4") != plain
    assert tag("min_rank=2&limit=3", Host="localhost:8000") != plain


def test_two_processes_never_share_a_tag(store: Store) -> None:
    """After a restore the numbers of versions begin anew."""
    one, other = filled.client_of(store), filled.client_of(store)
    assert one.get("/hazards").headers["etag"] != other.get("/hazards").headers["etag"]


@pytest.mark.parametrize("path", LISTS)
def test_packed_and_plain_are_the_same(shared: TestClient, path: str) -> None:
    plain = shared.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    packed = shared.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.content == plain.content
    assert "Accept-Encoding" in plain.headers["vary"]
    if len(plain.content) >= 1000:
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(plain.content) / 1.5


def test_our_static_files_are_packed_and_known_again(shared: TestClient) -> None:
    path = "/static/app.css"
    with shared.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    plain = shared.get(path, headers={"Accept-Encoding": "identity"})
    assert gzip.decompress(raw) == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]
    again = shared.get(path, headers={"If-None-Match": plain.headers["etag"]})
    assert again.status_code == 304
    part = shared.get(path, headers={"Range": "bytes=0-9", "Accept-Encoding": "gzip"})
    assert part.content == plain.content[:10]


def test_a_visit_changes_the_list_and_its_tag(store: Store, client: TestClient) -> None:
    tag = client.get("/hazards").headers["etag"]
    seen = Visit(filled.NOW, filled.NOW + timedelta(hours=2), overdue=False)
    with store.write("test", filled.NOW) as tx:
        visits.set_visit(tx, town.id_of("JS-01"), seen)
    answer = client.get("/hazards?code=JS-01", headers={"If-None-Match": tag})
    told = answer.json()["features"][0]["properties"]
    assert told["last_visited_at"] == "2026-07-22T20:30:00+08:00"
    assert told["next_due_at"] == "2026-07-22T22:30:00+08:00"


def test_a_visit_falls_due_by_the_clock(store: Store) -> None:
    clock = filled.Hand()
    client = filled.client_of(store, clock)
    due = filled.NOW + timedelta(hours=2)
    with store.write("test", filled.NOW) as tx:
        visits.set_visit(tx, town.id_of("JS-01"), Visit(filled.NOW, due, overdue=False))
    before = client.get("/hazards?overdue=true")
    assert before.json()["features"] == []
    clock.now = due - timedelta(seconds=1)
    assert client.get("/hazards?overdue=true").json()["features"] == []
    clock.now = due + timedelta(seconds=1)
    late = client.get("/hazards?overdue=true", headers={"If-None-Match": before.headers["etag"]})
    assert [each["properties"]["code"] for each in late.json()["features"]] == ["JS-01"]
    assert client.get("/hazards?code=JS-01").json()["features"][0]["properties"]["overdue"]


def test_a_demo_night_falls_due_by_its_own_clock(store: Store) -> None:
    """It shows 20:30 of the night at `demo_started_at`, months after it."""
    really = filled.NOW + timedelta(days=100)
    clock = filled.Hand(really)
    due = filled.NOW + timedelta(minutes=30)  # 21:00 of the demo night
    with store.write("test", really) as tx:
        communities.update(
            tx, replace(town.community(), demo_night=town.NIGHT, demo_started_at=really)
        )
        visits.set_visit(tx, town.id_of("JS-01"), Visit(filled.NOW, due, overdue=False))
    client = filled.client_of(store, clock)
    assert client.get("/hazards?overdue=true").json()["features"] == []
    clock.now = really + timedelta(minutes=31)
    assert client.get("/hazards?overdue=true").json()["numberMatched"] == 1


def test_the_table_has_the_mark_the_fields_and_all_rows(shared: TestClient) -> None:
    answer = shared.get("/hazards.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 12
    assert set(rows[0]) == {"id", *PUBLIC_FIELDS["hazards"], "lon", "lat", "wkt"}
    listed = {each["id"]: each for each in shared.get("/hazards").json()["features"]}
    for row in rows:
        told = listed[row["id"]]["properties"]
        assert row["code"] == told["code"] and row["kind_zh"] == told["kind_zh"]
        assert row["overdue"] == json.dumps(told["overdue"])
    assert len(list(csv.reader(io.StringIO(shared.get("/hazards.csv?min_rank=4").text)))) == 4


def test_a_table_that_was_cut_says_where_it_goes_on(shared: TestClient) -> None:
    codes: list[str] = []
    path: str | None = "/hazards.csv?limit=5"
    while path:
        answer = shared.get(path)
        codes += [row["code"] for row in csv.DictReader(io.StringIO(answer.text))]
        path = answer.links.get("next", {}).get("url")
    assert len(codes) == len(set(codes)) == 12


def test_no_cell_of_the_table_is_a_formula(store: Store, client: TestClient) -> None:
    with store.write("test", filled.NOW) as tx:
        communities.update(tx, replace(town.community(), code="=1+1", street_code="@x"))
        hazard = hazards.one(tx.conn, town.id_of("JS-01"))
        hazards.update(tx, replace(hazard, code="=HYPERLINK(1)"), hazard.version)
    rows = list(csv.DictReader(io.StringIO(client.get("/hazards.csv").content.decode("utf-8-sig"))))
    assert {row["community_code"] for row in rows} == {"'=1+1"}
    assert "'=HYPERLINK(1)" in {row["code"] for row in rows}
    for row in rows:
        assert not any(str(cell).startswith(("=", "+", "@", "\t")) for cell in row.values())


def test_operations(shared: TestClient) -> None:
    assert shared.get("/healthz").json() == {"status": "ok"}
    assert shared.get("/readyz").json() == {"status": "ok", "store": "ok"}
    assert shared.get("/limits").json()["list_limit"] == 1000
    assert "text/html" in shared.get("/docs").headers["content-type"]
