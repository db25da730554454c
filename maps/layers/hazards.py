"""Hazards by kind and rank: colour, shape and word."""

from __future__ import annotations

from folium.template import Template

from maps.layers.ours import OurLayer


class HazardLayer(OurLayer):
    """Asks for what is in view, worst first, and draws it on canvas."""

    script_name = "hazards"
    imports = {"hazards.js": ("HazardLayer",)}  # noqa: RUF012  (declared ClassVar in OurLayer)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var hazards = new HazardLayer("/app/{community}/hazards");
        {% endmacro %}
        """
    )
