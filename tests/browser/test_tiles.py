"""Tiles in GCJ-02 and our own layers in WGS84 on one map: to the pixel, or not at all."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import numpy as np
import prcoords
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from maps import base_map, shell
from maps.tiles import TileCrs, Tiles
from tests import town
from tests.browser.conftest import watch
from tests.browser.map_page import COMMUNITY, serving, until

pytestmark = pytest.mark.browser

ZOOM, SIDE = 17, 256
KNOWN = town.at(300, 150)  # lon, lat in WGS84; the gate of the town stands there
PINK = (255, 0, 255)


def as_the_provider_has_it(lon: float, lat: float, crs: TileCrs) -> tuple[float, float]:
    """The oracle's lon, lat."""
    if crs == "WGS84":
        return lon, lat
    shifted = prcoords.wgs_gcj((lat, lon))
    return shifted.lon, shifted.lat


def world_pixel(lon: float, lat: float, zoom: int) -> tuple[float, float]:
    """Web Mercator as the textbook has it."""
    scale = SIDE * 2**zoom
    y = math.asinh(math.tan(math.radians(lat)))
    return (lon / 360 + 0.5) * scale, (0.5 - y / (2 * math.pi)) * scale


def tile(zoom: int, x: int, y: int, at: tuple[float, float]) -> bytes:
    """A grey tile; pink in the five by five pixels around a place."""
    picture = np.full((SIDE, SIDE, 3), 230, np.uint8)
    column, row = (int(v) for v in np.floor(world_pixel(*at, zoom)) - (x * SIDE, y * SIDE))
    rows, columns = (slice(max(v - 2, 0), max(v + 3, 0)) for v in (row, column))
    picture[rows, columns] = PINK
    made = BytesIO()
    Image.fromarray(picture).save(made, "PNG")
    return made.getvalue()


@contextmanager
def provider(crs: TileCrs, *, broken: bool = False) -> Iterator[str]:
    """A tile server; its origin."""
    at = as_the_provider_has_it(*KNOWN, crs)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            zoom, x, y = map(int, self.path.strip("/").removesuffix(".png").split("/"))
            self.send_response(503 if broken else 200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            if not broken:
                self.wfile.write(tile(zoom, x, y, at))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def answers() -> dict[str, object]:
    ground = base_map.packed(town.community(), town.streets(), town.gates(), [], [])
    hazard = {
        "type": "Feature", "id": "h-1",
        "properties": {"id": "h-1", "code": "JS-01", "kind": "flood_segment", "rank": 2},
        "geometry": {"type": "Point", "coordinates": list(KNOWN)},
    }  # fmt: skip
    return {
        f"/app/{COMMUNITY}/ground": ground,
        f"/app/{COMMUNITY}/hazards": {"features": [hazard], "matched": 1},
    }


def map_of(tiles: Tiles | None) -> shell.Parts:
    crs = tiles.leaflet_crs if tiles else "EPSG3857"
    return shell.parts(shell.shell_map("community", crs), tiles=tiles)


@contextmanager
def opened(browser: Browser, tiles: Tiles | None, asked: list[str]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 700}, device_scale_factor=1)
    watched = watch(context)
    watched.page.on("request", lambda each: asked.append(each.url))
    hosts = (tiles.origin,) if tiles else ()
    with serving(map_of(tiles), answers(), tile_hosts=hosts) as url:
        watched.page.goto(url)
        watched.page.evaluate(
            """async ([lon, lat, zoom]) => {
              const m = await import("/static/made/map-test.js");
              Object.assign(window, m);
              await m.ground.loaded;
              m.map.setView([lat, lon], zoom, { animate: false });
            }""",
            [*KNOWN, ZOOM],
        )
        yield watched.page
    watched.complaints[:] = [each for each in watched.complaints if "503" not in each]
    watched.assert_quiet()
    context.close()


OURS = """([lon, lat]) => {
  const at = map.latLngToContainerPoint([lat, lon]);
  const layer = map.containerPointToLayerPoint([0, 0]);
  const { x, y } = map.latLngToLayerPoint(hazards.features[0].at).subtract(layer);
  const gates = ground.ground.gates.map(({ x, y }) => {
    const k = 2 ** (map.getZoom() - ground.ground.zoom);
    const origin = map.getPixelOrigin();
    const place = L.point(x, y).add(ground.ground.origin).multiplyBy(k);
    return Object.values(place.subtract(origin).subtract(layer));
  });
  return { at: [at.x, at.y], hazard: [x, y], gates };
}"""


# How opaque our own base map is at a place with nothing but land: of 255.
INKED = """(ground) => {
  const canvas = ground._container;
  if (!canvas?.width || !ground._bounds) return -1;
  const at = map.latLngToLayerPoint(LAND).subtract(ground._bounds.min);
  const k = canvas.width / ground._bounds.getSize().x;
  return canvas.getContext("2d").getImageData(at.x * k, at.y * k, 1, 1).data[3];
}""".replace("LAND", str(list(town.at(250, 150)[::-1])))


