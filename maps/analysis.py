"""An analysis as one file of HTML that opens with the network off: folium's map, list beside it.

The folium map holds constants and is rendered once, whatever is asked for later; the numbers go
into the page through `maps.inert` and are drawn by the same modules as on the served page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from markupsafe import Markup

from maps.inert import inert
from maps.layers.analysis import AnalysisLayer
from maps.layers.controls import ZoomControl
from maps.layers.ground import GroundLayer
from maps.layers.hazards import HazardLayer
from maps.layers.ours import OurLayer
from maps.map_parts import Parts
from maps.one_file import one_file
from maps.shell import OpeningView, ShellMap, parts

NOTHING = {"type": "FeatureCollection", "features": []}
HEAD = Markup('<header class="an-head" id="an-head"></header>')
LIST = Markup('<section class="an-list" id="an-list"></section>')
SHOWN = 'import { showFile } from "./analysis_file.js";\nshowFile(map, analysis);'
MARKED = 'import { showHazards } from "./analysis_file.js";\nshowHazards(map, hazards);'


def analysis_file(
    answer: Mapping[str, object], ground: Mapping[str, object], *, lang: str, theme: str = "auto"
) -> str:
    """The HTML of an analysis.

    answer: as `GET /app/{community}/analysis/{kind}` has it. ground: the base map, as
    `maps.base_map.packed` gives it; which building has which number stays out of the file.
    """
    carried = {"data-ground": inert(_without_numbers(ground)), "data-analysis": inert(NOTHING)}
    return one_file(
        replace(_parts(AnalysisLayer), data=carried),
        title="Analysis", lang=lang, theme=theme, styles=("analysis.css",),
        data={"analysis-answer": inert(dict(answer))}, head=HEAD, foot=LIST, more=SHOWN,
    )  # fmt: skip


def hazards_file(
    answer: Mapping[str, object], hazards: Mapping[str, object], ground: Mapping[str, object], *,
    lang: str, theme: str = "auto",
) -> str:  # fmt: skip
    """The HTML of a community's hazards, as marks and as a list.

    hazards: a FeatureCollection as `maps.layers.hazards` reads it. answer, ground: as
    `analysis_file`.
    """
    carried = {"data-ground": inert(_without_numbers(ground)), "data-hazards": inert(hazards)}
    return one_file(
        replace(_parts(HazardLayer), data=carried),
        title="Hazards", lang=lang, theme=theme, styles=("analysis.css",),
        data={"analysis-answer": inert(dict(answer))}, head=HEAD, foot=LIST, more=MARKED,
    )  # fmt: skip


def render_ahead() -> None:
    """Have folium render what files are made from, before anybody asks for one."""
    for layer in (AnalysisLayer, HazardLayer):
        _parts(layer)


@cache
def _parts(layer: type[OurLayer]) -> Parts:
    made = ShellMap()
    for each in (OpeningView(), ZoomControl(), GroundLayer(inert({})), layer(inert(NOTHING))):
        made.add_child(each)
    return parts(made)


def _without_numbers(ground: Mapping[str, object]) -> dict[str, object]:
    buildings = ground.get("buildings", ())
    assert isinstance(buildings, list)
    return {**ground, "buildings": [{**each, "n": "", "t": ""} for each in buildings]}
