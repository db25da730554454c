"""Hazards by kind and rank: colour, shape and word."""

from __future__ import annotations

from maps.layers.ours import OurLayer


class HazardLayer(OurLayer):
    """Drawn on canvas, worst on top; from an address it asks for what is in view, worst first.

    source: `/app/{community}/hazards`, or a FeatureCollection of hazards with the properties
    `id`, `code`, `kind`, `rank` (1 to 4) and, where known, `name`, `status`, `next_due_at`,
    `last_visited_at` (RFC 3339). Each feature without an `id` among its properties has its own.
    """

    script_name = "hazards"
    drawn_by = ("hazards.js", "HazardLayer")
    served = "/app/{community}/hazards"
