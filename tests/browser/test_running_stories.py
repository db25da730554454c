"""The night while it runs, in the browser: alarms, progress without a reload, paper typed in."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served, Watched, start_server, watch

pytestmark = pytest.mark.browser
OPENS_MIN = 20 * 60 + 30
POLLED_MS = 40_000


class Office:
    """The service behind the pages: its demo clock, and what others say meanwhile."""

    def __init__(self, served: Served) -> None:
        self.served = served
        with closing(sqlite3.connect(served.store)) as store:
            self.community = store.execute("SELECT id FROM community").fetchone()[0]

    def turn_clock(self, clock: str) -> None:
        """Let the demo night be at that time now."""
        hours, minutes = (int(part) for part in clock.split(":"))
        past = timedelta(minutes=(hours * 60 + minutes - OPENS_MIN) % (24 * 60))
        started = (datetime.now(UTC) - past).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        with closing(sqlite3.connect(self.served.store)) as store:
            store.execute("UPDATE community SET demo_started_at = ?", (started,))
            store.commit()

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            self.served.url + path,
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/json", "X-Yuxun": "1", "Accept-Language": "en"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def round_of(self, place: int = 0) -> dict[str, Any]:
        """A round of the first night pass as the phones have it."""
        night = self.ask(f"/app/{self.community}/night")
        first = next(each["no"] for each in night["passes"] if each["name"] == "night_1")
        return [each for each in night["rounds"] if each["pass_no"] == first][place]

    def walk(self, stops: list[dict[str, Any]], minutes: int = 0) -> None:
        """Let these stops be answered for, so many minutes after the plan's time."""
        for stop in stops:
            at = datetime.fromisoformat(stop["eta"]) + timedelta(minutes=minutes)
            self.ask("/checkins", {
                "key": str(uuid4()), "community_id": self.community, "result": "clear",
                "stop_id": stop["id"], "device_time": at.isoformat(), "typed_in": True,
            })  # fmt: skip


@pytest.fixture
def office(tmp_path: Any) -> Iterator[Office]:
    at, server = start_server(tmp_path)
    yield Office(at)
    server.terminate()
    server.wait(10)


def opened(browser: Browser, office: Office, page: str, **how: Any) -> Watched:
    context = browser.new_context(**how, base_url=office.served.url)
    watched = watch(context)
    watched.page.goto(page)
    return watched


def minutes_past(stop: dict[str, Any], minutes: int) -> str:
    at = datetime.fromisoformat(stop["eta"]) + timedelta(minutes=minutes)
    return f"{at:%H:%M}"


def in_english(page: Page) -> None:
    page.goto(f"{page.url.split('?')[0]}?lang=en")


RINGS = """() => {
  window.rings = 0;
  Object.defineProperty(Navigator.prototype, "vibrate", { value: () => { window.rings += 1; } });
}"""
CENTRE = """async (by) => {
  const { map } = await import("/static/made/map-plan.js");
  if (by) map.panBy(by, { animate: false });
  return String(map.getCenter());
}"""


def test_a_late_stop_is_told_to_the_patroller_then_to_the_official(
    browser: Browser, office: Office
) -> None:
    walked = office.round_of()
    late = walked["stops"][0]
    office.turn_clock(minutes_past(late, 8))
    phone = opened(browser, office, "/tonight", **PHONE)
    page = phone.page
    page.wait_for_selector("#card[data-stop]")
    page.click('[data-act="teams"]')
    page.click(f'#team-list [data-team="{walked["team_id"]}"]')
    expect(page.get_by_test_id("late")).to_be_hidden()

    office.turn_clock(minutes_past(late, 12))
    page.reload()
    banner = page.get_by_test_id("late")
    expect(banner).to_contain_text(re.compile(rf"{late['code']} 已晚 1[12] 分钟"))
    expect(page.locator(f'.stop-pin[data-stop="{late["id"]}"] .is-late')).to_have_count(1)
    desk = opened(browser, office, "/plan", **DESKTOP)
    expect(desk.page.get_by_test_id("now")).to_be_visible()
    expect(desk.page.locator("[data-alarm]")).to_have_count(0)

    # Nobody goes there: ten minutes on the office hears of it, with whom to call.
    office.turn_clock(minutes_past(late, 22))
    alarm = desk.page.locator(f'[data-alarm="late"][data-team="{walked["team_id"]}"]')
    expect(alarm).to_contain_text(late["code"], timeout=POLLED_MS)
    assert alarm.locator('[data-act="call-team"]').count() >= 2
    assert alarm.locator('[data-act="call-team"]').first.get_attribute("href").startswith("tel:")
    alarm.locator('[data-act="seen"]').click()
    expect(alarm).to_have_attribute("data-seen", "true")
    desk.page.reload()
    expect(alarm).to_have_attribute("data-seen", "true")

    page.click('[data-act="all-clear"]')
    expect(page.get_by_test_id("late")).not_to_contain_text(f"{late['code']} 已晚")
    phone.assert_quiet()
    desk.assert_quiet()
    phone.page.context.close()
    desk.page.context.close()


def test_it_rings_once_for_a_stop_and_not_at_every_look(browser: Browser, office: Office) -> None:
    late = office.round_of()["stops"][0]
    office.turn_clock(minutes_past(late, 8))
    phone = opened(browser, office, "/tonight", **PHONE)
    page = phone.page
    page.add_init_script(f"({RINGS})()")
    page.reload()
    page.wait_for_selector("#card[data-stop]")
    page.click("#round-line")  # a browser lets nobody ring who was not touched
    said = page.evaluate(
        """async (late) => {
          const { isNews, ring, lateStops } = await import("/static/alarm.js");
          const round = { stops: [{ ...late, state: "planned" }] };
          const at = new Date(Date.parse(late.tell_at) + 1000);
          const looks = [];
          for (let look = 0; look < 3; look += 1) {
            const news = isNews(lateStops(round, at));
            if (news) ring();
            looks.push(news);
          }
          const before = new Date(Date.parse(late.tell_at) - 1);
          return [looks, window.rings, lateStops(round, before).length];
        }""",
        late,
    )
    assert said == [[True, False, False], 1, 0]
    page.context.close()


