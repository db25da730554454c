"""An official puts a round's stops in order by hand, against the real service."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served, start_server, watch

pytestmark = pytest.mark.browser
PLANNED_MS = 60_000
SMALL = """() => [...document.querySelectorAll("#round-sheet button, #round-sheet .order-handle")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5 || box.width < 47.5).map(([html]) => html)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One demo night for all stories here: each gives back what it put in order."""
    at, process = start_server(tmp_path_factory.mktemp("order"))
    yield at
    process.terminate()
    process.wait(10)


def codes(page: Page) -> list[str]:
    return page.locator("#round-stops .order-row").evaluate_all(
        "(rows) => rows.map((row) => row.dataset.code)"
    )


def open_last(page: Page) -> None:
    """The last round of the night, which nobody has begun."""
    page.locator("#round-table tbody tr").last.locator("button").click()
    expect(page.locator("#round-sheet")).to_be_visible()


def drag(page: Page, row: int, below: int) -> None:
    handle = page.locator("#round-stops [data-act=drag]").nth(row).bounding_box()
    target = page.locator("#round-stops .order-row").nth(below).bounding_box()
    assert handle and target
    page.mouse.move(handle["x"] + 20, handle["y"] + 20)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + target["height"] - 5, steps=8)
    page.mouse.up()


@pytest.mark.parametrize(
    ("lang", "cost", "mark"),
    [
        ("zh_CN", r"[+−±]\d+ 米，[+−±]\d+ 分钟", "手工排序"),
        ("en", r"[+−±]\d+ m, [+−±]\d+ min", "Ordered by hand"),
    ],
)
def test_an_official_drags_a_stop_and_it_stays_where_it_was_put_after_planning_again(
    browser: Browser, server: Served, lang: str, cost: str, mark: str
) -> None:
    context = browser.new_context(**DESKTOP, base_url=server.url)
    context.add_cookies([{"name": "lang", "value": lang, "url": server.url}])
    watched = watch(context)
    page = watched.page
    page.goto("/plan")
    open_last(page)
    before = codes(page)
    drag(page, 0, 2)
    wanted = [*before[1:3], before[0], *before[3:]]
    assert codes(page) == wanted
    expect(page.get_by_test_id("round-cost")).to_have_text(re.compile(cost))
    page.click('[data-act="keep-order"]')
    expect(page.get_by_test_id("by-hand")).to_have_text(mark)
    assert codes(page) == wanted

    page.click('[data-act="close-round"]')
    page.click('[data-act="plan"]')
    expect(page.locator("#progress")).to_be_visible()
    expect(page.locator("#progress")).to_be_hidden(timeout=PLANNED_MS)
    open_last(page)
    assert [code for code in codes(page) if code in wanted] == wanted
    expect(page.get_by_test_id("by-hand")).to_have_text(mark)

    page.click('[data-act="planner-order"]')
    expect(page.get_by_test_id("by-hand")).to_have_count(0)
    assert sorted(codes(page)) == sorted(wanted)
    watched.assert_quiet()
    context.close()


def test_with_a_wet_thumb_the_buttons_do_and_nothing_is_kept_until_it_is_said(
    browser: Browser, server: Served
) -> None:
    context = browser.new_context(**PHONE, base_url=server.url)
    watched = watch(context)
    page = watched.page
    page.goto("/plan")
    open_last(page)
    before = codes(page)
    assert page.evaluate(SMALL) == []
    first = page.locator("#round-stops .order-row").first
    expect(first.locator("[data-act=up]")).to_be_disabled()
    first.locator("[data-act=down]").tap()
    assert codes(page) == [before[1], before[0], *before[2:]]
    focused = "document.activeElement.closest('.order-row')?.dataset.code"
    assert page.evaluate(focused) == before[0], "the keyboard stays with the stop that moved"
    page.keyboard.press("Enter")
    assert codes(page) == [before[1], before[2], before[0], *before[3:]]
    expect(page.get_by_test_id("round-cost")).to_contain_text("分钟")
    page.click('[data-act="as-it-was"]')
    assert codes(page) == before
    page.reload()
    open_last(page)
    assert codes(page) == before
    watched.assert_quiet()
    context.close()


def test_a_round_is_kept_as_a_template_says_so_and_is_put_away(
    browser: Browser, server: Served
) -> None:
    context = browser.new_context(**DESKTOP, base_url=server.url)
    watched = watch(context)
    page = watched.page
    page.goto("/plan")
    open_last(page)
    for _ in range(2):
        page.click('[data-act="keep-template"]')
        expect(page.locator(".toast")).to_contain_text("已存为模板")
    expect(page.locator("#round-figures .tag")).to_contain_text("按模板")
    page.click('[data-act="put-template-away"]')
    expect(page.locator("#round-figures .tag")).to_have_count(0)
    expect(page.locator("#round-back")).to_be_hidden()
    page.click('[data-act="close-round"]')

    page.click("#templates > summary")
    row = page.locator(".template-row")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("已停用")
    row.locator('[data-act="template-name"]').fill("后半夜常走")
    row.locator('[data-act="template-name"]').press("Tab")
    row.locator(".switch").click()
    expect(row).to_contain_text("使用中")
    page.reload()
    open_last(page)
    expect(page.locator("#round-figures .tag")).to_contain_text("后半夜常走")
    page.click('[data-act="close-round"]')
    page.click("#templates > summary")
    row.locator('[data-act="template-remove"]').click()
    row.locator('[data-act="template-stays"]').click()
    row.locator('[data-act="template-remove"]').click()
    row.locator('[data-act="template-gone"]').click()
    expect(row).to_have_count(0)
    watched.assert_quiet()
    context.close()


CREWS = """async () => {
  const base = document.querySelector('script[src$="plan.js"]').src;
  const { joined } = await import(new URL("stops.js", base));
  const { roundOf } = await import(new URL("tonight_passes.js", base));
  const walk = (id, from, starts) => ({ id, team_id: "one", pass_no: 4, shift_from: from,
    length_m: 1, starts_at: starts, ends_at: starts, legs: [], stops: [{ seq: 1 }] });
  const [first, second] = ["2026-07-22T20:00:00+08:00", "2026-07-23T02:15:00+08:00"];
  const rounds = joined([walk("c", second, "2026-07-23T02:20:00+08:00"),
    walk("b", first, "2026-07-23T01:10:00+08:00"), walk("a", first, "2026-07-23T00:45:00+08:00")]);
  const seen = (...asked) => roundOf({ rounds }, "one", 4, ...asked)?.id;
  return [rounds.map((each) => [each.id, each.stops.length]), seen(), seen(second), seen("gone")];
}"""


def test_the_parts_of_a_walk_are_one_and_another_crews_round_is_not(
    browser: Browser, server: Served
) -> None:
    context = browser.new_context(**DESKTOP, base_url=server.url)
    page = context.new_page()
    page.goto("/plan")
    # The demo night's clock stands in the evening, when the first crew is on duty.
    assert page.evaluate(CREWS) == [[["a", 2], ["c", 1]], "a", "c", "a"]
    context.close()


def test_what_to_look_at_is_ticked_off_and_folded(browser: Browser, server: Served) -> None:
    context = browser.new_context(**PHONE, base_url=server.url)
    watched = watch(context)
    page = watched.page
    page.goto("/tonight")
    fold = page.locator('[data-act="looks"]')
    expect(fold).to_have_text(re.compile(r"此处约 \d+ 分钟 .+ · .+"))
    fold.tap()
    looks = page.locator('[data-act="look"]')
    assert looks.count() >= 3
    looks.nth(1).tap()
    expect(looks.nth(1)).to_have_attribute("aria-pressed", "true")
    assert all(box["height"] >= 47.5 for each in looks.all() if (box := each.bounding_box()))
    fold.tap()
    expect(looks).to_have_count(0)
    watched.assert_quiet()
    context.close()


def test_the_rules_numbers_are_kept(browser: Browser, server: Served) -> None:
    context = browser.new_context(**DESKTOP, base_url=server.url)
    watched = watch(context)
    page = watched.page
    page.goto("/plan")
    page.click("#rules > summary")
    page.fill('[data-field="rest_h"]', "10")
    page.click('[data-act="save-rules"]')
    expect(page.locator(".toast")).to_be_visible()
    page.reload()
    page.click("#rules > summary")
    expect(page.locator('[data-field="rest_h"]')).to_have_value("10")
    watched.assert_quiet()
    context.close()
