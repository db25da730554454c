"""The night's modules alone, in Chromium, no server: geometry, order, what counts as stored."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from maps.words import STATIC

pytestmark = pytest.mark.browser
HOST = "http://localhost:9"  # nothing listens there: every answer is made here
TYPES = {".js": "text/javascript", ".json": "application/json"}
BLANK = '<!doctype html><html lang="zh-CN"><body data-community="c1"></body></html>'
STOP = {"id": "s1", "hazard_id": "h1", "seq": 1, "round_id": "r1"}


def answer_from_disk(route: Route) -> None:
    path = route.request.url.removeprefix(HOST).split("?")[0]
    file = STATIC / path.removeprefix("/static/")
    if path == "/":
        route.fulfill(body=BLANK, content_type="text/html")
    elif path.startswith("/static/") and file.is_file():
        route.fulfill(body=file.read_text("utf-8"), content_type=TYPES[file.suffix])
    else:
        route.fulfill(status=404, body="")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.route(f"{HOST}/**", answer_from_disk)
    opened.goto(HOST)
    yield opened
    context.close()


def run(page: Page, module: str, body: str, value: Any = None) -> Any:
    return page.evaluate(
        f"async (value) => {{ const m = await import('/static/{module}.js'); {body} }}", value
    )


def test_a_way_out_and_back_shows_two_lines(page: Page) -> None:
    out = [{"x": 0, "y": 0}, {"x": 100, "y": 0}]
    there, back = run(page, "route_line", "return value.map((l) => m.keptRight(l, 4));",
                      [out, out[::-1]])  # fmt: skip
    # Pixels: y grows downward, so the right of eastward is below, of westward above.
    assert [point["y"] for point in there] == [4, 4]
    assert [point["y"] for point in back] == [-4, -4]


def test_arrows_are_evenly_spaced_over_corners(page: Page) -> None:
    corner = [{"x": 0, "y": 0}, {"x": 50, "y": 0}, {"x": 50, "y": 100}]
    arrows = run(page, "route_line", "return m.arrowsOn(value, 40, 30);", corner)
    along = [each["x"] + each["y"] for each in arrows]
    assert along == pytest.approx([30, 70, 110, 150])
    assert [round(each["angle"], 3) for each in arrows] == [0, 1.571, 1.571, 1.571]


def test_marks_are_pushed_apart_but_not_away(page: Page) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    rng = random.Random(seed)
    points = [{"x": rng.uniform(0, 300), "y": rng.uniform(0, 300)} for _ in range(25)]
    points += [points[0], points[0]]
    twice = run(page, "spread", "return [m.spread(value), m.spread(value)];", points)
    assert twice[0] == twice[1]
    assert all((each["x"] ** 2 + each["y"] ** 2) ** 0.5 <= 31 for each in twice[0])
    ends = {(p["x"] + o["x"], p["y"] + o["y"]) for p, o in zip(points, twice[0], strict=True)}
    assert len(ends) == len(points)


def test_two_walks_of_one_team_in_one_pass_read_as_one(page: Page) -> None:
    def walk(name: str, hour: int, stops: int) -> dict[str, Any]:
        day = f"2026-07-22T{hour}"
        numbers = range(1, stops + 1)
        return {
            "id": name, "team_id": "t", "pass_no": 3, "length_m": 100,
            "starts_at": f"{day}:00:00+08:00", "ends_at": f"{day}:50:00+08:00",
            "stops": [{"id": f"{name}{n}", "seq": n, "state": "planned"} for n in numbers],
            "legs": [{"seq": n, "through": False, "length_m": 10, "walk_s": 8, "g": []}
                     for n in range(1, stops + 2)],
        }  # fmt: skip

    [one] = run(page, "stops", "return m.joined(value);", [walk("b", 21, 3), walk("a", 20, 2)])
    assert [each["id"] for each in one["stops"]] == ["a1", "a2", "b1", "b2", "b3"]
    assert [each["seq"] for each in one["stops"]] == [1, 2, 3, 4, 5]
    assert [each["round_id"] for each in one["stops"]] == ["a", "a", "b", "b", "b"]
    assert one["ends_at"].startswith("2026-07-22T21:50")
    way = run(page, "stops", "return m.walkTo(value, value.stops[2]);", one)
    assert way == {"length_m": 20, "walk_s": 16}  # back to the base, and out again


@pytest.mark.parametrize(
    ("clock", "name"), [("19:30", "a"), ("20:00", "a"), ("23:59", "b"), ("06:00", "b")]
)
def test_opens_with_the_pass_that_runs_or_comes_next(page: Page, clock: str, name: str) -> None:
    day = "23" if clock < "12" else "22"
    passes = [
        {"name": "a", "from": "2026-07-22T20:00:00+08:00", "to": "2026-07-22T23:15:00+08:00"},
        {"name": "b", "from": "2026-07-23T00:45:00+08:00", "to": "2026-07-23T05:00:00+08:00"},
    ]
    at = f"2026-07-{day}T{clock}:00+08:00"
    assert run(page, "stops", "return m.passAt(value[0], new Date(value[1])).name;",
               [passes, at]) == name  # fmt: skip


def test_a_metre_is_a_metre(page: Page) -> None:
    far = run(page, "position", "return m.metresBetween([116.0, 39.9], [116.0, 39.901]);")
    assert far == pytest.approx(111.2, abs=0.1)


SEND = """
  const said = m.frozen({ key: "k1", communityId: "c1", stop: value, result: "clear" });
  try { return { stored: await m.send(said) }; }
  catch (error) { return { refused: error.refused, sentence: error.message }; }
