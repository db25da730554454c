"""Inert data comes back as it was and holds nothing that a template or a script would read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from maps.inert import inert

TEXT = st.text() | st.text(st.characters(codec=None)) | st.text("{}%#<>&$`'\\\"/\u2028\u2029ab")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_it_comes_back_as_it_was_also_through_a_second_compile(value: object) -> None:
    said = inert(value)
    assert json.loads(said) == value
    assert Environment(autoescape=False).from_string(said).render() == said


@given(VALUES)
def test_no_string_holds_what_a_template_or_a_script_reads(value: object) -> None:
    said = inert(value)
    for mark in ("{{", "}}", "{%", "%}", "{#", "#}", "</", "<!", "${", "`", "'", "&", "\u2028"):
        assert mark not in said


def test_json_alone_would_be_compiled() -> None:
    """The control."""
    plain = json.dumps({"name": "{{7*7}}"})
    assert "49" in Environment(autoescape=False).from_string(plain).render()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"x": [float("-inf")]}, object()])
def test_what_json_has_no_form_for_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"JSON|serializable|compliant"):
        inert(value)
