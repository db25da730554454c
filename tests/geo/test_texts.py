"""Text that can be kept, and text that is shown in a complaint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.texts import LONGEST, check_text, shown


@pytest.mark.parametrize(
    "text",
    ["", "雨巡", "{{7*7}}", "50{% off", "${1}", "</script><script>", "<img onerror=x>", "=1+1",
     "a\tb\nc\r\n", "👷‍♀️", "\u2028", "雨" * LONGEST],
)  # fmt: skip
def test_markup_and_any_script_are_legal_text(text: str) -> None:
    assert check_text("name", text) == []


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_control_characters_are_named_by_their_number(sign: str) -> None:
    (problem,) = check_text("name", f"a{sign}b")
    assert f"U+{ord(sign):04X}" in str(problem)


def test_too_long_is_said_with_both_numbers() -> None:
    (problem,) = check_text("note", "x" * 2001)
    assert "2001" in str(problem)
    assert "2000" in str(problem)


@given(st.text())
def test_legal_text_survives_utf8_and_holds_no_nul(text: str) -> None:
    if not check_text("name", text):
        assert text.encode().decode() == text
        assert "\0" not in text


@given(st.text() | st.integers() | st.floats() | st.lists(st.text()))
def test_what_is_shown_is_short_and_on_one_line(value: object) -> None:
    assert len(shown(value)) <= 40
    assert shown(value).isprintable()
