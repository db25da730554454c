"""What is not there is told: as a page to a browser, as problem+json to a program."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from api.security import one_vary

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nothing", "/collections/homes", "/rounds/nobody"])
def test_a_browser_gets_a_page_with_the_sentence_and_ways_on(shared: TestClient, path: str) -> None:
    answer = shared.get(path, headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "这里没有" in answer.text
    assert "style=" not in answer.text and "<style" not in answer.text
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)
    for link in re.findall(r'<li><a href="([^"]+)"', answer.text):
        assert shared.get(link, headers=BROWSER).status_code == 200
    program = shared.get(path)
    assert program.status_code == 404
    assert program.headers["content-type"] == "application/problem+json"


def test_the_path_is_text_on_the_page(shared: TestClient) -> None:
    answer = shared.get("/<script>alert(1)</script>", headers=BROWSER)
    assert "<script>alert" not in answer.text


def test_a_sentence_names_only_what_is_there(shared: TestClient) -> None:
    said = shared.get("/nothing?lang=en").json()["detail"]
    named = [each.strip(".,") for each in said.split("There are ")[1].split() if each[0] == "/"]
    assert len(named) == 5
    for path in named:
        assert shared.get(path).status_code == 200
    unknown = shared.get("/app/nobody/kinds?lang=en").json()["detail"]
    assert shared.get(unknown.split()[-1].strip(".")).status_code == 200


@pytest.mark.parametrize("path", ["/static/app.css", "/hazards", "/collections?f=html", "/docs"])
def test_vary_says_each_word_once(shared: TestClient, path: str) -> None:
    said = shared.get(path).headers.get_list("vary", split_commas=True)
    assert len({each.lower() for each in said}) == len(said)


def test_words_of_vary_are_put_together() -> None:
    said = [(b"vary", b"Accept, Accept-Encoding"), (b"x", b"1"), (b"Vary", b"accept-encoding")]
    assert one_vary(said) == [(b"x", b"1"), (b"vary", b"Accept, Accept-Encoding")]
