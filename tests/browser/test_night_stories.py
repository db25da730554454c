"""A patroller on /tonight and the official on /plan, against the real service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, Served, Watched, start_server, watch

pytestmark = pytest.mark.browser
PLANNED_MS = 60_000
SMALL = """() => [...document.querySelectorAll("main button, main a, main summary, main input")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width)
  .filter((each) => !each.closest("label, .leaflet-container"))
  .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5).map(([html]) => html)"""


@pytest.fixture(scope="module")
def night_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One demo night for all stories here: each looks at what it changed itself."""
    at, server = start_server(tmp_path_factory.mktemp("night"))
    yield at
    server.terminate()
    server.wait(10)


@pytest.fixture
def phone(browser: Browser, night_server: Served) -> Iterator[Watched]:
    context = browser.new_context(**PHONE, base_url=night_server.url)
    watched = watch(context)
    watched.page.goto("/tonight")
    watched.page.wait_for_selector("#card[data-stop]")
    yield watched
    context.close()


@pytest.fixture
def desk(browser: Browser, night_server: Served) -> Iterator[Watched]:
    context = browser.new_context(**DESKTOP, base_url=night_server.url)
    watched = watch(context)
    watched.page.goto("/plan")
    watched.page.wait_for_selector("#team-rows article")
    yield watched
    context.close()


def marks(page: Page, state: str) -> int:
    return page.locator(f'.stop-pin[data-state="{state}"]').count()


def listed(page: Page, state: str) -> Locator:
    return page.locator(f'#stops [data-state="{state}"]')


def answered(page: Page) -> int:
    """Stops of the whole night that were answered for, by the night's one line."""
    found = re.search(r"(\d+)/\d+\D+(\d+)/\d+", page.text_content("#night-line") or "")
    assert found
    return int(found[2])


def test_all_clear_in_one_tap_and_found_in_three(phone: Watched) -> None:
    page = phone.page
    first = page.locator("#card h2").inner_text()
    clear, found, line = marks(page, "clear"), marks(page, "found"), answered(page)

    page.click('[data-act="all-clear"]')
    expect(page.locator("#card h2")).not_to_have_text(first)
    expect(listed(page, "clear")).to_have_count(clear + 1)

    page.click('[data-act="found"]')
    page.click('[data-act="scale"] >> nth=2')
    page.click('[data-act="send"]')
    expect(listed(page, "found")).to_have_count(found + 1)
    assert (marks(page, "clear"), marks(page, "found")) == (clear + 1, found + 1)
    page.reload()
    page.wait_for_selector("#card[data-stop]")
    assert answered(page) == line + 2
    phone.assert_quiet()


def test_a_lost_answer_is_tried_again_under_the_same_key(phone: Watched) -> None:
    page = phone.page
    sent: list[dict[str, Any]] = []
    clear, line = marks(page, "clear"), answered(page)

    def lose_the_first_answer(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}"))
        if len(sent) == 1:
            route.fetch()  # the server has it; the phone never hears
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/checkins", lose_the_first_answer)
    page.click('[data-act="all-clear"]')
    expect(page.get_by_test_id("not-sent")).to_be_visible()
    assert listed(page, "clear").count() == clear
    page.click('[data-act="again"]')
    expect(listed(page, "clear")).to_have_count(clear + 1)
    assert sent[0] == sent[1]
    page.reload()
    page.wait_for_selector("#card[data-stop]")
    assert answered(page) == line + 1


def test_the_form_keeps_what_was_said_until_it_is_stored(phone: Watched) -> None:
    page = phone.page
    found = marks(page, "found")
    page.route("**/checkins", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi</h1>",
                                                          content_type="text/html"))  # fmt: skip
    page.click('[data-act="found"]')
    page.click('[data-act="scale"] >> nth=3')
    page.fill('[data-part="note"]', "路灯杆旁积水，<img src=x onerror=alert(1)>")
    page.click('[data-act="send"]')
    expect(page.locator('[data-part="trouble"]')).to_be_visible()
    assert "路灯杆旁积水" in page.input_value('[data-part="note"]')
    page.unroute("**/checkins")
    page.click('[data-act="send"]')
    expect(page.locator("#found")).not_to_be_visible()
    expect(listed(page, "found")).to_have_count(found + 1)


def test_the_list_equals_the_map(phone: Watched) -> None:
    page = phone.page
    page.click('[data-act="list"]')
    listed = page.eval_on_selector_all("#stops [data-stop]", "all => all.map(e => e.dataset.stop)")
    page.click('[data-act="list"]')
    drawn = page.eval_on_selector_all(".stop-pin", "all => all.map(e => e.dataset.stop)")
    assert sorted(listed) == sorted(drawn)


