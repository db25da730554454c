"""Coordinates: metres around a place, geodesic lengths, and what comes in from elsewhere.

At rest, on the wire and in every signature coordinates are WGS84 (lon, lat). Metres exist
inside `geo` only, in a projection of their own around each community. GCJ-02 (高德, 腾讯,
WeChat) and BD-09 (百度) exist at the edges only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

from geo.errors import BadGeometry, BadInput
from geo.gcj02 import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02

Floats = NDArray[np.float64]
Shape = TypeVar("Shape", bound=BaseGeometry)

_GEOD = Geod(ellps="WGS84")

# CGCS2000 (EPSG:4490) equals WGS84 at our scale, a few centimetres.
KNOWN = ("EPSG:4326", "OGC:CRS84", "EPSG:4490", "EPSG:4548", "EPSG:4527", "EPSG:3857",
         "GCJ-02", "BD-09")  # fmt: skip
_DEGREES = ("EPSG:4326", "OGC:CRS84", "EPSG:4490")
_SPELLINGS = {
    "4326": "EPSG:4326", "WGS84": "EPSG:4326", "WGS1984": "EPSG:4326",
    "URN:OGC:DEF:CRS:EPSG::4326": "EPSG:4326", "CRS84": "OGC:CRS84",
    "URN:OGC:DEF:CRS:OGC:1.3:CRS84": "OGC:CRS84", "URN:OGC:DEF:CRS:OGC::CRS84": "OGC:CRS84",
    "4490": "EPSG:4490", "CGCS2000": "EPSG:4490", "URN:OGC:DEF:CRS:EPSG::4490": "EPSG:4490",
    "国家2000": "EPSG:4490", "天地图": "EPSG:4490", "4548": "EPSG:4548", "4527": "EPSG:4527",
    "URN:OGC:DEF:CRS:EPSG::4548": "EPSG:4548", "URN:OGC:DEF:CRS:EPSG::4527": "EPSG:4527",
    "3857": "EPSG:3857", "WEBMERCATOR": "EPSG:3857", "URN:OGC:DEF:CRS:EPSG::3857": "EPSG:3857",
    "GCJ-02": "GCJ-02", "GCJ02": "GCJ-02", "高德": "GCJ-02", "腾讯": "GCJ-02", "微信": "GCJ-02",
    "BD-09": "BD-09", "BD09": "BD-09", "百度": "BD-09",
}  # fmt: skip
_LOCAL_WORDS = ("北京", "BEIJING", "BJ54", "地方", "独立", "LOCAL", "西安80", "XIAN")
# (smallest, largest) easting of the Gauss-Krüger zones; northings of China fit neither.
_EASTINGS = {"EPSG:4548": (150e3, 850e3), "EPSG:4527": (39.15e6, 39.85e6)}
_NORTHINGS = (1.8e6, 6.1e6)
_SQUARE_M = 20_037_508.4


@dataclass(frozen=True, slots=True)
class Metric:
    """A transverse Mercator around `origin` (lon, lat): metres east and north of it.

    Within 10 km of the origin lengths are true to about one in a million.
    """

    origin: tuple[float, float]

    @classmethod
    def around(cls, geometry: BaseGeometry) -> Metric:
        """The projection around the middle of a WGS84 geometry's box."""
        west, south, east, north = geometry.bounds
        return cls((round((west + east) / 2, 2), round((south + north) / 2, 2)))

    def forward(self, geometry: Shape) -> Shape:
        """The WGS84 geometry in metres."""
        moved: Shape = shapely.transform(geometry, self.xy)
        return moved

    def back(self, geometry: Shape) -> Shape:
        """The geometry in metres as WGS84."""
        moved: Shape = shapely.transform(geometry, self.lonlat)
        return moved

    def xy(self, lonlat: ArrayLike) -> Floats:
        """(n, 2) metres of (n, 2) degrees."""
        return _moved(_projection(self.origin), lonlat, inverse=False)

    def lonlat(self, xy: ArrayLike) -> Floats:
        """(n, 2) degrees of (n, 2) metres."""
        return _moved(_projection(self.origin), xy, inverse=True)


