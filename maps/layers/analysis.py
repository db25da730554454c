"""Places with a number each, squares, spots and streets: what an analysis draws."""

from __future__ import annotations

from maps.layers.coverage import CoverageLayer


class AnalysisLayer(CoverageLayer):
    """As `CoverageLayer`, with lines too: a street wears its colour, its number stands on it.

    source: areas, points or lines as GeoJSON, each with an id and the properties `value`, `band`
    and `label`; or an empty collection that a page fills by `show`.
    """

    script_name = "analysis"
    drawn_by = ("analysis_layer.js", "AnalysisLayer")