def pink_in(page: Page) -> tuple[float, float]:
    """The middle of the pink square on the screen, with our own layers out of the way."""
    for _ in range(100):
        # Again each time: a layer that is drawn in steps shows another canvas when it is done.
        page.evaluate(
            "() => { for (const each of document.querySelectorAll('canvas'))"
            " each.style.visibility = 'hidden'; }"
        )
        seen = np.asarray(Image.open(BytesIO(page.screenshot())).convert("RGB"))
        rows, columns = np.nonzero((seen == PINK).all(-1))
        if len(rows) == 25:  # whole, and done fading in
            return columns.mean() + 0.5, rows.mean() + 0.5
        page.wait_for_timeout(100)
    raise AssertionError(f"the mark of the tiles shows {len(rows)} of its 25 pixels")


@pytest.mark.parametrize("crs", ["GCJ-02", "WGS84"])
def test_a_known_place_lies_where_the_tiles_have_it(browser: Browser, crs: TileCrs) -> None:
    with provider(crs) as origin:
        tiles = Tiles(url=f"{origin}/{{z}}/{{x}}/{{y}}.png", crs=crs, credit="© a <b>provider</b>")
        asked: list[str] = []
        with opened(browser, tiles, asked) as page:
            until(page, "hazards.features.length === 1")
            ours = page.evaluate(OURS, list(KNOWN))
            credit = page.locator(".tiles-credit").inner_text()
            theirs = pink_in(page)
    assert credit == "© a <b>provider</b>"
    for mine in (ours["at"], ours["hazard"], ours["gates"][0]):
        assert math.dist(mine, theirs) <= 1, (mine, theirs)
    assert any("/gcj02.js" in each for each in asked) == (crs == "GCJ-02")


def test_the_control_without_the_crs_they_lie_hundreds_of_pixels_apart(browser: Browser) -> None:
    with provider("GCJ-02") as origin:
        wrong = Tiles(url=f"{origin}/{{z}}/{{x}}/{{y}}.png", crs="WGS84")
        with opened(browser, wrong, []) as page:
            until(page, "hazards.features.length === 1")
            page.evaluate("() => { map.setView(map.getCenter(), 15, { animate: false }); }")
            ours = page.evaluate(OURS, list(KNOWN))["at"]
            theirs = pink_in(page)
    assert math.dist(ours, theirs) > 50


def test_without_the_setting_nothing_of_it_is_loaded(browser: Browser) -> None:
    asked: list[str] = []
    with opened(browser, None, asked) as page:
        until(page, "hazards.features.length === 1")
        assert page.evaluate("[map.tiles ?? null, L.CRS.GCJ02 ?? null]") == [None, None]
    assert [each for each in asked if "tiles" in each or "gcoord" in each or "gcj" in each] == []


def test_places_go_there_and_back_within_a_millimetre(browser: Browser) -> None:
    rng = np.random.default_rng(20260722)
    places = np.column_stack([rng.uniform(74, 134, 300), rng.uniform(19, 52, 300)])
    with provider("GCJ-02") as origin:
        tiles = Tiles(url=f"{origin}/{{z}}/{{x}}/{{y}}.png", crs="GCJ-02")
        with opened(browser, tiles, []) as page:
            found = np.asarray(page.evaluate(
                "(places) => places.map(([lon, lat]) => { const crs = L.CRS.GCJ02;"
                " const to = crs.shifted(lon, lat); return [...to, ...crs.back(...to)]; })",
                places.tolist(),
            ))  # fmt: skip
    oracle = [as_the_provider_has_it(lon, lat, "GCJ-02") for lon, lat in places]
    assert np.abs(found[:, :2] - oracle).max() < 1e-7
    assert np.abs(found[:, 2:] - places).max() < 1e-8


def test_while_no_tile_can_be_had_our_own_base_map_is_drawn_whole(browser: Browser) -> None:
    with provider("GCJ-02", broken=True) as origin:
        tiles = Tiles(url=f"{origin}/{{z}}/{{x}}/{{y}}.png", crs="GCJ-02")
        with opened(browser, tiles, []) as page:
            until(page, f"({INKED})(ground) === 255")
            assert page.evaluate("map.overTiles") is False
    with provider("GCJ-02") as origin:
        tiles = Tiles(url=f"{origin}/{{z}}/{{x}}/{{y}}.png", crs="GCJ-02")
        with opened(browser, tiles, []) as page:
            until(page, "map.overTiles")
            # Land inside the boundary, off every line: the tiles shine through.
            until(page, f"({INKED})(ground) === 0")
