"""The controls of a map, all from our own server: zoom, layers, fullscreen, measure, …

folium's own classes, each with the plug-in it wraps vendored by `maps/build_assets.py`, as long
as that works under a Content-Security-Policy without `unsafe-eval` and `unsafe-inline`; see
`docs/decisions/013-layers-controls-tiles.md`. What they say comes from the catalogue in the
browser, so a map's script is the same in every language.
"""

from __future__ import annotations

from typing import ClassVar

import folium
from branca.element import MacroElement
from folium import plugins
from folium.template import Template

from geo.errors import NotReady
from maps.layers.boundary import BoundaryLayer
from maps.layers.ground import GroundLayer
from maps.layers.kept import Kept
from maps.layers.ours import OurLayer

Links = list[tuple[str, str]]
STYLE = ("map_controls_css", "/static/map_controls.css")


def _vendored(name: str) -> Links:
    return [(name, f"/static/vendor/{name}.js")]


class OurControl(Kept, MacroElement):
    """A control with a fixed name, put on the map by a function of an ES module in `static/`.

    made_by: (module in `static/`, function in it).
    """

    script_name: ClassVar[str]
    made_by: ClassVar[tuple[str, str]]
    default_js: Links = []  # noqa: RUF012  (folium's own way)
    default_css: Links = [STYLE]  # noqa: RUF012
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this.made_by[1] }}(map);
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        # Not folium's: MiniMap's would bring OpenStreetMap's tiles, and no option of a plug-in
        # is set here; the ES module says them in the reader's language.
        MacroElement.__init__(self)  # type: ignore[no-untyped-call]
        self._is_made = True

    @property
    def imports(self) -> dict[str, tuple[str, ...]]:
        """What the script takes from modules in `static/`: {module: names}."""
        return {self.made_by[0]: (self.made_by[1],)}

    @property
    def beside(self) -> list[OurLayer]:
        """The layers of the map that it stands on."""
        children = self._parent._children.values() if self._parent else ()
        return [child for child in children if isinstance(child, OurLayer)]

    def get_name(self) -> str:
        """A fixed name."""
        return self.script_name

    def render(self, **kwargs: object) -> str:
        """Render the script alone; the map names what must be loaded before."""
        MacroElement.render(self, **kwargs)  # type: ignore[no-untyped-call]
        return ""


class ZoomControl(OurControl):
    """Closer and farther."""

    script_name = "zoom_control"
    made_by = ("leaflet_controls.js", "zoomControl")


class LayerControl(OurControl, folium.LayerControl):
    """Ticks for the layers of the map, also for two of one kind."""

    script_name = "layer_control"
    made_by = ("layer_control.js", "layerControl")

    @property
    def named(self) -> list[str]:
        """The layers in their order, as JavaScript: [name, layer, team's number or 0]."""
        return [
            f'["{layer.get_name()}", {layer.get_name()}, {getattr(layer, "team", None) or 0}]'
            for layer in self.beside
        ]

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        layerControl(map, [
        {%- for each in this.named %}{{ each }}, {% endfor -%}
        ]);
        {% endmacro %}
        """
    )


class FullscreenControl(OurControl, plugins.Fullscreen):
    """The map on the whole screen."""

    script_name = "fullscreen_control"
    made_by = ("leaflet_controls.js", "fullscreenControl")
    default_js = _vendored("fullscreen")


class PositionControl(OurControl, plugins.MousePosition):
    """Longitude and latitude under the pointer, with the name of the coordinate system."""

    script_name = "position_control"
    made_by = ("leaflet_controls.js", "positionControl")
    default_js = _vendored("mouse-position")


class LocateControl(OurControl, plugins.LocateControl):
    """Where the device is, with the radius it is sure of."""

    script_name = "locate_control"
    made_by = ("leaflet_controls.js", "locateControl")
    default_js = _vendored("locate")


class MeasureControl(OurControl):
    """Lengths and areas on the ellipsoid; ours, since folium's plug-in needs `unsafe-eval`."""

    script_name = "measure_control"
    made_by = ("measure.js", "measureControl")


class MiniMapControl(OurControl, plugins.MiniMap):
    """Where the view lies in the community: a small map of our own layer, without tiles.

    Raises
    ------
    NotReady
        When rendered on a map with neither a base map nor a boundary.
    """

    script_name = "minimap_control"
    made_by = ("minimap.js", "miniMapControl")
    default_js = _vendored("minimap")
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        miniMapControl(map, {{ this.shown.get_name() }});
        {% endmacro %}
        """
    )

    @property
    def shown(self) -> OurLayer:
        """The layer that it shows small."""
        for kind in (GroundLayer, BoundaryLayer):
            for layer in self.beside:
                if isinstance(layer, kind):
                    return layer
        raise NotReady("A small map shows the base map or the boundary. Add one of them first.")


CONTROLS: dict[str, type[OurControl]] = {
    "zoom": ZoomControl, "fullscreen": FullscreenControl, "locate": LocateControl,
    "measure": MeasureControl, "layers": LayerControl, "minimap": MiniMapControl,
    "position": PositionControl,
}  # fmt: skip
