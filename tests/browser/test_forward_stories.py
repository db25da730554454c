"""A picture and a file leave the phone for the chat group, and open where nothing else works."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from maps import style
from tests.browser.conftest import DESKTOP, PHONE, Served, start_server, watch
from tests.hostile import beware, fill, nothing_ran
from tests.maps.drawn import read

pytestmark = pytest.mark.browser
LANGUAGES = ["zh_CN", "en"]
WECHAT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 MicroMessenger/8.0.49"
SHARES = """
  window.shared = [];
  Object.defineProperty(navigator, "canShare", {value: () => true});
  Object.defineProperty(navigator, "share", {value: async ({files}) => {
    if (window.refuses) throw new DOMException("no", window.refuses);
    window.shared.push(...files.map((file) => [file.name, file.type, file.size]));
  }});
"""
# What is really drawn of each text, against the picture's own size.
BEYOND = """() => [...document.querySelectorAll("text")]
  .map((each) => [each.textContent, each.getBoundingClientRect()])
  .filter(([, box]) => box.left < -0.5 || box.right > 1080.5 || box.top < 0)
  .map(([text, box]) => [text, box.left, box.right])"""
SHARED = """async (n) => {
  while (window.shared.length < n) await new Promise((done) => setTimeout(done, 50));
  return window.shared;
}"""


def phone_of(browser: Browser, served: Served, lang: str, **own: object) -> BrowserContext:
    context = browser.new_context(**{**PHONE, **own}, base_url=served.url)
    context.add_cookies([{"name": "lang", "value": lang, "url": served.url}])
    return context


def tonight(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/tonight")
    page.wait_for_selector("#card[data-stop]")
    return page


class Taps:
    """Taps on a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, selector: str) -> None:
        self.page.locator(selector).tap()
        self.count += 1


def to_the_picture(page: Page) -> Taps:
    tap = Taps(page)
    tap('[data-act="list"]')
    tap("#save-picture")
    page.wait_for_selector('[data-testid="picture"]')
    return tap


def colour(name: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(style.LIGHT[name][1:]))


