"""The community's page: map, filter, list and card say the same; places are added and undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import expect
from shapely import Point

from data import communities, hazards
from data.store import open_store
from geo.hazards import Hazard
from tests.browser.conftest import Served, Watched

pytestmark = pytest.mark.browser

HOSTILE = "{{7*7}}${1}</script><img src=x onerror=window.__pwn=1>"
IN_VIEW = """async () => {
  const { hazards, map } = await import("/static/made/map-community.js");
  return hazards.layout().inside
    .filter((each) => map.getBounds().intersects(each.box)).map((each) => each.properties.id);
}"""
SPOT = """async (id) => {
  const { hazards, map } = await import("/static/made/map-community.js");
  const { at } = hazards.features.find((each) => each.properties.id === id);
  const box = map.getContainer().getBoundingClientRect();
  const { x, y } = map.latLngToContainerPoint(at);
  return [box.left + x, box.top + y];
}"""
LISTED = (
    """() => [...document.querySelectorAll("#list .item")].map((item) => item.dataset.hazard)"""
)


def opened(watched: Watched, served: Served, lang: str = "en") -> None:
    watched.page.goto(f"{served.url}/?lang={lang}")
    watched.page.wait_for_selector("#panel[data-ready]")


def scrolled(watched: Watched) -> list[str]:
    """The ids in the list, which is filled as it is scrolled."""
    page = watched.page
    for _ in range(30):
        before = len(page.evaluate(LISTED))
        page.evaluate("""() => { const b = document.getElementById("panel-body");
            b.scrollTop = b.scrollHeight; }""")
        page.wait_for_timeout(120)
        if len(page.evaluate(LISTED)) == before:
            break
    return list(page.evaluate(LISTED))


def test_the_list_is_the_map_worst_first(desktop: Watched, served: Served) -> None:
    opened(desktop, served)
    listed = scrolled(desktop)
    assert listed == desktop.page.evaluate(IN_VIEW)
    assert len(listed) == 40
    ranks = desktop.page.locator("#list .rank").all_text_contents()
    order = ["Severe", "High", "Moderate", "Low"]
    assert ranks == sorted(ranks, key=order.index)
    desktop.assert_quiet()


def test_the_filter_holds_for_map_and_list(desktop: Watched, served: Served) -> None:
    opened(desktop, served)
    desktop.page.click('.chip[data-rank="4"]')
    desktop.page.click('.chip[data-kind="flood_segment"]')
    desktop.page.wait_for_timeout(300)
    listed = scrolled(desktop)
    assert 0 < len(listed) < 40
    assert listed == desktop.page.evaluate(IN_VIEW)
    assert set(desktop.page.locator("#list .rank").all_text_contents()) == {"Severe"}
    desktop.page.click("#clear")
    desktop.page.wait_for_timeout(300)
    assert len(scrolled(desktop)) == 40


def test_a_tap_on_the_map_opens_the_card(desktop: Watched, served: Served) -> None:
    opened(desktop, served)
    first = desktop.page.evaluate(LISTED)[0]
    code = desktop.page.locator(f'[data-hazard="{first}"] b span').inner_text()
    desktop.page.mouse.click(*desktop.page.evaluate(SPOT, first))
    card = desktop.page.locator("#card")
    expect(card).to_contain_text(code)
    expect(card).to_contain_text("Last visited")
    expect(card.locator('a[href^="tel:"]').first).to_contain_text("Call")
    desktop.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    desktop.assert_quiet()


def test_a_long_press_adds_a_draft_that_can_be_undone(phone: Watched, own_server: Served) -> None:
    opened(phone, own_server)
    page = phone.page
    touch = page.context.new_cdp_session(page)
    spot = {"x": 190, "y": 380}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [spot]})
    page.wait_for_timeout(900)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.tap('dialog [data-kind="leaning_tree"]')
    page.tap('dialog .picture[data-rank="3"]')
    page.fill("dialog input[type=text]", HOSTILE)
    page.tap("dialog [type=submit]")
    card = page.locator("#card")
    expect(card.locator("h2")).to_have_text(HOSTILE)
    expect(card).to_contain_text("Draft")
    assert page.evaluate("window.__pwn") is None
    page.tap(".toast .button")
    expect(page.locator(".toast")).to_contain_text("taken back")
    page.reload()
    page.wait_for_selector("#panel[data-ready]")
    assert len(page.evaluate(IN_VIEW)) == 40
    phone.assert_quiet()


def _added(served: Served, make: Callable[[str, Point], list[Hazard]]) -> None:
    store = open_store(f"sqlite:///{served.store}")
    with store.read() as conn:
        community = communities.all_of(conn)[0]
    with store.write("test", datetime.now(UTC)) as tx:
        hazards.add_many(tx, make(community.id, community.boundary.representative_point()))
    store.close()


def test_a_draft_counts_once_the_office_has_looked_at_it(
    desktop: Watched, own_server: Served
) -> None:
    def one(community_id: str, at: Point) -> list[Hazard]:
        return [
            Hazard(
                id=str(UUID(int=9)), code="SM-77", kind="leaning_tree", rank=4, status="draft",
                community_id=community_id, raw={"scale": "T4"}, geometry=at,
            )
        ]  # fmt: skip

    _added(own_server, one)
    listed = f"{own_server.url}/hazards?code=SM-77"
    page = desktop.page
    assert page.request.get(listed).json()["features"] == []
    opened(desktop, own_server)
    page.click(f'#list [data-hazard="{UUID(int=9)}"]')
    page.click('#card [data-act="confirm"]')
    expect(page.locator('#card [data-act="confirm"]')).to_have_count(0)
    expect(page.locator("#card")).not_to_contain_text("Draft")
    [feature] = page.request.get(listed).json()["features"]
    assert feature["properties"]["status"] == "active"
    assert feature["properties"]["next_due_at"]
    desktop.assert_quiet()


def test_what_waits_is_placed_by_a_tap(desktop: Watched, own_server: Served) -> None:
    def one(community_id: str, _: Point) -> list[Hazard]:
        return [
            Hazard(
                id=str(UUID(int=7)), code="LD-77", kind="leak_building", rank=2,
                community_id=community_id, raw={"scale": "L2"}, address=HOSTILE,
            )
        ]  # fmt: skip

    _added(own_server, one)
    opened(desktop, own_server)
    page = desktop.page
    page.click("#waiting summary")
    expect(page.locator("#waiting .item")).to_contain_text(HOSTILE)
    page.click("#waiting .item")
    expect(page.locator("#place-here")).to_contain_text("LD-77")
    page.mouse.click(900, 560)
    expect(page.locator("#card")).to_contain_text("LD-77")
    expect(page.locator("#waiting")).to_be_hidden()
    assert page.evaluate("window.__pwn") is None
    desktop.assert_quiet()


def test_it_works_with_the_internet_cable_out(phone: Watched, served: Served) -> None:
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    opened(phone, served, "zh_CN")
    phone.page.wait_for_timeout(1500)
    assert asked
    assert all(url.startswith((served.url, "data:", "blob:")) for url in asked)
    phone.assert_quiet()


def test_targets_are_large_enough_for_a_wet_thumb(phone: Watched, served: Served) -> None:
    opened(phone, served)
    phone.page.tap("#grip")
    phone.page.wait_for_timeout(500)
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll("button, a, select, summary")]
          .filter((one) => one.offsetParent)
          .map((one) => [one.id || one.className, one.getBoundingClientRect()])
          .filter(([, box]) => box.height && (box.height < 48 || box.width < 48))
          .map(([name]) => name)"""
    )
    assert small == []
