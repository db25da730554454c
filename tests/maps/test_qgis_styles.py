"""The styles for QGIS are well-formed and in our colours."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from maps import qgis_styles
from maps.style import LIGHT, RANKS, TEAMS_LIGHT
from tests.hostile import PAYLOADS

WORDS = {rank: f"rank {rank}" for rank in RANKS}
RANKED = [
    qgis_styles.hazards(WORDS),
    qgis_styles.hazard_shapes(WORDS, "line"),
    qgis_styles.hazard_shapes(WORDS, "fill"),
]


def rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


@pytest.mark.parametrize("style", RANKED, ids=["points", "lines", "areas"])
def test_each_rank_has_its_colour_and_word(style: str) -> None:
    root = ET.fromstring(style)
    assert root.find("renderer-v2").get("attr") == "rank"  # type: ignore[union-attr]
    named = {each.get("value"): each.get("label") for each in root.iter("category")}
    assert named == {str(rank): word for rank, word in WORDS.items()}
    for symbol in root.iter("symbol"):
        rank = int(symbol.get("name", "")) + 1
        assert rgb(LIGHT[f"rank-{rank}"]) in ET.tostring(symbol, encoding="unicode")


@pytest.mark.parametrize("style", [qgis_styles.stops(), qgis_styles.legs()], ids=["stops", "legs"])
def test_each_team_has_its_colour(style: str) -> None:
    symbols = list(ET.fromstring(style).iter("symbol"))
    assert len(symbols) == qgis_styles.TEAM_COLOURS
    assert f"team-{qgis_styles.TEAM_COLOURS + 1}" not in TEAMS_LIGHT
    for n, symbol in enumerate(symbols, 1):
        assert rgb(TEAMS_LIGHT[f"team-{n}"]) in ET.tostring(symbol, encoding="unicode")


def test_labels_are_fields_as_plain_text() -> None:
    for style in (*RANKED, qgis_styles.streets(), qgis_styles.stops(), qgis_styles.boundary()):
        for label in ET.fromstring(style).iter("text-style"):
            assert (label.get("isExpression"), label.get("allowHtml")) == ("0", "0")
            assert label.get("fieldName") in {"code", "name", "seq"}


def test_a_word_is_only_ever_a_word() -> None:
    for payload in (each for each in PAYLOADS if each.isprintable()):
        root = ET.fromstring(qgis_styles.hazards(dict.fromkeys(RANKS, payload)))
        assert {each.get("label") for each in root.iter("category")} == {payload}
