"""The store's tables as frames: the same over both engines, and nothing of anybody in them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString

from data import checkins, frames, hazards, plans, streets, visits
from data.store import Store, Tx
from geo import coverage
from geo.checkins import CheckIn
from geo.errors import BadQuery, NotFound
from geo.ground_frames import gates_of, streets_of
from geo.hazards import Visit
from geo.plan_frames import hazards_of
from geo.rain import Levels
from geo.rounds import Leg, Plan
from tests import town
from tests.data import nights

AT = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
HOME = town.at(512.3, 213.7)
NOTE = "张槐家漏水，501室"


def with_a_home(plan: Plan) -> Plan:
    """The plan whose last round ends at somebody's home."""
    *others, last = plan.rounds
    walk = Leg(3, LineString([town.at(250, 0), HOME]), 400.0, 333)
    return replace(plan, rounds=(*others, replace(last, legs=(*last.legs[:-1], walk))))


def keep_plan(tx: Tx, night: date = town.NIGHT) -> str:
    return plans.save(tx, town.COMMUNITY, with_a_home(nights.plan(night)), Levels(), 1.0)


@pytest.fixture
def full(town_store: Store) -> Store:
    """The town with a published night, visits, and what was said in it."""
    with town_store.write("张槐", AT) as tx:
        plans.publish(tx, keep_plan(tx))
        visits.set_visit(tx, town.id_of("JS-01"), Visit(AT - timedelta(hours=3), None, False))
        common = {"community_id": town.COMMUNITY, "seen_at": AT, "device_id": "张槐的手机"}
        finding = {"kind": "leak_building", "scale": "L3", "note": NOTE, "flags": ["live_wire"]}
        for said in (
            CheckIn(key="a", result="clear", hazard_id=town.id_of("JS-01"), position=HOME,
                    **common),
            CheckIn(key="b", result="finding", hazard_id=town.id_of("LD-03"), finding=finding,
                    position=HOME, **common),
            CheckIn(key="c", result="finding", finding=finding, position=town.at(30, 30),
                    **common),
            CheckIn(key="d", result="clear", position=HOME, **common),
        ):  # fmt: skip
            checkins.append(tx, said, town.NIGHT)
    return town_store


@pytest.mark.parametrize("name", frames.NAMES)
def test_every_table_has_its_types_and_places_with_rows_and_without(
    name: str, full: Store, store: Store
) -> None:
    rows, none = full.frame(name, town.COMMUNITY), store.frame(name)
    assert len(rows) and none.empty
    assert rows.crs == none.crs == "OGC:CRS84"
    assert rows.geometry.notna().all() and rows.index.is_unique
    assert rows.dtypes.to_dict() == none.dtypes.to_dict()
    for column in rows.columns:
        if column.endswith("_at") or column in ("eta", "valid_from", "valid_to"):
            assert isinstance(rows[column].dtype, pd.DatetimeTZDtype), column
    assert len(full.frame(name)) == len(rows)


def test_records_come_back_from_the_tables(full: Store) -> None:
    with full.read() as conn:
        assert streets_of(full.frame("streets")) == streets.streets(conn, town.COMMUNITY)
        assert gates_of(full.frame("gates")) == streets.gates(conn, town.COMMUNITY)
        kept = hazards.of_community(conn, town.COMMUNITY)
    read = hazards_of(full.frame("hazards"))
    assert [(h.id, h.code, h.rank, h.geometry) for h in read] == [
        (h.id, h.code, h.rank, h.geometry) for h in kept
    ]


def words(frame: gpd.GeoDataFrame) -> str:
    cells = frame.drop(columns="geometry").to_dict("records")
    return json.dumps(cells, default=str, ensure_ascii=False) + frame.geometry.to_wkt().str.cat()


def personal() -> set[str]:
    people = town.contacts()
    return {
        *(each.name for each in people), *(each.id for each in people),
        *(phone for each in people for phone in each.phones),
        "1号楼", NOTE, "手机", "doors", f"{HOME[0]} {HOME[1]}",
    }  # fmt: skip


@pytest.mark.parametrize("name", frames.NAMES)
def test_nothing_of_anybody_is_in_a_table(name: str, full: Store) -> None:
    text = words(full.frame(name, town.COMMUNITY))
    if name == "ground":  # the number of a building is on its wall
        text = text.replace("1号楼", "")
    assert not [each for each in personal() if each in text]


def test_what_was_typed_comes_when_it_is_asked_for(full: Store) -> None:
    told = full.frame("hazards", texts=True)
    assert "1号楼" in set(told["name"]) and {"address", "note"} <= set(told.columns)
    assert "doors" in told.set_index("code").loc["LD-01", "raw"]
    assert set(full.frame("checkins", texts=True)["note"]) == {"", NOTE}
    assert {"keeper_id", "deputy_id", "changed_by"}.isdisjoint(told.columns)


def test_a_walk_to_a_home_is_left_out_and_only_it(full: Store) -> None:
    legs = full.frame("legs", town.COMMUNITY)
    assert len(legs) == 7  # of 8: the first round walks back to the office
    assert f"{HOME[0]} {HOME[1]}" not in words(legs)
    assert legs.groupby("pass_no")["place"].max().tolist() == [3, 2]
    assert {"office_point", "last_stop"}.isdisjoint(legs.columns)


def test_stops_and_legs_are_those_of_the_newest_plan(full: Store) -> None:
    later = town.NIGHT + timedelta(days=1)
    published = set(full.frame("stops", night=town.NIGHT)["plan_id"])
    with full.write("office", AT) as tx:
        draft, other = keep_plan(tx), keep_plan(tx, later)
    assert set(full.frame("stops", night=town.NIGHT)["plan_id"]) == {draft}
    assert set(full.frame("stops")["plan_id"]) == {draft, other}
    assert set(full.frame("legs", published_only=True)["plan_id"]) == published
    assert set(full.frame("legs", plan_id=other)["night"]) == {later}
    assert full.frame("stops", night=date(2020, 1, 1)).empty
    assert full.frame("checkins", night=later).empty


def test_check_ins_are_at_their_hazard_and_tell_where_somebody_stood_only_of_a_finding(
    full: Store,
) -> None:
    said = full.frame("checkins").set_index("id")
    assert said.index.tolist() == ["a", "b", "c"]
    assert said["at_hazard"].tolist() == [True, True, False]
    assert said.loc["b", ["finding_kind", "finding_scale", "flags"]].tolist() == [
        "leak_building", "L3", ("live_wire",),
    ]  # fmt: skip
    assert said["rank"].tolist()[:2] == [1, 3] and said["rank"].isna()["c"]


def test_coverage_reads_visits_and_hazards(full: Store) -> None:
    boundary = full.frame("communities", town.COMMUNITY)
    for name in ("visits", "hazards"):
        cells = coverage.cells(boundary, full.frame(name), AT)
        assert cells["hazards"].sum() == 12 and cells["visited"].sum() == 1
        assert cells["hours_since"].min() == 3


def test_what_is_no_table_is_refused(full: Store) -> None:
    with pytest.raises(BadQuery, match="contact"):
        full.frame("contact")
    with pytest.raises(NotFound):
        full.frame("hazards", "nowhere")
    with pytest.raises(BadQuery, match="by night"):
        full.frame("hazards", night=town.NIGHT)
    with pytest.raises(BadQuery, match="by night"):
        full.frame("checkins", plan_id="x")
