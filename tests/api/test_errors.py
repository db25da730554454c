from __future__ import annotations

import json
from http import HTTPStatus

import pytest
from fastapi import FastAPI, Query
from pydantic import BaseModel
from starlette.testclient import TestClient

from api import errors
from api.errors import STATUS, problem_answer, status_of
from geo import errors as ours
from geo.errors import NotFound, Problem, StoreUnavailable, YuxunError
from geo.sentences import reason


def every_class(root: type[YuxunError] = YuxunError) -> list[type[YuxunError]]:
    return [root, *(each for sub in root.__subclasses__() for each in every_class(sub))]


def test_every_error_has_a_status_of_its_own_row() -> None:
    assert set(STATUS) == set(every_class())
    assert ours.__doc__ is not None
    for each in STATUS:
        assert each.__name__ in ours.__doc__, "the tree at the head of geo.errors"


@pytest.mark.parametrize("kind", list(STATUS), ids=lambda kind: kind.__name__)
def test_each_is_said_as_problem_json(kind: type[YuxunError]) -> None:
    problem = Problem("row 7", "“{answer}” cannot be read here.", {"answer": "<b>"})
    error = kind("There is no street “{name}”.", name="{0}", problems=[problem])
    answer = problem_answer(error, "en")
    told = json.loads(bytes(answer.body))
    assert answer.status_code == told["status"] == STATUS[kind]
    assert answer.media_type == "application/problem+json"
    assert told["detail"] == "There is no street “{0}”."
    assert told["problems"] == [{"where": "row 7", "sentence": "“<b>” cannot be read here."}]
    assert told["title"] == HTTPStatus(answer.status_code).phrase
    assert answer.headers["cache-control"] == "no-store"


def test_a_class_without_a_row_has_its_nearest_ancestors() -> None:
    class Vanished(NotFound):
        pass

    try:
        assert status_of(Vanished("gone")) is HTTPStatus.NOT_FOUND
    finally:
        del Vanished


def test_a_sentence_within_a_sentence_is_said() -> None:
    error = NotFound("No round: {why}", why=reason("{team} has one member", team="A"))
    assert json.loads(bytes(problem_answer(error, "en").body))["detail"].endswith(
        "A has one member"
    )


class Body(BaseModel):
    depth_cm: float


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    errors.install(app)

    @app.get("/ask")
    def ask(count: int = Query(le=5)) -> int:
        return count

    @app.post("/tell")
    def tell(body: Body) -> float:
        return body.depth_cm

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret of the inside")

    return TestClient(app, raise_server_exceptions=False)


def test_a_wrong_address_is_400_and_a_wrong_body_422(client: TestClient) -> None:
    answer = client.get("/ask?count=7")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["where"] == "count"
    answer = client.post("/tell", json={"depth_cm": "deep"})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["where"] == "depth_cm"
    broken = client.post("/tell", content=b"{", headers={"content-type": "application/json"})
    assert broken.status_code == 422


def test_what_the_framework_refuses_is_said_by_us(client: TestClient) -> None:
    missing = client.get("/nothing{0}")
    assert missing.status_code == 404 and "/nothing{0}" in missing.json()["detail"]
    wrong = client.delete("/ask")
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET"


def test_a_mistake_of_ours_says_nothing_of_our_insides(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "secret" in caplog.text


def test_the_sentence_is_in_the_language_that_was_asked(client: TestClient) -> None:
    english = client.get("/nothing?lang=en").json()["detail"]
    assert english.startswith("There is nothing at")


def test_where_the_store_lies_is_for_the_log_only(caplog: pytest.LogCaptureFixture) -> None:
    error = StoreUnavailable(
        "The store {store} cannot be used: {why}.", store="/home/wang/secret/yuxun.db", why="full"
    )
    told = json.loads(bytes(problem_answer(error, "en").body))["detail"]
    assert told == "The store yuxun.db cannot be used: full."
    assert "/home/wang/secret/yuxun.db" in caplog.text
