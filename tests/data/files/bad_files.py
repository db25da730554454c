"""Bad files in code, each with what must be said of it, for the town of tests/town.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely import transform
from shapely.geometry import mapping, shape

from geo.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from tests import town

HOME = town.at(320, 100)
CANARY = "canary-5d1f"


@dataclass(frozen=True)
class Bad:
    """name: also the test's. says: parts of the complaint. crs, kind: as the caller says."""

    name: str
    content: bytes
    says: tuple[str, ...]
    filename: str = "hazards.geojson"
    crs: str | None = None
    kind: str | None = None


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature; a tree of scale T2 unless said otherwise."""
    own = {"kind": "leaning_tree", "scale": "T2"} | properties
    return {"type": "Feature", "properties": own, "geometry": geometry}


def point(x: Any, y: Any) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [x, y]}


def collection(*features: Any, **members: Any) -> bytes:
    """A GeoJSON file."""
    return json.dumps(
        {"type": "FeatureCollection", "features": list(features), **members}, ensure_ascii=False
    ).encode()


GOOD = feature(point(*HOME), name="好树")


def _tree(coordinates: str, name: str, *says: str) -> Bad:
    text = collection(GOOD, feature(point(0, 0))).decode()
    return Bad(name, text.replace("[0, 0]", coordinates).encode(), ("feature 2", *says))


def _shape(form: str, coordinates: Any, name: str, *says: str, **own: Any) -> Bad:
    shape = {"type": form, "coordinates": coordinates}
    return Bad(name, collection(GOOD, feature(shape, **own)), ("feature 2", *says))


def _ring(*metres: tuple[float, float]) -> list[list[float]]:
    return [list(town.at(*each)) for each in metres]


def _leak(coordinates: Any, name: str, *says: str) -> Bad:
    return _shape("Polygon", coordinates, name, *says, kind="leak_building", scale="L2")


def _numbers() -> Iterator[Bad]:
    lon, lat = HOME
    yield _tree("[NaN, 39.86]", "nan", "“nan” is not a finite number")
    yield _tree("[Infinity, 39.86]", "infinity", "not a finite number")
    yield _tree("[116.36, -Infinity]", "minus infinity", "not a finite number")
    yield _tree("[1e400, 39.86]", "1e400", "not a finite number")
    yield _tree(f"[{'9' * 400}, 39.86]", "400 digits", "not a finite number")
    yield _tree('["116.36", "39.86"]', "texts for numbers", "not a finite number")
    yield _tree("[true, false]", "yes and no for numbers", "not a finite number")
    yield _tree("[null, null]", "null for numbers", "not a finite number")
    yield _tree("[116.36]", "one number", "two numbers")
    yield _tree("[116.36, 39.86, 1, 2, 3]", "five numbers", "two numbers")
    yield _tree("[116.36, 95]", "latitude 95", "latitude within")
    yield _tree("[216.36, 39.86]", "longitude 216", "longitude must be within")
    yield _tree(f"[{lat}, {lon}]", "exchanged axes", "Longitude and latitude are exchanged")
    yield _tree("[-0.0, 0]", "null island", "outside the community")
    yield _tree("[456789.1, 4413456.2]", "metres", "look like metres")


def _elsewhere() -> Iterator[Bad]:
    from geo.crs import from_wgs84

    # Near the eastern edge: half a kilometre further is outside.
    here = np.array([town.at(560, 100)])
    shifted = {"GCJ-02": wgs84_to_gcj02(here), "BD-09": gcj02_to_bd09(wgs84_to_gcj02(here)),
               "EPSG:4548": from_wgs84(here, "EPSG:4548"),
               "EPSG:3857": from_wgs84(here, "EPSG:3857")}  # fmt: skip
    for crs, (place,) in shifted.items():
        yield Bad(f"{crs} called WGS84", collection(feature(point(*place))),
                  ("feature 1", f"Perhaps these coordinates are {crs}, not OGC:CRS84"))  # fmt: skip
    yield Bad("WGS84 called BD-09", collection(GOOD), ("Perhaps", "EPSG:4326, not BD-09"),
              crs="BD-09")  # fmt: skip
    yield Bad("400 m outside", collection(feature(point(*town.at(-460, 0)))), ("400 m outside",))
    yield Bad("Xinjiang", collection(feature(point(87.6, 43.8))), ("m outside the community",))
    yield Bad("a system nobody knows", collection(GOOD), ("“EPSG:99999” is not known",),
              crs="EPSG:99999")  # fmt: skip
    yield Bad("北京地方", collection(GOOD), ("control points",), crs="北京地方坐标系")
    yield Bad("declares what nobody knows", collection(GOOD, crs={
        "type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::21413"}}),
        ("is not known",))  # fmt: skip
    yield Bad("links to its system", collection(GOOD, crs={
        "type": "link", "properties": {"href": "http://127.0.0.1:1/crs"}}),
        ("declares a coordinate system",))  # fmt: skip


def _shifted(*features: dict[str, Any]) -> bytes:
    """The same features with GCJ-02 coordinates, which nobody says."""
    moved = [
        each | {"geometry": mapping(transform(shape(each["geometry"]), wgs84_to_gcj02))}
        for each in features
    ]
    return collection(*moved)


def _off_by_gcj() -> Iterator[Bad]:
    leaks = [feature(mapping(each.geometry), kind="leak_building", scale="L2", name=each.id)
             for each in town.buildings()[:2] + town.buildings()[5:6]]  # fmt: skip
    yield Bad("GCJ-02 beside every building", _shifted(*leaks),
              ("perhaps GCJ-02: as that, 3 of 3", "as OGC:CRS84 only"))  # fmt: skip
    road = {"type": "LineString", "coordinates": _ring((0, 100), (60, 100))}
    own = feature(road, kind="flood_segment", scale=None, depth_cm=30)
    yield Bad("a road in GCJ-02", _shifted(own),
              ("As OGC:CRS84 this road follows no street, as GCJ-02 it does",))  # fmt: skip


def _shapes() -> Iterator[Bad]:
    square = _ring((10, 10), (30, 10), (30, 30), (10, 30), (10, 10))
    yield _leak([square[:-1]], "unclosed ring", "not closed")
    yield _leak([_ring((10, 10), (30, 30), (30, 10), (10, 30), (10, 10))], "bow tie",
                "not valid", "Self-intersection")  # fmt: skip
    yield _leak([square[:1] * 4], "ring of one point", "three different corners")
    yield _leak(
        [square, _ring((50, 50), (60, 50), (60, 60), (50, 50))], "hole outside", "not valid"
    )
    yield _leak([], "empty polygon", "empty")
    yield _leak([[]], "empty ring", "empty")
    yield _leak([square[0]], "ring too flat", "not a list as deep")
    yield _leak([[[116 + i / 1e5, 39.86 + i % 2 / 1e5] for i in range(10_001)]], "10,001 corners",
                "more than 10000 corners")  # fmt: skip
    yield _leak([[[179, 39], [-179, 39], [-179, 40], [179, 39]]], "antimeridian",
                "around the world")  # fmt: skip
    yield _shape("LineString", _ring((0, 0)) * 2, "line without length", "no length",
                 kind="flood_segment", depth_cm=20, scale=None)  # fmt: skip
    yield _shape("LineString", _ring((0, 0)), "line of one point", "no length")
    yield _shape("LineString", _ring((0, 50), (80, 50)), "road across the yards", "no street",
                 kind="flood_segment", depth_cm=20, scale=None)  # fmt: skip
    yield _shape("LineString", _ring((0, 0), (80, 0)), "line for a tree", "Leaning tree",
                 "LineString")  # fmt: skip
    yield _shape("Point", list(HOME), "point for a road", "Flood-prone road", kind="flood_segment",
                 depth_cm=20, scale=None)  # fmt: skip
    yield _shape("Point", [], "empty point", "empty")
    yield _shape("MultiPoint", [list(HOME)], "several points", "MultiPoint")
    yield _shape("Circle", list(HOME), "no such type", "“Circle” is no geometry")
    yield _shape("GeometryCollection", [], "collection", "“GeometryCollection” is no geometry")
    yield Bad("null geometry", collection(GOOD, feature(None)), ("feature 2", "no geometry here"))
    yield Bad("geometry is a text", collection(feature("POINT(1 2)")), ("no geometry here",))


def _values() -> Iterator[Bad]:
    here = point(*town.at(350, 208))
    uuid = town.id_of("a tree")
    own: list[tuple[str, dict[str, Any], str]] = [
        ("unknown kind", {"kind": "volcano"}, "no hazard kind “volcano”"),
        ("no kind", {"kind": None}, "kind is not said"),
        ("unknown field", {"colour": "red"}, "“colour” is no column"),
        ("another kind's field", {"depth_cm": 30}, "has no such field"),
        ("scale off its list", {"scale": "T9"}, "“T9” is not one of: T1, T2, T3, T4"),
        ("neither scale nor rank", {"scale": None}, "neither scale nor rank"),
        ("rank 0", {"scale": None, "rank": 0}, "rank “0” is not one of"),
        ("rank 5", {"scale": None, "rank": 5}, "rank “5” is not one of"),
        ("rank 2.5", {"scale": None, "rank": 2.5}, "rank “2.5”"),
        ("rank yes", {"scale": None, "rank": True}, "rank “True”"),
        ("rank nan", {"scale": None, "rank": "nan"}, "rank “nan”"),
        ("height out of bounds", {"height_m": 600}, "“600” is not a number from 0.5 to 60 m"),
        ("height 1_0", {"height_m": "1_0"}, "“1_0” is not a number"),
        ("nul in a text", {"name": "a\0b"}, "U+0000"),
        ("escape in a text", {"note": "\x1b[31m"}, "U+001B"),
        ("half a surrogate", {"name": "\ud800"}, "U+D800"),
        ("2,001 characters", {"note": "雨" * 2001}, "2001 characters"),
        ("a name of 201", {"name": "雨" * 201}, "201 characters"),
        ("name is a list", {"name": ["a"]}, "is no text"),
        ("object in a field", {"note": {"a": 1}}, "a text, a finite number"),
        ("status unknown", {"status": "gone"}, "status “gone”"),
        ("no date", {"valid_from": "soon"}, "“soon” is no date"),
        ("year 1", {"valid_from": "0001-01-01"}, "is no date"),
        ("ends before it begins", {"valid_from": "2026-06-02", "valid_to": "2026-06-01"},
         "after valid_from"),
        ("code with spaces", {"code": "SM 1"}, "is no code"),
        ("phone without name", {"keeper_phone": "13900000001"}, "no name beside it"),
        ("no telephone number", {"keeper": "张", "keeper_phone": "=1+1"}, "no telephone number"),
    ]  # fmt: skip
    for name, properties, says in own:
        text = json.dumps(
            {"type": "FeatureCollection", "features": [GOOD, feature(here, **properties)]}
        )
        yield Bad(name, text.encode(), ("feature 2", says))
    yield Bad("infinite field", collection(feature(here, height_m=float("inf"))), ("“inf”",))
    twice = {**feature(here), "id": uuid}
    yield Bad("id twice", collection(GOOD, twice, {**feature(point(*HOME)), "id": uuid}),
              ("feature 3", "same id as feature 2"))  # fmt: skip
    coded = [feature(place, code="SM-07") for place in (here, point(*HOME))]
    yield Bad("code twice", collection(*coded), ("feature 2", "SM-07 is taken by feature 1"))
    yield Bad("the same twice", collection(GOOD, GOOD), ("feature 2", "the same as feature 1"))
    yield Bad("not the kind that was said", collection(GOOD), ("not a flood_segment",),
              kind="flood_segment")  # fmt: skip
    yield Bad("kind said unknown", collection(GOOD), ("no hazard kind “volcano”",), kind="volcano")


def _files() -> Iterator[Bad]:
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='{CANARY}'><SrcDataSource>/etc/passwd"
    gdalg = {"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}
    deep = b'{"type":"FeatureCollection","features":[],"x":' + b"[" * 40 + b"]" * 40 + b"}"
    no_collection = ("not a FeatureCollection or a Feature",)
    yield Bad("VRT under a .geojson name", vrt.encode(), ("not GeoJSON",))
    yield Bad("GDALG under a .geojson name", json.dumps(gdalg).encode(), no_collection)
    yield Bad("a bare geometry", json.dumps(mapping(town.office().point)).encode(), no_collection)
    yield Bad("TopoJSON", b'{"type":"Topology","objects":{}}', no_collection)
    yield Bad("features is no list", b'{"type":"FeatureCollection","features":{}}', no_collection)
    yield Bad("a feature is no object", collection(GOOD, 7), ("feature 2", "not a GeoJSON Feature"))
    yield Bad("properties are a list", collection({"type": "Feature", "properties": [1], "geometry":
              point(*HOME)}), ("not an object",))  # fmt: skip
    yield Bad("no features", collection(), ("no rows",))
    yield Bad("half a file", collection(GOOD)[:-20], ("not GeoJSON",))
    yield Bad("nested 40 deep", deep, ("deeper than 32",))
    yield Bad("nested 100,000 deep", b"[" * 100_000, ("deeper than 32",))
    yield Bad("5,000 digits", b'{"type": ' + b"9" * 5000 + b"}", ("5000 digits",))
    yield Bad("millions of brackets", b"[" + b"[]," * 2_000_000 + b"[]]", ("million points",))
    yield Bad("over 20 MB", b" " * (20 << 20) + collection(GOOD), ("21 MB", "Split it"))
    yield Bad("empty", b"", ("is empty",))
    yield Bad("only a mark", b"\xef\xbb\xbf", ("not GeoJSON",))
    yield Bad("only spaces", b" \n ", ("is empty",))
    yield Bad("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ("cannot be read as GB18030",))
    yield Bad("UTF-32", "雨".encode("utf-32"), ("UTF-32",))
    yield Bad("UTF-16 without a mark", "abc".encode("utf-16-le"), ("not text",))
    yield Bad("odd UTF-16", b"\xff\xfea", ("UTF-16",))
    yield Bad("a shapefile's name", collection(GOOD), ("is not read here",), "hazards.shp")
    yield Bad("a name with a path", collection(GOOD), ("is not read here",), "../../x.vrt")
    yield Bad("a workbook", b"PK\x03\x04", ("Save the list as CSV",), "表.xlsx")


def _csv() -> Iterator[Bad]:
    lon, lat = HOME

    def table(name: str, text: str, *says: str, crs: str | None = "EPSG:4326") -> Bad:
        return Bad(name, text.encode(), says, "hazards.csv", crs, "leaning_tree")

    head = "名称,经度,纬度,程度\n"
    yield table("csv without its system", f"{head}树,{lon},{lat},T2\n", "--crs", "GCJ-02", crs=None)
    yield table("csv exchanged", f"{head}树,{lat},{lon},T2\n", "row 2", "exchanged")
    yield table("csv latitude 95", f"{head}树,{lon},95,T2\n", "row 2", "latitude within")
    yield table("csv nan", f"{head}树,nan,{lat},T2\n", "row 2", "lon: “nan” is not a number")
    yield table("csv 1e400", f"{head}树,1e400,{lat},T2\n", "row 2", "“1e400”")
    yield table("csv infinity", f"{head}树,{lon},inf,T2\n", "row 2", "lat: “inf”")
    yield table("csv half a place", f"{head}树,{lon},,T2\n", "row 2", "or leave both empty")
    yield table("csv degrees and minutes", f"{head}树,116°21′,39°51′,T2\n", "decimal numbers")
    yield table("csv nowhere", "程度\nT2\n", "row 2", "neither coordinates nor an address")
    yield table(
        "csv unknown columns", "名称,颜色,colour\n树,红,red\n", "“颜色”", "“colour”", "known:"
    )
    yield table("csv column twice", "名称,name,程度\n树,树,T2\n", "both the column name")
    yield table("csv other unit", "名称,树高（厘米）,程度\n树,900,T2\n", "must be in m")
    yield table("csv open quote", f'{head}"树,{lon},{lat},T2\n', "Row 2", "quotation mark")
    yield table("csv long cell", f"{head}{'雨' * 200_000},{lon},{lat},T2\n", "Row 2", "too long")
    yield table("csv too many cells", f"{head}树,{lon},{lat},T2,x,y\n", "row 2", "6 cells")
    yield table("csv nul", f"{head}树\0,{lon},{lat},T2\n", "not text")
    yield table("csv only a header", head, "no rows")
    yield table("csv 201 columns", ",".join(f"c{i}" for i in range(201)) + "\n1\n", "200 columns")
    yield table("csv 50,001 rows", "名称,程度\n" + "树,T2\n" * 50_001, "more than 50000 rows")
    yield table("csv control character", "名称,程度\n树\x07,T2\n", "row 2", "U+0007")
    mixed = "名称,程度\n国槐树,T2\n".encode() + "国槐树,T2\n".encode("gbk")
    yield Bad(
        "csv in two encodings", mixed, ("line 3", "UTF-8"), "hazards.csv", None, "leaning_tree"
    )


BAD = (*_numbers(), *_elsewhere(), *_off_by_gcj(), *_shapes(), *_values(), *_files(), *_csv())
