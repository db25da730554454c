"""Warnings, the response and drafts through HTTP: said in the reader's language, kept once."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from data.store import Store
from tests import town
from tests.api import filled

# 03:00 in Beijing, the day after in the date of UTC's evening.
AT_THREE = datetime(2026, 7, 22, 19, 0, tzinfo=UTC)
CHINESE = {"X-Yuxun": "1", "Accept-Language": "zh-CN"}


@pytest.fixture
def night(store: Store) -> TestClient:
    """A client at three in the morning."""
    return filled.client_of(store, filled.Hand(AT_THREE))


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [("rain", "orange", ("暴雨", "橙色")), ("wind", "blue", ("大风", "蓝色")),
     ("thunder", "yellow", ("雷", "黄色"))],
)  # fmt: skip
def test_a_warning_is_said_in_chinese_and_local_time(
    night: TestClient, kind: str, level: str, words: tuple[str, ...]
) -> None:
    body = {"community_id": town.COMMUNITY, "kind": kind, "level": level}
    answer = night.post("/warnings", json=body, headers=CHINESE)
    assert answer.status_code == 201, answer.text
    said = answer.json()["sentence"]
    assert all(word in said for word in words), said
    assert "07-23 03:00" in said
    assert "07-23 15:00" in said
    assert not {kind, level, kind.title(), level.title()} & set(said.replace("，", " ").split())
    english = night.post("/warnings", json=body, headers=CHINESE | {"Accept-Language": "en"})
    assert level.title() in english.json()["sentence"]


def test_a_lifted_warning_is_said_in_chinese(night: TestClient) -> None:
    body = {"community_id": town.COMMUNITY, "kind": "rain", "level": "none"}
    said = night.post("/warnings", json=body, headers=CHINESE).json()["sentence"]
    assert "雨" in said
    assert "rain" not in said.lower()


def test_a_blank_leader_lets_nobody_out(night: TestClient) -> None:
    address = f"/app/{town.COMMUNITY}/response"
    for blank in ("", "   ", "\u3000"):
        sent = {"level": "red", "leader": blank}
        assert night.post(address, json=sent, headers=CHINESE).json()["leader"] == ""
    for unread in ("\u200b", "a\x00"):
        sent = {"level": "red", "leader": unread}
        answer = night.post(address, json=sent, headers=CHINESE)
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["where"] == "leader"


@pytest.mark.parametrize("night_", ["9999-12-31", "0001-01-01"])
def test_a_night_at_the_end_of_time_is_refused(night: TestClient, night_: str) -> None:
    body = {"community_id": town.COMMUNITY, "night": night_}
    assert night.post("/rounds", json=body, headers=CHINESE).status_code == 422


def test_a_draft_is_confirmed_once(night: TestClient) -> None:
    draft = {
        "id": str(uuid4()), "kind": "leaning_tree", "scale": "T2",
        "geometry": {"type": "Point", "coordinates": town.at(150, 108)},
    }  # fmt: skip
    added = night.post(f"/app/{town.COMMUNITY}/hazards", json=draft, headers=CHINESE).json()
    address = f"/app/hazards/{draft['id']}/confirm"
    public = f"/collections/hazards/items/{draft['id']}"
    assert added["status"] == "draft"
    assert night.get(public).status_code == 404
    assert night.post(address, headers=CHINESE).status_code == 428
    stale = night.post(address, headers=CHINESE | {"If-Match": '"9"'})
    assert stale.status_code == 412
    for _ in range(2):
        answer = night.post(address, headers=CHINESE | {"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["status"]) == (200, "active")
    assert answer.json()["version"] == 2
    assert night.get(public).status_code == 200
    away = filled.client_of(night.app.state.store, address=("192.0.2.7", 5))  # type: ignore[attr-defined]
    assert away.post(address, headers=CHINESE | {"If-Match": '"2"'}).status_code == 403