def test_progress_moves_on_without_a_reload_and_takes_nothing_from_who_writes(
    browser: Browser, office: Office
) -> None:
    walked = office.round_of()
    office.turn_clock(minutes_past(walked["stops"][2], 6))
    desk = opened(browser, office, "/plan", **DESKTOP)
    page = desk.page
    in_english(page)
    team = page.locator(f'.now-team[data-team="{walked["team_id"]}"]').first
    expect(team).to_contain_text("No stop answered for yet")
    page.click("#rules summary")
    field = page.locator('[data-rank="4"] [data-field="service_min"]')
    field.fill("7")
    before = page.evaluate(CENTRE, [120, 60])

    office.walk(walked["stops"][:3], minutes=5)
    third = walked["stops"][2]
    expect(team).to_contain_text(f"{third['code']} at", timeout=POLLED_MS)
    expect(team).to_contain_text("next")
    expect(page.locator(f'.stop-pin[data-stop="{third["id"]}"]')).to_have_attribute(
        "data-state", "clear"
    )
    expect(page.locator(".team-at")).to_have_count(1)
    assert field.input_value() == "7"
    assert page.evaluate(CENTRE, None) == before
    desk.assert_quiet()
    page.context.close()


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_official_types_in_a_paper_sheet(browser: Browser, office: Office, lang: str) -> None:
    walked = office.round_of()
    stop = walked["stops"][0]
    office.turn_clock("23:30")  # its pass is over: it was missed
    desk = opened(browser, office, "/plan", **DESKTOP)
    page = desk.page
    page.goto(f"/plan?lang={lang}")
    expect(page.locator(f'[data-uncovered="{stop["code"]}"]').first).to_be_visible()
    page.locator(f'#round-table tr[data-round="{walked["id"]}"] button').first.click()
    page.locator(".typed-in summary").click()
    page.select_option('[data-part="stop"]', stop["id"])
    page.click('[data-act="typed-clear"]')
    wrong = page.locator(".typed-in .wrong")
    expect(wrong).to_contain_text("the sheet" if lang == "en" else "巡查单上的时间")
    page.fill('.typed-in [data-part="time"]', "23:50")
    page.click('[data-act="typed-clear"]')
    expect(wrong).to_contain_text("23:50")
    page.fill('.typed-in [data-part="time"]', minutes_past(stop, 4))
    page.click('[data-act="typed-clear"]')
    row = page.locator(f'#round-stops [data-stop="{stop["id"]}"]')
    expect(row).to_contain_text("+4")
    expect(row).to_contain_text("typed in" if lang == "en" else "补录")
    expect(page.get_by_test_id("against")).to_be_visible()

    other = walked["stops"][1]
    page.select_option('[data-part="stop"]', other["id"])
    page.fill('.typed-in [data-part="time"]', minutes_past(other, 0))
    page.click('[data-act="typed-found"]')
    page.click('[data-act="scale"] >> nth=1')
    page.click('[data-act="send"]')
    expect(page.locator("#found")).not_to_be_visible()
    expect(page.locator(f'#round-stops [data-stop="{other["id"]}"]')).to_have_attribute(
        "data-state", "found"
    )
    told = office.ask(f"/rounds/{walked['id']}")["stops"][:2]
    assert [each["result"] for each in told] == ["clear", "finding"]
    assert all(each["typed_in"] for each in told)
    page.context.close()


def test_overdue_visits_are_seen_by_colour_sign_and_word_and_listed_longest_first(
    browser: Browser, office: Office
) -> None:
    with closing(sqlite3.connect(office.served.store)) as store:
        # The worst three: the list fills itself from there on as somebody scrolls.
        ids = [row[0] for row in store.execute(
            "SELECT id FROM hazard JOIN visit ON hazard_id = id ORDER BY rank DESC, code LIMIT 3"
        )]  # fmt: skip
        due = ("2026-07-22T11:30:00.000000Z", "2026-07-21T12:30:00.000000Z",
               "2026-07-22T12:00:00.000000Z")  # fmt: skip
        store.execute(
            "UPDATE visit SET next_due_at = '2026-07-23T10:00:00.000000Z', overdue = 0,"
            " last_visited_at = '2026-07-21T10:00:00.000000Z'"
        )
        for hazard_id, at in zip(ids, due, strict=True):
            store.execute(
                "UPDATE visit SET next_due_at = ?, overdue = 1 WHERE hazard_id = ?", (at, hazard_id)
            )
        store.execute("UPDATE visit SET last_visited_at = NULL WHERE hazard_id = ?", (ids[2],))
        store.commit()
    office.turn_clock("21:00")
    desk = opened(browser, office, "/?lang=en", **DESKTOP)
    page = desk.page
    expect(page.locator("#tally")).to_contain_text("3 overdue")
    for band in ("never", "long", "late"):
        expect(page.locator(f'#list [data-due="{band}"]')).to_have_count(1)
    for band in ("never", "long", "late"):
        page.click(f'#filters [data-due="{band}"]')
    expect(page.locator("#list .item")).to_have_count(3)
    shown = page.eval_on_selector_all("#list .item", "all => all.map((e) => e.dataset.hazard)")
    assert shown == [ids[2], ids[1], ids[0]]
    page.click("#legend-open")
    expect(page.locator("#legend .due-sign")).to_have_count(4)
    desk.assert_quiet()
    page.context.close()
