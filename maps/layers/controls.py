"""The controls of a map, all from our own server: which layers are shown, …

folium's own classes where they work under a strict Content-Security-Policy; see
`docs/decisions/013-layers-controls-tiles.md`. What they say comes from the catalogue in the
browser, so a script is the same for every language.
"""

from __future__ import annotations

from typing import ClassVar

import folium
from branca.element import MacroElement
from folium.template import Template

from maps.layers.ours import OurLayer


class OurControl(MacroElement):
    """A control with a fixed name, made by a function of an ES module in `static/`."""

    script_name: ClassVar[str]
    imports: ClassVar[dict[str, tuple[str, ...]]] = {}
    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []

    def get_name(self) -> str:
        """A fixed name."""
        return self.script_name


class LayerControl(OurControl, folium.LayerControl):
    """Ticks for the layers of the map, named in the reader's language."""

    script_name = "layer_control"
    imports = {"layer_control.js": ("layerControl",)}  # noqa: RUF012  (declared ClassVar above)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        layerControl(map, [
        {%- for name in this.overlays.values() %}["{{ name }}", {{ name }}], {% endfor -%}
        ]);
        {% endmacro %}
        """
    )

    def render(self, **kwargs: object) -> str:
        """Take in every layer of the map, also two of one kind."""
        self.reset()
        beside = self._parent._children.values() if self._parent else ()
        layers = [item.get_name() for item in beside if isinstance(item, OurLayer)]
        self.overlays.update(zip(layers, layers, strict=True))
        MacroElement.render(self, **kwargs)  # type: ignore[no-untyped-call]
        return ""


CONTROLS: dict[str, type[OurControl]] = {"layers": LayerControl}
