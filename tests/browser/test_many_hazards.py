"""More hazards than a map can show: groups whose numbers add up, down to single ones."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Response, expect
from shapely import Point

from data import communities, hazards
from data.store import open_store
from geo.hazards import Hazard
from tests.bench import many
from tests.browser.conftest import Served, Watched, start_server

pytestmark = pytest.mark.browser

MANY = 10_000
STATE = """async () => {
  const { hazards, map } = await import("/static/made/map-community.js");
  const corners = [[0, 0], map.getSize()].map((at) => map.containerPointToLayerPoint(at));
  const seen = L.bounds(...corners);
  const { groups, inside } = hazards.layout();
  return {
    zoom: map.getZoom(), drawn: Boolean(hazards._pictured) && !hazards._job,
    total: hazards.groups && hazards.groups.count,
    groups: groups.filter((each) => seen.contains(each.at))
      .map(({ kinds, ...each }) => ({ ...each, kinds: Object.values(kinds) })),
    single: inside.filter((each) => map.getBounds().intersects(each.box))
      .map((each) => each.properties.id),
  };
}"""
LISTED = """() => [...document.querySelectorAll("#list .group")]
  .map((row) => [row.dataset.group, Number(row.dataset.count)])"""
SPOT = """async (key) => {
  const { hazards, map } = await import("/static/made/map-community.js");
  const { at } = hazards.layout().groups.find((each) => each.key === key);
  const box = map.getContainer().getBoundingClientRect();
  const { x, y } = map.layerPointToContainerPoint(at);
  return [box.left + x, box.top + y];
}"""
INK = """() => {
  const shown = [...document.querySelectorAll("canvas.hazards")]
    .find((each) => each.style.visibility !== "hidden");
  const { data } = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height);
  let inked = 0;
  for (let i = 3; i < data.length; i += 4) inked += data[i] > 0;
  return inked / (data.length / 4);
}"""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A community with ten thousand hazards."""
    folder = tmp_path_factory.mktemp("crowded")
    with open_store(f"sqlite:///{folder}/yuxun.db") as store:
        many.fill(store, MANY)
    served, server = start_server(folder, sample=False, settings={"YUXUN_PLAN_BY_ITSELF": "false"})
    yield served
    server.terminate()
    server.wait(20)


def opened(watched: Watched, served: Served) -> list[Response]:
    """Open the map; the answers about hazards, as they come."""
    answers: list[Response] = []

    def came(answer: Response) -> None:
        if "/hazards?" in answer.url:
            answers.append(answer)

    watched.page.on("response", came)
    watched.page.goto(f"{served.url}/?lang=en")
    watched.page.wait_for_selector("#panel[data-ready]")
    return answers


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(STATE)
    return found


def listed(page: Page) -> list[tuple[str, int]]:
    for _ in range(30):
        before = len(page.evaluate(LISTED))
        page.evaluate("""() => { const b = document.getElementById("panel-body");
            b.scrollTop = b.scrollHeight; }""")
        page.wait_for_timeout(120)
        if len(page.evaluate(LISTED)) == before:
            break
    return [(key, count) for key, count in page.evaluate(LISTED)]


def test_the_page_gets_numbers_and_not_ten_thousand_hazards(
    desktop: Watched, crowded: Served
) -> None:
    answers = opened(desktop, crowded)
    page = desktop.page
    page.wait_for_timeout(800)
    found = state(page)
    assert found["drawn"] and found["total"] == MANY
    assert found["single"] == []
    assert sum(each["count"] for each in found["groups"]) == MANY
    assert all(
        sum(each["ranks"]) == sum(each["kinds"]) == each["count"] for each in found["groups"]
    )
    assert answers
    assert all(len(answer.body()) < 10_000 for answer in answers)
    assert page.evaluate(INK) > 0.02
    expect(page.locator("#tally")).to_contain_text("10,000 hazards")
    desktop.assert_quiet()


