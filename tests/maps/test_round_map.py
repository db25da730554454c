"""A map drawn without a browser: true to scale, complete, nothing cut, nothing personal."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from maps import style
from maps.drawing import round_map
from maps.drawing.apart import apart
from maps.drawing.routes import SIDE, leg_px
from maps.sheets.records import SheetLeg
from tests import town
from tests.maps.drawn import NS, points, read, texts
from tests.maps.drawn_night import ground, walk

WIDE, HIGH = 1080.0, 900.0
GEOD = Geod(ellps="WGS84")
COUNTS = [1, 12, 40]


def numbered(root):
    return {int(g.get("data-stop")): g for g in root.iter(f"{NS}g") if g.get("data-stop")}


def middle(group):
    text = group.find(f"{NS}text")
    return np.array([float(text.get("x")), float(text.get("y"))])


@pytest.mark.parametrize("stops", COUNTS)
@pytest.mark.parametrize("spread", [True, False])
def test_every_stop_is_numbered_at_its_place_and_none_covers_another(stops, spread):
    one = walk(stops, spread=spread)
    root = read(round_map.svg(ground(), [one], WIDE, HIGH))
    frame = round_map.frame_of(ground(), [one], WIDE, HIGH)
    found, unit = numbered(root), round_map.unit_of(WIDE)
    assert sorted(found) == list(range(1, stops + 1))
    for stop in one.stops:
        at = np.array([float(found[stop.seq].get(name)) for name in ("data-x", "data-y")])
        assert np.hypot(*(at - frame.px(stop.point)[0])) <= 1
        x, y = middle(found[stop.seq])
        assert unit / 2 <= x <= WIDE - unit / 2 and unit / 2 <= y <= HIGH - unit / 2
    middles = np.array([middle(g) for g in found.values()])
    between = np.hypot(*(middles[:, None] - middles[None]).T) + np.eye(stops) * 1e6
    assert between.min() >= unit


@pytest.mark.parametrize("stops", COUNTS)
def test_the_ways_are_the_legs_within_a_pixel(stops):
    one = walk(stops)
    root = read(round_map.svg(ground(), [one], WIDE, HIGH))
    frame = round_map.frame_of(ground(), [one], WIDE, HIGH)
    side = SIDE * round_map.unit_of(WIDE)
    drawn = {int(p.get("data-leg")): points(p.get("d")) for p in root.iter(f"{NS}path")
             if p.get("data-leg")}  # fmt: skip
    assert sorted(drawn) == [leg.seq for leg in one.legs]
    for leg in one.legs:
        meant = shapely.LineString(frame.px(leg.corners))
        kept = shapely.LineString(drawn[leg.seq])
        # Straight legs are moved to the right of the street as a whole, and not otherwise.
        assert shapely.hausdorff_distance(meant, kept) == pytest.approx(side, abs=1)
        assert kept.length == pytest.approx(meant.length, abs=1)


def test_a_bent_way_keeps_its_corners_within_a_pixel():
    corners = [town.at(x, y) for x, y in ((0, 0), (100, 3), (110, 90), (400, 91), (402, 300))]
    leg = SheetLeg(seq=1, corners=tuple(corners), length_m=900.0)
    one = walk(1, legs=(leg,))
    frame = round_map.frame_of(ground(), [one], WIDE, HIGH)
    meant = shapely.LineString(frame.px(corners))
    assert shapely.hausdorff_distance(meant, shapely.LineString(leg_px(leg, frame))) <= 1


def test_it_is_true_to_scale_both_ways():
    one = walk(23)
    root = read(round_map.svg(ground(), [one], WIDE, HIGH))
    frame = round_map.frame_of(ground(), [one], WIDE, HIGH)
    a, b, c = frame.px([town.at(0, 0), town.at(400, 0), town.at(0, 300)])
    for there, degrees in ((b, town.at(400, 0)), (c, town.at(0, 300))):
        metres = GEOD.inv(*town.at(0, 0), *degrees)[2]
        assert np.hypot(*(there - a)) == pytest.approx(metres * frame.px_per_m, abs=1)
    assert c[1] < a[1] and b[0] > a[0], "north is up, east is right"
    [bar] = [p for p in root.iter(f"{NS}path") if p.get("data-metres")]
    shown = float(bar.get("data-px")) / float(bar.get("data-metres"))
    assert shown == pytest.approx(frame.px_per_m, rel=0.01)


def test_streets_are_named_and_buildings_not_numbered():
    said = texts(read(round_map.svg(ground(), [walk(5)], WIDE, HIGH)))
    assert {"槐安路", "北"} <= set(said)
    assert not [each for each in said if "号" in each or "小学" in each]
    english = texts(read(round_map.svg(ground(), [walk(5)], WIDE, HIGH, lang="en")))
    assert {"Willow Lane", "N"} <= set(english)


def test_openstreetmap_is_named_where_the_streets_are_its():
    osm = [replace(each, way="1234") for each in town.streets()]
    credit = "© OpenStreetMap contributors"
    assert credit in texts(read(round_map.svg(ground(streets=osm), [walk(3)], WIDE, HIGH)))
    assert credit not in texts(read(round_map.svg(ground(), [walk(3)], WIDE, HIGH)))


@pytest.mark.parametrize("theme", style.THEMES)
def test_teams_differ_by_colour_and_by_dash(theme):
    walks = [walk(6, colour=n) for n in range(1, 7)]
    root = read(round_map.svg(ground(), walks, WIDE, HIGH, theme))
    looks = {(p.get("stroke"), p.get("stroke-dasharray")) for p in root.iter(f"{NS}path")
             if p.get("data-leg")}  # fmt: skip
    assert len(looks) == 6


def test_without_rounds_it_is_the_community():
    root = read(round_map.svg(ground(), [], WIDE, HIGH))
    assert not numbered(root) and "槐安路" in texts(root)


def test_a_round_without_a_way_is_drawn_all_the_same():
    read(round_map.svg(ground(), [walk(0)], WIDE, HIGH))
    still = SheetLeg(seq=1, corners=(town.at(0, 0), town.at(0, 0)), length_m=0.0)
    read(round_map.svg(ground(), [walk(1, legs=(still,))], WIDE, HIGH))
    read(round_map.svg(ground(streets=[], gates=[], features=[]), [walk(1)], WIDE, HIGH))


@given(st.lists(st.tuples(st.integers(0, 1080), st.integers(0, 900)), min_size=1, max_size=40))
def test_marks_come_apart_wherever_they_stand_and_always_the_same_way(at):
    given_at = np.asarray(at, float)
    moved = apart(given_at, 60.0, WIDE, HIGH, 40.0)
    between = np.hypot(*(moved[:, None] - moved[None]).T) + np.eye(len(at)) * 1e6
    assert between.min() >= 56
    assert (moved >= 40).all() and (moved <= (WIDE - 40, HIGH - 40)).all()
    assert (apart(given_at, 60.0, WIDE, HIGH, 40.0) == moved).all()


def test_the_teams_are_coloured_as_on_the_pages():
    css = (style.STATIC / "rounds.css").read_text("utf-8")
    light, dark = css.split("}", 1)[0], css.split(':root[data-theme="dark"]', 1)[1].split("}")[0]
    for text, tokens in ((light, style.TEAMS_LIGHT), (dark, style.TEAMS_DARK)):
        said = dict(re.findall(r"--([\w-]+): (#\w+);", text))
        assert {name: said[name] for name in tokens} == tokens
    module = (style.STATIC / "plan_map.js").read_text("utf-8")
    dashes = re.search(r"DASHES = (\[.*\]);", module)
    assert dashes and eval(dashes[1]) == [list(each) for each in style.TEAM_DASHES]
