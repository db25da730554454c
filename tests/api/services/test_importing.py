"""Good files, dry runs, leaving out, codes, ids, keepers, and coming a second time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from shapely.geometry import mapping

from api.actors import LOCAL_OFFICE
from api.services.importing import ImportLimits, ImportResult, import_hazards
from data import communities, hazards, taken
from data.store import Store
from geo.crs import from_wgs84
from geo.errors import BadInput, NotFound, TooLarge
from geo.gcj02 import wgs84_to_gcj02
from geo.hazards import Hazard
from tests import town
from tests.api.services.office import NOW, everything, office, take
from tests.data.files.bad_files import GOOD, HOME, collection, feature, point


@pytest.fixture
def store() -> Iterator[Store]:
    with office() as opened:
        yield opened


def _as_feature(hazard: Hazard, **own: Any) -> dict[str, Any]:
    properties = {"kind": hazard.kind, "name": hazard.name, "address": hazard.address,
                  **hazard.raw, **own}  # fmt: skip
    return {"type": "Feature", "geometry": mapping(hazard.geometry), "properties": properties}


TOWN = collection(*map(_as_feature, town.hazards()))


def _told(result: ImportResult) -> str:
    return "\n".join(map(str, result.lines()))


def test_the_whole_town_comes_in_with_its_ranks_and_next_codes(store: Store) -> None:
    result = take(store, TOWN)
    assert (result.count("taken"), result.count("left out")) == (12, 0)
    for mine, known in zip(everything(store), town.hazards(), strict=True):
        assert (mine.code, mine.kind, mine.rank, mine.raw) == (
            known.code, known.kind, known.rank, known.raw,
        )  # fmt: skip
        assert mine.status == "active"
        assert mine.changed_by == "local-office"
        assert mine.changed_at == NOW
        away = shapely.hausdorff_distance(mine.geometry, known.geometry)
        assert away < 1e-7


def test_a_dry_run_says_the_same_and_changes_nothing(store: Store) -> None:
    dry = take(store, TOWN, dry_run=True)
    assert everything(store) == []
    wet = take(store, TOWN)
    assert [o.hazard and (o.state, o.hazard.code, o.hazard.rank) for o in dry.outcomes] == [
        o.hazard and (o.state, o.hazard.code, o.hazard.rank) for o in wet.outcomes
    ]
    assert "nothing was changed: 12 hazards would be taken" in _told(dry)


def test_one_bad_row_stops_all_unless_it_is_left_out(store: Store) -> None:
    mixed = collection(GOOD, feature(point(116.36, 95), name="坏"), feature(point(*town.at(9, 9))))
    with pytest.raises(BadInput, match="1 of 3 rows cannot be taken") as caught:
        take(store, mixed)
    assert [each.where for each in caught.value.problems] == ["feature 2"]
    assert everything(store) == []
    assert take(store, mixed, dry_run=True).refused
    result = take(store, mixed, skip_bad=True)
    assert [each.state for each in result.outcomes] == ["taken", "left out", "taken"]
    assert "feature 2: " in _told(result)
    assert "1 rows left out" in _told(result)
    assert [each.code for each in everything(store)] == ["SM-01", "SM-02"]


def test_a_file_that_comes_twice_is_refused_by_the_codes_it_had(store: Store) -> None:
    own = {**GOOD, "id": town.id_of("one").upper()}
    take(store, collection(own))
    with pytest.raises(BadInput, match="imported before, as SM-01"):
        take(store, collection(own))
    with pytest.raises(BadInput, match="same as SM-01"):
        take(store, collection(GOOD))
    assert [each.id for each in everything(store)] == [town.id_of("one")]


def test_ids_that_are_no_uuids_are_made_anew(store: Store) -> None:
    features = [{**feature(point(*town.at(n * 10, 9))), "id": n} for n in range(3)]
    features[1]["id"] = "way/77"
    take(store, collection(*features))
    assert all(len(each.id) == 36 for each in everything(store))


def test_codes_of_the_file_stay_and_the_others_go_around_them(store: Store) -> None:
    places = [point(*town.at(n * 20, 9)) for n in range(4)]
    codes = [None, "SM-02", None, "老-7"]
    take(store, collection(*(feature(p, code=c) for p, c in zip(places, codes, strict=True))))
    assert sorted(each.code for each in everything(store)) == ["SM-01", "SM-02", "SM-03", "老-7"]


def test_the_code_of_a_deleted_hazard_is_never_given_again(store: Store) -> None:
    take(store, collection(GOOD))
    (tree,) = everything(store)
    with store.write("test", NOW) as tx:
        hazards.remove(tx, tree.id, tree.version)
    with pytest.raises(BadInput, match="SM-01 is taken"):
        take(store, collection(feature(point(*HOME), code="SM-01")))
    with pytest.raises(BadInput, match="imported before, as SM-01"):
        take(store, collection({**GOOD, "id": tree.id}))
    take(store, collection(GOOD))
    assert [each.code for each in everything(store)] == ["SM-02"]
    with store.read() as conn:
        assert taken.codes_of(conn, town.COMMUNITY) == {"SM-01", "SM-02"}
        assert taken.codes_by_id(conn, [tree.id, "x"]) == {tree.id: "SM-01"}


def test_a_list_of_addresses_in_gbk_without_coordinates(store: Store) -> None:
    text = (
        "类型,楼号,道路,地址,名称,程度,等级,水深,责任人,责任人电话,备注\n"
        "易漏房屋,2号楼,槐安路,,,L3,,,张槐,,{{7*7}}\n"
        "易漏房屋,,,柳堤小学,学校,L1,,,,,</script><script>\n"
        "易漏房屋,1号楼,,,哪一栋,L2,,,,,\n"
        "易漏房屋,99号楼,,,没有,,2,,,,${1}\n"
        "倾斜树木,,,柳园北门,大槐树,T2,,,林新,13800000001,<img onerror=x>\n"
        "易积水路段,,,槐安路西口,,,,30cm,林新,,50{% off\n"
    )
    result = take(store, text.encode("gb18030"), "隐患.csv")
    assert result.encoding == "GB18030"
    assert [each.state for each in result.outcomes] == [
        "taken", "taken", "waiting", "waiting", "waiting", "waiting",
    ]  # fmt: skip
    told = _told(result)
    assert "row 2: Placed on building 2号楼" in told
    assert "row 4: Several buildings fit" in told
    assert "row 6: It waits to be placed" in told
    kept = {each.note: each for each in everything(store)}
    assert set(kept) == {"{{7*7}}", "</script><script>", "", "${1}", "<img onerror=x>", "50{% off"}
    assert kept["{{7*7}}"].geometry == town.buildings()[1].geometry
    assert kept["{{7*7}}"].address == "槐安路2号楼"
    assert kept["{{7*7}}"].keeper_id == town.id_of("keeper 1")
    assert (kept["${1}"].rank, dict(kept["${1}"].raw)) == (2, {})
    assert kept["50{% off"].raw == {"depth_cm": 30.0}
    assert kept["50{% off"].keeper_id == kept["<img onerror=x>"].keeper_id
    with store.read() as conn:
        people = communities.contacts(conn, town.COMMUNITY)
        assert len(hazards.waiting(conn, town.COMMUNITY)) == 4
    (new,) = [each for each in people if each.name == "林新"]
    assert (new.role, new.phones, len(people)) == ("keeper", ("13800000001",), 13)


def test_a_keeper_of_a_row_left_out_is_not_made(store: Store) -> None:
    text = "名称,地址,程度,责任人\n甲,某处,T9,新人\n乙,某处,T2,\n"
    take(store, text.encode(), "a.csv", kind="leaning_tree", skip_bad=True)
    with store.read() as conn:
        assert "新人" not in {each.name for each in communities.contacts(conn, town.COMMUNITY)}


@pytest.mark.parametrize("crs", ["EPSG:4326", "GCJ-02", "BD-09", "EPSG:4490", "EPSG:4548"])
def test_csv_coordinates_in_the_system_that_was_said(store: Store, crs: str) -> None:
    ((x, y),) = from_wgs84(np.array([HOME]), crs)
    text = f"名称,经度,纬度,程度\n树,{x!s},{y!s},T2\n"
    take(store, text.encode(), "a.csv", kind="leaning_tree", crs=crs)
    (tree,) = everything(store)
    assert np.allclose(tree.geometry.coords[0], HOME, atol=2e-7)


def test_a_road_from_one_end_to_the_other_in_a_csv(store: Store) -> None:
    (a, b), (c, d) = town.at(110, 4), town.at(180, -3)
    text = f"起点经度,起点纬度,终点经度,终点纬度,水深\n{a},{b},{c},{d},20\n"
    take(store, text.encode(), "a.csv", kind="flood_segment", crs="EPSG:4326")
    (road,) = everything(store)
    assert (
        shapely.hausdorff_distance(road.geometry, LineString([town.at(110, 0), town.at(180, 0)]))
        < 1e-7
    )


def test_a_gcj02_file_said_to_be_wgs84_is_doubted_and_taken(store: Store) -> None:
    leaks = [
        {"type": "Feature", "geometry": mapping(shapely.transform(each.geometry, wgs84_to_gcj02)),
         "properties": {"scale": "L2", "name": each.id}}
        for each in [*town.buildings()[:2], town.buildings()[5]]
    ]  # fmt: skip
    own: dict[str, Any] = {"kind": "leak_building"}
    with pytest.raises(BadInput, match="perhaps GCJ-02: as that, 3 of 3"):
        take(store, collection(*leaks), **own)
    dry = take(store, collection(*leaks), crs="EPSG:4326", dry_run=True, **own)
    assert "really EPSG:4326? As GCJ-02, 3 of 3" in _told(dry)
    good = take(store, collection(*leaks), crs="GCJ-02", **own)
    assert "?" not in _told(good)
    assert everything(store)[0].geometry.distance(town.buildings()[0].geometry) == 0


def test_rank_follows_from_the_answers(store: Store) -> None:
    result = take(store, collection(feature(point(*HOME), scale="T3", rank=1)))
    assert everything(store)[0].rank == 3
    assert "the rank is 3, not 1; the answers count" in _told(result)


def test_dates_status_and_yes(store: Store) -> None:
    own = {"valid_from": "2026/6/1", "valid_to": "2026-09-15", "status": "草稿",
           "must_be_keeper": "是"}  # fmt: skip
    take(store, collection(feature(point(*HOME), **own)))
    (tree,) = everything(store)
    assert tree.valid_from is not None
    assert tree.valid_to is not None
    assert tree.valid_from.isoformat() == "2026-05-31T16:00:00+00:00"
    assert tree.valid_to.isoformat() == "2026-09-15T16:00:00+00:00"
    assert (tree.status, tree.must_be_keeper) == ("draft", True)


def test_limits_are_arguments(store: Store) -> None:
    with pytest.raises(TooLarge):
        take(store, TOWN, limits=ImportLimits(rows=11))
    with pytest.raises(TooLarge):
        take(store, TOWN, limits=ImportLimits(file_bytes=100))
    with pytest.raises(BadInput, match="outside the community"):
        take(
            store, collection(feature(point(*town.at(-200, 0)))), limits=ImportLimits(outside_m=99)
        )
    take(store, collection(feature(point(*town.at(-900, 0)))), limits=ImportLimits(outside_m=900))


def test_a_community_nobody_knows() -> None:
    with office() as store, pytest.raises(NotFound):
        import_hazards(store, LOCAL_OFFICE, TOWN, filename="a.json", community_id="x", now=NOW)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 300), st.integers(1, 4)), min_size=1,
                max_size=6, unique=True))  # fmt: skip
def test_what_goes_in_comes_out_as_it_was(trees: list[tuple[int, int, int]]) -> None:
    features = [feature(point(*town.at(e, n)), scale=f"T{r}", name=f"树{e}-{n}-{r}")
                for e, n, r in trees]  # fmt: skip
    with office() as store:
        take(store, json.dumps({"type": "FeatureCollection", "features": features}).encode())
        kept = {(each.name, each.rank, each.geometry) for each in everything(store)}
    assert kept == {(f"树{e}-{n}-{r}", r, Point(town.at(e, n))) for e, n, r in trees}


def test_hours_of_its_own_come_in_by_their_chinese_names(store: Store) -> None:
    lon, lat = town.at(300, 100)
    table = f"类别,程度,经度,纬度,名称,可访时段\n易漏房屋,L2,{lon},{lat},3号楼,8:00-21:00\n"
    take(store, table.encode(), "list.csv", crs="EPSG:4326")
    [house] = everything(store)
    assert (house.visit_from, house.visit_to) == ("08:00", "21:00")
