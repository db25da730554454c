"""A real place: streets from OpenStreetMap, hazards from an office's table, a night on a phone."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched, start_server

pytestmark = pytest.mark.browser

OSM = Path(__file__).parents[3] / "shared" / "data" / "osm" / "beijing_haidian_tsinghua.osm"
# Places on the campus and around it, WGS84; a table as an office keeps it.
TREES = """名称,经度,纬度,等级,树高
西门国槐,116.3135,40.0003,3,12
主楼北毛白杨,116.3250,40.0035,2,18
荷塘柳,116.3150,39.9990,4,9
东路银杏,116.3290,40.0000,1,11
"""


@pytest.mark.skipif(not OSM.is_file(), reason="the test data is not beside this checkout")
def test_an_office_imports_its_streets_and_trees_and_walks_the_night(
    tmp_path: Path, phone: Watched
) -> None:
    if datetime.now(ZoneInfo("Asia/Shanghai")).hour == 4:
        pytest.skip("the night is nearly over: there may be nothing left to walk")
    trees = tmp_path / "trees.csv"
    trees.write_text(TREES, "utf-8")
    env = os.environ | {"YUXUN_STORE": f"sqlite:///{tmp_path / 'yuxun.db'}"}

    def yuxun(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", *words], env=env, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    said = yuxun("import-osm", str(OSM), "--community", "清华园")
    assert "1381" in said and "OpenStreetMap" in said
    dry = yuxun(
        "import-hazards", str(trees), "--kind", "leaning_tree", "--crs", "EPSG:4326", "--dry-run"
    )
    assert "4" in dry
    yuxun("import-hazards", str(trees), "--kind", "leaning_tree", "--crs", "EPSG:4326")
    # Out of season or in it: the passes are switched on by the level of the night.
    yuxun("warn", "wind", "yellow", "--hours", "20")
    planned = yuxun("plan", "--iterations", "100", "--publish")
    assert "3" in planned

    served, server = start_server(tmp_path, sample=False)
    try:
        page = phone.page
        page.goto(f"{served.url}/tonight")
        expect(page.locator("#map [data-stop]").first).to_be_visible()
        expect(page.locator("body")).to_contain_text("OpenStreetMap")
        listed = page.request.get(f"{served.url}/collections/round_stops/items").json()
        ranks = {
            each["properties"]["code"]: each["properties"]["rank"]
            for each in page.request.get(f"{served.url}/hazards").json()["features"]
        }
        assert sorted(ranks.values()) == [1, 2, 3, 4]
        visits = dict.fromkeys(ranks, 0)
        for each in (feature["properties"] for feature in listed["features"]):
            visits[each["hazard_code"]] += each["extra"]
        # Yellow wind: three night passes from rank 3 up, two for rank 2, none for rank 1; fewer
        # where part of the night is over already.
        most = {1: 0, 2: 2, 3: 3, 4: 3}
        assert all(visits[code] <= most[rank] for code, rank in ranks.items())
        assert sum(visits.values()) > 0
        phone.assert_quiet()
    finally:
        server.terminate()
        server.wait(15)
