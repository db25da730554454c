"""The public lists: what is in them, paging, filters, boxes; the same on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, Point, Polygon
from shapely.geometry import shape
from sqlalchemy import Connection

from data import communities, fragments, hazards, listed, listing, visits
from data.listed import Query
from data.reader import Reader
from data.store import Store, open_store
from geo.errors import BadQuery
from geo.hazards import Hazard, Visit
from tests import town

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def _codes(conn: Any, query: Query) -> list[str]:
    return [json.loads(each)["properties"]["code"] for each in listed.page(conn, query).features]


def _walk(conn: Any, query: Query) -> Iterator[str]:
    while True:
        page = listed.page(conn, query)
        assert len(page.features) <= query.limit
        yield from page.features
        if page.next_after is None:
            return
        query = replace(query, after_seq=page.next_after)


@pytest.fixture
def conn(town_store: Store) -> Iterator[Connection]:
    with town_store.read() as opened:
        yield opened


def test_a_hazard_is_told_with_its_public_fields_only(town_store: Store) -> None:
    secret = replace(
        town.hazards()[5], id="n", code="LD-77", name="张家 {{7*7}}", address="槐安路9号楼301",
        note="独居老人", raw={"scale": "L3", "doors": ["301"]}, must_be_keeper=True,
    )  # fmt: skip
    with town_store.write("planner", NOW) as tx:
        hazards.add(tx, secret)
    with town_store.read() as conn:
        feature = listed.item(conn, "hazards", "n")
    assert feature is not None
    for hidden in ("张家", "7*7", "301", "独居", town.id_of("keeper 1"), "L3"):
        assert hidden not in feature
    told = json.loads(feature)
    assert set(told) == {"type", "id", "geometry", "properties"}
    assert tuple(told["properties"]) == listed.PUBLIC_FIELDS["hazards"]
    community = town.community()
    assert told["properties"] == {
        "code": "LD-77", "kind": "leak_building", "kind_zh": "易漏房屋", "rank": 2,
        "status": "active", "community_code": community.code,
        "street_code": community.street_code, "district_code": community.district_code,
        "extra_night_passes": 2, "last_visited_at": None, "next_due_at": None, "overdue": False,
        "updated_at": "2026-07-22T20:30:00+08:00", "version": 1,
    }  # fmt: skip


def test_no_collection_tells_more_than_the_allow_list(conn: Connection) -> None:
    for collection, allowed in listed.PUBLIC_FIELDS.items():
        for feature in _walk(conn, Query(collection=collection)):
            assert tuple(json.loads(feature)["properties"]) == allowed


def test_nobody_is_named_in_a_public_field() -> None:
    hidden = {"keeper_id", "deputy_id", "name", "address", "note", "raw", "phones", "members",
              "must_be_keeper", "changed_by", "valid_from", "valid_to"}  # fmt: skip
    assert hidden.isdisjoint(fragments.PUBLIC_FIELDS["hazards"])


def test_coordinates_have_seven_decimals_and_rings_run_against_the_clock(
    town_store: Store,
) -> None:
    clockwise = Polygon([(116.36012345678, 39.861), (116.361, 39.862), (116.361, 39.861)][::-1])
    clockwise = clockwise if not clockwise.exterior.is_ccw else clockwise.reverse()
    with town_store.write("x", NOW) as tx:
        hazards.add(tx, replace(town.hazards()[5], id="n", code="LD-77", geometry=clockwise))
    with town_store.read() as conn:
        told = json.loads(listed.item(conn, "hazards", "n") or "")
        kept = hazards.one(conn, "n").geometry
    ring = told["geometry"]["coordinates"][0]
    assert [116.3601235, 39.861] in ring
    assert shape(told["geometry"]).exterior.is_ccw
    assert kept == clockwise


@pytest.mark.parametrize(
    ("changes", "public"),
    [({"status": "draft"}, False), ({"status": "archived"}, False), ({"geometry": None}, False),
     ({"status": "resolved"}, True), ({"rank": 4}, True)],
)  # fmt: skip
def test_what_becomes_private_leaves_the_list_at_once(
    town_store: Store, changes: dict[str, Any], public: bool
) -> None:
    hazard_id = town.id_of("JS-02")
    with town_store.write("planner", LATER) as tx:
        hazards.update(tx, replace(hazards.one(tx.conn, hazard_id), **changes), 1)
    with town_store.read() as conn:
        feature = listed.item(conn, "hazards", hazard_id)
        assert (feature is not None) == public
        assert len(listed.page(conn, Query()).features) == 11 + public
    if feature is not None:
        assert json.loads(feature)["properties"]["updated_at"] == "2026-07-22T21:30:00+08:00"


def test_deleting_takes_off_and_a_new_one_comes_last(town_store: Store) -> None:
    with town_store.write("x", NOW) as tx:
        hazards.remove(tx, town.id_of("SM-04"), 1)
    with town_store.read() as conn:
        last = listed.page(conn, Query(limit=11))
        assert last.next_after is None
        before = listed.page(conn, Query(limit=10)).next_after
    with town_store.write("x", NOW) as tx:
        hazards.add(tx, replace(town.hazards()[0], id="n", code="JS-50"))
    with town_store.read() as conn:
        assert _codes(conn, Query(after_seq=before)) == ["SM-03", "JS-50"]


def test_editing_keeps_the_place_in_the_list(town_store: Store) -> None:
    with town_store.read() as conn:
        before = _codes(conn, Query())
    with town_store.write("x", LATER) as tx:
        hazards.update(tx, replace(hazards.one(tx.conn, town.id_of("JS-01")), rank=3), 1)
        visits.set_visit(tx, town.id_of("LD-01"), Visit(NOW, None, overdue=False))
        listing.relist(tx, town.COMMUNITY)
    with town_store.read() as conn:
        assert _codes(conn, Query()) == before


@pytest.mark.parametrize("limit", [1, 4, 5, 11, 12, 13])
def test_paging_shows_every_feature_once(conn: Connection, limit: int) -> None:
    ids = [json.loads(each)["id"] for each in _walk(conn, Query(limit=limit))]
    assert ids == [each.id for each in town.hazards()]
    first = listed.page(conn, Query(limit=limit))
    assert first.matched == 12
    assert (first.next_after is None) == (limit >= 12)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        (Query(kind="leaning_tree"), ["SM-01", "SM-02", "SM-03", "SM-04"]),
        (Query(collection="leaning_trees"), ["SM-01", "SM-02", "SM-03", "SM-04"]),
        (Query(collection="leaning_trees", kind="flood_segment"), []),
        (Query(min_rank=4), ["JS-04", "LD-04", "SM-04"]),
        (Query(rank=1), ["JS-01", "LD-01", "SM-01"]),
        (Query(code="LD-02"), ["LD-02"]),
        (Query(statuses=("resolved",)), []),
        (Query(statuses=()), []),
        (Query(statuses=("active", "resolved"), min_rank=4, kind="flood_segment"), ["JS-04"]),
        (Query(community=town.COMMUNITY, rank=2), ["JS-02", "LD-02", "SM-02"]),
        (Query(community=town.community().code, rank=2), ["JS-02", "LD-02", "SM-02"]),
        (Query(community="elsewhere"), []),
        (Query(overdue=True), []),
        (Query(ids=(town.id_of("JS-01"), "x", town.id_of("SM-01"))), ["JS-01", "SM-01"]),
        (Query(updated_since=NOW, rank=1), ["JS-01", "LD-01", "SM-01"]),
        (Query(updated_since=LATER), []),
    ],
)
def test_filters(conn: Connection, query: Query, codes: list[str]) -> None:
    page = listed.page(conn, query)
    assert _codes(conn, query) == codes
    assert page.matched == len(codes) == listed.matched(conn, query)


def test_validity_is_met_by_a_moment_or_an_interval(town_store: Store) -> None:
    day = timedelta(days=1)
    with town_store.write("x", NOW) as tx:
        for code, begins, ends in (("JS-01", NOW, NOW + day), ("JS-02", None, NOW)):
            hazard = hazards.one(tx.conn, town.id_of(code))
            hazards.update(tx, replace(hazard, valid_from=begins, valid_to=ends), 1)
    with town_store.read() as conn:

        def found(begins: datetime | None, ends: datetime | None) -> list[str]:
            return _codes(conn, Query(code=None, kind="flood_segment", interval=(begins, ends)))

        assert found(NOW, NOW) == ["JS-01", "JS-02", "JS-03", "JS-04"]
        assert found(NOW - day, NOW - day) == ["JS-02", "JS-03", "JS-04"]
        assert found(NOW + day * 2, None) == ["JS-03", "JS-04"]
        assert found(None, NOW - day) == ["JS-02", "JS-03", "JS-04"]
        assert found(NOW + day / 2, NOW + day * 9) == ["JS-01", "JS-03", "JS-04"]


def test_unknown_collections_are_told(conn: Connection) -> None:
    for ask in (lambda: listed.page(conn, Query(collection="contacts")),
                lambda: listed.item(conn, "hazard' OR 1=1", "x"),
                lambda: listed.extent(conn, "")):  # fmt: skip
        with pytest.raises(BadQuery, match="/collections"):
            ask()


def test_an_item_belongs_to_its_collection(conn: Connection) -> None:
    tree = town.id_of("SM-01")
    assert listed.item(conn, "leaning_trees", tree) == listed.item(conn, "hazards", tree)
    assert listed.item(conn, "flood_segments", tree) is None
    assert listed.item(conn, "streets", tree) is None


def test_extents(conn: Connection) -> None:
    reach = listed.extent(conn, "hazards")
    assert reach is not None
    expected = shapely.union_all([each.geometry for each in town.hazards()]).bounds
    assert reach.bbox == pytest.approx(expected, abs=1e-7)
    assert (reach.from_at, reach.to_at) == (None, None)
    assert listed.extent(conn, "round_stops") is None


def test_new_rules_and_codes_are_told(town_store: Store) -> None:
    by_hand = replace(town.community(), rules={"trigger": "by_hand"}, code="110106009009")
    with town_store.write("x", NOW) as tx:
        communities.update(tx, by_hand)
    with town_store.read() as conn:
        told = json.loads(listed.item(conn, "hazards", town.id_of("JS-04")) or "")
        assert told["properties"]["extra_night_passes"] == 0
        assert told["properties"]["community_code"] == "110106009009"


def _in_box(box: tuple[float, float, float, float], hazard: Hazard) -> bool:
    assert hazard.geometry is not None
    shown = shapely.transform(hazard.geometry, lambda each: each.round(7))
    return bool(shapely.box(*box).intersects(shown))


BOXES = st.tuples(
    st.floats(-100, 600), st.floats(-100, 400), st.floats(1, 300), st.floats(1, 300)
).map(lambda b: (*town.at(b[0], b[1]), *town.at(b[0] + b[2], b[1] + b[3])))


@given(box=BOXES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_box_finds_what_meets_it_exactly(
    town_store: Store, box: tuple[float, float, float, float]
) -> None:
    expected = [each.code for each in town.hazards() if _in_box(box, each)]
    with town_store.read() as conn:
        assert _codes(conn, Query(bbox=box)) == expected
        assert listed.matched(conn, Query(bbox=box)) == len(expected)
        paged = [json.loads(f)["id"] for f in _walk(conn, Query(bbox=box, limit=2))]
        assert len(paged) == len(expected)


def test_a_box_in_the_bend_of_a_line_or_between_two_points_finds_neither(
    town_store: Store,
) -> None:
    bend = LineString([town.at(0, 0), town.at(100, 0), town.at(100, 100)])
    apart = MultiPoint([town.at(0, 50), town.at(200, 50)])
    new = [replace(town.hazards()[0], id=f"n{n}", code=f"JS-9{n}", geometry=shape_)
           for n, shape_ in enumerate((bend, apart))]  # fmt: skip
    with town_store.write("x", NOW) as tx:
        hazards.add_many(tx, new)
    with town_store.read() as conn:
        inside = Query(bbox=(*town.at(20, 40), *town.at(60, 60)))
        assert {"JS-90", "JS-91"}.isdisjoint(_codes(conn, inside))
        across = Query(bbox=(*town.at(-10, 40), *town.at(60, 60)))
        assert "JS-91" in _codes(conn, across)
        assert "JS-90" not in _codes(conn, across)


def test_a_box_without_width_is_a_point(town_store: Store) -> None:
    east, north = shapely.get_coordinates(town.hazards()[8].geometry).round(7)[0]
    with town_store.read() as conn:
        assert _codes(conn, Query(bbox=(east, north, east, north))) == ["SM-01"]
        assert _codes(conn, Query(bbox=(east, north - 1e-7, east, north + 1e-7))) == ["SM-01"]
        assert _codes(conn, Query(bbox=(east + 2e-7, north, east + 2e-7, north))) == []


def test_a_box_may_cross_the_antimeridian(town_store: Store) -> None:
    with town_store.write("x", NOW) as tx:
        hazards.add(tx, replace(town.hazards()[8], id="n", code="SM-90", geometry=Point(179.5, 1)))
    with town_store.read() as conn:
        assert _codes(conn, Query(bbox=(179, 0, -179, 2))) == ["SM-90"]
        assert _codes(conn, Query(bbox=(-180, 0, -179, 2))) == []


@pytest.fixture(scope="module")
def many() -> Iterator[Store]:
    """2,500 trees in one place and one far away, over SQLite."""
    tree = town.hazards()[8]
    with open_store("sqlite://") as opened:
        with opened.write("import", NOW) as tx:
            communities.add(tx, town.community())
            trees = [
                replace(tree, id=f"t{n}", code=f"SM-{n}", keeper_id=None, deputy_id=None,
                        rank=1 + n % 4, geometry=Point(town.at(n % 50 * 10, n // 50 * 5)))
                for n in range(2500)
            ]  # fmt: skip
            far = replace(trees[0], id="far", code="SM-9999", geometry=Point(town.at(9000, 9000)))
            hazards.add_many(tx, [*trees, far])
        yield opened


ALL = (*town.at(-50, -50), *town.at(1000, 1000))
FEW = (*town.at(-1, -1), *town.at(21, 21))


def test_counts_are_exact_to_2000_and_then_none(many: Store) -> None:
    with many.read() as conn:
        assert listed.page(conn, Query()).matched is None
        assert listed.page(conn, Query(bbox=ALL)).matched is None
        assert listed.page(conn, Query(min_rank=3)).matched == 1250
        assert listed.page(conn, Query(bbox=ALL, min_rank=3)).matched == 1250
        assert listed.page(conn, Query(bbox=FEW)).matched == 15


def test_a_dense_box_is_paged_like_a_sparse_one(many: Store) -> None:
    with many.read() as conn:
        found = [json.loads(each)["id"] for each in _walk(conn, Query(bbox=ALL, limit=1000))]
    assert found == [f"t{n}" for n in range(2500)]


def _plans(store: Store, query: Query) -> str:
    with store.read() as conn:
        raw = conn.connection.driver_connection
        source = listed.source_of(raw, query)
        sql = f"SELECT l.seq FROM listed l WHERE {source.where} ORDER BY l.seq LIMIT 9"
        explained = raw.execute(f"EXPLAIN QUERY PLAN {sql}", source.values)
        return "; ".join(row[3] for row in explained)


def test_a_box_is_searched_in_the_tree_and_nothing_is_sorted(many: Store) -> None:
    plan = _plans(many, Query(bbox=FEW, min_rank=2))
    assert "SCAN b VIRTUAL TABLE INDEX" in plan
    assert "SEARCH l USING INTEGER PRIMARY KEY" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    ("query", "index"),
    [(Query(), "listed_page"), (Query(min_rank=3), "listed_page"),
     (Query(kind="leaning_tree"), "listed_kind"), (Query(bbox=ALL), "listed_page"),
     (Query(ids=("x",)), "autoindex")],
)  # fmt: skip
def test_every_list_has_an_index_in_its_order(many: Store, query: Query, index: str) -> None:
    plan = _plans(many, query)
    assert index in plan
    assert "SCAN l" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.postgres
@pytest.mark.parametrize("town_store", ["postgres"], indirect=True)
def test_a_box_uses_postgis_index(town_store: Store) -> None:
    with town_store.read() as conn:
        conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        raw = conn.connection.driver_connection
        source = listed.source_of(raw, Query(bbox=FEW))
        sql = f"EXPLAIN SELECT l.seq FROM listed l WHERE {source.where}".replace("?", "%s")
        plan = "\n".join(row[0] for row in raw.execute(sql, source.values))
    assert "listed_box" in plan


def test_the_tree_follows_every_change(sqlite_store: Store) -> None:
    def boxes(conn: Connection) -> list[Any]:
        return list(conn.exec_driver_sql("SELECT seq FROM listed_box ORDER BY seq").scalars())

    def rows(conn: Connection) -> list[Any]:
        return list(conn.exec_driver_sql("SELECT seq FROM listed ORDER BY seq").scalars())

    alone = [replace(each, keeper_id=None, deputy_id=None) for each in town.hazards()]
    with sqlite_store.write("x", NOW) as tx:
        communities.add(tx, town.community())
        hazards.add_many(tx, alone)
        moved = replace(alone[8], geometry=Point(town.at(5000, 0)))
        hazards.update(tx, moved, 1)
        hazards.remove(tx, alone[0].id, 1)
    with sqlite_store.read() as conn:
        assert boxes(conn) == rows(conn)
        there = Query(bbox=(*town.at(4990, -10), *town.at(5010, 10)))
        assert _codes(conn, there) == ["SM-01"]
        assert conn.exec_driver_sql("SELECT rtreecheck('listed_box')").scalar() == "ok"


def test_the_reader_tells_what_the_store_tells(town_store: Store) -> None:
    reader = Reader(town_store.side)
    queries = [Query(), Query(limit=5), Query(limit=5, after_seq=6), Query(min_rank=3, limit=2),
               Query(bbox=(*town.at(0, 0), *town.at(150, 150)))]  # fmt: skip
    with town_store.read() as conn:
        for query in queries * 2:
            assert reader.page(query) == listed.page(conn, query)
        assert reader.data_version() == town_store.data_version(conn)
        assert reader.extent("streets") == listed.extent(conn, "streets")
    tree = town.id_of("SM-01")
    before, count = reader.item("hazards", tree), reader.page(Query(limit=5)).matched
    with town_store.write("x", LATER) as tx:
        hazards.remove(tx, tree, 1)
    assert before is not None
    assert reader.item("hazards", tree) is None
    assert reader.page(Query(limit=5)).matched == (count or 0) - 1
    reader.close()
    assert reader.data_version() == 3
    reader.close()
