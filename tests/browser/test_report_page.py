"""The night in numbers as people meet it: cards that open, nights to choose, paper, no scripts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import hostile
from tests.browser.conftest import DESKTOP, PHONE, Served, Watched, start_server, watch

pytestmark = pytest.mark.browser

# The two weeks before the sample's demo night, and the last night of them.
EVENT = "from=2026-07-08&to=2026-07-21"
NIGHT = "night=2026-07-21"


def opens_every_list(page: Page) -> dict[str, int]:
    """The numbers of the page; each opened card holds exactly so many rows, and only then."""
    found = {}
    for card in page.locator("details.number").all():
        value = int(card.locator(".number-value b").inner_text())
        rows = card.locator("tbody tr")
        assert rows.count() == value
        assert not value or not rows.first.is_visible()
        card.locator("summary").click()
        expect(card).to_have_attribute("open", "")
        if value:
            expect(rows.first).to_be_visible()
        else:
            expect(card.locator(".number-none")).to_be_visible()
        found[card.get_attribute("id") or ""] = value
        card.locator("summary").click()
        expect(card).not_to_have_attribute("open", "")
    return found


def fits(page: Page) -> bool:
    """Whether nothing reaches past the screen's edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_each_number_opens_its_list_with_as_many_rows(served: Served, desktop: Watched) -> None:
    desktop.page.goto(f"{served.url}/report?{NIGHT}")
    found = opens_every_list(desktop.page)
    assert found["patrols"] > 0 and found["night_stops"] > 0
    desktop.page.goto(f"{served.url}/report?{NIGHT}&lists=all")
    expect(desktop.page.locator("details.number[open]")).to_have_count(len(found))
    assert fits(desktop.page)
    desktop.assert_quiet()


def test_it_reads_on_a_phone_and_is_found_from_the_plan(served: Served, phone: Watched) -> None:
    page = phone.page
    page.goto(f"{served.url}/plan")
    page.locator("#to-report").click()
    expect(page.locator(".report-when")).to_contain_text("2026年7月22日")
    page.goto(f"{served.url}/report?{EVENT}&lists=all")
    assert fits(page)
    for target in page.locator(".report-doors .button, .report-choose .button").all():
        box = target.bounding_box()
        assert box is None or box["height"] >= 48
    phone.assert_quiet()


