"""The outline of a community."""

from __future__ import annotations

from maps.layers.ours import OurLayer


class BoundaryLayer(OurLayer):
    """The boundary as a dash-dotted line, what lies outside it veiled.

    source: `/collections/communities/items/{community}`, or polygons as GeoJSON.
    """

    script_name = "boundary"
    drawn_by = ("boundary.js", "BoundaryLayer")
    served = "/collections/communities/items/{community}"
