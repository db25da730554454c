"""Odd rows in a map's data: each is drawn or left out alone, and turns nothing around."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from maps.inert import inert
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer
from maps.shell import community_map
from tests.browser.conftest import DESKTOP, Watched, watch

pytestmark = pytest.mark.browser

BOUNDS = (116.380, 39.780, 116.390, 39.788)
AT = [116.385, 39.784]
OTHER = [116.386, 39.785]
SEEN = """
Object.defineProperty(window, "L", {
  get() { return window.leaflet; },
  set(leaflet) {
    window.leaflet = leaflet;
    leaflet.Map?.addInitHook(function () { window.theMap = this; });
  },
});
"""
LAYER = "Object.values(theMap._layers).find((each) => each.near)"


@pytest.fixture
def watched(browser) -> Iterator[Watched]:
    context = browser.new_context(**DESKTOP, offline=True)
    context.add_init_script(SEEN)
    yield watch(context)
    context.close()


def feature(geometry: object, properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def of(kind: str, coordinates: object) -> dict[str, object]:
    return {"type": kind, "coordinates": coordinates}


SOUND = feature(
    of("Point", [116.383, 39.782]), {"code": "JS-01", "kind": "leaning_tree", "rank": 4}
)
TOLD = {"code": "JS-02", "kind": "flood_segment", "rank": 2}
# {name: (feature, how many marks it has)}; None: left out, and said.
ODD = {
    "several points": (feature(of("MultiPoint", [AT, OTHER]), TOLD), 2),
    "ring": (feature(of("LinearRing", [AT, OTHER, [116.384, 39.785], AT]), TOLD), 1),
    "collection": (feature({"type": "GeometryCollection", "geometries": [
        of("Point", AT), of("LineString", [AT, OTHER])]}, TOLD), 2),
    "no kind and rank": (feature(of("Point", AT), {"code": "JS-02"}), 1),
    "no properties": (feature(of("Polygon", [[AT, OTHER, [116.384, 39.785], AT]]), None), 1),
    "no place": (feature(None, TOLD), 0),
    "unknown shape": (feature(of("Curve", [AT, OTHER]), TOLD), None),
    "no coordinates": (feature({"type": "Point"}, TOLD), None),
    "words for coordinates": (feature(of("LineString", [["a", "b"], AT]), TOLD), None),
    "empty": (feature(of("Polygon", []), TOLD), None),
    "empty collection": (feature({"type": "GeometryCollection"}, TOLD), None),
    "nothing": (None, 0),
}  # fmt: skip


def opened(watched: Watched, layer: OurLayer, folder: Path, *controls: str) -> Page:
    made = community_map(BOUNDS, controls=controls)
    layer.add_to(made)
    made.save(folder / "map.html", lang="en")
    watched.page.goto((folder / "map.html").as_uri())
    watched.page.wait_for_function("window.theMap && window.theMap._loaded")
    return watched.page


def hazards(*features: object) -> HazardLayer:
    return HazardLayer(inert({"type": "FeatureCollection", "features": list(features)}))


@pytest.mark.parametrize("name", ODD)
def test_one_odd_row_costs_no_other(watched: Watched, tmp_path: Path, name: str) -> None:
    odd, marks = ODD[name]
    page = opened(watched, hazards(odd, SOUND), tmp_path)
    page.wait_for_function(f"{LAYER}.layout().inside.some((each) => each.properties.rank === 4)")
    assert page.evaluate(f"{LAYER}.layout().inside.length") == 1 + (marks or 0)
    listed = page.evaluate(
        f"new Promise((done) => {{ const all = {LAYER}; all.once('list', (told) => done(told.all));"
        " all.tell(); })"
    )
    assert listed == 1 + bool(marks)
    trouble = page.locator(".map-trouble")
    if marks is None:
        expect(trouble).to_contain_text("are not drawn: 1.")
    else:
        assert trouble.count() == 0
    watched.assert_quiet()


def test_a_code_turns_no_word_around(watched: Watched, tmp_path: Path) -> None:
    told = {"code": "A\u202e1\u2069\u2066\u061c", "kind": "leaning_tree", "rank": 4}
    page = opened(watched, hazards({**SOUND, "properties": told}), tmp_path)
    page.evaluate("theMap.setView([39.782, 116.383], 17, { animate: false })")
    page.wait_for_function(f"{LAYER}.layout().words.length")
    [word] = page.evaluate(f"{LAYER}.layout().words.map(({{ text }}) => text)")
    assert word == "\u2068A1\u2069 Severe"
    # The control: as it was, the canvas draws the word from its end.
    ahead, kept = page.evaluate(
        """([told, whole]) => {
            const drawn = (text) => {
                const canvas = document.createElement("canvas");
                [canvas.width, canvas.height] = [200, 30];
                const ctx = canvas.getContext("2d");
                ctx.font = "16px sans-serif";
                ctx.fillText(text, 4, 20);
                return canvas.toDataURL();
            };
            return [drawn("A\u202e1 Severe") === drawn("A1 Severe"), drawn(told) === drawn(whole)];
        }""",
        [word, "A1 Severe"],
    )
    assert (ahead, kept) == (False, True)


def test_a_stop_is_a_corner_while_measuring(watched: Watched, tmp_path: Path) -> None:
    stop = feature(of("Point", AT), {"seq": 1, "round": "r", "team": 1, "code": "JS-01"})
    leg = feature(of("LineString", [OTHER, AT]), {"seq": 1, "round": "r", "team": 1})
    odd = [feature(of("Point", ["x", 1]), None), feature(None, None)]
    data = inert({"type": "FeatureCollection", "features": [*odd, stop, leg]})
    page = opened(watched, NightRoundLayer(1, data), tmp_path, "measure")
    page.locator(".stop-pin").wait_for()
    x, y = page.evaluate(
        "(() => { const { x, y } = document.querySelector('.stop-pin').getBoundingClientRect();"
        " return [x + 24, y + 24]; })()"
    )
    popup = page.locator(".leaflet-popup")
    page.mouse.click(x, y)
    popup.wait_for()  # the control: a stop says what it is
    page.get_by_role("button", name="Measure").click()
    for corner in ((x - 150, y), (x, y), (x, y + 150)):
        page.mouse.click(*corner)
        page.wait_for_timeout(350)  # no double click
    expect(page.locator(".measured p")).to_contain_text("area")
    expect(popup).to_have_count(0)
    page.keyboard.press("Escape")
    page.mouse.click(x, y)
    popup.wait_for()
    watched.assert_quiet()
