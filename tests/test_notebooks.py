"""The notebook runs from top to bottom as a newcomer would, and what it shows is there."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import geopandas as gpd
import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
NOTEBOOK = "docs/notebooks/one_night.ipynb"
MAPS = {"hazard-map": "hazards", "night-map": "rounds", "coverage": "coverage"}
CELL = dict[str, Any]


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CELL]:
    """The cells by their id, run in an empty folder with an empty home."""
    folder = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, str(folder))
        patch.delenv("YUXUN_STORE", raising=False)
        asked = nbformat.read(ROOT / NOTEBOOK, as_version=4)
        client = NotebookClient(
            asked, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        done = client.execute()
    return {each["id"]: each for each in done.cells}


def shown(cell: CELL, kind: str) -> str:
    """What a cell shows as its last line, in that form."""
    [result] = [each for each in cell["outputs"] if each["output_type"] == "execute_result"]
    return str(result["data"][kind])


def printed(cell: CELL) -> str:
    return "".join(each["text"] for each in cell["outputs"] if each["output_type"] == "stream")


def carried(cell: CELL, name: str) -> list[dict[str, Any]]:
    """The features that a map shown by a cell carries."""
    page = html.unescape(shown(cell, "text/html"))
    found = re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page)
    assert found
    features: list[dict[str, Any]] = json.loads(found[1])["features"]
    return features


def kept(path: str) -> str:
    """The file as git keeps it: what somebody ran in a checkout is theirs."""
    asked = ["git", "show", f":{path}"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else (ROOT / path).read_text("utf-8")


def test_the_maps_are_there_with_what_they_show(cells: dict[str, CELL]) -> None:
    assert len(carried(cells["hazard-map"], "hazards")) == 40
    rounds = carried(cells["night-map"], "rounds")
    stops = sum(each["geometry"]["type"] == "Point" for each in rounds)
    assert f"{stops} stops, 0 visits that nobody can make" in printed(cells["plan"])
    assert {each["properties"]["team"] for each in rounds} >= {1, 2}
    values = [each["properties"]["value"] for each in carried(cells["coverage"], "coverage")]
    assert len(values) > 5 and any(value is not None for value in values)


def test_two_extra_passes_are_in_the_night(cells: dict[str, CELL]) -> None:
    table = shown(cells["passes"], "text/plain")
    assert re.search(r"night_1\s+True", table) and re.search(r"night_2\s+True", table)


def test_the_package_holds_every_layer_and_the_map_is_a_file(cells: dict[str, CELL]) -> None:
    folder = Path(printed(cells["gpkg"]).strip())
    layers = gpd.list_layers(folder / "one_night.gpkg")
    assert {"boundary", "streets", "hazards", "stops", "legs", "coverage"} <= set(layers["name"])
    stops = gpd.read_file(folder / "one_night.gpkg", layer="stops")
    assert len(stops) > 40 and stops.crs == "EPSG:4326"
    assert (folder / "one_night.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.browser
def test_a_browser_draws_each_map_without_asking_for_anything(
    browser: Browser, cells: dict[str, CELL], tmp_path: Path
) -> None:
    file = tmp_path / "shown.html"
    maps = "".join(shown(cells[name], "text/html") for name in MAPS)
    file.write_text(f"<!doctype html><meta charset=utf-8>{maps}", "utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    page.goto(file.as_uri())
    for inner in page.frames[1:]:
        inner.locator(".leaflet-control-layers").wait_for()
    assert len(page.frames) == 1 + len(MAPS)
    assert page.frames[2].locator(".stop-mark").count() > 5
    assert [each for each in asked if not each.startswith("about:")] == [file.as_uri()]
    assert said == []
    context.close()


def test_git_keeps_no_outputs() -> None:
    asked = nbformat.reads(kept(NOTEBOOK), as_version=4)
    nbformat.validate(asked)
    for cell in asked.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None, cell["id"]


def test_every_heading_is_said_in_both_languages() -> None:
    for cell in nbformat.reads(kept(NOTEBOOK), as_version=4).cells:
        if cell["cell_type"] == "markdown":
            assert re.search(r"[\u4e00-\u9fff]{4}", cell["source"]), cell["id"]
            assert re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", cell["source"]), cell["id"]
