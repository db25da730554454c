"""Maps for a notebook: what is in them, what stays out, and the frame they stand in."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point
from shapely.geometry import shape

from geo import coverage
from geo.errors import BadGeometry, BadInput
from maps.layers.ours import OurLayer
from maps.notebook import NotebookMap, coverage_map, hazard_map, night_map
from maps.told import HOURS, hours_shown
from tests import town
from tests.geo.test_planning import HAZARDS, night, streets_frame

BASES = gpd.GeoDataFrame(geometry=[Point(each.start) for each in town.teams()], crs="OGC:CRS84")

AT = datetime(2026, 7, 22, 14, tzinfo=UTC)
BOUNDARY = gpd.GeoDataFrame(geometry=[town.community().boundary], crs="OGC:CRS84")


def told(made: NotebookMap, name: str) -> Any:
    """What an element of the page carries."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', made.html)
    assert found
    return json.loads(found[1])


@cache
def cells() -> gpd.GeoDataFrame:
    seen = [AT - timedelta(hours=5 * n) if n % 3 else None for n in range(len(HAZARDS))]
    return coverage.cells(BOUNDARY, HAZARDS.assign(last_visited_at=seen), AT, 100)


def test_hazards_are_in_it_with_what_a_map_says_and_nothing_else() -> None:
    private = HAZARDS.assign(phone="13900000000", note="a word of mine", keeper_id="keeper-0")
    features = told(hazard_map(private.to_crs("EPSG:4548")), "data-hazards")["features"]
    assert len(features) == len(HAZARDS)
    for row, (_, hazard) in zip(features, HAZARDS.iterrows(), strict=True):
        assert set(row["properties"]) == {"id", "code", "kind", "rank", "status", "label"}
        assert row["properties"]["code"] == hazard["code"]
        assert shape(row["geometry"]).hausdorff_distance(hazard.geometry) < 1e-6
    made = hazard_map(private)
    for personal in ("13900000000", "a word of mine", "keeper-0", "槐安路1号楼"):
        assert personal not in made.html


def test_more_columns_are_said_where_the_analyst_asks_for_them() -> None:
    features = told(hazard_map(HAZARDS, show=("name", "address")), "data-hazards")["features"]
    assert features[4]["properties"]["label"] == "name: 1号楼\naddress: 槐安路1号楼"
    with pytest.raises(BadInput, match="nothing_such"):
        hazard_map(HAZARDS, show=("nothing_such",))


def test_how_long_visits_are_overdue_is_said_only_of_a_moment() -> None:
    due = HAZARDS.assign(next_due_at=AT, last_visited_at=pd.NaT)
    plain = told(hazard_map(due), "data-hazards")["features"][0]["properties"]
    assert "next_due_at" not in plain and plain["label"] == "尚未巡查"
    then = hazard_map(due, at=AT, lang="en")
    assert told(then, "data-hazards")["features"][0]["properties"]["next_due_at"] == AT.isoformat()
    assert f'data-now="{AT.isoformat()}"' in then.html


def test_a_night_has_its_stops_and_legs_by_team_and_pass() -> None:
    made = night_map(night(), bases=BASES)
    features = told(made, "data-rounds")["features"]
    points = [row for row in features if row["geometry"]["type"] == "Point"]
    assert len(points) == len(night().stops)
    assert {row["properties"]["team"] for row in points} == {1}
    assert {row["properties"]["code"] for row in points} <= set(HAZARDS["code"])
    assert len(features) - len(points) == len(night().legs)
    assert [each["word"] for each in told(made, "data-passes")] == [
        "白天巡查", "傍晚巡查", "夜间加巡 1", "夜间加巡 2"
    ]  # fmt: skip


def test_teams_are_numbered_as_they_come() -> None:
    stops = night().stops.iloc[:8].assign(team_id=list("abcdefga"))
    features = told(night_map(stops), "data-rounds")["features"]
    assert [row["properties"]["team"] for row in features] == [1, 2, 3, 4, 5, 6, 7, 1]
    assert len({row["properties"]["round"] for row in features}) == 7


def test_no_two_of_24_teams_look_alike_in_the_legend() -> None:
    stops = pd.concat([night().stops.iloc[:8]] * 3).assign(team_id=range(24))
    foot = night_map(stops).html.partition("<footer")[2]
    looks = re.findall(r'class="swatch ([^"]+)"', foot)
    assert len(looks) == len(set(looks)) == 24


def test_what_is_of_no_team_is_no_teams() -> None:
    stops = night().stops.iloc[:3].assign(team_id=["a", None, "b"])
    made = night_map(stops, lang="en")
    teams = [row["properties"]["team"] for row in told(made, "data-rounds")["features"]]
    assert teams == [1, 0, 2]
    foot = made.html.partition("<footer")[2]
    assert re.findall(r"<span>(.*?)</span>", foot) == ["Team 1", "Team 2", "Of no team"]
    whole = night_map(stops.dropna(subset="team_id"), lang="en").html
    assert "Of no team" not in whole.partition("<footer")[2]


