"""What is wrong with a request is said by us, in the reader's language, and says what to send."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core._pydantic_core import list_all_errors
from starlette.testclient import TestClient

from api.language import say
from api.wrong_bodies import problem_of
from tests import town

HERE = f"/app/{town.COMMUNITY}"
WRITES = {"X-Yuxun": "1"}
NOT_OURS = re.compile(r"should|Input|Field required|valid |Unable|parsing|pattern")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BODIES = [
    ("PUT", f"{HERE}/shifts"), ("POST", "/checkins"), ("POST", "/warnings"), ("POST", "/rounds"),
    ("POST", f"{HERE}/hazards"), ("POST", f"{HERE}/response"), ("POST", f"{HERE}/absences"),
    ("POST", f"{HERE}/swaps"), ("PUT", f"/app/hazards/{town.id_of('JS-01')}/place"),
]  # fmt: skip
NAMES = ["night", "teams", "from", "to", "team_id", "member_ids", "end", "key", "result", "level",
         "position", "community_id", "id", "scale", "geometry", "kind", "device_time", "seconds",
         "iterations", "by_hand", "from_at", "nonsense"]  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "9:00", "1999-01-01", "2026-07-22T20:00:00", "x" * 300]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=12,
)  # fmt: skip


def check_ours(problems: list[dict[str, str]], lang: str) -> None:
    assert problems
    for each in problems:
        assert not NOT_OURS.search(each["sentence"]), each
        assert bool(CHINESE.search(each["sentence"])) == (lang == "zh"), each


def sent(client: TestClient, way: tuple[str, str], body: Any, lang: str) -> list[dict[str, str]]:
    answer = client.request(way[0], f"{way[1]}?lang={lang}", json=body, headers=WRITES)
    assert answer.status_code == 422, (way, body, answer.text)
    problems: list[dict[str, str]] = answer.json()["problems"]
    return problems


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("way", BODIES, ids=lambda way: way[1].rsplit("/", 1)[-1])
def test_a_wrong_body_is_said_by_us(shared: TestClient, way: tuple[str, str], lang: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(VALUES)
    def tried(body: Any) -> None:
        wrong = body | {"nonsense": 1} if isinstance(body, dict) else body
        check_ours(sent(shared, way, wrong, lang), lang)

    tried()


@pytest.mark.parametrize(
    ("turn", "where", "said"),
    [
        ({"from": "9:00"}, "teams.0.from", "请写成 20:00 的样子。"),
        ({"from": None}, "teams.0.from", "请填文字。"),
        ({"team_id": "x" * 201}, "teams.0.team_id", "太长了：最多 200 个字。"),
        ({"member_ids": "wang"}, "teams.0.member_ids", "这里要发送列表 […]。"),
        ({"end": [116, 95]}, "teams.0.end.1", "请填不大于 90 的数。"),
        ({"end": [116]}, "teams.0.end.1", "缺少这一项，请补上。"),
        ({"frm": "1"}, "teams.0.frm", "这里没有这一项。请去掉，或检查名称是否写错。"),
    ],
)
def test_what_to_send_instead_is_named(
    shared: TestClient, turn: dict[str, Any], where: str, said: str
) -> None:
    good = {"team_id": town.id_of("Team 1"), "from": "20:00", "to": "23:00", "member_ids": []}
    body = {"night": "2026-07-22", "teams": [good | turn]}
    assert sent(shared, ("PUT", f"{HERE}/shifts"), body, "zh") == [
        {"where": where, "sentence": said}
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b'{"night":', "从第 10 个字符起无法读取"), (b"[\xff]", "UTF-8"), (b"", "缺少这一项")],
)
def test_what_is_no_json_is_said_by_us(shared: TestClient, content: bytes, said: str) -> None:
    answer = shared.put(
        f"{HERE}/shifts?lang=zh", content=content,
        headers={**WRITES, "Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.status_code in {400, 422}
    told = answer.json()
    check_ours(told.get("problems") or [{"sentence": told["detail"]}], "zh")
    assert said in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "asked",
    ["hazards?limit=0", "hazards?limit=x", "hazards?limit=5000", "hazards?rank=9",
     "hazards?overdue=perhaps", "hazards?limit=2.5", f"hazards?bbox={'1' * 201}",
     "night?draft=perhaps"],
)  # fmt: skip
def test_a_wrong_address_is_said_by_us(shared: TestClient, asked: str, lang: str) -> None:
    answer = shared.get(f"{HERE}/{asked}&lang={lang}")
    assert answer.status_code == 400
    check_ours(answer.json()["problems"], lang)


@pytest.mark.parametrize("known", list_all_errors(), ids=lambda known: known["type"])
def test_every_complaint_that_there_can_be_has_a_sentence_of_ours(known: dict[str, Any]) -> None:
    """The control is its own sentence: most of those would be found."""
    complaint = {
        "type": known["type"], "loc": ("body", "x"), "ctx": known.get("example_context"),
    }  # fmt: skip
    problem = problem_of(complaint)
    for lang in ("zh", "en"):
        said = say(problem.sentence, problem.values, {"zh": "zh_CN"}.get(lang, lang))
        check_ours([{"sentence": said}], lang)
