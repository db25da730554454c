"""The map of a page: a real `folium.Map`, reduced to Leaflet from our own server.

Only the script part of what folium renders is used. It is made once, is the same bytes each
time, and is an ES module that pages import: `import { map, ground } from
"./made/map-tonight.js"`. Leaflet itself (`L`) is loaded before it by a deferred script tag. No
data and no user text ever enters the folium tree; see `safety.md` 1.1.
"""

from __future__ import annotations

from functools import cache

import folium
from branca.element import MacroElement
from folium.template import Template

from maps.layers.ground import GroundLayer
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer

PAGES: dict[str, tuple[type[OurLayer], ...]] = {
    "community": (GroundLayer, HazardLayer),
    "tonight": (GroundLayer, NightRoundLayer),
    "plan": (GroundLayer, NightRoundLayer),
}


class ShellMap(folium.Map):
    """A folium map that loads Leaflet only, from our own server, under a fixed element id."""

    default_js = [("leaflet", "/static/vendor/leaflet.js")]  # noqa: RUF012  (folium's own way)
    default_css = [("leaflet_css", "/static/vendor/leaflet.css")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(
            tiles=None, prefer_canvas=True, zoom_control=False, attribution_control=False,
            zoom_snap=0.25, zoom_delta=1, wheel_px_per_zoom_level=90, tap_hold=True,
            bounce_at_zoom_limits=False, max_bounds_viscosity=0.8,
        )  # fmt: skip
        # Not arguments: folium hands those two to a tile layer, and there is none.
        self.options |= {"min_zoom": 12, "max_zoom": 20}
        # No view yet: `OpeningView` takes it from the page, which knows its community.
        self.location = None  # type: ignore[assignment]
        del self.options["zoom"]

    def get_name(self) -> str:
        """The element's id and the variable's name."""
        return "map"


class OpeningView(MacroElement):
    """Shows the community that the page is about, and a scale in metres."""

    script_name = "opening_view"
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        openAt(map);
        L.control.scale({imperial: false, position: "bottomleft"}).addTo(map);
        {% endmacro %}
        """
    )

    def get_name(self) -> str:
        """A fixed name."""
        return self.script_name


def shell_map(page: str) -> ShellMap:
    """The folium map of a page, with its layers of constants."""
    shell = ShellMap()
    shell.add_child(OpeningView())  # type: ignore[no-untyped-call]
    for layer in PAGES[page]:
        shell.add_child(layer())
    return shell


@cache
def script(page: str) -> str:
    """The map's script of a page: an ES module that exports `map` and each layer by name."""
    shell = shell_map(page)
    figure = shell.get_root()
    figure.render()
    body = figure.script.render()  # type: ignore[attr-defined]
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    imports: dict[str, tuple[str, ...]] = {"place.js": ("openAt",)}
    for layer in PAGES[page]:
        imports.update(layer.imports)
    exported = ["map", *(layer.script_name for layer in PAGES[page])]
    return "\n".join(
        [
            "// Made by maps/shell.py from a folium map; holds constants only.",
            *(f'import {{ {", ".join(n)} }} from "../{file}";' for file, n in imports.items()),
            *lines,
            f"export {{ {', '.join(exported)} }};",
            "",
        ]
    )
