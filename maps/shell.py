"""The maps: real `folium.Map`s, reduced to Leaflet from our own server, layers of our own.

A page uses only the script part of what folium renders. It is made once, is the same bytes each
time, and is an ES module that pages import: `import { map, ground } from
"./made/map-tonight.js"`. Leaflet itself (`L`) is loaded before it by a deferred script tag. No
user text ever enters the folium tree; see `safety.md` 1.1.

An analyst makes one with layers and controls as with folium:

>>> m = community_map((116.382, 39.779, 116.395, 39.788))
>>> _ = GroundLayer().add_to(m)
>>> _ = HazardLayer().add_to(m)
>>> list(parts(m).modules)
['place.js', 'ground.js', 'hazards.js', 'leaflet_controls.js', 'layer_control.js']
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from geo.errors import BadInput
from maps.inert import Inert
from maps.layers.controls import CONTROLS, OurControl
from maps.layers.ground import GroundLayer
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer
from maps.tiles import Tiles

Bounds = tuple[float, float, float, float]

# The maps of the pages: each layer from its own constant address.
PAGES: dict[str, tuple[type[OurLayer], ...]] = {
    "community": (GroundLayer, HazardLayer),
    "tonight": (GroundLayer, NightRoundLayer),
    "plan": (GroundLayer, NightRoundLayer),
    "analysis": (GroundLayer,),
}
DEFAULT_CONTROLS = ("zoom", "fullscreen", "layers", "position")


class ShellMap(folium.Map):
    """A folium map that loads Leaflet only, from our own server, under a fixed element id."""

    default_js = [("leaflet", "/static/vendor/leaflet.js")]  # noqa: RUF012  (folium's own way)
    default_css = [("leaflet_css", "/static/vendor/leaflet.css")]  # noqa: RUF012

    def __init__(self, *, min_zoom: int = 12, crs: str = "EPSG3857") -> None:
        super().__init__(
            tiles=None, crs=crs, prefer_canvas=True, zoom_control=False, attribution_control=False,
            zoom_snap=0.25, zoom_delta=1, wheel_px_per_zoom_level=90, tap_hold=True,
            bounce_at_zoom_limits=False, max_bounds_viscosity=0.8,
        )  # fmt: skip
        # Not arguments: folium hands those two to a tile layer, and there is none.
        self.options |= {"min_zoom": min_zoom, "max_zoom": 20}
        # No view yet: `OpeningView` takes it from the page, which knows its community.
        self.location = None  # type: ignore[assignment]
        del self.options["zoom"]

    def get_name(self) -> str:
        """The element's id and the variable's name."""
        return "map"

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> ShellMap:
        """Add a layer or a control; a second layer of a kind gets a name of its own.

        Raises
        ------
        BadInput
            It is none of ours: folium's own layers would compile what people wrote.
        """
        if not isinstance(child, STANDS_ON):
            raise BadInput(
                "Only layers and controls of maps.layers may stand on this map, not {given}: "
                "folium would run what is written in their names and properties.",
                given=type(child).__name__,
            )
        if isinstance(child, OurLayer) and child not in self._children.values():
            child.stand_beside(self._children)
        super().add_child(child, name=name, index=index)
        return self

    def render(self, **kwargs: object) -> str:
        """Render anew, controls after the layers that they speak of."""
        figure = self.get_root()
        for part in (figure.script, figure.html):  # type: ignore[attr-defined]
            part._children.clear()
        last = sorted(self._children.items(), key=lambda each: isinstance(each[1], OurControl))
        self._children = type(self._children)(last)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""


class OpeningView(MacroElement):
    """Shows the community that the page is about, or a box, and a scale in metres."""

    script_name = "opening_view"
    imports = {"place.js": ("openAt",)}  # noqa: RUF012  (as the layers have it)
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        openAt(map{{ this.corners }});
        L.control.scale({imperial: false, position: "bottomleft", updateWhenIdle: true}).addTo(map);
        {% endmacro %}
        """
    )

    def __init__(self, bounds: Bounds | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.corners = f", {_corners(bounds)}" if bounds else ""

    def get_name(self) -> str:
        """A fixed name."""
        return self.script_name


# Whatever else stood on the map, folium would compile.
STANDS_ON = (OurLayer, OurControl, OpeningView)


def community_map(bounds: Bounds, *, controls: Iterable[str] = DEFAULT_CONTROLS) -> ShellMap:
    """A folium map of ours that opens at a box and waits for layers.

    Parameters
    ----------
    bounds
        (west, south, east, north) in degrees, WGS84.
    controls
        Names in `maps.layers.controls.CONTROLS`.

    Raises
    ------
    BadInput
        The box is none, or there is no such control.
    """
    made = ShellMap(min_zoom=8)
    made.add_child(OpeningView(bounds))
    for name in controls:
        if name not in CONTROLS:
            raise BadInput(
                "A map has no control “{name}”. It has: {known}.",
                name=name[:40], known=", ".join(CONTROLS),
            )  # fmt: skip
        made.add_child(CONTROLS[name]())
    return made


def _corners(bounds: Bounds) -> str:
    """[[south, west], [north, east]] as JavaScript: numbers only."""
    west, south, east, north = (float(each) for each in bounds)
    sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    if not (sound and all(map(math.isfinite, (west, south, east, north)))):
        raise BadInput(
            "A map opens at west, south, east, north in degrees, not at {given}.",
            given=f"{west}, {south}, {east}, {north}",
        )
    return f"[[{south!r}, {west!r}], [{north!r}, {east!r}]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a page or a file needs of a map, besides `<div id="map">`.

    module: the ES module that makes it. modules: the files in `static/` that it imports. data:
    what its layers carry, by the id of the `<script type="application/json">` it stands in,
    which comes before the module. scripts, styles: addresses of classic scripts and of style
    sheets, in order; scripts come before the module.
    """

    module: str
    modules: tuple[str, ...]
    data: dict[str, Inert]
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


def parts(made: ShellMap, *, base: str = "../", tiles: Tiles | None = None) -> Parts:
    """The parts of a map; base: how the names of imported modules begin.

    tiles: what lies under its layers; the map was made in their coordinates.
    """
    figure = made.get_root()
    figure.render()
    body = figure.script.render()  # type: ignore[attr-defined]
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    children = [child for child in made._children.values() if isinstance(child, STANDS_ON)]
    layers = [child for child in children if isinstance(child, OurLayer)]
    imports: dict[str, dict[str, None]] = {}
    if tiles:
        # Before the first layer, which asks the map whether tiles lie under it.
        lines.insert(_after_the_map(lines), tiles.script)
    for each in (*([tiles] if tiles else []), *children):
        for file, names in each.imports.items():
            imports.setdefault(file, {}).update(dict.fromkeys(names))
    linked: list[ShellMap | OurControl] = [made]
    linked += [child for child in children if isinstance(child, OurControl)]
    scripts = dict.fromkeys(url for each in linked for _, url in each.default_js)
    styles = dict.fromkeys(url for each in linked for _, url in each.default_css)
    styles |= dict.fromkeys(f"/static/{name}" for layer in layers for name in layer.styles)
    exported = ["map", *(layer.get_name() for layer in layers)]
    module = [
        "// Made by maps/shell.py from a folium map; holds constants only.",
        *(_import(f"{base}{file}", names) for file, names in imports.items()),
        *lines,
        f"export {{ {', '.join(exported)} }};",
        "",
    ]
    return Parts(
        module="\n".join(module), modules=tuple(imports),
        data={each.data_id: each.data for each in layers if each.data is not None},
        scripts=tuple(scripts), styles=tuple(styles),
    )  # fmt: skip


def _after_the_map(lines: list[str]) -> int:
    return next(at for at, line in enumerate(lines) if line.startswith("openAt("))


def _import(file: str, names: Iterable[str]) -> str:
    taken = ", ".join(names)
    return f'import {{ {taken} }} from "{file}";' if taken else f'import "{file}";'


def shell_map(page: str, crs: str = "EPSG3857") -> ShellMap:
    """The folium map of a page, with its layers from their constant addresses."""
    shell = ShellMap(crs=crs)
    shell.add_child(OpeningView())
    for layer in PAGES[page]:
        shell.add_child(layer())
    return shell


@cache
def script(page: str, tiles: Tiles | None = None) -> str:
    """The map's script of a page: an ES module that exports `map` and each layer by name.

    tiles: those of the settings; nothing of them is in the script where there are none.
    """
    crs = tiles.leaflet_crs if tiles else "EPSG3857"
    return parts(shell_map(page, crs), tiles=tiles).module
