"""What all our folium layers share: a fixed name, a constant template, a module of their own.

branca compiles what folium rendered a second time as a Jinja template (`safety.md` 1.1), so no
name, no title and no address with an id may stand in these classes. A layer asks our server by
a constant address and the browser writes what comes as text; or it carries data that
`maps.inert` made, in a `<script type="application/json">` that the browser parses and never runs.

>>> from maps.inert import inert
>>> from maps.layers.hazards import HazardLayer
>>> from maps.shell import community_map
>>> m = community_map((116.382, 39.779, 116.395, 39.788))
>>> served = HazardLayer("/app/{community}/hazards").add_to(m)  # or HazardLayer()
>>> m = community_map((116.382, 39.779, 116.395, 39.788))
>>> carried = HazardLayer(inert({"type": "FeatureCollection", "features": []})).add_to(m)
>>> carried.data_id
'data-hazards'
"""

from __future__ import annotations

from collections.abc import Container
from typing import ClassVar, Self

from branca.element import MacroElement
from folium.map import Layer
from folium.template import Template

from maps.inert import Inert
from maps.layers.kept import Kept, refuse
from maps.layers.source import is_address

# What reads embedded data back in the browser.
READER = ("given.js", "embedded")


class OurLayer(Kept, Layer):
    """A layer of constants, drawn by a class of an ES module in `static/`.

    Parameters
    ----------
    source
        An address on our own server, `{community}` to be filled in by the browser, or GeoJSON
        as `maps.inert.inert` gives it (lon/lat, OGC:CRS84). None is `served`.
    show
        Whether it is on the map at opening.

    script_name: the variable in the map's script, and what a page imports. drawn_by: (module in
    `static/`, class in it). served: the address where our own server has it, "" where there is
    none. styles: style sheets in `static/` that it needs besides those of the map.

    Raises
    ------
    BadInput
        The source is neither.
    """

    script_name: ClassVar[str]
    drawn_by: ClassVar[tuple[str, str]]
    served: ClassVar[str] = ""
    styles: ClassVar[tuple[str, ...]] = ()
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        {%- if this.data is not none -%}
        <script type="application/json" id="{{ this.data_id }}">{{ this.data }}</script>
        {%- endif -%}
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = new {{ this.drawn_by[1] }}({{ this.given }});
        {% if this.show %}{{ this.get_name() }}.addTo(map);{% endif %}
        {% endmacro %}
        """
    )

    def __init__(self, source: str | Inert | None = None, *, show: bool = True) -> None:
        source = self.served if source is None else source
        self.address: str | None = source if is_address(source) else None
        self.data: Inert | None = Inert(source) if self.address is None else None
        self._place = 1
        super().__init__(name=self.script_name, overlay=True, control=True, show=bool(show))
        self._is_made = True

    def again(self) -> Self:
        """The same made anew; its source is proved again."""
        return type(self)(self._source, show=self.show)

    def prove(self) -> None:
        """As any part; its name is one of a layer."""
        if type(self._place) is not int:
            refuse(self)
        super().prove()

    def render(self, **kwargs: object) -> str:
        """Render the script alone; folium's own would hang a child on it that adds it."""
        MacroElement.render(self, **kwargs)  # type: ignore[no-untyped-call]
        return ""

    @property
    def _source(self) -> str | Inert | None:
        return self.data if self.address is None else self.address

    @property
    def data_id(self) -> str:
        """The id of the element that carries the data."""
        return f"data-{self.get_name().replace('_', '-')}"

    @property
    def given(self) -> str:
        """What the drawing class is called with, as JavaScript of constants."""
        if self.data is not None:
            return f'embedded("{self.data_id}")'
        return f'"{self.address}"'

    @property
    def imports(self) -> dict[str, tuple[str, ...]]:
        """What the script takes from modules in `static/`: {module: names}."""
        module, name = self.drawn_by
        reader = {READER[0]: READER[1:]} if self.data is not None else {}
        return {**reader, module: (name,)}

    def get_name(self) -> str:
        """The fixed name, so that the script is the same bytes each time it is made."""
        return self.script_name if self._place == 1 else f"{self.script_name}_{self._place}"

    def stand_beside(self, taken: Container[str]) -> None:
        """Take the first name of its kind that no other layer of the map has."""
        while self.get_name() in taken:
            self._place += 1
