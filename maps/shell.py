"""The maps: real `folium.Map`s, reduced to Leaflet from our own server, layers of our own.

A page uses only the script part of what folium renders. It is made once, is the same bytes each
time, and is an ES module that pages import: `import { map, ground } from
"./made/map-tonight.js"`. Leaflet itself (`L`) is loaded before it by a deferred script tag. No
user text ever enters the folium tree; see `safety.md` 1.1. Before anything is rendered the whole
tree is proved: parts of ours, each as it was made (`maps/layers/kept.py`).

An analyst makes one with layers and controls as with folium:

>>> m = community_map((116.382, 39.779, 116.395, 39.788))
>>> _ = GroundLayer().add_to(m)
>>> _ = HazardLayer().add_to(m)
>>> list(parts(m).modules)
['place.js', 'ground.js', 'hazards.js', 'leaflet_controls.js', 'layer_control.js']

Its layers having their own data, `m.save("map.html")` writes one file that opens with the network
off, and Jupyter shows the same where `m` is the last line of a cell.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, Self

import folium
from branca.element import Element, MacroElement
from folium.template import Template

from geo.errors import BadInput
from maps.layers.analysis import AnalysisLayer
from maps.layers.boundary import BoundaryLayer
from maps.layers.controls import CONTROLS, OurControl
from maps.layers.coverage import CoverageLayer
from maps.layers.ground import GroundLayer
from maps.layers.hazards import HazardLayer
from maps.layers.kept import Kept, KeptDict, KeptFigure, prove_same, refuse
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer
from maps.layers.streets import StreetLayer
from maps.map_parts import Parts
from maps.one_file import in_frame, one_file
from maps.tiles import CRS_NAMES, Tiles

Bounds = tuple[float, float, float, float]

# The maps of the pages: each layer from its own constant address.
PAGES: dict[str, tuple[type[OurLayer], ...]] = {
    "community": (GroundLayer, HazardLayer),
    "tonight": (GroundLayer, NightRoundLayer),
    "plan": (GroundLayer, NightRoundLayer),
    "analysis": (GroundLayer,),
}
DEFAULT_CONTROLS = ("zoom", "fullscreen", "layers", "position")


class ShellMap(Kept, folium.Map):
    """A folium map that loads Leaflet only, from our own server, under a fixed element id.

    Parameters
    ----------
    min_zoom
        Farther out nobody can go.
    crs
        The name in Leaflet's `L.CRS`: one of `maps.tiles.CRS_NAMES`.
    lang, theme
        Of the file that it is saved as: zh_CN or en; auto, light or dark.

    Raises
    ------
    BadInput
        A zoom or coordinates of that name are none.
    """

    default_js = [("leaflet", "/static/vendor/leaflet.js")]  # noqa: RUF012  (folium's own way)
    default_css = [("leaflet_css", "/static/vendor/leaflet.css")]  # noqa: RUF012

    def __init__(
        self, *, min_zoom: int = 12, crs: str = "EPSG3857", lang: str = "zh_CN",
        theme: str = "auto",
    ) -> None:  # fmt: skip
        if type(min_zoom) is not int or crs not in CRS_NAMES.values():
            raise BadInput(
                "No map of ours has zoom {zoom} or coordinates {crs}.",
                zoom=str(min_zoom)[:20], crs=str(crs)[:20],
            )  # fmt: skip
        super().__init__(
            tiles=None, crs=crs, prefer_canvas=True, zoom_control=False, attribution_control=False,
            zoom_snap=0.25, zoom_delta=1, wheel_px_per_zoom_level=90, tap_hold=True,
            bounce_at_zoom_limits=False, max_bounds_viscosity=0.8,
        )  # fmt: skip
        # No view yet: `OpeningView` takes it from the page, which knows its community.
        self.location = None  # type: ignore[assignment]
        del self.options["zoom"]
        # Not arguments: folium hands those two to a tile layer, and there is none.
        self.options = KeptDict(self.options, min_zoom=min_zoom, max_zoom=20)
        self.min_zoom, self.lang, self.theme = min_zoom, lang, theme
        self._parent = KeptFigure(self)
        self._is_made = True

    def __setattr__(self, name: str, value: object) -> None:
        if self._is_made and name == "_parent":
            refuse(value)
        super().__setattr__(name, value)

    def get_name(self) -> str:
        """The element's id and the variable's name."""
        return "map"

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Self:
        """Add a layer or a control; a second layer of a kind gets a name of its own.

        Raises
        ------
        BadInput
            It is none of ours: folium's own layers would compile what people wrote.
        """
        if type(child) not in STANDS_ON:
            refuse(child)
        if isinstance(child, OurLayer) and child not in self._children.values():
            child.stand_beside(self._children)
        # Not by a name of somebody's.
        Element.add_child(self, child, index=index)
        return self

    def again(self) -> Self:
        """The same made anew, without layers and controls."""
        return type(self)(
            min_zoom=self.min_zoom, crs=self.crs, lang=self.lang, theme=self.theme
        )  # fmt: skip

    def prove(self) -> None:
        """See that the whole tree is of parts of ours, each as it was made.

        Raises
        ------
        BadInput
            Something in it is not.
        """
        figure = self._parent
        if type(self) is not ShellMap or type(figure) is not KeptFigure:
            refuse(self if type(self) is not ShellMap else figure)
        other = self.again()
        prove_same(self, other)
        figure.prove_around(self, other._parent)
        for child in self._children.values():
            if type(child) not in STANDS_ON:
                refuse(child)
            assert isinstance(child, Kept)
            child.prove()

    def render(self, **kwargs: object) -> str:
        """Render anew, controls after the layers that they speak of; only within its figure."""
        if not getattr(self._parent, "_is_open", False):
            refuse(self)
        last = sorted(self._children.items(), key=lambda each: isinstance(each[1], OurControl))
        self._children = type(self._children)(last)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""

    def page(self, *, title: str = "Yuxun", lang: str = "", theme: str = "") -> str:
        """The HTML of a page around this map that opens from disk with the network off.

        title: in English where it is a word of ours, else as it is.

        Raises
        ------
        BadInput
            A layer has an address instead of data: a file has no server to ask.
        """
        for each in self._children.values():
            if isinstance(each, OurLayer) and each.data is None and each.imports:
                raise BadInput(
                    "A saved map has no server to ask. Give {layer} its data by maps.inert.",
                    layer=type(each).__name__,
                )
        return one_file(
            parts(self), title=title, lang=lang or self.lang, theme=theme or self.theme
        )  # fmt: skip

    def save(self, outfile: Any, close_file: bool = True, **how: Any) -> None:
        """Write `page` into a file; how: as `page` has it.

        Raises
        ------
        BadInput
            As `page`.
        OSError
            No file can be written there.
        """
        html = self.page(**how).encode()
        if isinstance(outfile, str | bytes | Path):
            Path(os.fsdecode(outfile)).write_bytes(html)
            return
        outfile.write(html)
        if close_file:
            outfile.close()

    def _repr_html_(self, *, height_px: int = 480, **how: Any) -> str:
        """`page` in a frame of a notebook."""
        return in_frame(self.page(**how), title="Yuxun", height_px=height_px)

    def show_in_browser(self) -> NoReturn:
        """Refuse it: folium would open a page whose modules are not beside it.

        Raises
        ------
        BadInput
            Always.
        """
        raise BadInput("Save the map, as m.save(“map.html”), and open that file.")


class OpeningView(Kept, MacroElement):
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
        self.bounds = bounds
        self.corners = f", {_corners(bounds)}" if bounds else ""
        self._is_made = True

    def again(self) -> Self:
        """The same made anew; its box is numbers only."""
        return type(self)(self.bounds)

    def get_name(self) -> str:
        """A fixed name."""
        return self.script_name


# Whatever else stood on the map, folium would compile. A new layer of ours is named here.
STANDS_ON: frozenset[type[Element]] = frozenset({
    OpeningView, AnalysisLayer, BoundaryLayer, CoverageLayer, GroundLayer, HazardLayer,
    NightRoundLayer, StreetLayer, *CONTROLS.values(),
})  # fmt: skip


def community_map(
    bounds: Bounds, *, controls: Iterable[str] = DEFAULT_CONTROLS,
    lang: str = "zh_CN", theme: str = "auto",
) -> ShellMap:  # fmt: skip
    """A folium map of ours that opens at a box and waits for layers.

    Parameters
    ----------
    bounds
        (west, south, east, north) in degrees, WGS84.
    controls
        Names in `maps.layers.controls.CONTROLS`.
    lang, theme
        Of the file that it is saved as: zh_CN or en; auto, light or dark.

    Raises
    ------
    BadInput
        The box is none, or there is no such control.
    """
    made = ShellMap(min_zoom=8, lang=lang, theme=theme)
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
    try:
        west, south, east, north = (float(each) for each in bounds)
    except (TypeError, ValueError):
        west, south, east, north = (math.nan,) * 4
    sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    if not (sound and all(map(math.isfinite, (west, south, east, north)))):
        raise BadInput(
            "A map opens at west, south, east, north in degrees, not at {given}.",
            given=str(bounds)[:60],
        )
    return f"[[{south!r}, {west!r}], [{north!r}, {east!r}]]"


def parts(made: ShellMap, *, base: str = "../", tiles: Tiles | None = None) -> Parts:
    """The parts of a map; base: how the names of imported modules begin.

    tiles: what lies under its layers; the map was made in their coordinates.
    """
    figure = made._parent
    if type(made) is not ShellMap or type(figure) is not KeptFigure:
        refuse(made)
    figure.render()
    body = figure.script.render()
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    children: list[Any] = list(made._children.values())
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