@lru_cache(maxsize=256)
def _projection(origin: tuple[float, float]) -> Transformer:
    lon, lat = origin
    return Transformer.from_crs(
        "OGC:CRS84", f"+proj=tmerc +lon_0={lon} +lat_0={lat} +ellps=WGS84 +units=m",
        always_xy=True,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _to_degrees(crs: str) -> Transformer:
    # The datum shift between CGCS2000 and WGS84 is nil, and asking for one may need a grid.
    return Transformer.from_crs(crs, "EPSG:4490" if crs in _EASTINGS else "OGC:CRS84",
                                always_xy=True)  # fmt: skip


def _moved(by: Transformer, points: ArrayLike, *, inverse: bool) -> Floats:
    x, y = np.asarray(points, dtype=np.float64).reshape(-1, 2).T
    return np.column_stack(by.transform(x, y, direction="INVERSE" if inverse else "FORWARD"))


def geodesic_m(geometry: BaseGeometry) -> float:
    """Length in metres, on the ellipsoid, of a WGS84 line (or the outline of an area)."""
    return abs(float(_GEOD.geometry_length(geometry)))


def area_m2(geometry: BaseGeometry) -> float:
    """Area in square metres, on the ellipsoid, of a WGS84 polygon."""
    return abs(float(_GEOD.geometry_area_perimeter(geometry)[0]))


def named(text: str) -> str:
    """The name, one of `KNOWN`, that somebody's spelling of a coordinate system means.

    Raises
    ------
    BadInput
        It is not known here, or it is a local plane without a public definition.
    """
    key = text.strip().upper().replace(" ", "").replace("_", "-")
    found = key if key in KNOWN else _SPELLINGS.get(key)
    if found is not None:
        return found
    known = ", ".join(KNOWN)
    if any(word in key for word in _LOCAL_WORDS):
        raise BadInput(
            "“{name}” is a local coordinate system without a public definition. Ask for at least "
            "three control points, or for the same data in one of: {known}.",
            name=text, known=known,
        )  # fmt: skip
    raise BadInput(
        "The coordinate system “{name}” is not known here. Use one of: {known}.",
        name=text, known=known,
    )  # fmt: skip


def to_wgs84(points: ArrayLike, crs: str) -> Floats:
    """(n, 2) lon/lat of (n, 2) coordinates given in `crs`.

    Degrees are taken longitude first whatever the EPSG entry says, as files write them. The
    Gauss-Krüger planes are northing first in EPSG and either way in files; the two cannot be
    confused by size, so the order is seen from the numbers.

    Raises
    ------
    BadInput
        The coordinate system is not known.
    BadGeometry
        The numbers cannot belong to it.
    """
    name, given = named(crs), np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(given).all():
        raise BadGeometry("A coordinate is not a finite number.")
    lonlat = _READERS.get(name, _as_plane(name))(given)
    if not _on_earth(lonlat):
        raise BadGeometry(
            "The coordinates do not fit {crs}: longitude must be within ±180 and latitude within "
            "±90. They may be swapped, or in another coordinate system.",
            crs=name,
        )
    return lonlat


def from_wgs84(lonlat: ArrayLike, crs: str) -> Floats:
    """(n, 2) coordinates in `crs`, easting or longitude first, of (n, 2) lon/lat.

    Raises
    ------
    BadInput
        The coordinate system is not known.
    """
    name, given = named(crs), np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    if name in _DEGREES:
        return given.copy()
    if name == "GCJ-02":
        return wgs84_to_gcj02(given)
    if name == "BD-09":
        return gcj02_to_bd09(wgs84_to_gcj02(given))
    return _moved(_to_degrees(name), given, inverse=True)


def geometry_to_wgs84(geometry: Shape, crs: str) -> Shape:
    """The geometry given in `crs` as WGS84 lon/lat; raises as `to_wgs84` does."""
    moved: Shape = shapely.transform(geometry, lambda points: to_wgs84(points, crs))
    return moved


def _on_earth(lonlat: Floats) -> bool:
    return bool((np.abs(lonlat) <= (180, 90)).all())  # inf and nan are not


def _as_plane(name: str) -> Callable[[Floats], Floats]:
    return lambda given: _moved(_to_degrees(name), _easting_first(given, name), inverse=False)


def _easting_first(given: Floats, name: str) -> Floats:
    if name not in _EASTINGS:  # the Mercator square; beyond it the formula winds round again
        return np.where(np.abs(given) <= _SQUARE_M, given, np.inf)
    low, high = _EASTINGS[name]
    for order in (given, given[:, ::-1]):
        east, north = order[:, 0], order[:, 1]
        fits = (east >= low) & (east <= high) & (north >= _NORTHINGS[0]) & (north <= _NORTHINGS[1])
        if fits.all():
            return order
    raise BadGeometry(
        "The numbers do not fit {crs}: eastings there run from {low:,.0f} to {high:,.0f} m. "
        "Perhaps the file is in another zone or in degrees.",
        crs=name, low=low, high=high,
    )  # fmt: skip


_READERS: dict[str, Callable[[Floats], Floats]] = {
    **dict.fromkeys(_DEGREES, lambda given: given.copy()),
    "GCJ-02": gcj02_to_wgs84,
    "BD-09": lambda given: gcj02_to_wgs84(bd09_to_gcj02(given)),
}