def drawn_in(png: bytes, svg: str) -> Image.Image:
    """The picture; 1080 wide, as tall as the SVG, with all that belongs on it."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.size == (1080, int(read(svg).get("height")))
    seen = {rgb: n for n, rgb in image.getcolors(4_000_000) or ()}
    assert len(seen) > 1_000, "not blank"
    for name in ("accent", "accent-soft", "note", "rank-2", "rank-3", "rank-4", "ink"):
        assert seen.get(colour(name), 0) > 500, name
    # Head and foot are both there: nothing was cut.
    assert image.getpixel((4, 4)) == colour("accent")
    assert image.getpixel((4, image.height - 4)) == colour("well")
    return image


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_is_saved_in_three_taps(
    browser: Browser, served: Served, lang: str, tmp_path: Path
) -> None:
    context = phone_of(browser, served, lang)
    watched = watch(context)
    page = watched.page
    page.goto("/tonight")
    page.wait_for_selector("#card[data-stop]")
    tap = to_the_picture(page)
    with page.expect_download() as saving:
        tap('[data-act="picture-out"]')
    assert tap.count == 3
    saved = tmp_path / "saved.png"
    saving.value.save_as(saved)
    round_id = page.locator("#passes").get_attribute("data-round")
    assert re.fullmatch(
        rf"yuxun-\d{{4}}-\d\d-\d\d-\d-{round_id[:8]}\.png", saving.value.suggested_filename
    )
    svg = page.request.get(f"/rounds/{round_id}/picture.svg?lang={lang}").text()
    assert len(svg.encode()) < 400_000
    drawn_in(saved.read_bytes(), svg)
    expect(page.locator(".picture-status")).to_be_visible()
    watched.assert_quiet()
    context.close()


def test_what_is_shown_before_it_goes_is_what_is_saved(browser: Browser, served: Served) -> None:
    context = phone_of(browser, served, "zh_CN")
    page = tonight(context)
    to_the_picture(page)
    wide, high = page.locator('[data-testid="picture"]').evaluate(
        "(image) => [image.naturalWidth, image.naturalHeight]"
    )
    assert wide == 1080 and high > 2000
    targets = page.locator(".picture-sheet button").all()
    assert all((box := each.bounding_box()) and box["height"] >= 47.5 for each in targets)
    page.locator('.picture-sheet [data-act="close"]').tap()
    expect(page.locator(".picture-sheet")).to_have_count(0)
    context.close()


def test_where_a_phone_can_share_it_shares(browser: Browser, served: Served) -> None:
    context = phone_of(browser, served, "en")
    context.add_init_script(SHARES)
    page = tonight(context)
    tap = to_the_picture(page)
    tap('[data-act="picture-out"]')
    page.evaluate(SHARED, 1)
    tap('[data-act="file-out"]')
    (png, png_type, _), (html, html_type, size) = page.evaluate(SHARED, 2)
    assert (png_type, html_type) == ("image/png", "text/html")
    assert png.removesuffix(".png") == html.removesuffix(".html") and size > 10_000
    # Who thinks better of it gets no download; where sharing fails one gets it all the same.
    page.evaluate("window.refuses = 'AbortError'")
    tap('[data-act="picture-out"]')
    page.evaluate("window.refuses = 'NotAllowedError'")
    with page.expect_download():
        tap('[data-act="picture-out"]')
    context.close()


def test_in_wechat_the_picture_is_there_to_be_long_pressed(
    browser: Browser, served: Served
) -> None:
    context = phone_of(browser, served, "zh_CN", user_agent=WECHAT)
    page = tonight(context)
    to_the_picture(page)
    expect(page.locator(".picture-status")).to_have_text("长按图片保存或转发。")
    source = page.locator('[data-testid="picture"]').get_attribute("src")
    assert source and source.startswith("data:image/png")
    expect(page.locator('[data-act="picture-out"]')).to_be_hidden()
    expect(page.locator('[data-act="file-out"]')).to_have_count(0)
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_network_it_says_so(browser: Browser, served: Served, lang: str) -> None:
    context = phone_of(browser, served, lang)
    page = tonight(context)
    context.set_offline(True)
    page.locator('[data-act="list"]').tap()
    page.locator("#save-picture").tap()
    words = {"zh_CN": "连不上", "en": "No connection"}
    expect(page.locator(".picture-status")).to_contain_text(words[lang])
    expect(page.locator('[data-act="picture-out"]')).to_be_disabled()
    context.set_offline(False)
    context.close()


def test_a_page_of_the_wifi_is_no_picture(browser: Browser, served: Served) -> None:
    context = phone_of(browser, served, "en")
    page = tonight(context)
    page.route("**/picture.svg*", lambda route: route.fulfill(
        status=200, content_type="text/html", body="<h1>Wi-Fi</h1>"))  # fmt: skip
    page.locator('[data-act="list"]').tap()
    page.locator("#save-picture").tap()
    expect(page.locator(".picture-status")).to_contain_text("sign in")
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_opens_from_disk_offline_and_without_scripts(
    browser: Browser, served: Served, lang: str, tmp_path: Path
) -> None:
    context = phone_of(browser, served, lang)
    page = tonight(context)
    page.locator('[data-act="list"]').tap()
    with page.expect_download() as saving:
        page.locator("#send-file").tap()
    file = tmp_path / "round.html"
    saving.value.save_as(file)
    stops = page.locator("#stops [data-stop]").count()
    context.close()

    alone = browser.new_context(**PHONE, java_script_enabled=False, offline=True)
    watched = watch(alone)
    page = watched.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    expect(page.locator("ol li")).to_have_count(stops)
    expect(page.locator(".map g[data-stop]")).to_have_count(stops)
    expect(page.locator('a[href^="tel:"]')).to_have_count(3)
    box = page.locator(".map > svg").bounding_box()
    assert box and box["width"] == 390 and box["height"] > 200
    with Image.open(io.BytesIO(page.locator(".map > svg").screenshot())) as image:
        assert len(image.convert("RGB").getcolors(1_000_000) or ()) > 300, "a map, not a blank"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    watched.assert_quiet()
    alone.close()


def test_the_official_saves_the_whole_night_and_one_round(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    context = browser.new_context(**DESKTOP, base_url=served.url)
    watched = watch(context)
    page = watched.page
    page.goto("/plan")
    page.wait_for_selector("#round-table tbody tr")
    page.click("#night-picture")
    page.wait_for_selector('[data-testid="picture"]')
    with page.expect_download() as saving:
        page.click('[data-act="picture-out"]')
    saving.value.save_as(tmp_path / "night.png")
    assert Image.open(tmp_path / "night.png").size[0] == 1080
    page.click('.picture-sheet [data-act="close"]')
    page.locator("#round-table tbody button").first.click()
    page.click('#round-actions [data-act="save-picture"]')
    page.wait_for_selector('[data-testid="picture"]')
    watched.assert_quiet()
    context.close()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    fill(folder / "yuxun.db")
    at, server = start_server(folder, sample=False)
    yield at
    server.terminate()
    server.wait(15)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_texts_run_nothing_and_break_nothing(
    browser: Browser, hostile: Served, lang: str, tmp_path: Path
) -> None:
    context = phone_of(browser, hostile, lang)
    beware(context)
    page = tonight(context)
    tap = to_the_picture(page)
    with page.expect_download() as saving:
        tap('[data-act="picture-out"]')
    saving.value.save_as(tmp_path / "hostile.png")
    assert Image.open(tmp_path / "hostile.png").size[0] == 1080
    assert nothing_ran(page)
    round_id = page.locator("#passes").get_attribute("data-round")
    address = urljoin(hostile.url, f"/rounds/{round_id}")
    svg = page.request.get(f"{address}/picture.svg?lang={lang}").text()
    html = page.request.get(f"{address}.html?lang={lang}").text()
    read(svg)
    assert "{{7*7}}" in html
    # As a document of its own, and as a file: each where its scripts would run if it had any.
    for name, text in (("picture.svg", svg), ("round.html", html)):
        (tmp_path / name).write_text(text, "utf-8")
        alone = context.new_page()
        alone.goto((tmp_path / name).as_uri())
        assert nothing_ran(alone)
        if name == "picture.svg":
            assert alone.evaluate(BEYOND) == []
        assert alone.evaluate("document.querySelectorAll('script,iframe,img').length") == 0
        alone.close()
    context.close()


def test_the_control_a_script_in_a_file_would_have_run(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    beware(context)
    page = context.new_page()
    (tmp_path / "bad.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>window.__pwn=1</script></svg>'
    )
    page.goto((tmp_path / "bad.svg").as_uri())
    assert not nothing_ran(page)
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_the_sample_is_wider_than_it_was_taken_for(
    browser: Browser, served: Served, lang: str, tmp_path: Path
) -> None:
    context = phone_of(browser, served, lang)
    page = tonight(context)
    community = page.locator("body").get_attribute("data-community")
    svg = page.request.get(f"/app/{community}/picture.svg?lang={lang}").text()
    assert len(svg.encode()) < 400_000
    (tmp_path / "night.svg").write_text(svg, "utf-8")
    page.goto((tmp_path / "night.svg").as_uri())
    assert page.evaluate(BEYOND) == []
    context.close()