def test_a_round_that_nobody_ended_is_ended_with_a_reason(served: Served, phone: Watched) -> None:
    page = phone.page
    page.goto(f"{served.url}/report?night=2026-07-20#unfinished")
    patrols = page.locator("#patrols .number-value b")
    before, left = int(patrols.inner_text()), page.locator("button[data-end]")
    waiting = left.count()
    assert waiting > 0
    left.first.click()
    sheet = page.locator("#why")
    expect(sheet).to_contain_text("白天巡查 · 溪东二组")
    for button in sheet.locator("button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 48
    sheet.locator("[data-act=close]").click()
    expect(patrols).to_have_text(str(before))
    left.first.click()
    sheet.locator("[data-reason=out_of_time]").click()
    expect(patrols).to_have_text(str(before + 1))
    expect(left).to_have_count(waiting - 1)
    expect(page.locator("#patrols tbody")).to_contain_text("时间到，未全部走完")
    assert fits(page)
    phone.assert_quiet()


def test_nights_are_chosen_by_date_by_steps_and_from_the_list(
    served: Served, desktop: Watched
) -> None:
    page, when = desktop.page, desktop.page.locator(".report-when")
    page.goto(f"{served.url}/plan")
    page.locator("#to-report").click()
    expect(when).to_contain_text("7月22日")
    expect(page.locator("a[rel=next]")).to_have_count(0)
    page.locator("a[rel=prev]").click()
    expect(when).to_contain_text("7月21日")
    page.locator("a[rel=next]").click()
    expect(when).to_contain_text("7月22日")
    page.locator("input[name=night]").fill("2026-07-20")
    page.locator(".report-choose form").first.locator("button").click()
    expect(when).to_contain_text("7月20日")
    page.locator(".report-nights summary").click()
    page.locator(".report-nights a", has_text="2026-07-19").click()
    expect(when).to_contain_text("7月19日")
    page.locator(".report-span summary").click()
    page.locator("input[name=from]").fill("2026-07-10")
    page.locator("input[name=to]").fill("2026-07-12")
    page.locator(".report-span button").click()
    expect(when).to_contain_text("7月10日至2026年7月12日")
    # In the other language it is still the same nights.
    page.locator(".bar a[lang=en]").click()
    expect(when).to_have_text("July 10, 2026 to July 12, 2026")
    desktop.assert_quiet()


def test_a_night_to_come_is_refused_with_nights_to_choose(served: Served, phone: Watched) -> None:
    page = phone.page
    answer = page.goto(f"{served.url}/report?night=2030-01-01")
    assert answer is not None and answer.status == 422
    expect(page.get_by_role("alert")).to_contain_text("2030-01-01")
    expect(page.locator("details.number")).to_have_count(0)
    page.locator(".report-nights a", has_text="2026-07-21").click()
    expect(page.locator("#patrols")).to_be_visible()


def test_with_scripts_off_it_is_all_there(served: Served, browser: Browser) -> None:
    context = browser.new_context(**DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/report?{NIGHT}")
    card = page.locator("#patrols")
    card.locator("summary").click()
    expect(card.locator("tbody tr").first).to_be_visible()
    expect(page.locator("#print")).to_be_hidden()
    context.close()


def test_an_address_may_name_a_number(served: Served, desktop: Watched) -> None:
    desktop.page.goto(f"{served.url}/report?{NIGHT}#patrols")
    expect(desktop.page.locator("#patrols")).to_have_attribute("open", "")
    desktop.assert_quiet()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("lists", ["", "&lists=all"])
def test_on_paper_it_has_the_numbers_their_rules_and_the_lists_that_are_open(
    served: Served, browser: Browser, tmp_path: Path, lists: str
) -> None:
    context = browser.new_context(**DESKTOP)
    # Chosen dark on the screen, it is printed black on white all the same.
    context.add_cookies([{"name": "theme", "value": "dark", "url": served.url}])
    page = context.new_page()
    page.goto(f"{served.url}/report?{NIGHT}{lists}")
    rows = page.locator("details.number tbody tr").count()
    page.emulate_media(media="print")
    inks = page.evaluate(
        "['h1', '.number-value b', '.number-rule'].map(e => getComputedStyle("
        "document.querySelector(e)).color)"
    )
    assert set(inks) == {"rgb(0, 0, 0)"}
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    context.close()
    made = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    size = subprocess.run(
        ["pdfinfo", tmp_path / "report.pdf"], capture_output=True, check=True
    ).stdout.decode()
    assert "A4" in size
    assert "夜间加巡到位点位" in made and "一支队伍在一个巡次" in made
    assert ("Pages:           1" in size) is (lists == "")
    listed = sum(f"{kind}-" in made for kind in ("JS", "LD", "SM"))
    assert (listed > 0) is (lists != "") and rows > 20


@pytest.fixture
def hostile_server(tmp_path: Path) -> Iterator[Served]:
    hostile.fill(tmp_path / "yuxun.db")
    at, server = start_server(tmp_path, sample=False)
    yield at
    server.terminate()
    server.wait(10)


def test_hostile_texts_are_shown_and_nothing_of_them_runs(
    hostile_server: Served, browser: Browser
) -> None:
    context = browser.new_context(**PHONE)
    hostile.beware(context)
    watched = watch(context)
    watched.page.goto(f"{hostile_server.url}/report?lists=all")
    expect(watched.page.locator("details.number[open]").first).to_be_visible()
    assert hostile.ALL.split()[0] in hostile.written(watched.page)
    assert hostile.nothing_ran(watched.page)
    watched.assert_quiet()
    context.close()
