"""Layers in Chromium, under the product's policy and with no other host in reach."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from maps.inert import inert
from maps.layers.boundary import BoundaryLayer
from maps.layers.coverage import CoverageLayer
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.streets import StreetLayer
from maps.shell import ShellMap, community_map, parts
from tests.browser.conftest import DESKTOP, Watched, watch
from tests.browser.map_page import COMMUNITY, serving, until

pytestmark = pytest.mark.browser

BOUNDS = (116.380, 39.780, 116.390, 39.788)
SQUARE = [[[116.381, 39.781], [116.389, 39.781], [116.389, 39.787], [116.381, 39.787],
           [116.381, 39.781]]]  # fmt: skip
HOSTILE = "</script><img src=x onerror=window.__pwn=1>{{7*7}}${window.__pwn=1}"


def feature(geometry: str, at: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature", "id": properties.get("id", "f-1"), "properties": properties,
        "geometry": {"type": geometry, "coordinates": at},
    }  # fmt: skip


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


HAZARDS = collection(
    feature("Point", [116.385, 39.784], id="h-1", code="JS-01", kind="flood_segment", rank=4,
            name=HOSTILE, __proto__="own", constructor="own"),
    feature("Point", [116.386, 39.785], id="h-2", code="SM-02", kind="leaning_tree", rank=1),
    feature("LineString", [[116.383, 39.783], [116.384, 39.783]], id="h-3", code="JS-03",
            kind="flood_segment", rank=2),
)  # fmt: skip
STREETS = collection(
    feature("LineString", [[116.382, 39.784], [116.388, 39.784]], kind="residential", lit=True),
    feature("LineString", [[116.385, 39.782], [116.385, 39.786]], kind="constructor"),
)
NIGHT = collection(*(
    part for team in (1, 2) for part in (
        feature("Point", [116.383 + team / 1000, 39.784], id=f"s-{team}", seq=1, round=f"r-{team}",
                team=team, code=f"JS-0{team}"),
        feature("LineString", [[116.382, 39.783], [116.383 + team / 1000, 39.784]], seq=1,
                round=f"r-{team}", team=team),
    )
))  # fmt: skip


@pytest.fixture
def watched(browser) -> Iterator[Watched]:
    context = browser.new_context(**DESKTOP)
    yield watch(context)
    context.close()


def opened(page: Page, url: str) -> None:
    """The page, which may speak to its own server only."""
    asked: list[str] = []
    page.route("**/*", lambda route: route.continue_())
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    until(page, "document.querySelector('.leaflet-map-pane')")
    assert [each for each in asked if not each.startswith((url, "data:"))] == []


def on_map(page: Page, script: str) -> object:
    return page.evaluate(
        "async (script) => { const m = await import('/static/made/map-test.js');"
        "  for (const each of Object.values(m)) await each.loaded;"
        "  return FUNCTIONS[script](m); }".replace("FUNCTIONS[script]", f"({script})"),
        script,
    )


def drawn(m: ShellMap, watched: Watched, script: str, answers: object = None) -> object:
    with serving(parts(m), answers) as url:
        opened(watched.page, url)
        found = on_map(watched.page, script)
    watched.assert_quiet()
    return found


@pytest.mark.parametrize("carried", [True, False])
def test_hazards_on_the_map_are_those_that_were_given(watched: Watched, carried: bool) -> None:
    m, address = community_map(BOUNDS), "/app/{community}/hazards"
    HazardLayer(inert(HAZARDS) if carried else address).add_to(m)
    seen = drawn(
        m, watched,
        "async ({hazards}) => { if (!hazards.features.length) await new Promise((done) =>"
        " hazards.once('loaded', done));"
        " return hazards.layout().inside.map(({properties: {id, rank}}) => [id, rank]); }",
        {f"/app/{COMMUNITY}/hazards": HAZARDS},
    )  # fmt: skip
    assert sorted(map(tuple, seen)) == [("h-1", 4), ("h-2", 1), ("h-3", 2)]


def test_what_somebody_wrote_is_shown_as_he_wrote_it(watched: Watched) -> None:
    m = community_map(BOUNDS)
    HazardLayer(inert(HAZARDS)).add_to(m)
    with serving(parts(m)) as url:
        opened(watched.page, url)
        on_map(watched.page, "async ({hazards}) => { if (!hazards.features.length) await new "
               "Promise((done) => hazards.once('loaded', done)); hazards.fire('pick', {feature: "
               "hazards.features.find((each) => each.properties.id === 'h-1')}); }")  # fmt: skip
        card = watched.page.locator(".leaflet-popup-content")
        card.wait_for()
        assert HOSTILE in card.inner_text()
        assert watched.page.evaluate("[window.__pwn, {}.own, Object.prototype.own]") == [None] * 3
    watched.assert_quiet()


def test_a_property_named_proto_is_a_property(watched: Watched) -> None:
    m = community_map(BOUNDS)
    data = json.loads('{"type":"FeatureCollection","features":[],"__proto__":{"polluted":1}}')
    HazardLayer(inert(data)).add_to(m)
    found = drawn(
        m, watched,
        "({hazards}) => [Object.hasOwn(hazards.carried, '__proto__'), {}.polluted ?? null]",
    )  # fmt: skip
    assert found == [True, None]


@pytest.mark.parametrize("carried", [True, False])
def test_the_boundary_and_the_streets_are_on_the_map(watched: Watched, carried: bool) -> None:
    m = community_map(BOUNDS)
    outline = feature("Polygon", SQUARE)
    BoundaryLayer(inert(outline) if carried else None).add_to(m)
    StreetLayer(inert(STREETS) if carried else None).add_to(m)
    found = drawn(
        m, watched,
        "({boundary, streets}) => [boundary.areas.length, boundary.getLayers().length,"
        " streets.streets.length, boundary.getLayers().at(-1).getBounds().toBBoxString()]",
        {
            f"/collections/communities/items/{COMMUNITY}": outline,
            f"/collections/streets/items?community={COMMUNITY}&limit=1000": STREETS,
        },
    )  # fmt: skip
    assert found == [1, 3, 2, "116.381,39.781,116.389,39.787"]


def test_cells_wear_their_band_and_say_their_label(watched: Watched) -> None:
    m = community_map(BOUNDS)
    cells = [
        feature("Polygon", SQUARE, value=n * 1.5, band=n, label=f"{n} visits <b>&")
        for n in range(6)
    ]
    odd = [feature("Polygon", SQUARE, value=v, band=b) for v, b in ((None, 3), (2, 9), (2, "1"))]
    CoverageLayer(inert(collection(*odd, *cells))).add_to(m)
    with serving(parts(m)) as url:
        opened(watched.page, url)
        fills = on_map(watched.page, "async ({coverage}) => { const {PALETTES} = await import("
                       "'/static/marks.js'); return coverage.getLayers().map((cell) =>"
                       " PALETTES.light.bands.indexOf(cell.options.fillColor)); }")  # fmt: skip
        assert fills == [-1, -1, -1, 0, 1, 2, 3, 4, 5]
        watched.page.mouse.click(720, 500)
        assert watched.page.locator(".leaflet-popup-content").inner_text() == "5 visits <b>&"
    watched.assert_quiet()


def test_each_team_s_round_is_a_layer_of_its_own(watched: Watched) -> None:
    m = community_map(BOUNDS)
    NightRoundLayer(2, inert(NIGHT)).add_to(m)
    NightRoundLayer(None, inert(NIGHT), show=False).add_to(m)
    with serving(parts(m)) as url:
        opened(watched.page, url)
        found = on_map(
            watched.page,
            "({map, rounds, rounds_2}) => [rounds.rounds.map((r) => r.team),"
            " rounds_2.rounds.map((r) => r.team), map.hasLayer(rounds_2)]",
        )
        assert found == [[2], [1, 2], False]
        pins = watched.page.locator(".stop-pin")
        pins.first.wait_for()
        assert pins.count() == 1
        on_map(watched.page, "({map, rounds_2}) => { map.addLayer(rounds_2); }")
        assert pins.count() == 3
        on_map(watched.page, "({map, rounds_2}) => { map.removeLayer(rounds_2); }")
        assert pins.count() == 1
    watched.assert_quiet()


def test_an_answer_that_cannot_be_had_leaves_the_map_standing(watched: Watched) -> None:
    m = community_map(BOUNDS)
    BoundaryLayer().add_to(m)
    with serving(parts(m)) as url:
        opened(watched.page, url)
        assert on_map(watched.page, "({boundary}) => boundary.getLayers().length") == 0
    assert all("404" in each for each in watched.complaints)
