"""Both answers stay under the thumb, whatever else the card says, on the smallest phones too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from math import dist
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, Served, start_server
from tests.browser.test_changes_on_phone import CHANGED, LOOKED_AT, teams
from tests.browser.test_running_stories import Office

pytestmark = pytest.mark.browser
SIZES = [(360, 640), (375, 667), (390, 844)]
LANGS = ["zh_CN", "en"]
ANSWERS = ["found", "all-clear"]
APART_PX = 24.0  # half of each number can be read

# What a thumb hits at the middle of a button: the button, or what lies on it.
HIT = """(act) => {
  const button = document.querySelector(`#card [data-act="${act}"]`);
  const { left, top, width, height } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
LAST_LINE = """() => {
  const line = [...document.querySelectorAll('[data-act="look"]')].at(-1);
  line.scrollIntoView({ block: "nearest" });
  const { left, top, width, height } = line.getBoundingClientRect();
  return line.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
MAP_SHARE = """() => {
  const top = document.querySelector(".field-map").getBoundingClientRect().top;
  return (document.querySelector("#hand").getBoundingClientRect().top - top) / innerHeight;
}"""
ALARM_LINES = """() => {
  const text = document.querySelector("#late p > span");
  return text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight);
}"""
MARKS = """() => {
  const box = document.querySelector("#map").getBoundingClientRect();
  const hand = document.querySelector("#hand").getBoundingClientRect().top;
  return [...document.querySelectorAll(".stop-pin .stop-mark")]
    .map((each) => each.getBoundingClientRect())
    .map((each) => [each.x + each.width / 2, each.y + each.height / 2])
    .filter(([x, y]) => x > 0 && x < box.right && y > box.top && y < hand);
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A night on which the first team is twelve minutes late at its first stop."""
    at, server = start_server(tmp_path_factory.mktemp("small"))
    office = Office(at)
    late = datetime.fromisoformat(office.round_of()["stops"][0]["eta"]) + timedelta(minutes=12)
    office.turn_clock(f"{late:%H:%M}")
    yield office
    server.terminate()
    server.wait(10)


def opened(browser: Browser, served: Served, size: tuple[int, int], lang: str) -> Page:
    how: dict[str, Any] = {**PHONE, "viewport": {"width": size[0], "height": size[1]}}
    page = browser.new_context(**how, base_url=served.url).new_page()
    page.goto(f"/tonight?lang={lang}")
    page.wait_for_selector("#card[data-stop]")
    return page


def on_the_late_team(page: Page, office: Office) -> None:
    page.click('[data-act="teams"]')
    page.click(f'#team-list [data-team="{office.round_of()["team_id"]}"]')
    expect(page.get_by_test_id("late")).to_be_visible()


def nearest(marks: list[list[float]]) -> float:
    """Pixels between the two marks that are nearest to each other."""
    return min(dist(one, other) for one, other in combinations(marks, 2))


def reachable(page: Page) -> list[bool]:
    return [page.evaluate(HIT, act) for act in ANSWERS]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_both_answers_are_under_the_thumb_when_late_and_with_the_checklist_open(
    browser: Browser, office: Office, size: tuple[int, int], lang: str
) -> None:
    page = opened(browser, office.served, size, lang)
    on_the_late_team(page, office)
    assert reachable(page) == [True, True]
    assert page.evaluate(ALARM_LINES) < 2.5
    page.click('[data-act="looks"]')
    assert reachable(page) == [True, True]
    assert page.evaluate(LAST_LINE)
    assert reachable(page) == [True, True]
    assert page.evaluate(MAP_SHARE) >= 0.249
    page.context.close()


def test_the_check_sees_a_card_that_does_not_scroll(browser: Browser, office: Office) -> None:
    """The control: without the scrolling part the answers lie out of reach."""
    page = opened(browser, office.served, SIZES[0], "en")
    on_the_late_team(page, office)
    page.click('[data-act="looks"]')
    page.evaluate("""() => {
      document.querySelector(".hand-scroll").style.flex = "none";
      document.querySelector(".say").style.position = "static";
    }""")
    assert False in reachable(page)
    page.context.close()


def test_the_map_opens_at_the_way_to_the_next_stop_and_not_at_a_heap(
    browser: Browser, office: Office
) -> None:
    page = opened(browser, office.served, SIZES[0], "en")
    on_the_late_team(page, office)
    near = len(page.evaluate(MARKS))
    chosen = page.locator("#card").get_attribute("data-stop")
    expect(page.locator(f'.stop-pin[data-stop="{chosen}"]')).to_be_in_viewport()
    page.click('[data-act="whole-round"]')
    every = page.locator(".stop-pin").count()
    assert 1 <= near < every
    expect(page.locator("#tonight")).to_have_class(re.compile("is-folded"))
    page.wait_for_function(f"({MARKS})().length === {every}")
    assert nearest(page.evaluate(MARKS)) > APART_PX
    page.click("#card h2")  # the card opens again, and the round would be a heap: back to the way
    page.wait_for_function(f"({MARKS})().length < {every}")
    expect(page.locator("#card .figures")).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_both_answers_are_under_the_thumb_while_a_change_is_to_be_confirmed(
    browser: Browser, own_server: Served, lang: str
) -> None:
    page = opened(browser, own_server, SIZES[0], "zh_CN")
    own, _ = teams(page)
    page.goto(f"/tonight?lang={lang}")
    page.wait_for_selector("#card[data-stop]")
    page.evaluate(CHANGED, own)
    page.evaluate(LOOKED_AT)
    expect(page.locator("#changes")).to_be_visible()
    assert reachable(page) == [True, True]
    assert page.evaluate(HIT.replace("#card", "#changes"), "got-it")
    page.click('#changes [data-act="got-it"]')
    expect(page.locator("#changes")).not_to_be_visible()
    page.context.close()


def test_trying_again_is_under_the_thumb_too(browser: Browser, office: Office) -> None:
    page = opened(browser, office.served, SIZES[0], "en")
    on_the_late_team(page, office)
    page.route("**/checkins", lambda route: route.abort("connectionreset"))
    page.click('[data-act="all-clear"]')
    expect(page.get_by_test_id("not-sent")).to_be_visible()
    assert page.evaluate(HIT, "again")
    page.context.close()
