"""Texts in a drawing: escaped whatever they hold, and measured before they are placed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.drawing.measured import fitted, width, wrapped
from maps.drawing.svg import el, number, plain
from tests.hostile import PAYLOADS

SIZE, ROOM = 36.0, 400.0


@given(st.text())
def test_any_text_comes_back_from_the_xml_as_it_is_shown(text):
    node = ElementTree.fromstring(str(el("text", text, data_name=text)))
    assert (node.text or "") == plain(text)
    assert node.get("data-name") == plain(text)
    assert not list(node)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_payload_is_text_and_nothing_else(text):
    node = ElementTree.fromstring(str(el("text", text, data_name=text)))
    assert (node.text or "") == node.get("data-name") == plain(text)


@given(st.text(max_size=200), st.integers(1, 3))
def test_what_was_wrapped_fits_and_begins_as_it_was(text, lines):
    found = wrapped(text, SIZE, ROOM, lines)
    assert len(found) <= lines
    assert all(width(line, SIZE) <= ROOM for line in found)
    whole = "".join(found).rstrip("…").replace(" ", "")
    assert plain(text).replace(" ", "").startswith(whole.rstrip("…"))


def test_what_fits_is_left_alone():
    assert fitted("槐安路", SIZE, ROOM) == "槐安路"
    assert wrapped("Willow Dyke Road, by the old pumping station", SIZE, ROOM, 4) == [
        "Willow Dyke Road,", "by the old pumping", "station",
    ]  # fmt: skip
    assert wrapped("", SIZE, ROOM, 2) == []


def test_a_long_word_is_cut_with_an_ellipsis():
    assert fitted("w" * 90, SIZE, ROOM).endswith("w…")
    assert fitted("长" * 60, SIZE, ROOM) == "长" * 10 + "…"


def test_a_letter_keeps_its_accents():
    assert fitted("e\u0301" * 80, SIZE, ROOM)[:-1].endswith("\u0301")


@pytest.mark.parametrize(
    ("value", "said"), [(12, "12"), (3.04, "3"), (-0.04, "0"), (-2.55, "-2.5")]
)
def test_numbers_are_short(value, said):
    assert number(value) in {said, "-2.6"}
