"""The ground of a drawn map: streets, buildings without numbers, water, parks, boundary, gates.

The same things as `static/ground.js` draws on a canvas, simplified to what a picture's pixels
can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.ground import Gate, GroundFeature, Street
from maps.drawing.frame import Frame
from maps.drawing.svg import el, joined, path
from maps.style import MAP_DARK, MAP_LIGHT

# Width in metres, least and most pixels; the order of drawing. As in `static/ground.js`.
WIDTHS: Mapping[str, tuple[float, float, float]] = {
    "footway": (2.2, 1.2, 9), "steps": (2.6, 1.4, 9), "path": (1.8, 1, 8),
    "cycleway": (2.4, 1.2, 9), "track": (2.6, 1.2, 10), "pedestrian": (5, 2, 26),
    "service": (4.2, 2, 24), "living_street": (5, 2.2, 26), "residential": (7, 3, 40),
    "other": (5, 2, 26), "tertiary": (9, 4, 50), "secondary": (12, 5, 60),
    "primary": (15, 6, 70),
}  # fmt: skip
THIN = frozenset({"footway", "path", "cycleway", "track", "steps"})
# Nearer than this two corners are one; smaller than this nothing is seen of an area.
SEEN_PX, SEEN_PX2 = 0.8, 20.0
BEYOND_PX = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What stands on the ground of a community, as the store has it; boundary WGS84."""

    boundary: BaseGeometry
    streets: Sequence[Street] = ()
    gates: Sequence[Gate] = ()
    features: Sequence[GroundFeature] = ()

    @property
    def osm(self) -> bool:
        """Whether streets are OpenStreetMap's, whose licence asks to be named."""
        return any(street.way.isdigit() for street in self.streets)


def colours(theme: str) -> Mapping[str, str]:
    """The colours of the ground."""
    return MAP_DARK if theme == "dark" else MAP_LIGHT


def ground_of(ground: Ground, frame: Frame, theme: str) -> Markup:
    """The ground within the frame."""
    return _Ground(ground, frame, theme).drawn()


