"""Whatever somebody writes into a text field is shown literally on every page, and runs nowhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, Served, start_server, watch
from tests.hostile import beware, fill, nothing_ran

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    fill(folder / "yuxun.db")
    at, server = start_server(folder, sample=False)
    yield at
    server.terminate()
    server.wait(15)


def shown(page: Page) -> str:
    return page.evaluate("document.body.innerText")


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize("path", ["/", "/tonight", "/plan", "/collections/hazards/items?f=html"])
def test_every_page_shows_it_and_runs_none_of_it(
    browser: Browser, hostile: Served, path: str, lang: str
) -> None:
    context = browser.new_context(**DESKTOP)
    context.add_cookies([{"name": "lang", "value": lang, "url": hostile.url}])
    beware(context)
    watched = watch(context)
    page = watched.page
    page.goto(f"{hostile.url}{path}")
    page.wait_for_load_state("networkidle")
    if path == "/":
        page.locator("#list [data-hazard]").first.click()
        expect(page.locator("#card")).to_contain_text("{{7*7}}")
    elif path == "/tonight":
        expect(page.locator("#card")).to_contain_text("{{7*7}}")
        page.locator("[data-act='list']").click()
        page.locator("[data-act='teams']").click()
    elif path == "/plan":
        expect(page.locator("#team-rows")).to_contain_text("{{7*7}}")
    text = shown(page)
    if not path.startswith("/collections"):
        assert "{{7*7}}" in text
        assert "50{% off" in text
        assert "<img src=x onerror=" in text
        assert "</script><script>" in text
    assert nothing_ran(page)
    watched.assert_quiet()
    context.close()


def test_the_watch_notices_a_script_that_runs(browser: Browser, hostile: Served) -> None:
    """The control: were a payload to run, or the policy to refuse one, we would hear of it."""
    context = browser.new_context(**DESKTOP)
    watched = watch(context)
    watched.page.goto(f"{hostile.url}/tonight")
    watched.page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.__pwn = 1";
            document.body.append(script);
        }"""
    )
    watched.page.wait_for_timeout(300)
    assert any("Content Security Policy" in each for each in watched.complaints)
    context.close()
