"""The office sets a hazard's hours on its card, is told what is wrong, and takes them back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Served, Watched

pytestmark = pytest.mark.browser


def test_hours_are_set_on_the_card_and_taken_back(desktop: Watched, own_server: Served) -> None:
    page = desktop.page
    page.goto(f"{own_server.url}/?lang=zh")
    page.wait_for_selector("#panel[data-ready]")
    page.locator("#list .item").first.click()
    opens, ends = page.get_by_label("可访时段开始"), page.get_by_label("可访时段结束")
    opens.fill("9：00")
    ends.fill("22:00")
    page.click('[data-act="keep-hours"]')
    expect(page.locator("#card")).to_contain_text("已保存")
    expect(opens).to_have_value("09:00")
    page.click('[data-act="clear-hours"]')
    expect(opens).to_have_value("")
    expect(page.locator('[data-act="clear-hours"]')).to_be_hidden()
    desktop.assert_quiet()
    ends.fill("25:00")
    page.click('[data-act="keep-hours"]')
    expect(page.locator(".hours-wrong")).to_have_text("请写成 20:00 的样子。")
