"""What is said in which language."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.words import LANGUAGES, browser_json, browser_keys, count, negotiate, say, words


def test_chinese_is_said_and_english_is_the_key() -> None:
    assert say("zh_CN", "Undo") == "撤销"
    assert say("en", "Undo") == "Undo"


def test_what_nobody_translated_is_said_in_english() -> None:
    assert say("zh_CN", "No such sentence {n}", n=3) == "No such sentence 3"


def test_counting_knows_one_and_many() -> None:
    assert count("en", "{n} hazard", "{n} hazards", 1) == "1 hazard"
    assert count("en", "{n} hazard", "{n} hazards", 2) == "2 hazards"
    assert count("zh_CN", "{n} hazard", "{n} hazards", 2) == "2 处隐患"


@pytest.mark.parametrize("value", ["{n}", "{{7*7}}", "{% off", "${1}", "{code.__class__}", "%s"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_value_is_filled_in_and_never_read_as_a_template(lang: str, value: str) -> None:
    assert value in say(lang, "{code} is on the map.", code=value)


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "spoken"),
    [
        (None, None, None, "zh_CN"),
        ("en", "zh_CN", "zh-CN", "en"),
        ("zh_CN", "en", "en", "zh_CN"),
        ("zh-Hans", None, "en", "zh_CN"),
        (None, "en", "zh-CN,zh;q=0.9", "en"),
        (None, None, "en-GB,en;q=0.9", "en"),
        (None, None, "fr,en;q=0.5,zh;q=0.7", "zh_CN"),
        (None, None, "en;q=0,zh;q=0.1", "zh_CN"),
        (None, None, "de", "zh_CN"),
        ("xx", "yy", "en", "en"),
    ],
)
def test_the_address_goes_before_the_cookie_and_the_cookie_before_the_browser(
    asked: str | None, cookie: str | None, accept: str | None, spoken: str
) -> None:
    assert negotiate(asked, cookie, accept) == spoken


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_header_gives_a_language(asked: str, accept: str) -> None:
    assert negotiate(asked, None, accept) in LANGUAGES


def test_an_unknown_language_gets_the_first_one() -> None:
    assert words("xx").lang == "zh_CN"
    assert words("zh_CN").html_lang == "zh-CN"


def test_the_browser_gets_its_own_words_only() -> None:
    sent = json.loads(browser_json("zh_CN"))
    assert sent["Undo"] == "撤销"
    assert sent["{n} hazard"] == "{n} 处隐患"
    assert set(sent) <= browser_keys()
    assert "No community yet" not in sent  # a template says it, no module does
    assert len(browser_json("en")) < 200
