"""The base map: our own streets, buildings, water, walls and gates, and the boundary."""

from __future__ import annotations

from folium.template import Template

from maps.layers.ours import OurLayer


class GroundLayer(OurLayer):
    """Drawn on canvas from one small answer; the boundary and what lies outside it with it."""

    script_name = "ground"
    imports = {"ground.js": ("GroundLayer",)}  # noqa: RUF012  (declared ClassVar in OurLayer)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var ground = new GroundLayer("/app/{community}/ground");
        {% endmacro %}
        """
    )
