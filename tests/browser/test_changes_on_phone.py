"""A plan that changes while somebody is writing: nothing he has said is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PHONE, Served, Watched, watch

pytestmark = pytest.mark.browser

# Plans again without one team and publishes, as the office does it.
CHANGED = """async (teamId) => {
  const community = document.body.dataset.community;
  const post = async (path, body) => {
    const answer = await fetch(path, { method: "POST", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-Yuxun": "1" } });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const night = await (await fetch(`/app/${community}/night`)).json();
  const body = { out_team_ids: [teamId], iterations: 40 };
  const made = await post(`/rounds/${night.plan.id}/replan`, body);
  await post(`/rounds/${made.plan_id}/publish`, {});
}"""
LOOKED_AT = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def phone(browser: Browser, own_server: Served) -> Iterator[Watched]:
    context = browser.new_context(**PHONE, base_url=own_server.url)
    watched = watch(context)
    watched.page.goto("/tonight")
    watched.page.wait_for_selector("#card[data-stop]")
    yield watched
    context.close()


def teams(page: Page) -> tuple[str, str]:
    """The team of this phone, and another one with a round."""
    own, other = page.evaluate(
        """async () => {
          const community = document.body.dataset.community;
          const night = await (await fetch(`/app/${community}/night`)).json();
          const own = night.teams.find((team) =>
            document.querySelector("#team-name").textContent === team.name).id;
          return [own, night.rounds.find((round) => round.team_id !== own).team_id];
        }"""
    )
    return own, other


def test_a_half_written_finding_survives_a_new_plan(phone: Watched) -> None:
    page = phone.page
    own, _ = teams(page)
    code = page.locator("#card .code").inner_text()
    page.click('[data-act="found"]')
    page.click('[data-act="scale"] >> nth=2')
    page.fill('[data-part="note"]', "井盖移位")
    page.evaluate(CHANGED, own)
    page.evaluate(LOOKED_AT)
    expect(page.locator("#changes")).to_have_attribute("class", "plan-news is-held")
    assert page.input_value('[data-part="note"]') == "井盖移位"
    with page.expect_request("**/checkins") as sent:
        page.click('[data-act="send"]')
    expect(page.locator("#found")).not_to_be_visible()
    assert "井盖移位" in (sent.value.post_data or "")
    # His own team has nothing left: until he has read so, the page stays with what it showed.
    expect(page.locator("#changes")).to_be_visible()
    page.click('#changes [data-act="got-it"]')
    expect(page.locator("#changes")).not_to_be_visible()
    known = page.evaluate(
        """async () => {
          const community = document.body.dataset.community;
          const night = await (await fetch(`/app/${community}/night`)).json();
          return night.rounds.flatMap((round) => round.stops)
            .filter((stop) => stop.result === "finding").map((stop) => stop.code);
        }"""
    )
    assert code in known
    phone.assert_quiet()


def test_a_check_in_that_was_not_sent_is_sent_under_the_new_plan(phone: Watched) -> None:
    page = phone.page
    _, other = teams(page)
    lost: list[str] = []

    def no_network(route: Route) -> None:
        lost.append(route.request.post_data or "")
        route.abort("connectionreset")

    page.route("**/checkins", no_network)
    page.click('[data-act="all-clear"]')
    expect(page.get_by_test_id("not-sent")).to_be_visible()
    page.evaluate(CHANGED, other)
    page.evaluate(LOOKED_AT)
    expect(page.locator("#changes")).to_be_visible()
    # The next stop stays, and so does what was said of it.
    expect(page.get_by_test_id("not-sent")).to_be_visible()
    page.unroute("**/checkins")
    with page.expect_response("**/checkins") as stored:
        page.click('[data-act="again"]')
    assert stored.value.status == 201
    assert stored.value.request.post_data == lost[0]
    expect(page.get_by_test_id("not-sent")).not_to_be_visible()


ENDED = """async (teamId) => {
  const community = document.body.dataset.community;
  const night = await (await fetch(`/app/${community}/night`)).json();
  const own = night.rounds.filter((round) => round.team_id === teamId)
    .find((round) => round.stops.some((stop) => stop.state === "planned"));
  const answer = await fetch(`/rounds/${own.id}/end`, { method: "POST",
    body: JSON.stringify({ reason: "hurt", team_out: true }),
    headers: { "Content-Type": "application/json", "X-Yuxun": "1" } });
  if (!answer.ok) throw new Error(await answer.text());
}"""
NEWEST_TO_PHONES = """async () => {
  const community = document.body.dataset.community;
  const read = async () => (await fetch(`/app/${community}/running`)).json();
  let now = await read();
  for (let look = 0; look < 60 && now.newest_plan_id === now.plan_id; look += 1) {
    await new Promise((done) => setTimeout(done, 500));
    now = await read();
  }
  const answer = await fetch(`/rounds/${now.newest_plan_id}/publish`, { method: "POST", body: "{}",
    headers: { "Content-Type": "application/json", "X-Yuxun": "1" } });
  if (!answer.ok) throw new Error(await answer.text());
}"""


def test_a_team_that_is_taken_out_reads_so_and_says_got_it(phone: Watched) -> None:
    page = phone.page
    own, _ = teams(page)
    page.click('[data-act="teams"]')
    page.click(f'#team-list [data-team="{own}"]')
    code = page.locator("#card .code").inner_text()
    held = page.locator("#changes.is-held")
    page.evaluate(ENDED, own)
    page.evaluate(LOOKED_AT)
    expect(held).to_contain_text("已由社区办公室结束：有人受伤")
    expect(held).to_contain_text(code)
    expect(page.locator("#card .code")).to_have_text(code)
    page.evaluate(NEWEST_TO_PHONES)
    page.reload()
    expect(held).to_contain_text("已由社区办公室结束：有人受伤")
    page.click('#changes [data-act="got-it"]')
    expect(held).to_have_count(0)
    expect(page.get_by_test_id("round-end")).to_contain_text("已由社区办公室结束")
    page.evaluate(LOOKED_AT)
    page.reload()
    expect(page.get_by_test_id("round-end")).to_contain_text("已由社区办公室结束")
    expect(held).to_have_count(0)
    phone.assert_quiet()
