"""Paper as the printer gets it, and a code on paper as a phone opens it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page, expect

import maps
from maps.pages.paper import Labelled, labels_page, print_page
from maps.sheets.records import NightSheet
from tests.browser.conftest import DESKTOP, Served, Watched, start_server, watch
from tests.hostile import ALL, beware, fill, nothing_ran
from tests.maps import sheets
from tests.maps.test_paper import codes

pytestmark = pytest.mark.browser

STATIC = Path(maps.__file__).parent / "static"
A4_PX = {"width": 703, "height": 1036}  # what is left of A4 between the margins, at 96 to the inch
MAP = Markup('<svg class="map" viewBox="0 0 1600 800"><path d="M0 0h1600v800H0z"/></svg>')


@pytest.fixture
def paper(browser: Browser) -> Iterator[Page]:
    """A page with the measures of the paper."""
    context = browser.new_context(viewport=A4_PX)
    yield context.new_page()
    context.close()


def put(page: Page, html: str, style: str) -> None:
    page.set_content(re.sub(r"<link[^>]*>|<script.*?</script>", "", html))
    page.add_style_tag(content=(STATIC / style).read_text("utf-8"))
    page.emulate_media(media="print")


def sheet_html(night: NightSheet, lang: str, **values: Any) -> str:
    rounds = [each.id for each in night.rounds]
    addresses = {each: f"https://yuxun.example.org/tonight?round={each}" for each in rounds}
    return print_page(night, lang, addresses=addresses, drawn=dict.fromkeys(rounds, MAP), **values)


def pages_of(page: Page, file: Path) -> int:
    """How many pages the printer gets."""
    page.pdf(path=file, prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", file.read_bytes()))


def cut_off(page: Page) -> list[str]:
    """What stands out of the paper, or of its own cell."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth + 1;
            const spills = (each) => each.matches("td, th, .stop, .head > *")
                && each.scrollWidth > each.clientWidth + 1
                && getComputedStyle(each).overflow !== "hidden";
            return [...document.querySelectorAll(".sheet *, .label *")]
                .filter((each) => !each.closest("svg"))
                .filter((each) => each.getBoundingClientRect().right > wide || spills(each))
                .map((each) => each.outerHTML.slice(0, 90));
        }"""
    )
    return found


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize(("stops", "most"), [(1, 1), (8, 1), (15, 2), (40, 4)])
def test_a_round_fits_its_pages_and_nothing_is_cut_off(
    paper: Page, tmp_path: Path, lang: str, stops: int, most: int
) -> None:
    put(paper, sheet_html(sheets.sheet(sheets.walk(stops)), lang), "print.css")
    assert cut_off(paper) == []
    assert pages_of(paper, tmp_path / "sheet.pdf") <= most


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="Poppler's tools are not installed")
def test_the_head_of_the_table_is_on_every_page(paper: Page, tmp_path: Path) -> None:
    put(paper, sheet_html(sheets.sheet(sheets.walk(40)), "en"), "print.css")
    count = pages_of(paper, tmp_path / "sheet.pdf")
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "sheet.pdf", "-"], capture_output=True, check=True
    )
    pages = told.stdout.decode().split("\f")[:count]
    assert count > 2
    assert all("Time" in each and "July 22, 2026" in each for each in pages)
    rows = [int(n) for each in pages for n in re.findall(r"JS-(\d\d)", each)]
    assert rows == list(range(1, 41))
    assert "Walked by" in pages[-1] and "JS-40" in pages[-1]


def test_a_sheet_a_page_for_all_rounds_of_a_night(paper: Page, tmp_path: Path) -> None:
    walks = [sheets.walk(4, name=f"round {n}") for n in range(6)]
    put(paper, sheet_html(sheets.sheet(*walks), "zh_CN"), "print.css")
    assert pages_of(paper, tmp_path / "night.pdf") == 6


def test_the_longest_texts_stay_on_the_paper(paper: Page, tmp_path: Path) -> None:
    for text in (ALL, "长" * 300, "w" * 300):
        night = sheets.sheet(sheets.walk(6, text=text), text=text)
        put(paper, sheet_html(night, "zh_CN", leader=text), "print.css")
        assert cut_off(paper) == []
        assert paper.locator("svg.qr").bounding_box()["width"] >= 113, "30 mm"


def test_labels_fill_their_sheets(paper: Page, tmp_path: Path) -> None:
    labelled = [Labelled(f"JS-{n:02d}", sheets.KINDS[n % 3], f"/h/{n}") for n in range(50)]
    html = labels_page(labelled, "en", community=ALL, community_id="x", whole=True)
    paper.set_viewport_size({"width": 794, "height": 1123})
    paper.set_content(html)
    paper.emulate_media(media="print")
    assert cut_off(paper) == []
    boxes = [each.bounding_box() for each in paper.locator(".label").all()]
    assert {(round(box["width"]), round(box["height"])) for box in boxes} == {(265, 140)}
    for each in paper.locator(".label").all():
        inside = each.locator(".said").bounding_box()
        outside = each.bounding_box()
        assert inside["y"] >= outside["y"]
        assert inside["y"] + inside["height"] <= outside["y"] + outside["height"]
    assert pages_of(paper, tmp_path / "labels.pdf") == 3


def answer(url: str) -> Any:
    with urllib.request.urlopen(url) as told:
        return json.load(told)


def community_of(served: Served) -> str:
    return str(answer(f"{served.url}/app/communities")[0]["id"])


def text_of(url: str) -> str:
    with urllib.request.urlopen(url) as told:
        return str(told.read().decode())


def test_the_code_of_each_sheet_opens_that_round_on_the_phone(
    served: Served, phone: Watched
) -> None:
    community = community_of(served)
    rounds = answer(f"{served.url}/rounds?community={community}")
    held = list(codes(text_of(f"{served.url}/print?community={community}&lang=en")))
    assert len(held) == len(rounds) == 4
    page = phone.page
    teams = {each["id"]: each for each in answer(f"{served.url}/app/{community}/teams")}
    for address, each in zip(held, rounds, strict=True):
        page.goto(address)
        chosen = page.locator("#passes [aria-pressed='true']")
        expect(chosen).to_have_attribute("data-pass", str(each["pass_no"]))
        expect(page.locator("#team-name")).to_have_text(teams[each["team_id"]]["name"])
    page.reload()
    assert "round=" not in page.url, "opened again later it shows what is walked then"
    expect(page.locator("#team-name")).to_have_text(teams[rounds[-1]["team_id"]]["name"])
    phone.assert_quiet()


def test_a_sheet_of_an_unknown_round_says_so_and_shows_tonight(
    served: Served, phone: Watched
) -> None:
    page = phone.page
    page.goto(f"{served.url}/tonight?community={community_of(served)}&round=nothing")
    expect(page.locator(".toast")).to_contain_text("请核对单上的日期和队伍")
    expect(page.locator("#card .code")).to_be_visible()


def test_a_sheet_older_than_the_plan_opens_what_is_walked_in_its_place(
    own_server: Served, phone: Watched
) -> None:
    community, url = community_of(own_server), own_server.url
    old = answer(f"{url}/rounds?community={community}")[-1]
    plan = answer(f"{url}/app/{community}/night")["plan"]["id"]
    headers = {"X-Yuxun": "1", "Content-Type": "application/json"}
    for path in (f"/rounds/{plan}/replan", "/rounds/{}/publish"):
        body = {"iterations": 20} if "replan" in path else {}
        asked = urllib.request.Request(
            url + path.format(plan), json.dumps(body).encode(), headers, method="POST"
        )
        with urllib.request.urlopen(asked) as told:
            plan = json.load(told).get("plan_id")
    now = answer(f"{url}/rounds?community={community}")
    assert old["id"] not in {each["id"] for each in now}, "the control: its id is gone"
    page = phone.page
    page.goto(f"{url}/tonight?community={community}&round={old['id']}")
    chosen = page.locator("#passes [aria-pressed='true']")
    expect(chosen).to_contain_text("夜间加巡 2")  # whatever its number is now
    teams = {each["id"]: each["name"] for each in answer(f"{url}/app/{community}/teams")}
    expect(page.locator("#team-name")).to_have_text(teams[old["team_id"]])
    expect(page.locator(".toast")).to_have_count(0)
    phone.assert_quiet()


def test_a_label_opens_the_card_of_its_hazard_on_the_phone(served: Served, phone: Watched) -> None:
    labels = text_of(f"{served.url}/labels?community={community_of(served)}")
    listed = answer(f"{served.url}/hazards?limit=1000")["features"]
    ids = {each["id"]: each["properties"]["code"] for each in listed}
    page = phone.page
    for address in list(codes(labels))[:3]:
        page.goto(address)
        expect(page.locator("#card")).to_be_visible()
        code = ids[urlsplit(address).path.removeprefix("/h/")]
        expect(page.locator("#card")).to_contain_text(code)
    phone.assert_quiet()


def test_the_office_finds_paper_and_track_where_it_works(served: Served, desktop: Watched) -> None:
    page = desktop.page
    page.goto(f"{served.url}/plan")
    page.locator("#round-table tbody tr").first.click()
    expect(page.locator("#round-sheet [data-act='gpx']")).to_have_attribute(
        "href", re.compile(r"^/rounds/[^/]+\.gpx$")
    )
    with page.context.expect_page() as opened:
        page.locator("#round-sheet [data-act='print-round']").click()
    expect(opened.value.locator(".sheet")).to_have_count(1)
    expect(opened.value.locator("#print")).to_be_visible()
    desktop.assert_quiet()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_hostile_texts_on_paper_run_nothing(browser: Browser, tmp_path: Path, lang: str) -> None:
    fill(tmp_path / "yuxun.db")
    at, server = start_server(tmp_path, sample=False)
    try:
        context = browser.new_context(**DESKTOP)
        context.add_cookies([{"name": "lang", "value": lang, "url": at.url}])
        beware(context)
        watched = watch(context)
        community = community_of(at)
        for path in (f"/print?community={community}", f"/labels?community={community}"):
            watched.page.goto(f"{at.url}{path}")
            assert "{{7*7}}" in watched.page.content()
            assert nothing_ran(watched.page)
            watched.page.emulate_media(media="print")
            assert cut_off(watched.page) == []
            assert pages_of(watched.page, tmp_path / "paper.pdf") > 0
            watched.page.emulate_media(media="screen")
        watched.assert_quiet()
        context.close()
    finally:
        server.terminate()
        server.wait(15)
