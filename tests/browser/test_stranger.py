"""A stranger reads nothing and finds the night: phone, plan, list, documentation."""

from __future__ import annotations

import json
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Watched

pytestmark = pytest.mark.browser


def drawn_colours(page: Page) -> int:
    """How many different colours the map's canvases hold; a blank map has one or none."""
    return page.evaluate(
        """() => {
            const seen = new Set();
            for (const canvas of document.querySelectorAll("#map canvas")) {
                if (!canvas.width) continue;
                const { width, height } = canvas;
                const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
                for (let i = 0; i < data.length; i += 4 * 97)
                    if (data[i + 3] > 200) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
            }
            return seen.size;
        }"""
    )


def test_a_stranger_opens_the_night_raises_the_level_and_reads_the_list(
    own_server: Served, phone: Watched, desktop: Watched
) -> None:
    url = own_server.url

    # The phone: a demo night, already planned, dark, with numbered stops on a drawn map.
    tonight = phone.page
    tonight.goto(f"{url}/tonight")
    expect(tonight.locator("#demo")).to_contain_text("2026")
    expect(tonight.locator("html")).to_have_attribute("data-theme", "dark")
    stops = tonight.locator("#map [data-stop]")
    expect(stops.first).to_be_visible()
    assert stops.count() >= 5
    tonight.wait_for_function("document.querySelectorAll('#map canvas').length > 0")
    assert drawn_colours(tonight) >= 5

    # Tap a stop on the map: the card says what is there.
    first_card = tonight.locator("#card .code").inner_text()
    marks = tonight.locator("#map [data-stop]")
    for place in range(marks.count()):
        # A neighbour's mark may lie over this one; a finger takes the one that shows.
        marks.nth(place).dispatch_event("click")
        if tonight.locator("#card .code").inner_text() != first_card:
            break
    assert tonight.locator("#card .code").inner_text() != first_card

    # One tap says all clear, and it is stored.
    tonight.reload()
    expect(tonight.locator("#card [data-act='all-clear']")).to_be_visible()
    with tonight.expect_response("**/checkins") as answered:
        tonight.locator("#card [data-act='all-clear']").click()
    assert answered.value.status == 201
    assert "key" in answered.value.json()

    # The official raises the level to orange: a third night pass, and a sentence says so.
    plan = desktop.page
    plan.goto(f"{url}/plan")
    expect(plan.locator("#sentence")).to_contain_text("48")
    taps = 0
    for act in ("[data-act='raise']", "[data-act='raise-to'][data-level='orange']"):
        plan.locator(act).click()
        taps += 1
    expect(plan.get_by_test_id("change-sentence")).to_contain_text("3", timeout=60_000)
    if plan.locator("#publish").is_enabled():
        plan.locator("#publish").click()
        taps += 1
    assert taps <= 4
    expect(plan.locator("#passes [data-act='pass']")).to_have_count(3)

    # The list for a caller who guesses the name, and its documentation.
    with urllib.request.urlopen(f"{url}/hazards?min_rank=3") as answer:
        listed = json.load(answer)
    assert listed["features"]
    assert {each["properties"]["rank"] for each in listed["features"]} <= {3, 4}
    plan.goto(f"{url}/docs")
    expect(plan.locator(".swagger-ui .opblock").first).to_be_visible()

    phone.assert_quiet()
    desktop.assert_quiet()
