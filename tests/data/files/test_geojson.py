"""GeoJSON by our own eyes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import mapping

from data.files.geojson import read, shape_of
from geo.errors import BadGeometry, BadInput
from tests.data.files.bad_files import GOOD, collection

_degree = st.floats(-180, 180, allow_nan=False)
_points = st.tuples(_degree, _degree)
_boxes = st.builds(
    lambda x, y, w, h: box(x, y, x + w, y + h),
    st.floats(-170, 170), st.floats(-80, 80), st.floats(0.001, 5), st.floats(0.001, 5),
)  # fmt: skip
_shapes = (
    st.builds(Point, _points)
    | st.lists(_points, min_size=2, max_size=20, unique=True).map(LineString)
    | _boxes
    | st.builds(lambda b: Polygon(b.exterior, [b.buffer(-0.0001).exterior.coords]), _boxes)
    | st.lists(_boxes, min_size=1, max_size=3).map(MultiPolygon)
)


@settings(max_examples=300)
@given(_shapes)
def test_every_shape_comes_back_exactly(geometry: Any) -> None:
    document = json.loads(json.dumps(mapping(geometry)))
    assert shape_of(document).equals_exact(geometry, 0)


@settings(max_examples=300)
@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just("Point"),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner), max_leaves=20,
))  # fmt: skip
def test_anything_is_a_shape_or_refused(value: object) -> None:
    try:
        shape = shape_of(value)
    except BadGeometry:
        return
    assert not shape.is_empty


def test_heights_are_dropped_and_extra_members_ignored() -> None:
    layer = read(collection(GOOD | {"bbox": [1, 2, 3, 4]}, name="layer", xy=1))
    assert len(layer.rows) == 1
    assert shape_of({"type": "Point", "coordinates": [1, 2, 30]}) == Point(1, 2)


def test_one_feature_alone_is_a_layer() -> None:
    (row,) = read(json.dumps(GOOD).encode()).rows
    assert row.where == "feature 1"
    assert row.cells["name"] == "好树"
    assert not row.problems


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "OGC:CRS84"),
        ("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"),
        ("EPSG:4548", "EPSG:4548"),
        ("http://www.opengis.net/def/crs/EPSG/0/3857", "EPSG:3857"),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "OGC:CRS84"),
    ],
)
def test_a_declared_system_is_read(name: str, crs: str) -> None:
    declared = {"type": "name", "properties": {"name": name}}
    assert read(collection(GOOD, crs=declared)).crs == crs
    assert read(collection(GOOD)).crs is None


def test_what_we_derive_ourselves_is_not_read_back() -> None:
    own = GOOD | {"properties": GOOD["properties"] | {"kind_zh": "x", "overdue": True}}
    (row,) = read(collection(own)).rows
    assert not {"kind_zh", "overdue"} & set(row.cells)
    assert not row.problems


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_a_layer_or_refused(text: str) -> None:
    try:
        read(text.encode(errors="replace"))
    except BadInput as error:
        said = str(error)
    else:
        said = "a layer"
    assert said


@pytest.mark.parametrize("text", ['{{"a": 1,\n"b": {0}}}', '["\\"9{0}", 7,\n{0}]'])
def test_a_number_of_thousands_of_digits_is_named(text: str) -> None:
    with pytest.raises(BadInput, match=r"number 12345\S+ on line 2 has 5000 digits"):
        read(text.format("12345" * 1000).encode())