def test_the_list_says_the_groups_of_the_map(desktop: Watched, crowded: Served) -> None:
    opened(desktop, crowded)
    page = desktop.page
    on_map = {(each["key"], each["count"]) for each in state(page)["groups"]}
    said = listed(page)
    assert set(said) == on_map
    assert len(said) == len(on_map)
    row = page.locator("#list .group").first
    expect(row).to_contain_text("Severe")
    expect(row).to_contain_text("Leaning tree")


def test_no_two_groups_cover_each_other(phone: Watched, crowded: Served) -> None:
    opened(phone, crowded)
    boxes = [each["box"] for each in state(phone.page)["groups"]]
    assert len(boxes) > 10
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_taps_lead_to_single_hazards(phone: Watched, crowded: Served) -> None:
    opened(phone, crowded)
    page = phone.page
    before = state(page)
    for _ in range(8):
        if before["single"]:
            break
        middle = [
            each for each in before["groups"] if 60 < page.evaluate(SPOT, each["key"])[1] < 500
        ]
        page.touchscreen.tap(
            *page.evaluate(SPOT, max(middle, key=lambda each: each["count"])["key"])
        )
        page.wait_for_timeout(1500)
        now = state(page)
        assert now["zoom"] > before["zoom"]
        before = now
    assert before["single"]
    assert before["groups"] == []
    rows = page.locator("#list [data-hazard]")
    assert rows.count() > 0
    phone.assert_quiet()


def test_the_keyboard_leads_there_too(desktop: Watched, crowded: Served) -> None:
    opened(desktop, crowded)
    page = desktop.page
    zoom = state(page)["zoom"]
    page.locator("#list .group").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(1200)
    assert state(page)["zoom"] > zoom


def test_the_filter_counts_what_it_names(desktop: Watched, crowded: Served) -> None:
    opened(desktop, crowded)
    page = desktop.page
    page.click('.chip[data-rank="4"]')
    page.click('.chip[data-kind="leaning_tree"]')
    page.wait_for_timeout(1200)
    found = state(page)
    here = page.request.get(f"{crowded.url}/app/communities").json()[0]["id"]
    whole = page.request.get(
        f"{crowded.url}/app/{here}/hazards?kind=leaning_tree&rank=4&limit=1"
    ).json()["matched"]
    assert sum(each["count"] for each in found["groups"]) == whole > 500
    assert all(each["ranks"][:3] == [0, 0, 0] for each in found["groups"])
    page.click("#clear")
    page.wait_for_timeout(1200)
    assert sum(each["count"] for each in state(page)["groups"]) == MANY


def test_too_many_on_one_spot_are_said_and_the_worst_are_shown(
    desktop: Watched, own_server: Served
) -> None:
    dice = random.Random(5)
    with open_store(f"sqlite:///{own_server.store}") as store:
        with store.read() as conn:
            [community] = communities.all_of(conn)
        middle = community.boundary.representative_point()
        with store.write("test", datetime.now(UTC)) as tx:
            hazards.add_many(tx, [
                Hazard(
                    id=str(UUID(int=dice.getrandbits(128))), code=f"SM-{100 + i}", rank=i % 4 + 1,
                    kind="leaning_tree", community_id=community.id, raw={"scale": f"T{i % 4 + 1}"},
                    geometry=Point(middle.x + dice.uniform(-1e-4, 1e-4), middle.y),
                )
                for i in range(2400)
            ])  # fmt: skip
    page = desktop.page
    answers = opened(desktop, own_server)
    page.evaluate(
        """async ([lon, lat]) => (await import("/static/made/map-community.js")).map
        .setView([lat, lon], 19, { animate: false })""",
        [middle.x, middle.y],
    )
    expect(page.locator("#tally")).to_contain_text("Showing 500 of 2,4")
    assert "Low" not in page.locator("#list .rank").all_text_contents()
    assert len(json.loads(answers[-1].body())["features"]) == 500
    desktop.assert_quiet()
