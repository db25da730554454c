"""Layers take constant addresses and inert data, nothing else, and carry the data whole."""

from __future__ import annotations

import json

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from maps.inert import Inert, inert
from maps.layers.boundary import BoundaryLayer
from maps.layers.coverage import CoverageLayer
from maps.layers.ground import GroundLayer
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer
from maps.layers.source import ADDRESS
from maps.layers.streets import StreetLayer
from maps.shell import community_map, parts
from tests.hostile import PAYLOADS

BOUNDS = (116.382, 39.779, 116.395, 39.788)
LAYERS = (BoundaryLayer, CoverageLayer, GroundLayer, HazardLayer, StreetLayer)
ADDRESSES = (
    "/app/{community}/hazards", "/collections/streets/items?community={community}&limit=1000",
    "/app/{community}/analysis?night=2026-07-22",
)  # fmt: skip
REFUSED = (
    "", "hazards", "//evil.example/x", "https://evil.example/x", "/\\evil.example", "/app/../etc",
    "/app/%2e%2e/x", "/app/{{7*7}}", "/app/{other}/x", '/app/x"', "/app/x\n", "javascript:alert(1)",
    "data:text/html,x", "/app/x#y", "/app//x", "/" + "a" * 300, "/app/{community}/x?y={{1}}",
    "/app/x;alert(1)", "/app/x`", "/app/${x}", "/App/X",
)  # fmt: skip


def point(**properties: object) -> dict[str, object]:
    return {
        "type": "Feature", "id": "h-1", "properties": properties,
        "geometry": {"type": "Point", "coordinates": [116.39, 39.78]},
    }  # fmt: skip


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_constant_address_is_asked_by_the_browser(layer: type[OurLayer], address: str) -> None:
    made = layer(address).add_to(community_map(BOUNDS))
    assert (made.address, made.data) == (address, None)
    assert json.loads(made.given) == address


@pytest.mark.parametrize("layer", [*LAYERS, lambda source: NightRoundLayer(2, source)])
@pytest.mark.parametrize("source", REFUSED)
def test_no_other_address_is_taken(layer: type[OurLayer], source: str) -> None:
    with pytest.raises(BadInput, match=r"maps\.inert"):
        layer(source)


@given(st.from_regex(ADDRESS, fullmatch=True))
def test_whatever_counts_as_an_address_is_one_of_our_own_server(address: str) -> None:
    assert address[0] == "/" and address[1] not in "/\\"
    for mark in ("{{", "{%", "{#", "..", '"', "'", "<", "\\", "`", "$", "#", ":", " ", "\n", "@"):
        assert mark not in address


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("text", PAYLOADS)
def test_data_comes_back_from_the_map_as_it_was(layer: type[OurLayer], text: str) -> None:
    whole = collection(point(code="JS-01", name=text, **{text or "x": text}))
    m = community_map(BOUNDS)
    made = layer(inert(whole)).add_to(m)
    assert json.loads(parts(m).data[made.data_id]) == whole
    # And through branca's second compile, in the element that the browser parses.
    html = m.get_root().render()
    opened = f'<script type="application/json" id="{made.data_id}">'
    assert json.loads(html.split(opened)[1].split("</script>")[0]) == whole


@pytest.mark.parametrize(
    "source",
    ['{"a":1}', '{ "a":"{{7*7}}" }', '{ "a":"</script>" }', '{ "a": 1 }', '{ "a":NaN }', "nonsense",
     '{ "a":1,"a":2 }', '{ "a":"\\u0041" }', "[" * 100_000],
)  # fmt: skip
def test_what_inert_did_not_make_is_refused(source: str) -> None:
    with pytest.raises(BadInput):
        HazardLayer(Inert(source))


def test_two_layers_of_a_kind_have_a_name_each() -> None:
    m = community_map(BOUNDS)
    data = [inert(collection(point(value=n))) for n in range(3)]
    layers = [CoverageLayer(each).add_to(m) for each in data]
    assert [layer.get_name() for layer in layers] == ["coverage", "coverage_2", "coverage_3"]
    assert list(parts(m).data.values()) == data


def test_a_layer_that_is_added_twice_is_there_once() -> None:
    m = community_map(BOUNDS)
    layer = HazardLayer().add_to(m)
    layer.add_to(m)
    assert [each for each in m._children.values() if isinstance(each, OurLayer)] == [layer]


@pytest.mark.parametrize("team", [0, 7, -1, 1.0, True, "1", "{{7*7}}"])
def test_a_team_is_a_small_number(team: object) -> None:
    with pytest.raises(BadInput):
        NightRoundLayer(team)  # type: ignore[arg-type]


def test_a_team_without_a_source_is_drawn_by_the_page() -> None:
    layer = NightRoundLayer()
    assert layer.imports == {}
    assert NightRoundLayer(3, NightRoundLayer.served).given == '"/app/{community}/night", 3'


@pytest.mark.parametrize(
    "child",
    [folium.Marker((39.78, 116.39), popup="{{7*7}}"), folium.GeoJson(collection(point(a=1))),
     folium.TileLayer("https://tiles.example/{z}/{x}/{y}.png", attr="x"), folium.LayerControl()],
)  # fmt: skip
def test_foliums_own_layers_are_refused(child: folium.map.Layer) -> None:
    with pytest.raises(BadInput, match="Only layers and controls"):
        child.add_to(community_map(BOUNDS))


@pytest.mark.parametrize(
    "bounds",
    [(0, 0, 0, 1), (2, 0, 1, 1), (0, 91, 1, 92), (0, 0, float("nan"), 1), (0, 0, float("inf"), 1)],
)
def test_a_box_that_is_none_is_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadInput, match="degrees"):
        community_map(bounds)


def test_an_unknown_control_is_named() -> None:
    with pytest.raises(BadInput, match="compass"):
        community_map(BOUNDS, controls=["compass"])
