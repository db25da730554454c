"""A night planned from tables is the night planned from records."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pandas as pd
import pytest

from geo.errors import BadGeometry, BadInput, NotReady
from geo.ground import Gate, Street
from geo.ground_frames import gates_of, streets_of
from geo.network import StreetNetwork
from geo.passes import Rules, needed_for
from geo.plan_frames import hazards_frame, hazards_of
from geo.planning import PlannedNight, plan_night
from geo.rain import Level, Levels
from geo.rounds import plan
from tests import town

HAZARDS = hazards_frame(town.hazards())


def streets_frame() -> gpd.GeoDataFrame:
    names = [name for name in Street.__slots__ if name != "geometry"]
    rows = [{name: getattr(each, name) for name in names} for each in town.streets()]
    return gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=[each.geometry for each in town.streets()], crs="OGC:CRS84"
    )


def gates_frame() -> gpd.GeoDataFrame:
    names = [name for name in Gate.__slots__ if name != "point"]
    rows = [{name: getattr(each, name) for name in names} for each in town.gates()]
    return gpd.GeoDataFrame(
        pd.DataFrame(rows), geometry=[each.point for each in town.gates()], crs="OGC:CRS84"
    )


@cache
def night() -> PlannedNight:
    return plan_night(HAZARDS, streets_frame(), town.teams(), town.NIGHT, gates=gates_frame(),
                      iterations=30)  # fmt: skip


def test_records_come_back_from_their_tables() -> None:
    assert hazards_of(HAZARDS) == town.hazards()
    assert streets_of(streets_frame()) == town.streets()
    assert gates_of(gates_frame()) == town.gates()
    assert len(hazards_frame([])) == 0 and hazards_frame([]).crs == "OGC:CRS84"


def test_the_plan_is_that_of_the_records() -> None:
    wanted = needed_for(town.hazards(), Rules(), town.NIGHT, Levels(), town.ZONE)
    network = StreetNetwork.of(town.streets(), town.gates())
    by_records = plan(town.hazards(), wanted, town.teams(), network, town.gates(), town.ZONE,
                      iterations=30)  # fmt: skip
    assert night().plan == by_records


def test_its_tables() -> None:
    made = night()
    assert len(made.stops) == sum(len(each.stops) for each in made.plan.rounds) == 34
    assert made.stops.crs == made.legs.crs == made.unserved.crs == "OGC:CRS84"
    codes = {each.id: each.code for each in town.hazards()}
    assert made.stops["code"].tolist() == [codes[each] for each in made.stops["hazard_id"]]
    assert made.stops["eta"].dt.tz is not None
    assert made.unserved.empty


def test_what_nobody_can_visit_is_a_table_too() -> None:
    red = plan_night(HAZARDS, streets_frame(), town.teams(), town.NIGHT, iterations=5,
                     levels=Levels(rain=Level.RED))  # fmt: skip
    assert red.stops.empty and len(red.unserved) > 30
    assert red.unserved.geometry.notna().all()
    assert red.note is not None


def test_any_crs_and_streets_as_they_are_drawn() -> None:
    drawn = streets_frame()[["geometry"]].to_crs("EPSG:4548")
    made = plan_night(HAZARDS.to_crs("EPSG:3857"), drawn, town.teams(), town.NIGHT, iterations=5)
    assert len(made.stops) == 34
    west, south, east, north = made.legs.total_bounds
    assert 116 < west < east < 117 and 39 < south < north < 40


def test_what_cannot_be_planned_is_refused() -> None:
    streets = streets_frame()
    with pytest.raises(BadGeometry, match="coordinate system"):
        plan_night(HAZARDS.set_crs(None, allow_override=True), streets, [], town.NIGHT)
    with pytest.raises(BadGeometry, match="coordinate system"):
        plan_night(HAZARDS, streets.set_crs(None, allow_override=True), [], town.NIGHT)
    with pytest.raises(BadGeometry, match="single lines"):
        plan_night(HAZARDS, streets.set_geometry(streets.boundary), [], town.NIGHT)
    gates = gates_frame().drop(columns="node")
    with pytest.raises(BadInput, match="node"):
        plan_night(HAZARDS, streets, [], town.NIGHT, gates=gates)
    with pytest.raises(NotReady, match="no streets"):
        plan_night(HAZARDS, streets.iloc[:0], town.teams(), town.NIGHT)
