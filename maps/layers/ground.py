"""The base map: our own streets, buildings, water, walls and gates, and the boundary."""

from __future__ import annotations

from maps.layers.ours import OurLayer


class GroundLayer(OurLayer):
    """Drawn on canvas from one small answer; the boundary and what lies outside it with it.

    source: `/app/{community}/ground`, or what `maps.base_map.packed` gives, made inert.
    """

    script_name = "ground"
    drawn_by = ("ground.js", "GroundLayer")
    served = "/app/{community}/ground"
