"""/docs in Chromium: Swagger UI from our own files, under the strict policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from data.store import open_store
from tests.api import filled
from tests.api.serving import served

pytestmark = pytest.mark.browser
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = f"sqlite:///{tmp_path_factory.mktemp('docs') / 'store.db'}"
    with open_store(store) as opened:
        filled.fill(opened)
    with served(store) as address:
        yield address


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    width, height = request.param
    made = browser.new_page(viewport={"width": width, "height": height})
    made.add_init_script(WATCH)
    yield made
    made.close()


def test_the_reference_works_under_the_strict_policy(page: Page, url: str) -> None:
    elsewhere: list[str] = []
    wrong: list[str] = []
    page.on(
        "request", lambda asked: asked.url.startswith((url, "data:")) or elsewhere.append(asked.url)
    )
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{url}/docs")
    # Open one operation, try it out and read the answer.
    operation = page.locator("[id$='-hazard_list']")
    operation.wait_for(timeout=30_000)
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    operation.locator(".live-responses-table .response-col_status").first.wait_for()
    assert "200" in operation.locator(".live-responses-table").inner_text()
    assert page.evaluate("violations") == []
    assert not [each for each in wrong if "Content Security Policy" in each], wrong
    assert elsewhere == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_watch_sees_a_violation(page: Page, url: str) -> None:
    """The control."""
    page.goto(f"{url}/docs")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'),"
                  " {textContent: 'window.ran = 1'}))")  # fmt: skip
    page.wait_for_function("violations.length > 0")
    assert page.evaluate("window.ran") is None
