"""What all our folium layers share: a fixed name, a constant template, a module of their own.

branca compiles what folium rendered a second time as a Jinja template (`safety.md` 1.1), so
nothing but constants of ours may stand in these classes: no name, no address with an id, no
property of anything that somebody wrote. The browser fetches those and shows them as text.
"""

from __future__ import annotations

from typing import ClassVar

from folium.map import Layer


class OurLayer(Layer):
    """A layer whose script and address are constants; drawn by an ES module in `static/`.

    script_name: the variable in the map's script, and what the page imports.
    imports: {module in `static/`: names taken from it}.
    """

    script_name: ClassVar[str]
    imports: ClassVar[dict[str, tuple[str, ...]]] = {}

    def __init__(self) -> None:
        super().__init__(name=self.script_name, overlay=True, control=False)

    def get_name(self) -> str:
        """The fixed name, so that the script is the same bytes each time it is made."""
        return self.script_name
