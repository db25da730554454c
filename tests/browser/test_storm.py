"""The storm, watched: at every moment the official can say who is where and what is not covered.

Yellow in the evening; orange at 23:10; JS-03 under water at 23:40; one team lost at 01:15. Played
in Chinese and in English, on the invented community and on real streets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from data.store import open_store
from tests.browser import storm_night
from tests.browser.conftest import DESKTOP, PHONE, Watched, start_server, watch
from tests.browser.storm_night import Night

pytestmark = pytest.mark.browser
SOON_MS = 30_000
WET = "JS-03"
Place = Callable[..., Night]

NO_OSM = pytest.mark.skipif(
    not storm_night.OSM.is_file(), reason="the test data is not beside this checkout"
)


@dataclass(slots=True)
class Story:
    """The official's page and two teams' phones, with the taps that were needed."""

    night: Night
    desk: Watched
    phones: dict[str, Watched]
    english: bool
    taps: dict[str, int] = field(default_factory=dict)

    def tap(self, what: str, page: Page, selector: str) -> None:
        page.locator(selector).first.click()
        self.taps[what] = self.taps.get(what, 0) + 1

    def look(self) -> None:
        """Every page is looked at again, as when a phone comes out of the pocket."""
        for each in (self.desk, *self.phones.values()):
            each.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def publish(self, what: str) -> None:
        page = self.desk.page
        expect(page.locator("#publish")).to_be_enabled(timeout=SOON_MS)
        self.tap(what, page, "#publish")
        expect(page.locator("#publish")).to_have_class(re.compile("is-published"), timeout=SOON_MS)

    def where_everybody_is(self) -> None:
        """The official's page names each team's next stop as the plan on the phones has it."""
        self.look()
        page = self.desk.page
        for team_id in self.phones:
            code = self.night.next_of(team_id)
            if code is not None:
                here = page.locator(f'#now [data-team="{team_id}"] [data-part="next"]')
                expect(here.filter(has_text=code).first).to_be_attached(timeout=SOON_MS)

    def phones_follow(self, before: dict[str, tuple[str, str] | None]) -> list[str]:
        """Each phone keeps its next stop until it is confirmed; the teams that had to."""
        self.look()
        held = []
        for team_id, watched in self.phones.items():
            page, visit = watched.page, self.night.next_visit(team_id)
            notice = page.locator("#changes")
            if (was := before[team_id]) is None or visit == was:
                expect(notice).not_to_have_class(re.compile("is-held"))
                continue
            held.append(team_id)
            now = visit[0] if visit else None
            expect(notice).to_have_class(re.compile("is-held"), timeout=SOON_MS)
            expect(notice).to_contain_text(was[0])
            expect(notice.locator('[data-part="change"]')).not_to_be_empty()
            assert now in (None, was[0]) or card_code(page) != now
            page.reload()
            expect(notice).to_have_class(re.compile("is-held"), timeout=SOON_MS)
            assert now in (None, was[0]) or card_code(page) != now
            page.click('#changes [data-act="got-it"]')
            expect(notice).not_to_be_visible()
            if now is not None:
                expect(page.locator("#card .code")).to_have_text(now)
        return held

    def everybody_has_confirmed(self, team_ids: list[str]) -> None:
        self.look()
        page = self.desk.page
        for each in team_ids:
            row = page.locator(f'[data-testid="accepted"] [data-team="{each}"]')
            expect(row).to_have_attribute("data-confirmed", "true", timeout=SOON_MS)

    def next_stops(self) -> dict[str, tuple[str, str] | None]:
        return {team_id: self.night.next_visit(team_id) for team_id in self.phones}


def card_code(page: Page) -> str | None:
    code = page.locator("#card .code")
    return code.first.inner_text() if code.count() else None


@pytest.fixture(params=[
    pytest.param((storm_night.sample, False), id="sample-zh"),
    pytest.param((storm_night.sample, True), id="sample-en"),
    pytest.param((storm_night.tsinghua, False), id="tsinghua-zh", marks=NO_OSM),
    pytest.param((storm_night.tsinghua, True), id="tsinghua-en", marks=NO_OSM),
])  # fmt: skip
def story(request: pytest.FixtureRequest, tmp_path: Path, browser: Browser) -> Iterator[Story]:
    place, english = request.param
    with open_store(f"sqlite:///{tmp_path / 'yuxun.db'}") as store:
        night = place(store)
        served, server = start_server(tmp_path, sample=False)
        contexts = []

        def opened(how: dict[str, object], path: str, team_id: str | None = None) -> Watched:
            context = browser.new_context(**how, base_url=served.url)  # type: ignore[arg-type]
            contexts.append(context)
            if english:
                context.add_cookies([{"name": "lang", "value": "en", "url": served.url}])
            if team_id:
                key = f"yuxun.team.{night.community_id}"
                context.add_init_script(
                    f"localStorage.getItem('{key}') ?? localStorage.setItem('{key}', '{team_id}')"
                )
            watched = watch(context)
            watched.page.goto(path)
            return watched

        teams = sorted({team for _, team, *_ in night.open_stops()})
        try:
            phones = {team: opened(PHONE, "/tonight", team) for team in teams}
            desk = opened(DESKTOP, "/plan")
            desk.page.wait_for_selector("#team-rows article")
            for each in phones.values():
                each.page.wait_for_selector("#card[data-stop]")
            yield Story(night, desk, phones, english)
        finally:
            for context in contexts:
                context.close()
            server.terminate()
            server.wait(15)


def test_the_night_of_the_storm(story: Story) -> None:
    raised_to_orange(story)
    a_segment_under_water(story)
    a_team_is_lost(story)
    story.desk.assert_quiet()
    for each in story.phones.values():
        each.assert_quiet()


def raised_to_orange(story: Story) -> None:
    night, page = story.night, story.desk.page
    night.walk_until("23:10")
    before = story.next_stops()
    page.reload()
    page.wait_for_selector("#team-rows article")
    count = len(night.open_stops())
    story.tap("orange", page, '[data-act="rain"][data-level="orange"]')
    # The rounds are made at once, nobody has to ask for them.
    said = page.get_by_test_id("change-sentence")
    expect(said).to_be_visible(timeout=SOON_MS)
    expect(said).to_contain_text("visits more" if story.english else "次")
    assert page.locator("#passes .added").count() > 0
    assert page.locator(".stop-mark.is-changed").count() > 0
    story.publish("orange")
    assert len(night.open_stops()) > count
    assert story.taps["orange"] == 2
    story.where_everybody_is()
    for each in story.phones.values():
        expect(each.page.locator("#levels")).to_contain_text("Orange" if story.english else "橙")
    held = story.phones_follow(before)
    story.everybody_has_confirmed(held)


def a_segment_under_water(story: Story) -> None:
    night = story.night
    night.walk_until("23:40", leave=frozenset({WET}))
    owner = next(team for _, team, code, *_ in night.open_stops() if code == WET)
    before = story.next_stops()
    story.look()
    page = story.phones[owner].page
    page.reload()
    page.wait_for_selector("#stops [data-stop]", state="attached")
    if card_code(page) != WET:
        page.click('[data-act="list"]')
        page.locator("#stops .item").filter(has_text=WET).first.click()
    story.tap("water", page, '[data-act="found"]')
    story.tap("water", page, '[data-act="scale"] >> nth=2')
    story.tap("water", page, '[data-act="send"]')
    expect(page.locator("#found")).not_to_be_visible(timeout=SOON_MS)
    before[owner] = night.next_visit(owner)

    desk = story.desk.page
    said = desk.get_by_test_id("change-sentence")
    for _ in range(20):
        story.look()
        if WET in (said.text_content() or ""):
            break
        desk.wait_for_timeout(1_000)
    expect(said).to_contain_text(WET)
    expect(said).to_contain_text("under water" if story.english else "积水")
    story.publish("look at the water")
    assert story.taps["look at the water"] == 1
    wet = {
        stop.lookout
        for each in night.saved().rounds
        for stop in each.round.stops
        if night.codes()[stop.hazard_id] == WET and each.status == "published"
    }
    assert wet <= {True}, "nobody goes into the water"
    story.where_everybody_is()
    held = story.phones_follow(before)
    story.everybody_has_confirmed(held)


def a_team_is_lost(story: Story) -> None:
    night, page = story.night, story.desk.page
    night.walk_until("01:15")
    before = story.next_stops()
    page.reload()
    page.wait_for_selector('#now [data-act="team-out"]')
    out = page.locator('#now li:has([data-act="team-out"])').first.get_attribute("data-team")
    assert out is not None
    had = {(code, name) for _, team, code, _, name in night.open_stops() if team == out}
    assert had
    story.tap("lost", page, f'#now li[data-team="{out}"] [data-act="team-out"]')
    story.tap("lost", page, '[data-reason="hurt"]')
    said = page.get_by_test_id("change-sentence")
    expect(said).to_contain_text("is out since" if story.english else "退出巡查", timeout=SOON_MS)
    story.publish("lost")
    assert story.taps["lost"] == 3
    left = night.open_stops()
    assert out not in {team for _, team, *_ in left}
    codes = night.codes()
    uncovered = {codes[each.hazard_id] for each in night.saved().plan.unserved}
    # Every stop that it had is somebody's now, or is named as nobody's with the reason why.
    assert {code for code, _ in had} <= {code for _, _, code, *_ in left} | uncovered
    for code in sorted(uncovered):
        expect(page.locator(f'#unserved [data-unserved="{code}"]').first).to_be_attached()
    held = story.phones_follow(before)
    if before[out] is not None:
        assert out in held
    story.everybody_has_confirmed([each for each in held if each != out])
