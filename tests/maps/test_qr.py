"""A QR code says what it was given, to a reader that knows nothing of how it was made."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.sheets.qr import qr_svg
from tests.maps.qr_read import read_svg

ADDRESS = "http://192.168.1.20:8000/h/8334fabd-c8be-59cc-bac8-e1598337dafd"
# Small letters make it bytes, which is what addresses are.
TEXTS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=110)


@given(TEXTS, st.booleans())
def test_what_is_read_is_what_was_written(text: str, hard_wearing: bool) -> None:
    assert read_svg(qr_svg(f"/h/{text}", hard_wearing=hard_wearing)) == f"/h/{text}"


def test_one_square_turned_is_noticed_by_the_reader() -> None:
    """The control: it reads squares, and does not guess."""
    svg = str(qr_svg(ADDRESS))
    assert read_svg(svg) == ADDRESS
    alone = re.findall(r"M\d+ \d+h1v1h-1z", svg)
    with pytest.raises(AssertionError):
        read_svg(svg.replace(alone[len(alone) // 2], ""))


def test_a_label_wears_harder_than_a_sheet() -> None:
    def side(svg: str) -> int:
        return int(ElementTree.fromstring(svg).attrib["viewBox"].split()[2])

    assert side(qr_svg(ADDRESS, hard_wearing=True)) > side(qr_svg(ADDRESS))


def test_it_has_no_style_of_its_own() -> None:
    root = ElementTree.fromstring(qr_svg(ADDRESS))
    for each in root.iter():
        assert not set(each.attrib) & {"style", "onload", "href"}
        assert each.tag.endswith(("svg", "path"))


def test_too_much_is_refused() -> None:
    with pytest.raises(ValueError, match="data"):
        qr_svg("x" * 5000)
