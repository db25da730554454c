"""The controls of a map, served and in a file, with the network off and under a strict policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from pyproj import Geod

from maps.inert import inert
from maps.layers.boundary import BoundaryLayer
from maps.layers.controls import CONTROLS
from maps.one_file import one_file
from maps.shell import ShellMap, community_map, parts
from tests.browser.conftest import Watched, watch
from tests.browser.map_page import serving, until

pytestmark = pytest.mark.browser

BOUNDS = (116.380, 39.780, 116.390, 39.788)
RING = [[116.381, 39.781], [116.389, 39.781], [116.389, 39.787], [116.381, 39.787]]
OUTLINE = {
    "type": "Feature", "properties": {},
    "geometry": {"type": "Polygon", "coordinates": [[*RING, RING[0]]]},
}  # fmt: skip
# A refusal that a script catches is on no console.
LISTEN = """window.refused = [];
document.addEventListener("securitypolicyviolation", (e) => refused.push(e.effectiveDirective));"""
EARTH = Geod(ellps="WGS84")


def controlled() -> ShellMap:
    made = community_map(BOUNDS, controls=CONTROLS)
    BoundaryLayer(inert(OUTLINE)).add_to(made)
    return made


@pytest.fixture(params=["served", "file"])
def opened(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page with all controls; `window.shown` is its map. Whatever it refuses fails the test."""
    context = browser.new_context(
        viewport={"width": 1000, "height": 700}, locale="en-GB", permissions=["geolocation"],
        geolocation={"longitude": 116.385, "latitude": 39.784, "accuracy": 20},
    )  # fmt: skip
    context.add_init_script(LISTEN)
    watched: Watched = watch(context)
    asked: list[str] = []
    watched.page.on("request", lambda each: asked.append(each.url))
    made = parts(controlled())
    if request.param == "served":
        with serving(made, lang="en") as url:
            watched.page.goto(url)
            watched.page.evaluate(
                "async () => { window.shown = (await import('/static/made/map-test.js')).map; }"
            )
            yield _ready(watched.page)
    else:
        context.set_offline(True)
        file = tmp_path / "map.html"
        file.write_text(
            one_file(made, title="Hazards", lang="en", more="window.shown = map;"), "utf-8"
        )
        url = file.as_uri()
        # A file has no permissions to ask for: Chromium knows no origin of it.
        watched.page.goto(url)
        yield _ready(watched.page)
    watched.assert_quiet()
    assert watched.page.evaluate("refused") == []
    assert [each for each in asked if not each.startswith((url, "data:"))] == []
    context.close()


def _ready(page: Page) -> Page:
    # Controls wait for the words; the last of them is the position.
    page.locator(".leaflet-control-mouseposition").wait_for()
    return page


def test_all_of_them_stand_on_the_map_and_speak_the_readers_language(opened: Page) -> None:
    for name in ("Closer", "Farther", "Full screen", "Where am I", "Measure", "Layers",
                 "Hide the small map"):  # fmt: skip
        assert opened.get_by_role("button", name=name, exact=True).count() == 1, name


def test_a_layer_is_ticked_off_and_on(opened: Page) -> None:
    opened.mouse.move(965, 35)
    box = opened.get_by_role("checkbox", name="Community boundary")
    count = "() => Object.values(window.shown._layers).filter((each) => each.areas).length"
    assert opened.evaluate(count) == 1
    box.uncheck()
    assert opened.evaluate(count) == 0
    box.check()
    assert opened.evaluate(count) == 1


def test_the_position_is_lon_lat_with_its_coordinate_system(opened: Page) -> None:
    opened.mouse.move(500, 350)
    at = opened.evaluate("() => window.shown.containerPointToLatLng([500, 350])")
    said = opened.locator(".leaflet-control-mouseposition").inner_text()
    assert said == f"WGS84 {at['lng']:.5f}, {at['lat']:.5f}"


def test_measuring_says_geodesic_metres(opened: Page) -> None:
    opened.get_by_role("button", name="Measure").click()
    corners = [(300, 500), (600, 480), (560, 220)]
    for corner in corners:
        opened.mouse.click(*corner)
    places = [
        opened.evaluate("(at) => window.shown.containerPointToLatLng(at)", list(corner))
        for corner in corners
    ]
    lons, lats = ([place[name] for place in places] for name in ("lng", "lat"))
    length_m = EARTH.line_length(lons, lats)
    area_sq_m = abs(EARTH.polygon_area_perimeter(lons, lats)[0])
    said = opened.locator(".measured p").inner_text()
    assert said == f"Length {length_m:,.0f} m · area {area_sq_m / 1e4:,.2f} ha"
    opened.keyboard.press("Escape")
    assert not opened.locator(".measured").is_visible()


def test_the_small_map_shows_our_own_layer_and_where_the_view_is(opened: Page) -> None:
    small = opened.locator(".leaflet-control-minimap")
    assert small.locator("canvas").count() >= 1
    assert small.locator("img").count() == 0
    inked = (
        "(canvas) => new Set(new Uint32Array(canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"
    )
    assert small.locator("canvas").first.evaluate(inked) > 3
    opened.get_by_role("button", name="Hide the small map").click()
    opened.get_by_role("button", name="Show the small map").click()


def test_the_map_fills_the_screen_and_comes_back(opened: Page) -> None:
    opened.get_by_role("button", name="Full screen", exact=True).click()
    until(opened, "document.fullscreenElement?.id === 'map'")
    opened.get_by_role("button", name="Leave full screen").click()
    until(opened, "!document.fullscreenElement")


def test_where_the_device_is_or_a_sentence(opened: Page) -> None:
    opened.get_by_role("button", name="Where am I").click()
    opened.locator(".leaflet-control-locate-location, .toast").first.wait_for()
    if opened.url.startswith("http"):
        at = opened.evaluate("() => window.shown.getCenter()")
        assert np.allclose([at["lng"], at["lat"]], [116.385, 39.784], atol=2e-4)


def test_lengths_and_areas_are_those_of_the_ellipsoid(browser: Browser) -> None:
    rng = np.random.default_rng(20260722)
    context = browser.new_context()
    page = context.new_page()
    with serving(parts(controlled())) as url:
        page.goto(url)
        for _ in range(60):
            lon, lat = rng.uniform(-179, 179), rng.uniform(-80, 80)
            size = 10 ** rng.uniform(-4, -1)
            turns = np.sort(rng.uniform(0, 2 * np.pi, 6))
            ring = np.column_stack([lon + size * np.cos(turns), lat + size * np.sin(turns)])
            length_m, area_sq_m = page.evaluate(
                "async (ring) => { const { lengthOf, areaOf } = await import("
                "'/static/geodesic.js'); return [lengthOf(ring), areaOf(ring)]; }",
                ring.tolist(),
            )
            assert length_m == pytest.approx(EARTH.line_length(*ring.T), abs=1e-4)
            area = abs(EARTH.polygon_area_perimeter(*ring.T)[0])
            assert area_sq_m == pytest.approx(area, rel=2e-3)
    context.close()


def test_what_foliums_measure_plug_in_begins_with_is_refused(browser: Browser) -> None:
    """The control, and why measuring is ours: leaflet-measure calls `Function("return this")`."""
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    made = parts(controlled())
    begins = 'try { Function("return this")(); } catch (e) { window.caught = e.name; }'
    with serving(replace(made, module=f"{made.module}\n{begins}")) as url:
        page.goto(url)
        until(page, "window.caught === 'EvalError'")
        assert page.evaluate("refused") == ["script-src"]
    context.close()
