"""A round as GPX: what other programs read out of it, and that no text breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from xml.etree import ElementTree

import gpxpy
import pytest

from maps.sheets.gpx import round_gpx
from maps.sheets.records import SheetRound
from tests.hostile import ALL, PAYLOADS, UNFIT
from tests.maps import sheets

NS = "{http://www.topografix.com/GPX/1/1}"
# The order that the schema of GPX 1.1 prescribes, of those that we write and some around them.
ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds"],
    "wpt": ["ele", "time", "name", "cmt", "desc", "src", "link", "sym", "type"],
    "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "rtept"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "trkseg"],
    "trkseg": ["trkpt"],
}
ORDER["rtept"] = ORDER["trkpt"] = ORDER["wpt"]
KINDS = {"flood_segment": "易积水路段", "leak_building": "易漏房屋", "leaning_tree": "倾斜树木"}
RANKS = {1: "低", 2: "一般", 3: "较大", 4: "重大"}


def made(walk: SheetRound, text: str = "") -> str:
    return round_gpx(sheets.sheet(walk, text=text), walk, KINDS, RANKS)


def test_the_stops_are_waypoints_and_a_route_in_their_order() -> None:
    walk = sheets.walk(5)
    found = gpxpy.parse(made(walk), version="1.1")
    assert [each.name for each in found.waypoints] == [f"{n} JS-0{n}" for n in range(1, 6)]
    assert [each.name for each in found.routes[0].points] == [e.name for e in found.waypoints]
    for point, stop in zip(found.waypoints, walk.stops, strict=True):
        assert (point.longitude, point.latitude) == pytest.approx(stop.point, abs=1e-6)
        assert point.time == stop.eta.astimezone(UTC)
    assert found.waypoints[0].description == "20:10 · 易漏房屋 · 一般 · 槐安路"


def test_the_walk_is_one_track_along_its_legs() -> None:
    walk = sheets.walk(5)
    [track] = gpxpy.parse(made(walk)).tracks
    [segment] = track.segments
    assert len(segment.points) == 6, "where one way ends and the next begins is one point"


def test_a_way_that_is_left_out_is_a_gap_and_not_a_line_across() -> None:
    walk = sheets.walk(5)
    gap = replace(walk, legs=(*walk.legs[:2], *walk.legs[3:]))
    [track] = gpxpy.parse(made(gap)).tracks
    assert [len(each.points) for each in track.segments] == [3, 3]


def test_every_element_stands_where_the_schema_wants_it() -> None:
    for element in ElementTree.fromstring(made(sheets.walk(3))).iter():
        name = element.tag.removeprefix(NS)
        if name in ORDER:
            places = [ORDER[name].index(child.tag.removeprefix(NS)) for child in element]
            assert places == sorted(places), name
            if name == "wpt":
                assert -90 <= float(element.attrib["lat"]) <= 90


@pytest.mark.parametrize("text", [*PAYLOADS, ALL, "".join(UNFIT)])
def test_no_text_breaks_it(text: str) -> None:
    walk = sheets.walk(2, text=text)
    walk = replace(walk, stops=(replace(walk.stops[0], code=text), *walk.stops[1:]))
    root = ElementTree.fromstring(made(walk, text))
    assert len(root.findall(f"{NS}wpt")) == 2
    assert {each.tag.removeprefix(NS) for each in root.iter()} <= {
        *ORDER, *(name for names in ORDER.values() for name in names)
    }  # fmt: skip


def test_without_cleaning_a_control_character_does_break_xml() -> None:
    """The control: the parser that the tests above trust refuses what we take out."""
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(f"<gpx>{UNFIT[0]}</gpx>")


def test_nothing_that_the_office_wrote_of_a_place_is_in_it() -> None:
    walk = sheets.walk(2)
    own = replace(walk, stops=tuple(replace(each, inside="canary") for each in walk.stops))
    night = replace(sheets.sheet(own), phones=sheets.sheet().phones)
    said = round_gpx(night, own, KINDS, RANKS)
    assert "canary" not in said and "5550" not in said and "槐安路" in said


def test_a_night_after_midnight_keeps_its_own_moment() -> None:
    walk = sheets.walk(1)
    late = replace(walk.stops[0], eta=sheets.STARTS + timedelta(hours=5))
    found = gpxpy.parse(made(replace(walk, stops=(late,))))
    assert found.waypoints[0].description.startswith("01:00")
    assert found.waypoints[0].time.isoformat() == "2026-07-22T17:00:00+00:00"