"""


def answers(page: Page, status: int, body: str, kind: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(status=status, body=body, content_type=kind)

    page.route(f"{HOST}/checkins", answer)
    return sent


def test_a_receipt_with_our_key_is_stored(page: Page) -> None:
    answers(page, 201, '{"key": "k1", "seq": 7, "received_at": "2026-07-22T20:31:00+08:00"}',
            "application/json")  # fmt: skip
    assert run(page, "checkin", SEND, STOP)["stored"]["seq"] == 7


@pytest.mark.parametrize(
    ("status", "body", "kind", "refused"),
    [
        (200, "<html>Sign in to this Wi-Fi</html>", "text/html", False),
        (200, '{"key": "another"}', "application/json", False),
        (200, "null", "application/json", False),
        (201, '{"key": "k1"', "application/json", False),
        (500, "", "text/plain", False),
        (503, '{"detail": "busy"}', "application/problem+json", False),
        (401, '{"detail": "log in"}', "application/problem+json", False),
        (413, "", "text/html", False),
        (422, '{"detail": "That key was used."}', "application/problem+json", True),
        (404, '{"detail": "No such stop."}', "application/problem+json", True),
    ],
)
def test_anything_else_is_not_stored(
    page: Page, status: int, body: str, kind: str, refused: bool
) -> None:
    answers(page, status, body, kind)
    outcome = run(page, "checkin", SEND, STOP)
    assert "stored" not in outcome
    assert outcome["refused"] is refused
    assert outcome["sentence"]


def test_a_cut_line_is_not_stored_and_the_second_try_is_the_same_bytes(page: Page) -> None:
    sent: list[str | None] = []

    def cut_once(route: Route) -> None:
        sent.append(route.request.post_data)
        if len(sent) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(status=201, body='{"key": "k1"}', content_type="application/json")

    page.route(f"{HOST}/checkins", cut_once)
    twice = """
      const said = m.frozen({ key: "k1", communityId: "c1", stop: value, result: "clear" });
      const first = await m.send(said).catch(() => null);
      return [first, await m.send(said)];
    """
    assert run(page, "checkin", twice, STOP) == [None, {"key": "k1"}]
    assert sent[0] == sent[1]


def test_the_counter_of_a_device_only_grows(page: Page) -> None:
    said = run(page, "checkin", """
      const each = () => m.frozen({ key: "k", communityId: "c1", stop: value, result: "clear" });
      return [each(), each(), each()];
    """, STOP)  # fmt: skip
    assert [each["counter"] for each in said] == [1, 2, 3]
    assert len({each["device_id"] for each in said}) == 1


def test_the_finding_pictures_tell_every_step_apart(page: Page) -> None:
    scales = [["flood_segment", 5], ["leak_building", 4], ["leaning_tree", 4], ["unknown", 4]]
    drawn = run(page, "scales", """
      return value.map(([kind, steps]) =>
        [...Array(steps).keys()].map((place) => m.scalePicture(kind, 1, place).innerHTML));
    """, scales)  # fmt: skip
    for pictures in drawn:
        assert len(set(pictures)) == len(pictures)
