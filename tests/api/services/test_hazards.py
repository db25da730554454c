"""One hazard at a time: added on the spot, undone, placed, edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import shapely
from shapely import LineString, Point
from shapely.geometry import mapping

from api.actors import LOCAL_OFFICE
from api.services.hazards import add_here, confirm, edit, place, undo_add, waiting
from data import hazards
from data.store import Store
from geo.errors import (
    BadGeometry,
    BadInput,
    EditConflict,
    KeyReused,
    NotAllowed,
    NotFound,
    VersionMissing,
)
from geo.hazards import Hazard
from tests import town
from tests.api.services.office import NOW, everything, office, take


@pytest.fixture
def store() -> Iterator[Store]:
    with office() as opened:
        yield opened


def _point(east: float, north: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(town.at(east, north))}


def _add(store: Store, **own: Any) -> Hazard:
    said = {"hazard_id": str(uuid4()), "kind": "leaning_tree", "scale": "T3",
            "geometry": _point(150, 108), "now": NOW} | own  # fmt: skip
    return add_here(store, LOCAL_OFFICE, town.COMMUNITY, **said)


def test_a_tree_is_added_as_a_draft_that_is_not_public(store: Store) -> None:
    tree = _add(store, name=" 大槐树 ")
    assert (tree.code, tree.rank, tree.status, tree.version) == ("SM-01", 3, "draft", 1)
    assert (tree.name, tree.raw, tree.geometry) == (
        "大槐树",
        {"scale": "T3"},
        Point(town.at(150, 108)),
    )
    with store.read() as conn:
        assert hazards.of_community(conn, town.COMMUNITY) == []
        assert hazards.one(conn, tree.id) == tree


def test_a_tap_on_the_street_is_forty_metres_of_it(store: Store) -> None:
    road = _add(store, kind="flood_segment", scale=27, geometry=_point(150, 6))
    assert road.rank == 3
    expected = LineString([town.at(130, 0), town.at(170, 0)])
    assert shapely.hausdorff_distance(road.geometry, expected) < 1e-7


def test_a_tap_on_a_house_is_the_house(store: Store) -> None:
    leak = _add(store, kind="leak_building", scale="L4", geometry=_point(50, 40))
    assert leak.geometry == town.buildings()[0].geometry
    yard = _add(store, kind="leak_building", scale="L4", geometry=_point(50, 80))
    assert yard.geometry == Point(town.at(50, 80))


def test_a_drawn_line_is_laid_onto_the_street(store: Store) -> None:
    drawn = LineString([town.at(110, 5), town.at(190, -4)])
    road = _add(store, kind="flood_segment", scale=15, geometry=mapping(drawn))
    expected = LineString([town.at(110, 0), town.at(190, 0)])
    assert shapely.hausdorff_distance(road.geometry, expected) < 1e-7


@pytest.mark.parametrize(
    ("own", "error"),
    [
        ({"kind": "volcano"}, BadInput),
        ({"scale": "T9"}, BadInput),
        ({"scale": None}, BadInput),
        ({"scale": float("nan"), "kind": "flood_segment"}, BadInput),
        ({"name": "a\0"}, BadInput),
        ({"name": "雨" * 201}, BadInput),
        ({"geometry": {}}, BadGeometry),
        ({"geometry": {"type": "Point", "coordinates": [39.86, 116.36]}}, BadGeometry),
        ({"geometry": {"type": "Point", "coordinates": [116.36, 95]}}, BadGeometry),
        ({"geometry": {"type": "Point", "coordinates": [116.36, 95]}, "kind": "leak_building",
          "scale": "L1"}, BadGeometry),
        ({"geometry": {"type": "Point", "coordinates": [float("nan"), 1]}}, BadGeometry),
        ({"kind": "flood_segment", "scale": 5, "geometry": _point(50, 50)}, BadGeometry),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    store: Store, own: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        _add(store, **own)
    assert everything(store) == []


def test_sent_again_it_is_the_same_and_other_content_is_not(store: Store) -> None:
    hazard_id = str(uuid4())
    first = _add(store, hazard_id=hazard_id)
    assert _add(store, hazard_id=hazard_id) == first
    assert len(everything(store)) == 1
    with pytest.raises(KeyReused):
        _add(store, hazard_id=hazard_id, scale="T1")
    edited = edit(store, LOCAL_OFFICE, hazard_id, {"name": "国槐"}, 1, NOW)
    assert _add(store, hazard_id=hazard_id) == edited


def test_undone_it_is_gone_and_its_code_is_not_given_again(store: Store) -> None:
    tree = _add(store)
    with pytest.raises(VersionMissing):
        undo_add(store, LOCAL_OFFICE, tree.id, None, NOW)
    with pytest.raises(EditConflict):
        undo_add(store, LOCAL_OFFICE, tree.id, 7, NOW)
    undo_add(store, LOCAL_OFFICE, tree.id, 1, NOW)
    assert everything(store) == []
    with pytest.raises(NotFound):
        undo_add(store, LOCAL_OFFICE, tree.id, 1, NOW)
    with pytest.raises(EditConflict, match="undone"):
        _add(store, hazard_id=tree.id)
    assert _add(store).code == "SM-02"


def test_what_a_planner_took_into_the_list_cannot_be_undone(store: Store) -> None:
    tree = _add(store)
    assert edit(store, LOCAL_OFFICE, tree.id, {"status": "active"}, 1, NOW).version == 2
    with pytest.raises(NotAllowed, match="SM-01"):
        undo_add(store, LOCAL_OFFICE, tree.id, 2, NOW)


def test_a_waiting_hazard_is_placed_by_a_tap(store: Store) -> None:
    text = "类型,地址,程度,水深\n倾斜树木,柳园北门,T2,\n易积水路段,西口,,20\n"
    take(store, text.encode(), "a.csv")
    road, tree = waiting(store, town.COMMUNITY)
    with pytest.raises(BadGeometry):
        place(store, LOCAL_OFFICE, tree.id, _point(3000, 0), 1, NOW)
    with pytest.raises(VersionMissing):
        place(store, LOCAL_OFFICE, tree.id, _point(150, 108), None, NOW)
    placed = place(store, LOCAL_OFFICE, tree.id, _point(150, 108), 1, NOW)
    assert (placed.version, placed.status) == (2, "active")
    with pytest.raises(EditConflict):
        place(store, LOCAL_OFFICE, tree.id, _point(150, 109), 1, NOW)
    assert [each.id for each in waiting(store, town.COMMUNITY)] == [road.id]
    assert place(store, LOCAL_OFFICE, road.id, _point(250, 4), 1, NOW).geometry is not None
    assert waiting(store, town.COMMUNITY) == []


def test_editing_changes_what_is_named_and_the_rank_with_the_answers(store: Store) -> None:
    tree = _add(store)
    changes = {"raw": {"scale": "T4", "height_m": "9米"}, "note": "{{7*7}}",
               "keeper_id": town.id_of("keeper 2"), "must_be_keeper": True,
               "valid_to": "2026-09-15"}  # fmt: skip
    edited = edit(store, LOCAL_OFFICE, tree.id, changes, 1, NOW)
    assert (edited.rank, edited.raw) == (4, {"scale": "T4", "height_m": 9.0})
    assert (edited.note, edited.must_be_keeper) == ("{{7*7}}", True)
    assert (edited.geometry, edited.status, edited.code) == (tree.geometry, "draft", "SM-01")
    cleared = edit(store, LOCAL_OFFICE, tree.id, {"keeper_id": None, "note": None}, 2, NOW)
    assert (cleared.keeper_id, cleared.note) == (None, "")


def test_hours_of_its_own_are_set_and_taken_back(store: Store) -> None:
    tree = _add(store)
    hours = {"visit_from": "8:00", "visit_to": "21:00"}
    edited = edit(store, LOCAL_OFFICE, tree.id, hours, 1, NOW)
    assert (edited.visit_from, edited.visit_to) == ("08:00", "21:00")
    later = edit(store, LOCAL_OFFICE, tree.id, {"visit_from": None}, 2, NOW)
    assert (later.visit_from, later.visit_to) == (None, "21:00")
    with pytest.raises(BadInput, match="never"):
        edit(store, LOCAL_OFFICE, tree.id, {"visit_from": "21:00"}, 3, NOW)


def test_every_change_that_cannot_be_is_named_and_none_is_made(store: Store) -> None:
    tree = _add(store)
    changes = {"name": "a\0", "status": "gone", "keeper_id": "nobody", "raw": {"scale": "T9"},
               "geometry": _point(0, 0), "valid_from": "soon"}  # fmt: skip
    with pytest.raises(BadInput) as caught:
        edit(store, LOCAL_OFFICE, tree.id, changes, 1, NOW)
    assert {each.where for each in caught.value.problems} == {
        "name", "status", "keeper_id", "scale", "geometry", "valid_from",
    }  # fmt: skip
    with pytest.raises(BadInput, match="raw"):
        edit(store, LOCAL_OFFICE, tree.id, {"raw": 7}, 1, NOW)
    assert everything(store) == [tree]


def test_a_stale_edit_is_a_conflict(store: Store) -> None:
    tree = _add(store)
    edit(store, LOCAL_OFFICE, tree.id, {"name": "一"}, 1, NOW)
    with pytest.raises(EditConflict):
        edit(store, LOCAL_OFFICE, tree.id, {"name": "二"}, 1, NOW)
    with pytest.raises(VersionMissing):
        edit(store, LOCAL_OFFICE, tree.id, {"name": "二"}, None, NOW)
    assert everything(store)[0].name == "一"


def test_a_draft_that_a_planner_looked_at_is_in_the_list(store: Store) -> None:
    tree = _add(store)
    with pytest.raises(VersionMissing):
        confirm(store, LOCAL_OFFICE, tree.id, None, NOW)
    with pytest.raises(EditConflict):
        confirm(store, LOCAL_OFFICE, tree.id, 7, NOW)
    taken = confirm(store, LOCAL_OFFICE, tree.id, 1, NOW)
    assert (taken.status, taken.version) == ("active", 2)
    assert confirm(store, LOCAL_OFFICE, tree.id, 1, NOW) == taken
    edit(store, LOCAL_OFFICE, tree.id, {"status": "archived"}, 2, NOW)
    with pytest.raises(NotAllowed, match="SM-01 is no draft"):
        confirm(store, LOCAL_OFFICE, tree.id, 3, NOW)
    with pytest.raises(NotFound):
        confirm(store, LOCAL_OFFICE, "nothing", 1, NOW)
