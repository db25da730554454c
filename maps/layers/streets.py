"""Streets by what they are, where the whole base map is not at hand."""

from __future__ import annotations

from maps.layers.ours import OurLayer


class StreetLayer(OurLayer):
    """Lines as wide as their kind asks for.

    source: `/collections/streets/items?community={community}&limit=1000`, or lines as GeoJSON
    with the property `kind` (as in OpenStreetMap: footway, residential, primary, …) and, where
    known, `lit`.
    """

    script_name = "streets"
    drawn_by = ("streets.js", "StreetLayer")
    served = "/collections/streets/items?community={community}&limit=1000"
