"""Whatever somebody writes into a text field is shown literally on every page, and runs nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.actors import LOCAL_OFFICE
from api.services.planning import PlanOrder, plan_night, publish
from data import communities, hazards, streets, teams
from data.store import open_store
from geo.nights import night_of
from tests import town
from tests.browser.conftest import DESKTOP, Served, start_server, watch

pytestmark = pytest.mark.browser

PAYLOADS = (
    "{{7*7}}",
    "50{% off",
    "${window.__pwn=1}",
    "</script><script>window.__pwn=1</script>",
    "<img src=x onerror=window.__pwn=1>",
    "\\`${window.__pwn=1}\\`",
    "javascript:window.__pwn=1",
    "\u2028window.__pwn=1\u2029",
)
ALL = " ".join(PAYLOADS)


def fill(store_file: Path) -> None:
    """The town with the payloads in every text that people write, planned and published now."""
    from dataclasses import replace

    now = datetime.now(UTC)
    with open_store(f"sqlite:///{store_file}") as store:
        with store.write("test", now) as tx:
            demo = replace(
                town.community(), name=ALL, name_en=ALL, demo_night=town.NIGHT,
                demo_started_at=now,
            )  # fmt: skip
            communities.add(tx, demo)
            communities.add_office(tx, replace(town.office(), name=ALL, name_en=ALL))
            communities.add_contacts(tx, [replace(c, name=ALL) for c in town.contacts()])
            for row in town.team_rows():
                teams.add(tx, replace(row, name=ALL, name_en=ALL))
            streets.replace_ground(
                tx,
                town.COMMUNITY,
                [replace(each, name=ALL, name_en=ALL) for each in town.streets()],
                [replace(each, name=ALL, name_en=ALL) for each in town.gates()],
                [replace(each, name=ALL, name_en=ALL, number=ALL) for each in town.ground()],
            )
            hazards.add_many(tx, [_hostile(each) for each in town.hazards()])
        outcome = plan_night(
            store, LOCAL_OFFICE, PlanOrder(community_id=town.COMMUNITY, iterations=40), now
        )
        assert night_of(outcome.plan.rounds[0].starts_at, town.ZONE) == town.NIGHT
        with store.write("test", now) as tx:
            publish(tx, outcome.plan_id)


def _hostile(hazard):
    from dataclasses import replace

    raw = dict(hazard.raw)
    for name in ("species", "doors"):
        if name in raw:
            raw[name] = [ALL] if name == "doors" else ALL
    return replace(hazard, name=ALL, address=ALL, note=ALL, raw=raw)


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
    context.add_init_script("Object.defineProperty(window, '__pwn', {writable: true});")
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
    assert page.evaluate("window.__pwn") is None
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
