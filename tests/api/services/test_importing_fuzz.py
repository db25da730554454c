"""Whatever bytes or JSON come in, what comes out is a result or an error of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from data.store import Store
from geo.errors import BadInput
from geo.hazards import DEFAULT_KINDS
from tests import town
from tests.api.services.office import everything, office, take

MANY = settings(
    max_examples=300, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip

_names = ["kind", "name", "类型", "scale", "rank", "depth_cm", "水深", "keeper", "note", "code",
          "id", "doors", "valid_from", "height_m", "overdue", "address", "楼号", "x"]  # fmt: skip
_words = [kind.id for kind in DEFAULT_KINDS] + ["T2", "L3", "20", "1号楼", "槐安路1号楼", "active",
          "2026-06-01", "是", "JS-01", "张槐", "{{7*7}}", "=1+1"]  # fmt: skip
_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(_words)
)  # fmt: skip
_json = st.recursive(
    _scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(max_size=8) | st.sampled_from(["type", "geometry", "features"]), inner, max_size=4
    ), max_leaves=12,
)  # fmt: skip
_numbers = st.floats(width=64) | st.sampled_from([*town.at(0, 0), *town.at(400, 100), 1e308, -0.0])
_positions = st.lists(_numbers, min_size=2, max_size=3) | st.builds(
    lambda east, north: list(town.at(east, north)), st.integers(-400, 900), st.integers(-400, 700)
)
_coordinates: Any = st.recursive(
    _positions, lambda inner: st.lists(inner, max_size=5), max_leaves=9
)
_geometries = st.fixed_dictionaries({
    "type": st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString",
                             "MultiPolygon", "GeometryCollection"]) | _scalars,
    "coordinates": _coordinates | _json,
}) | _json  # fmt: skip
_features = st.fixed_dictionaries(
    {"type": st.just("Feature"), "geometry": _geometries,
     "properties": st.dictionaries(st.sampled_from(_names), _scalars | _json, max_size=6) | _json
     | st.fixed_dictionaries({"rank": st.integers(0, 5), "name": st.text(max_size=20)})},
    optional={"id": _scalars | st.uuids().map(str)},
) | _json  # fmt: skip
_collections = st.fixed_dictionaries(
    {"type": st.just("FeatureCollection"), "features": st.lists(_features, max_size=4)},
    optional={"crs": _json},
) | _json  # fmt: skip
_tables = st.lists(
    st.lists(st.sampled_from([*_names, *_words, "", "经度", "纬度", "116.36", "39.86", '"', "\0"])
             | st.text(max_size=6), max_size=7).map(",".join), max_size=6
).map("\n".join)  # fmt: skip


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with office() as opened:
        yield opened


def _tried(store: Store, content: bytes, filename: str, **own: Any) -> None:
    """Try it dry and leaving out what is bad: an answer, or a complaint that can be said."""
    try:
        result = take(store, content, filename, dry_run=True, skip_bad=True, **own)
    except BadInput as error:
        event(type(error).__name__)
        said: list[object] = [error]
    else:
        event(f"{min(3, result.count('taken'))} taken")
        said = [*result.lines()]
        assert sum(map(result.count, ("taken", "waiting", "left out"))) == len(result.outcomes)
    assert said
    assert all(map(str, said))


@MANY
@given(content=st.binary(max_size=300), name=st.sampled_from(["a.geojson", "a.csv"]))
def test_any_bytes_are_read_or_refused(store: Store, content: bytes, name: str) -> None:
    _tried(store, content, name, kind="leaning_tree", crs="EPSG:4326")


@MANY
@given(document=_collections, kind=st.sampled_from([None, "leak_building", "flood_segment"]))
def test_any_json_is_read_or_refused(store: Store, document: object, kind: str | None) -> None:
    _tried(store, json.dumps(document).encode(), "a.geojson", kind=kind)


@MANY
@given(document=_collections, crs=st.sampled_from(["GCJ-02", "BD-09", "EPSG:4548", "EPSG:3857"]))
def test_any_json_in_any_system(store: Store, document: object, crs: str) -> None:
    _tried(store, json.dumps(document).encode(), "a.json", kind="leaning_tree", crs=crs)


@MANY
@given(text=_tables, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_any_table_is_read_or_refused(store: Store, text: str, encoding: str) -> None:
    content = text.encode(encoding, errors="replace")
    _tried(store, content, "a.csv", kind="leaning_tree", crs="GCJ-02")


def test_nothing_was_kept(store: Store) -> None:
    assert everything(store) == []


@settings(max_examples=60, deadline=None)
@given(document=_collections)
def test_what_is_taken_for_good_can_be_written(document: object) -> None:
    content = json.dumps(document).encode()
    with office() as fresh:
        try:
            result = take(fresh, content, kind="leaning_tree", skip_bad=True)
        except BadInput:
            assert everything(fresh) == []
        else:
            kept = {each.id for each in everything(fresh)}
            assert kept == {each.hazard.id for each in result.outcomes if each.hazard}
