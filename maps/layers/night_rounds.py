"""Tonight's rounds: numbered stops and the way along the streets."""

from __future__ import annotations

from folium.template import Template

from maps.layers.ours import OurLayer


class NightRoundLayer(OurLayer):
    """An empty group that `rounds.js` fills with the rounds that the page shows."""

    script_name = "rounds"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var rounds = L.layerGroup();
        {% endmacro %}
        """
    )
