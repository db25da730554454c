"""An analysis as one file: its answer comes back whole, and no house has a number in it."""

from __future__ import annotations

import json
import re
from typing import Any

from maps.analysis import analysis_file, hazards_file

ANSWER: dict[str, Any] = {"kind": "heat", "title": "{{7*7}}</script>", "views": [], "é": "`${1}`"}
GROUND: dict[str, Any] = {
    "streets": [], "buildings": [{"n": "9", "t": "Plum House", "f": 5, "g": [0, 0, 1, 1]}],
}  # fmt: skip


def embedded(html: str, key: str) -> Any:
    found = re.search(
        rf'<script type="application/json" id="{key}">(.*?)</script>', html, re.DOTALL
    )
    assert found is not None
    return json.loads(found[1])


def test_the_answer_comes_back_as_it_was() -> None:
    html = analysis_file(ANSWER, GROUND, lang="en")
    assert embedded(html, "analysis-answer") == ANSWER
    assert "{{7*7}}" not in html and "Analysis" in html


def test_no_house_has_a_number_or_a_name_in_a_file() -> None:
    html = analysis_file(ANSWER, GROUND, lang="en")
    [building] = embedded(html, "data-ground")["buildings"]
    assert (building["n"], building["t"], building["f"]) == ("", "", 5)
    assert "Plum House" not in html and GROUND["buildings"][0]["n"] == "9"


def test_the_same_answer_is_the_same_file() -> None:
    one, other = (analysis_file(ANSWER, GROUND, lang="en") for _ in range(2))
    assert one == other
    assert analysis_file({**ANSWER, "kind": "x"}, GROUND, lang="en") != one


def test_hazards_stand_in_a_layer_of_their_own() -> None:
    features = {"type": "FeatureCollection", "features": []}
    html = hazards_file(ANSWER, features, GROUND, lang="zh_CN")
    assert embedded(html, "data-hazards") == features
    assert 'lang="zh-CN"' in html