class _Ground:
    def __init__(self, ground: Ground, frame: Frame, theme: str) -> None:
        self._ground, self._frame, self._ink = ground, frame, colours(theme)
        wide, high = frame.width_px + BEYOND_PX, frame.height_px + BEYOND_PX
        self._window = (-BEYOND_PX, -BEYOND_PX, wide, high)

    def drawn(self) -> Markup:
        ink, frame = self._ink, self._frame
        land = el("rect", width=frame.width_px, height=frame.height_px, fill=ink["land"])
        return joined([
            land, self._areas("park", fill=ink["park"]), self._water(), self._streets(),
            self._areas("building", fill=ink["building"], stroke=ink["building-edge"],
                        stroke_width=0.8),
            self._walls(), self._outside(), self._gates(),
        ])  # fmt: skip

    def _seen(self, shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
        """The pieces of these shapes in the frame, in pixels and no finer than they can be seen."""
        inked = [self._frame.drawn(each) for each in shapes]
        cut = shapely.clip_by_rect(shapely.simplify(inked, SEEN_PX), *self._window)
        return [each for each in shapely.get_parts(cut) if not each.is_empty]

    def _of(self, kind: str) -> list[BaseGeometry]:
        parts = [each.geometry for each in self._ground.features if each.kind == kind]
        return self._seen(parts) if parts else []

    def _areas(self, kind: str, **look: object) -> Markup:
        areas = [p for p in self._of(kind) if p.geom_type == "Polygon" and p.area >= SEEN_PX2]
        return _path("".join(map(rings, areas)), fill_rule="evenodd", **look)

    def _water(self) -> Markup:
        lines = [part for part in self._of("water") if part.geom_type == "LineString"]
        ditch = _path(
            "".join(path(shapely.get_coordinates(each)) for each in lines), fill="none",
            stroke=self._ink["water"], stroke_width=max(2.0, 3 * self._frame.px_per_m),
        )  # fmt: skip
        edge = self._ink["water-edge"]
        return self._areas("water", fill=self._ink["water"], stroke=edge, stroke_width=1) + ditch

    def _streets(self) -> Markup:
        by_kind: dict[str, list[BaseGeometry]] = {}
        for street in self._ground.streets:
            kind = street.kind if street.kind in WIDTHS else "other"
            by_kind.setdefault(kind, []).append(street.geometry)
        ways = {
            kind: "".join(path(shapely.get_coordinates(p)) for p in self._lines(by_kind[kind]))
            for kind in WIDTHS
            if kind in by_kind
        }
        under = joined(self._street(kind, d, edge=True) for kind, d in ways.items())
        over = joined(self._street(kind, d, edge=False) for kind, d in ways.items())
        drawn = el("g", under + over, fill="none", stroke_linecap="round", stroke_linejoin="round")
        return drawn if ways else Markup("")

    def _lines(self, streets: Sequence[BaseGeometry]) -> list[BaseGeometry]:
        merged = shapely.line_merge(shapely.multilinestrings(list(streets)))
        return [p for p in self._seen([merged]) if p.geom_type == "LineString"]

    def _street(self, kind: str, d: str, *, edge: bool) -> Markup:
        metres, least, most = WIDTHS[kind]
        width = float(np.clip(metres * self._frame.px_per_m, least, most))
        name = "footway" if kind in THIN else "street"
        colour = self._ink[f"{name}-edge" if edge else name]
        return _path(d, stroke=colour, stroke_width=width + 2.2 if edge else width)

    def _walls(self) -> Markup:
        lines = [part for part in self._of("wall") if part.geom_type == "LineString"]
        d = "".join(path(shapely.get_coordinates(each)) for each in lines)
        return _path(d, fill="none", stroke=self._ink["wall"], stroke_width=1.4)

    def _outside(self) -> Markup:
        """What is not the community's, dimmed, and the line between."""
        inside = self._seen([self._ground.boundary])
        left, top, right, bottom = self._window
        frame = f"M{left:.0f} {top:.0f}H{right:.0f}V{bottom:.0f}H{left:.0f}z"
        dim = frame + "".join(rings(each) for each in inside if each.geom_type == "Polygon")
        # The line itself is not cut: its cut ends would run along the picture's edge.
        whole = shapely.simplify(self._frame.drawn(self._ground.boundary), SEEN_PX)
        line = "".join(rings(each) for each in shapely.get_parts(whole))
        colour, opacity = _solid(self._ink["outside"])
        return (
            _path(dim, fill=colour, fill_opacity=opacity, fill_rule="evenodd")
            + _path(line, fill="none", stroke=self._ink["boundary"], stroke_width=9,
                    stroke_opacity="0.2", stroke_linejoin="round")
            + _path(line, fill="none", stroke=self._ink["boundary"], stroke_width=2.5,
                    stroke_dasharray="14 6 3 6")
        )  # fmt: skip

    def _gates(self) -> Markup:
        ink, frame = self._ink, self._frame
        drawn = []
        for gate in self._ground.gates:
            [[x, y]] = frame.px(shapely.get_coordinates(gate.point))
            if not (0 < x < frame.width_px and 0 < y < frame.height_px):
                continue
            shut = ink["gate-shut"] if gate.closed_from else ink["gate"]
            drawn.append(el("circle", cx=x, cy=y, r=5.0, fill=ink["halo"], stroke=shut,
                            stroke_width=3))  # fmt: skip
        return joined(drawn)


def rings(polygon: BaseGeometry) -> str:
    """The `d` of a polygon's rings."""
    parts = [polygon.exterior, *polygon.interiors]
    return "".join(path(shapely.get_coordinates(each), closed=True) for each in parts)


def _path(d: str, **look: object) -> Markup:
    return el("path", d=d, **look) if d else Markup("")


def _solid(rgba: str) -> tuple[str, str]:
    """The colour and the opacity of an "rgba(r,g,b,a)"; SVG readers differ in that form."""
    *rgb, alpha = rgba.removeprefix("rgba(").rstrip(")").split(",")
    return "#" + "".join(f"{int(each):02x}" for each in rgb), alpha
