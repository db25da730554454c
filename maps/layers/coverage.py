"""Cells or areas with a number each: how long since the last visit, how many findings, …"""

from __future__ import annotations

from maps.layers.ours import OurLayer


class CoverageLayer(OurLayer):
    """Areas in one of six colours, from little to much, with their number inside.

    source: an address, or polygons (or points) as GeoJSON with the properties `value` (a number
    or null), `band` (0, least, to 5, most) and `label` (a sentence of ours with numbers in it,
    shown on tap). An area without a value is an outline in dashes.
    """

    script_name = "coverage"
    drawn_by = ("coverage.js", "CoverageLayer")
