"""Hostile texts in what an analyst maps: shown literally or not at all, none runs, all come back.

The page's own policy would stop them too; here it is switched off, so that only `maps.inert` and
text nodes stand between a text and the browser.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pytest
from playwright.sync_api import Browser, Page
from shapely import Point, box

from maps.features import collection
from maps.inert import inert
from maps.layers.boundary import BoundaryLayer
from maps.layers.coverage import CoverageLayer
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer
from maps.layers.streets import StreetLayer
from maps.notebook import NotebookMap, coverage_map, hazard_map, night_map
from maps.one_file import STATIC, one_file
from maps.shell import community_map, parts
from tests import town
from tests.hostile import PAYLOADS, beware, nothing_ran, written

pytestmark = pytest.mark.browser

# Finds the map that a page makes, without the page's help.
SEEN = """
Object.defineProperty(window, "L", {
  get() { return window.leaflet; },
  set(leaflet) {
    window.leaflet = leaflet;
    leaflet.Map?.addInitHook(function () { window.theMap = this; });
  },
});
"""
BOX = (*town.at(0, 0), *town.at(500, 300))
NUMBERED = list(enumerate(PAYLOADS))


def frame(**columns: Any) -> gpd.GeoDataFrame:
    """A point per payload; each payload is the name of a column too."""
    places = [Point(town.at(20 + n % 12 * 40, 20 + n // 12 * 30)) for n, _ in NUMBERED]
    own = {payload: list(PAYLOADS) for payload in PAYLOADS}
    return gpd.GeoDataFrame({**own, **columns}, geometry=places, crs="OGC:CRS84")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(offline=True, bypass_csp=True)
    beware(context)
    context.add_init_script(SEEN)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    yield page
    context.close()


complaints: list[str] = []
requests: list[str] = []


def opened(page: Page, html: str, folder: Path) -> Page:
    """The file opened from disk with the network off; it asks for itself alone."""
    complaints.clear()
    requests.clear()
    file = folder / "map.html"
    file.write_text(html, "utf-8")
    page.goto(file.as_uri())
    page.wait_for_function("window.theMap && document.querySelector('.leaflet-control-layers')")
    page.wait_for_timeout(200)
    assert requests == [file.as_uri()]
    assert complaints == []
    return page


def carried(page: Page, element: str) -> Any:
    """What the page reads in an element; as text, since "__proto__" gets lost on the way else."""
    read = "id => JSON.stringify(JSON.parse(document.getElementById(id).textContent))"
    return json.loads(page.evaluate(read, element))


def test_a_hazard_says_every_text_literally(page: Page, tmp_path: Path) -> None:
    texts = list(PAYLOADS)
    hostile = frame(code=texts, kind=texts, status=texts, rank=3)
    opened(page, hazard_map(hostile, show=texts, lang="en").html, tmp_path)
    told = carried(page, "data-hazards")["features"]
    assert [each["properties"]["code"] for each in told] == texts
    assert [each["properties"]["kind"] for each in told] == texts
    said = page.evaluate(
        """async () => {
            const layer = Object.values(theMap._layers).find((each) => each.near);
            const all = [];
            for (const feature of layer.features) {
                const opened = new Promise((done) => theMap.once("popupopen", done));
                layer.fire("pick", { feature });
                const card = (await opened).popup.getContent();
                all.push([...card.querySelectorAll("strong, p")].map((each) => each.textContent));
            }
            return all;
        }"""
    )
    assert len(said) == len(texts)
    for payload, lines in zip(texts, said, strict=True):
        assert lines[0] == payload
        assert lines[-1] == "\n".join(f"{name}: {payload}" for name in texts)
    assert nothing_ran(page)


def test_a_stop_says_its_code_literally(page: Page, tmp_path: Path) -> None:
    texts = list(PAYLOADS)
    stops = frame(
        team_id=texts, team=texts, seq=range(len(texts)), code=texts, kind=texts, rank=1, eta=texts
    )
    opened(page, night_map(stops, lang="en").html, tmp_path)
    codes = page.eval_on_selector_all(".stop-mark em", "all => all.map((each) => each.textContent)")
    assert sorted(codes) == sorted(texts)
    named = page.eval_on_selector_all(".strip span", "all => all.map((each) => each.textContent)")
    assert [each.replace("\r", "\n") for each in texts] == named
    page.eval_on_selector_all(".stop-pin", "all => all.forEach((each) => each.click())")
    assert page.locator(".leaflet-popup-content strong").last.text_content()
    assert nothing_ran(page)


def test_cells_show_none_of_it(page: Page, tmp_path: Path) -> None:
    cells = frame(hours_since=[float(n) for n, _ in NUMBERED], hazards="{{7*7}}", visited=1)
    cells = cells.set_geometry([point.buffer(2e-4) for point in cells.geometry], crs=cells.crs)
    under = frame(kind=list(PAYLOADS), name=list(PAYLOADS))
    area = gpd.GeoDataFrame({"name": ["{{7*7}}"]}, geometry=[box(*BOX)], crs="OGC:CRS84")
    opened(page, coverage_map(cells, streets=under, boundary=area).html, tmp_path)
    text = written(page)
    assert "{{7*7}}" not in text
    assert nothing_ran(page)


@pytest.mark.parametrize(
    "layer", [BoundaryLayer, CoverageLayer, HazardLayer, NightRoundLayer, StreetLayer]
)
def test_every_layer_takes_whatever_stands_in_its_data(
    page: Page, tmp_path: Path, layer: type[OurLayer]
) -> None:
    rows = [
        {
            "type": "Feature", "id": payload,
            "geometry": {"type": "Point", "coordinates": town.at(20 + n % 12 * 40, 20 + n)},
            "properties": {
                **dict.fromkeys(PAYLOADS, payload), "code": payload, "name": payload,
                "label": payload, "kind": payload, "rank": n % 4 + 1, "value": n, "band": n % 6,
                "round": payload, "team": 1, "seq": n, "eta": payload, "state": payload,
            },
        }
        for n, payload in NUMBERED
    ]  # fmt: skip
    data = inert(collection(rows))
    made = community_map(BOX)
    (layer(source=data)).add_to(made)
    opened(page, one_file(parts(made), title="Yuxun"), tmp_path)
    name = layer.script_name
    assert carried(page, f"data-{name}") == json.loads(json.dumps(collection(rows)))
    page.evaluate(
        """() => {
            const at = { latlng: theMap.getCenter() };
            for (const each of Object.values(theMap._layers)) each.fire?.("click", at);
        }"""
    )
    page.wait_for_timeout(100)
    assert nothing_ran(page)


def test_half_a_surrogate_pair_comes_back_too(page: Page, tmp_path: Path) -> None:
    odd = frame(code="\ud800", kind="leaning_tree", rank=1)
    made = hazard_map(odd)
    made.save(tmp_path / "odd.html")
    opened(page, made.html, tmp_path)
    told = "JSON.parse(document.getElementById('data-hazards').textContent).features[0]"
    assert page.evaluate(f"{told}.properties.code.charCodeAt(0)") == 0xD800


def test_a_notebook_shows_it_in_a_frame_that_reaches_nothing(page: Page, tmp_path: Path) -> None:
    texts = list(PAYLOADS)
    made = hazard_map(frame(code=texts, kind=texts, rank=3), show=texts)
    _in_notebook(page, made, tmp_path)
    inner = page.frames[1]
    inner.locator(".leaflet-control-layers").wait_for()
    assert nothing_ran(page)
    assert inner.evaluate("() => { try { return parent.document } catch { return 'no' } }") == "no"
    assert inner.evaluate("window.origin") == "null"


def _in_notebook(page: Page, made: NotebookMap, folder: Path) -> None:
    file = folder / "notebook.html"
    file.write_text(f"<!doctype html><body>{made._repr_html_()}</body>", "utf-8")
    page.goto(file.as_uri())


# The controls: folium's own way, the same texts.


def test_plain_folium_runs_them_on_the_server() -> None:
    m = folium.Map(tiles=None)
    folium.GeoJson(
        {"type": "Feature", "properties": {"name": "{{7*7}}"},
         "geometry": {"type": "Point", "coordinates": [116.4, 39.9]}},
        tooltip="{{7*7}}",
    ).add_to(m)  # fmt: skip
    assert m.get_root().render().count("49") >= 2
    os.environ.pop("YUXUN_PWN", None)
    m = folium.Map(tiles=None)
    pwn = next(each for each in PAYLOADS if "YUXUN_PWN" in each)
    folium.Marker((0, 0), tooltip=pwn).add_to(m)
    m.get_root().render()
    assert os.environ.pop("YUXUN_PWN") == "1"


def test_plain_folium_runs_them_in_the_browser(browser: Browser, tmp_path: Path) -> None:
    m = folium.Map((39.9, 116.4), tiles=None)
    folium.Marker((39.9, 116.4), tooltip="${window.__pwn=1}").add_to(m)
    m.save(tmp_path / "plain.html")
    context = browser.new_context()
    beware(context)
    leaflet = (STATIC / "vendor" / "leaflet.js").read_text("utf-8")
    context.route(
        re.compile("^https:"),
        lambda route: (
            route.fulfill(body=leaflet, content_type="text/javascript")
            if route.request.url.endswith("/leaflet.js")
            else route.abort()
        ),
    )
    page = context.new_page()
    page.goto((tmp_path / "plain.html").as_uri())
    page.wait_for_timeout(300)
    assert page.evaluate("window.__pwn") == 1
    assert not nothing_ran(page)
    context.close()
