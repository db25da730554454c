"""Planners look back: on the page, in a file with the network off, and where there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from api.services.analysis import AnalysisKind
from data import communities
from data.store import open_store
from maps.analysis import analysis_file, hazards_file
from tests import town
from tests.browser.conftest import DESKTOP, PHONE, Served, Watched, start_server
from tests.hostile import ALL, PAYLOADS, beware, fill, nothing_ran, written

pytestmark = pytest.mark.browser

KINDS = [kind.value for kind in AnalysisKind]
ROWS = "#an-list [data-place]"


def shown(page: Page, url: str, kind: str, query: str = "") -> Page:
    page.goto(f"{url}/analysis?kind={kind}{query}")
    expect(page.locator("#an-page")).to_have_attribute("aria-busy", "false")
    return page


# How many pixels of the map are drawn, on the canvases that are seen.
DRAWN = """
[...document.querySelectorAll("#map canvas")]
  .filter((each) => getComputedStyle(each).visibility === "visible" && each.width && each.height)
  .map((each) => each.getContext("2d").getImageData(0, 0, each.width, each.height).data)
  .reduce((sum, data) => sum + data.filter((value, at) => at % 4 === 3 && value > 0).length, 0)
"""


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A browser without a network that keeps what was asked for in `page.asked`."""
    context = browser.new_context(**{**DESKTOP, "offline": True, "bypass_csp": True})
    beware(context)
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    trouble.clear()
    asked.clear()
    yield page
    context.close()


trouble: list[str] = []
asked: list[str] = []


def opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    expect(page.locator("#an-head h1")).to_be_visible()
    assert trouble == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    return page


def test_a_planner_sees_where_water_came_three_times_and_saves_the_map_as_a_file(
    served: Served, desktop: Watched, offline: Page, tmp_path: Path
) -> None:
    page = shown(desktop.page, served.url, "heat")
    page.locator('[data-kind="repeats"]').click()
    first = page.locator(ROWS).first
    expect(first).to_contain_text("JS-14")
    expect(first).to_contain_text("5 夜")
    assert page.locator(ROWS).count() == 10
    first.click()
    expect(page.locator(".leaflet-popup")).to_contain_text("JS-14")
    expect(first).to_have_attribute("aria-current", "true")
    expect(page.locator('[data-part="as-of"]')).to_contain_text("2026-07-22")
    with page.expect_download() as saving:
        page.locator("#an-save").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    desktop.assert_quiet()

    kept = opened(offline, file)
    expect(kept.locator(ROWS)).to_have_count(10)
    kept.locator(ROWS).last.click()
    expect(kept.locator(".leaflet-popup")).to_be_visible()
    assert kept.evaluate(DRAWN) > 1_000


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_the_same_on_the_map_and_in_the_list(
    served: Served, phone: Watched, kind: str
) -> None:
    page = shown(phone.page, served.url, kind)
    page.locator(ROWS).nth(1).tap()
    name = page.locator(f"{ROWS}[aria-current] b").inner_text()
    value = page.locator(f"{ROWS}[aria-current] .an-value").inner_text()
    expect(page.locator(".leaflet-popup")).to_contain_text(f"{name}: {value}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main a.button, main input[type=range]')]"
        ".filter((each) => each.offsetParent && each.getBoundingClientRect().height < 48)"
        ".map((each) => each.outerHTML.slice(0, 90))"
    )
    assert small == []
    phone.assert_quiet()


def test_time_plays_and_stops_and_goes_by_key(served: Served, desktop: Watched) -> None:
    page = shown(desktop.page, served.url, "heat-time", "&from=2026-07-08&to=2026-07-21")
    slider, when = page.locator(".an-range"), page.locator(".an-when")
    expect(when).to_have_text("7月16日")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(when).to_have_text("7月15日")
    expect(slider).to_have_attribute("aria-valuetext", "7月15日")
    expect(page.locator(ROWS)).to_have_count(0)
    page.keyboard.press("End")
    expect(when).to_have_text("7月21日")
    play = page.locator('[data-act="play"]')
    play.press("Enter")
    expect(play).to_have_attribute("aria-label", "暂停")
    expect(when).to_have_text("7月10日", timeout=10_000)
    play.press("Enter")
    expect(play).to_have_attribute("aria-label", "播放")
    page.locator('[data-view="hour"]').click()
    expect(when).to_have_text("14:00–17:00")
    desktop.assert_quiet()


def test_another_time_is_asked_for_and_stays_in_the_address(
    served: Served, desktop: Watched
) -> None:
    page = shown(desktop.page, served.url, "heat")
    page.locator('[data-period="dates"]').click()
    page.locator("#an-from").fill("2026-07-21")
    page.locator("#an-to").fill("2026-07-08")
    page.locator("#an-dates button").click()
    expect(page.locator("#an-trouble")).to_contain_text("请对调")
    page.locator("#an-to").fill("2026-07-21")
    page.locator("#an-dates button").click()
    expect(page.locator("#an-trouble")).to_be_hidden()
    expect(page.locator(".an-over")).to_be_visible()
    assert "from=2026-07-21" in page.url
    page.locator('[data-period="season"]').click()
    expect(page.locator('[data-part="when"]')).to_contain_text("2026-06-01 至 2026-07-22")
    page.reload()
    expect(page.locator('[data-part="when"]')).to_contain_text("2026-06-01 至 2026-07-22")