def test_teams_are_called_by_name_where_one_is_known() -> None:
    stops = night().stops.iloc[:3].assign(team_id=list("abc"), team=["<b>", "", None])
    foot = night_map(stops, teams={"b": "{{7*7}}"}, lang="en").html.partition("<footer")[2]
    assert re.findall(r"<span>(.*?)</span>", foot) == ["&lt;b&gt;", "{{7*7}}", "Team 3"]


def test_a_plan_and_its_tables_give_the_same_map() -> None:
    stops, legs = night().stops, night().legs
    by_tables = told(night_map(stops, legs), "data-rounds")
    assert by_tables == told(night_map(night()), "data-rounds")
    by_record = told(night_map(night().plan), "data-rounds")["features"]
    assert [row["geometry"] for row in by_record] == [
        row["geometry"] for row in by_tables["features"]
    ]


def test_the_way_to_somebodys_home_is_not_in_it() -> None:
    stops, legs = night().stops, night().legs
    last = legs.groupby(["team_id", "pass_no"])["seq"].idxmax()[0:1]
    home = LineString([town.node_at(3), town.at(333, 33)])
    led = legs.copy()
    led.loc[last, "geometry"] = home
    shown = told(night_map(stops, led, bases=BASES), "data-rounds")["features"]
    corners = json.dumps([row["geometry"]["coordinates"] for row in shown])
    assert len(shown) == len(stops) + len(legs) - 1
    assert str(round(town.at(333, 33)[0], 7)) not in corners
    away = led.drop(index=last)
    assert night_map(stops, led, bases=BASES).html == night_map(stops, away, bases=BASES).html


def test_without_offices_no_way_back_is_in_it() -> None:
    led = told(night_map(night()), "data-rounds")["features"]
    walked = [row for row in led if row["geometry"]["type"] == "LineString"]
    firsts = len(night().plan.rounds)
    assert len(walked) == len(night().legs) - 2 * firsts
    assert {row["properties"]["seq"] for row in walked} <= set(night().stops["seq"])


def test_cells_have_their_hours_their_band_and_a_sentence() -> None:
    features = told(coverage_map(cells(), lang="en"), "data-coverage")["features"]
    for row, hours in zip(features, cells()["hours_since"], strict=True):
        of = row["properties"]
        if pd.isna(hours):
            assert (of["value"], of["band"]) == (None, None)
            assert of["label"].startswith("Not visited yet")
        else:
            assert of["value"] == hours_shown(hours)
            assert of["band"] == sum(hours >= step for step in HOURS)
            assert of["label"].startswith(f"{of['value']} h since the last visit · ")


@pytest.mark.parametrize("draw", [hazard_map, coverage_map, night_map])
def test_a_frame_without_crs_or_columns_is_refused(draw: Any) -> None:
    nowhere = HAZARDS.assign(hours_since=1.0, team_id="a", seq=1)
    with pytest.raises(BadGeometry, match="coordinate system"):
        draw(gpd.GeoDataFrame(nowhere.drop(columns="geometry"), geometry=list(nowhere.geometry)))
    with pytest.raises(BadInput, match="lacks these columns"):
        draw(gpd.GeoDataFrame(geometry=[Point(116, 39)], crs="OGC:CRS84"))


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_or_one_is_a_map_too(rows: int) -> None:
    for made in (hazard_map(HAZARDS.iloc[:rows]), coverage_map(cells().iloc[:rows]),
                 night_map(night().stops.iloc[:rows])):  # fmt: skip
        assert isinstance(made, NotebookMap)


def test_the_layers_lie_in_order_and_under_them_what_was_given() -> None:
    made = hazard_map(HAZARDS, streets=streets_frame(), boundary=BOUNDARY)
    layers = [each for each in made.folium._children.values() if isinstance(each, OurLayer)]
    assert [each.script_name for each in layers] == ["streets", "boundary", "hazards"]
    assert "name" not in told(made, "data-streets")["features"][0]["properties"]


def test_jupyter_gets_a_frame_that_reaches_nothing_of_the_notebook(tmp_path: Path) -> None:
    made = hazard_map(HAZARDS, lang="en", height_px=300)
    shown = made._repr_html_()
    found = re.fullmatch(r"<iframe ([^>]*) srcdoc=\"([^\"]*)\"></iframe>", shown)
    assert found
    assert 'sandbox="allow-scripts"' in found[1] and 'height="300"' in found[1]
    assert html.unescape(found[2]) == made.html
    assert made.save(tmp_path / "map.html").read_text("utf-8") == made.html
    assert repr(made).startswith("<Hazards: ")