def test_the_team_is_remembered(phone: Watched) -> None:
    page = phone.page
    page.click('[data-act="teams"]')
    page.click('#team-list li:nth-child(2) [data-act="team"]')
    chosen = page.locator("#team-name").inner_text()
    page.reload()
    expect(page.locator("#team-name")).to_have_text(chosen)


def test_without_position_the_button_says_why(phone: Watched) -> None:
    page = phone.page
    page.click('[data-act="follow"]')
    expect(page.locator("#position-trouble")).to_be_visible()
    expect(page.locator("#position-trouble")).to_contain_text("路线")


def test_own_position_and_its_distance(browser: Browser, night_server: Served) -> None:
    here = {"longitude": 116.388, "latitude": 39.784, "accuracy": 30}
    context = browser.new_context(**PHONE, base_url=night_server.url, geolocation=here,
                                  permissions=["geolocation"])  # fmt: skip
    page = context.new_page()
    page.goto("/tonight")
    page.click('[data-act="follow"]')
    expect(page.locator(".me-dot")).to_be_visible()
    expect(page.locator(".me-ring")).to_have_count(1)
    expect(page.get_by_test_id("distance")).to_contain_text("离你")
    context.close()


def test_targets_are_big_enough_for_a_wet_thumb(phone: Watched) -> None:
    assert phone.page.evaluate(SMALL) == []


def test_plan_and_publish_in_two_taps(desk: Watched) -> None:
    page = desk.page
    page.click('[data-act="plan"]')
    expect(page.locator("#publish")).to_be_enabled(timeout=PLANNED_MS)
    page.click('[data-act="publish"]')
    expect(page.locator("#publish")).to_have_class(re.compile("is-published"))
    desk.assert_quiet()


def test_raising_the_level_says_and_shows_what_changed(desk: Watched) -> None:
    page = desk.page
    page.click('[data-act="raise"]')
    page.click('[data-act="raise-to"][data-level="orange"]')
    expect(page.locator("#passes .added")).to_have_count(1, timeout=PLANNED_MS)
    expect(page.get_by_test_id("change-sentence")).to_be_visible()
    assert page.locator(".stop-mark.is-changed").count() > 0
    desk.assert_quiet()


def test_rain_and_wind_are_set_and_lifted_apart(desk: Watched) -> None:
    page = desk.page
    page.click('[data-act="wind"][data-level="yellow"]')
    expect(page.locator('[data-act="wind"][data-level="yellow"]')).to_have_attribute(
        "aria-checked", "true"
    )
    expect(page.locator('[data-act="rain"][data-level="blue"]')).to_have_attribute(
        "aria-checked", "true"
    )
    page.click('[data-act="wind"][data-level="none"]')
    expect(page.locator('[data-act="wind"][data-level="none"]')).to_have_attribute(
        "aria-checked", "true"
    )


def test_a_night_team_of_one_is_warned_of(desk: Watched) -> None:
    page = desk.page
    row = page.locator("#team-rows article").first
    row.locator('[data-shift="20:00"] [data-act="member"][aria-pressed="true"]').first.click()
    expect(row.locator('[data-shift="20:00"] .wrong')).to_be_visible()


def test_a_wrong_rule_is_refused_in_words_and_a_right_one_kept(desk: Watched) -> None:
    page = desk.page
    page.click("#rules summary")
    page.fill('[data-rank="4"] [data-field="service_min"]', "99")
    page.click('[data-act="save-rules"]')
    expect(page.locator('#rules [data-part="problems"]')).to_contain_text("99")
    page.fill('[data-rank="4"] [data-field="service_min"]', "7")
    page.click('[data-act="save-rules"]')
    expect(page.locator(".toast")).to_be_visible()
    page.reload()
    page.click("#rules summary")
    expect(page.locator('[data-rank="4"] [data-field="service_min"]')).to_have_value("7")


def test_the_levels_can_be_reached_and_chosen_by_keyboard(desk: Watched) -> None:
    page = desk.page
    chosen = page.locator('[data-kind="wind"] [aria-checked="true"]')
    expect(chosen).to_have_attribute("data-level", "none")
    chosen.focus()
    with page.expect_response("**/warnings*"):
        page.keyboard.press("ArrowRight")
    expect(chosen).to_have_attribute("data-level", "blue")
    expect(chosen).to_be_focused()
    with page.expect_response("**/warnings*"):
        page.keyboard.press("ArrowLeft")
    expect(chosen).to_have_attribute("data-level", "none")
    expect(page.locator('[data-kind="wind"] [tabindex="0"]')).to_have_count(1)
