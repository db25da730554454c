"""Map tiles of somebody else under our own layers: where they are, and in which coordinates.

Off unless the operator names a provider. Chinese providers draw in GCJ-02, some 500 m beside
WGS84; then the map itself gets a Leaflet CRS in which our own layers, which stay WGS84, lie
where the tiles have them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from geo.errors import BadInput
from maps.inert import inert

TileCrs = Literal["WGS84", "GCJ-02"]
# {s} is left out: one name, one entry in the policy.
_URL = re.compile(
    r"(https?://[a-z0-9.-]+(:[0-9]{1,5})?)/"
    r"(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})"
    r"(?:[A-Za-z0-9/._~?&=,%@:+-]|\{[zxy]\})+",
    re.ASCII,
)
CRS_NAMES: dict[TileCrs, str] = {"WGS84": "EPSG3857", "GCJ-02": "GCJ02"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A provider of tiles. url: with {z}, {x} and {y}; credit: what its licence wants shown.

    Raises
    ------
    BadInput
        The address is none of tiles, or nobody has heard of the coordinates.
    """

    url: str
    crs: TileCrs = "WGS84"
    credit: str = ""

    def __post_init__(self) -> None:
        if not _URL.fullmatch(self.url) or self.crs not in CRS_NAMES:
            raise BadInput(
                "Tiles have an address like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png, in "
                "WGS84 or GCJ-02; not {url} in {crs}.", url=self.url[:100], crs=str(self.crs)[:20],
            )  # fmt: skip

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a Content-Security-Policy names them."""
        found = _URL.fullmatch(self.url)
        return found[1] if found else ""

    @property
    def leaflet_crs(self) -> str:
        """The name in `L.CRS`."""
        return CRS_NAMES[self.crs]

    @property
    def imports(self) -> dict[str, tuple[str, ...]]:
        """What the map's script takes from modules in `static/`."""
        shifted: dict[str, tuple[str, ...]] = {"gcj02.js": ()} if self.crs == "GCJ-02" else {}
        return {**shifted, "tiles.js": ("tiled",)}

    @property
    def script(self) -> str:
        """The line that puts them on the map; outside of folium, which compiles what it gets."""
        return f"tiled(map, {inert({'url': self.url, 'credit': self.credit})});"