def test_an_empty_community_gets_a_sentence(desktop: Watched, tmp_path: Path) -> None:
    with (
        open_store(f"sqlite:///{tmp_path / 'yuxun.db'}") as store,
        store.write("test", datetime.now(UTC)) as tx,
    ):
        communities.add(tx, town.community())
    at, server = start_server(tmp_path, sample=False)
    try:
        for kind in KINDS:
            page = shown(desktop.page, at.url, kind)
            sentence = page.locator('[data-part="empty"]').inner_text()
            assert sentence.endswith("。")
            expect(page.locator(".an-over")).to_have_text(sentence)
            assert page.locator(ROWS).count() == 0
        desktop.assert_quiet()
    finally:
        server.terminate()
        server.wait(10)


def test_the_pages_are_found_and_phone_bars_hold_three_tabs(
    served: Served, desktop: Watched, phone: Watched
) -> None:
    desktop.page.goto(f"{served.url}/plan")
    desktop.page.locator(".tabs a", has_text="分析").click()
    expect(desktop.page.locator('.tabs [aria-current="page"]')).to_have_text("分析")
    phone.page.goto(f"{served.url}/plan")
    expect(phone.page.locator(".tabs a:visible")).to_have_count(3)
    phone.page.locator("#to-analysis").tap()
    expect(phone.page.locator("#an-head h1")).to_be_visible()
    expect(phone.page.locator(".tabs a:visible")).to_have_count(3)


def test_hostile_texts_do_not_run_on_the_page(
    desktop: Watched, phone: Watched, tmp_path: Path
) -> None:
    fill(tmp_path / "yuxun.db")
    at, server = start_server(tmp_path, sample=False)
    try:
        beware(desktop.page.context)
        for kind in KINDS:
            page = shown(desktop.page, at.url, kind)
            assert nothing_ran(page)
            assert ALL[:200] in written(page), "the community's name is shown literally"
            for row in page.locator(ROWS).all()[:3]:
                row.click()
            assert nothing_ran(page)
        desktop.assert_quiet()
    finally:
        server.terminate()
        server.wait(10)


def hostile_answer() -> dict[str, Any]:
    """An answer with a payload wherever a text may stand, in keys too."""
    point = {"type": "Point", "coordinates": list(town.at(100, 100))}
    rows = [
        {"id": each, "name": each, "value": n, "band": n % 6, "word": each, "detail": each,
         "nights": ["2026-07-22"], "mark": each, "rank": 1}
        for n, each in enumerate(PAYLOADS)
    ]  # fmt: skip
    places = [
        {"type": "Feature", "id": each, "geometry": point, "properties": {each: each}}
        for each in PAYLOADS
    ]
    frames = [{"night": None, "hours": each, "sentence": each, "rows": rows} for each in PAYLOADS]
    view = {"id": ALL, "word": ALL, "head": ALL, "places": places, "frames": frames[:3],
            "bands": [{"band": 0, "word": each} for each in PAYLOADS]}  # fmt: skip
    west, south, east, north = town.community().boundary.bounds
    return {
        "kind": "heat", "title": ALL, "from": ALL, "to": ALL, "nights": 1, "as_of": ALL,
        "community": {"id": ALL, "name": ALL, "name_en": ALL, "invented": True},
        "bounds": [west, south, east, north], "counted": list(PAYLOADS), "empty": "",
        "views": [view, view],
        "table": {"title": ALL, "columns": list(PAYLOADS), "rows": [
            {"night": "2026-07-22", "cells": [{"text": each, "band": 1} for each in PAYLOADS]}
        ]},
        **{each: each for each in PAYLOADS},
    }  # fmt: skip


GROUND = {"version": 1, "osm": False, "bounds": [0, 0, 1, 1], "origin": [0, 0], "unit": 1e-6,
          "boundary": [], "streets": [], "buildings": [], "water": [], "parks": [], "walls": [],
          "trees": [], "gates": [], "offices": []}  # fmt: skip


def test_hostile_texts_do_not_run_in_a_file(offline: Page, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(analysis_file(hostile_answer(), GROUND, lang="en"), "utf-8", newline="")
    page = opened(offline, file)
    page.locator(ROWS).first.click()
    page.locator('[data-act="play"]').click()
    assert nothing_ran(page)
    text = written(page)
    assert all(each in text for each in PAYLOADS if each.isprintable())
    features = {"type": "FeatureCollection", "features": []}
    file.write_text(hazards_file(hostile_answer(), features, GROUND, lang="en"), "utf-8")
    assert nothing_ran(opened(offline, file))


def test_a_phone_reads_the_file_too(browser: Browser, served: Served, tmp_path: Path) -> None:
    context = browser.new_context(**PHONE)
    page = context.new_page()
    answer = page.request.get(f"{served.url}/app/communities").json()
    kept = page.request.get(f"{served.url}/app/{answer[0]['id']}/analysis/compliance.html")
    file = tmp_path / "a.html"
    file.write_bytes(kept.body())
    context.set_offline(True)
    page.goto(file.as_uri())
    expect(page.locator(ROWS).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator('[data-view="street"]').tap()
    expect(page.locator(ROWS).first).to_contain_text("%")
    context.close()
