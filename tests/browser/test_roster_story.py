"""An official swaps two people and sends one home sick, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served, Watched, start_server, watch

pytestmark = pytest.mark.browser

COUNT = """() => { window.taps = 0;
  addEventListener("click", (event) => { if (event.isTrusted) window.taps += 1; }, true); }"""
SMALL = """() => [...document.querySelectorAll("#roster, #duty-rows, #shift-sheet")]
  .flatMap((host) => [...host.querySelectorAll("button, a, select, input, summary")])
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width)
  .filter((each) => each.getBoundingClientRect().height < 47.5)
  .map((each) => each.outerHTML.slice(0, 90))"""
# A swap: roster, cell, person, list, whose, swap. Sick: hours of tonight, person, away.
SWAP_TAPS, SICK_TAPS = 6, 3

WORDS = {
    "zh_CN": {"swapped": "林晚舟和叶书怀已换班", "away": "林晚舟已请假，由江月初替班",
              "rest": "要休息到 13:00", "for": "替林晚舟", "few": "只有一人"},
    "en": {"swapped": "林晚舟 and 叶书怀 have swapped", "away": "林晚舟 is away; 江月初 stands in.",
           "rest": "needs rest until 13:00", "for": "for 林晚舟", "few": "has one person"},
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    at, running = start_server(tmp_path_factory.mktemp("roster"))
    yield at
    running.terminate()
    running.wait(10)


@pytest.fixture(params=[("zh_CN", PHONE), ("en", DESKTOP)], ids=["zh phone", "en desk"])
def official(
    request: pytest.FixtureRequest, browser: Browser, server: Served
) -> Iterator[tuple[Watched, str]]:
    language, device = request.param
    context = browser.new_context(**{**device, "base_url": server.url})
    context.add_cookies([{"name": "lang", "value": language, "url": server.url}])
    watched = watch(context)
    opened(watched.page)
    yield watched, language
    for each in asked(watched.page, "roster")["people"]:
        for absence in each["absences"]:
            delete(watched.page, f"absences/{absence['id']}")
    context.close()


def opened(page: Page) -> None:
    page.goto("/plan")
    page.wait_for_selector("#duty-rows .watch")
    page.evaluate(COUNT)


def asked(page: Page, path: str) -> Any:
    here = page.get_attribute("body", "data-community")
    return page.request.get(f"/app/{here}/{path}").json()


def delete(page: Page, path: str) -> None:
    here = page.get_attribute("body", "data-community")
    page.request.delete(f"/app/{here}/{path}", headers={"X-Yuxun": "1"})


def person(page: Page, name: str) -> None:
    page.locator('#shift-sheet [data-shift="20:00"] [data-act="person"]', has_text=name).click()


def cell(page: Page, ahead: int, team: str) -> None:
    night = page.locator(".roster-night").nth(ahead)
    night.locator('[data-act="cell"]', has_text=team).click()


def test_two_people_swap_a_night_in_six_taps(official: tuple[Watched, str]) -> None:
    watched, language = official
    page, ahead = watched.page, {"zh_CN": 3, "en": 5}[language]
    page.click("#roster summary")
    cell(page, ahead, "林晚舟")
    person(page, "林晚舟")
    choice = page.locator('[data-act="swap-with"]')
    night = page.locator(".roster-night").nth(ahead).get_attribute("data-night")
    days = f"{int(night[5:7])}月{int(night[8:])}日" if language == "zh_CN" else f"Jul {night[8:]}"  # type: ignore[index]
    choice.select_option(
        label=next(
            each for each in choice.locator("option").all_inner_texts()
            if "叶书怀" in each and each.startswith(days) and "20:00" in each
        )
    )  # fmt: skip
    page.click('[data-act="swap"]')
    expect(page.locator(".toast")).to_contain_text(WORDS[language]["swapped"])
    # Choosing from a list is two taps that the page is not told of.
    assert page.evaluate("window.taps") + 2 <= SWAP_TAPS
    page.click('#shift-sheet [data-act="close"]')
    row = page.locator(".roster-night").nth(ahead)
    expect(row.locator('[data-act="cell"]', has_text="林晚舟")).to_contain_text("秦望舒")
    if language == "zh_CN":
        assert page.evaluate(SMALL) == []
    watched.assert_quiet()


def test_one_is_sent_home_sick_in_three_taps_and_the_deputy_is_a_call_away(
    official: tuple[Watched, str],
) -> None:
    watched, language = official
    page, words = watched.page, WORDS[language]
    page.locator('#team-rows article:has-text("林晚舟") [data-shift="20:00"] button').first.click()
    person(page, "林晚舟")
    page.click('[data-act="away"]')
    expect(page.locator(".toast")).to_contain_text(words["away"])
    assert page.evaluate("window.taps") <= SICK_TAPS
    expect(page.locator("#shift-sheet .is-deputy")).to_contain_text(words["for"])
    page.click('#shift-sheet [data-act="close"]')
    duty = page.locator("#duty-rows li", has_text="江月初")
    expect(duty.locator("a")).to_have_attribute("href", "tel:13900000112")
    expect(page.locator("#team-rows")).to_contain_text("江月初")
    # Whoever plans now plans with the deputy.
    names = [one["name"] for each in asked(page, "night")["teams"] for one in each["members"]]
    assert "江月初" in names and "林晚舟" not in names
    watched.assert_quiet()


def test_what_is_refused_is_said_where_it_was_asked_and_nothing_changes(
    official: tuple[Watched, str],
) -> None:
    watched, language = official
    page = watched.page
    page.click("#roster summary")
    cell(page, 1, "苏念安")
    sheet = page.locator("#shift-sheet")
    sheet.locator('[data-shift="08:00"] [data-act="add-people"]').click()
    sheet.locator('[data-act="put-on"]', has_text="贺听澜").click()
    expect(sheet.locator('[data-part="refused"]')).to_contain_text(WORDS[language]["rest"])
    expect(sheet.locator('[data-shift="08:00"] [data-act="person"]')).to_have_count(2)
    hours = sheet.locator('[data-shift="20:00"] input').first
    hours.fill("4点")
    hours.press("Tab")
    expect(sheet.locator('[data-part="refused"]')).to_be_visible()
    expect(sheet.locator('[data-shift="20:00"] input').first).to_have_value("20:00")


def test_one_person_at_night_is_told_in_red_where_it_is(official: tuple[Watched, str]) -> None:
    watched, language = official
    page, ahead = watched.page, {"zh_CN": 4, "en": 6}[language]
    page.click("#roster summary")
    cell(page, ahead, "林晚舟")
    person(page, "林晚舟")
    page.click('[data-act="take-off"]')
    expect(page.locator("#shift-sheet .wrong")).to_contain_text(WORDS[language]["few"])
    page.click('#shift-sheet [data-act="close"]')
    row = page.locator(".roster-night").nth(ahead)
    expect(row.locator('[data-trouble="few"]')).to_contain_text(WORDS[language]["few"])
    expect(page.locator("#roster-count")).not_to_be_empty()
    watched.assert_quiet()


def test_a_round_can_end_at_a_home_that_is_tapped_on_the_map(
    official: tuple[Watched, str],
) -> None:
    watched, _ = official
    page = watched.page
    page.locator('#team-rows article:has-text("秦望舒") [data-shift="20:00"] button').first.click()
    page.click('#shift-sheet [data-shift="20:00"] [data-act="end-home"]')
    page.locator("#map").scroll_into_view_if_needed()
    page.locator("#map").click(position={"x": 120, "y": 130})
    office = page.locator('#shift-sheet [data-shift="20:00"] [data-act="end-office"]')
    expect(office).to_be_visible()
    ends = [s["end"] for team in asked(page, "teams") for s in team["shifts"] if s["end"]]
    assert len(ends) == 1
    office.click()
    expect(page.locator('#shift-sheet [data-shift="20:00"] [data-act="end-home"]')).to_be_visible()


def test_another_shift_is_at_hours_of_its_own_and_keeps_everybody(
    official: tuple[Watched, str],
) -> None:
    watched, language = official
    page = watched.page
    page.click("#roster summary")
    cell(page, {"zh_CN": 1, "en": 2}[language], "秦望舒")
    sheet = page.locator("#shift-sheet")
    night = sheet.locator('[data-shift="20:00"]')
    people = night.locator('[data-act="person"]').all_inner_texts()
    sheet.locator('[data-act="add-shift"]').click()
    second = sheet.locator('[data-shift="00:30"]')
    expect(second.locator('[data-act="person"]')).to_have_text(people)
    expect(night.locator('[data-act="person"]')).to_have_text(people)
    expect(sheet.locator('[data-part="refused"]')).to_be_hidden()
    second.locator('[data-act="drop-shift"]').click()
    expect(second).to_have_count(0)
    page.click('#shift-sheet [data-act="close"]')
    watched.assert_quiet()


def test_two_browsers_do_not_undo_each_others_changes(
    official: tuple[Watched, str], browser: Browser, server: Served
) -> None:
    """The second has read the night before the first changed it; it is told, and sees it."""
    watched, language = official
    page, ahead = watched.page, {"zh_CN": 2, "en": 1}[language]
    context = browser.new_context(**{**DESKTOP, "base_url": server.url})
    context.add_cookies([{"name": "lang", "value": language, "url": server.url}])
    other = context.new_page()
    opened(other)
    for each in (page, other):
        each.click("#roster summary")
    cell(page, ahead, "林晚舟")
    person(page, "林晚舟")
    page.click('[data-act="take-off"]')
    expect(page.locator('#shift-sheet [data-shift="20:00"] [data-act="person"]')).to_have_count(1)
    cell(other, ahead, "秦望舒")
    person(other, "秦望舒")
    other.click('[data-act="take-off"]')
    refused = other.locator('#shift-sheet [data-part="refused"]')
    expect(refused).to_contain_text({"zh_CN": "别人改过", "en": "Somebody has changed"}[language])
    night = asked(page, "roster")["nights"][ahead]
    sizes = [s["size"] for team in night["teams"] for s in team["shifts"] if s["from"] == "20:00"]
    assert min(sizes) == 1 and sizes.count(1) == 1, "the first change is there, alone"
    # What was read anew can be changed.
    if not other.locator('[data-act="take-off"]').count():
        person(other, "秦望舒")
    other.click('[data-act="take-off"]')
    expect(refused).to_be_hidden()
    expect(other.locator('#shift-sheet [data-shift="20:00"] [data-act="person"]')).to_have_count(1)
    context.close()
