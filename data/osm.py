"""OpenStreetMap files, `.osm` and `.osm.pbf`, as walkable streets, gates and ground.

© OpenStreetMap contributors, ODbL: whoever shows what comes from here says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from data import osm_tags
from data.guarded import Box, Layer, Limits, read_layers
from geo import boundaries, buildings, roads
from geo.crs import geodesic_m
from geo.errors import BadFile, TooLarge
from geo.ground import Gate, GroundFeature, GroundKind, Street

MARGIN_M = 300.0
MOST_BYTES = 300 * 1024 * 1024
_LAYERS = ("points", "lines", "multipolygons")
_CONFIG = Path(__file__).with_name("osmconf.ini")
# Before the root element an XML file may have a mark, a declaration and comments, no more.
_OSM_XML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*\?>)?\s*(<!--.*?-->\s*)*<osm[\s>]", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class OsmReport:
    """What an import took and what it left out.

    left_out_*: walkable, but not joined to the rest. cut_off_m: beyond the margin around the
    boundary. not_walkable: highways where nobody walks, by their word. private_outside_m:
    private streets outside the boundary, or all of them where private ones are not wanted.
    gates_read_roughly: names, or OpenStreetMap's ids, of gates whose opening hours were not
    wholly understood.
    """

    streets: int
    street_m: float
    nodes: int
    gates: int
    gates_with_hours: int
    ground: dict[GroundKind, int]
    numbered_buildings: int
    lit_known: int
    left_out_parts: int
    left_out_streets: int
    left_out_m: float
    cut_off_m: float
    private_outside_m: float
    not_walkable: dict[str, int]
    gates_read_roughly: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OsmGround:
    """An OpenStreetMap file as ours: records of one community, and what became of the rest."""

    boundary: Polygon | MultiPolygon
    streets: list[Street]
    gates: list[Gate]
    ground: list[GroundFeature]
    report: OsmReport


@dataclass(frozen=True, slots=True)
class _Way:
    """A walkable way before it is split."""

    id: str
    line: BaseGeometry
    tags: dict[str, str]
    kind: str
    private: bool


def read(
    file: Path, community_id: str, *, boundary: Polygon | MultiPolygon | None = None,
    own_access_private: bool = True, margin_m: float = MARGIN_M,
) -> OsmGround:  # fmt: skip
    """The ground of one community from an OpenStreetMap file.

    boundary: WGS84; without one the file's extent is taken. Streets are kept up to `margin_m`
    outside it, so that detours remain; private ones inside only, if `own_access_private`.

    Raises
    ------
    BadFile
        It is no OpenStreetMap file, is damaged, or has no street to walk there.
    TooLarge
        The file is over 300 MB, or takes too much memory or time.
    """
    layers, extent = _layers(file, boundary and _box(boundary, margin_m))
    ways, not_walkable = _ways(layers)
    if not ways and (boundary is None or any("highway" in each for each in layers["lines"].tags())):
        raise BadFile("“{file}” holds no streets that can be walked there.", file=file.name)
    if boundary is None:
        boundary = _extent(layers, extent)
    area = boundaries.widened(boundary, margin_m)
    points = layers["points"]
    pieces, owners, cut_off, private_off = _cut(ways, area, boundary, own_access_private)
    if not len(pieces):
        raise BadFile(
            "“{file}” has no street to walk inside the boundary. Check that the boundary and the "
            "map are of the same place.",
            file=file.name,
        )
    gate_nodes = [(n, tags) for n, tags in enumerate(points.tags()) if osm_tags.shutting(tags)]
    gate_points = shapely.get_coordinates(points.geometries[[n for n, _ in gate_nodes]])
    split = roads.split(pieces, also=gate_points)
    lengths = split.lengths()
    kept, parts = roads.largest_part(split.ends, lengths)
    joined = split.only(kept)
    streets = _streets(joined, [ways[owners[s]] for s in joined.source], community_id)
    gates, rough = _gates(points, gate_nodes, joined, area, community_id)
    ground = [*_ground(layers, area, community_id)]
    report = OsmReport(
        streets=len(streets), street_m=float(lengths[kept].sum()), nodes=len(joined.nodes),
        gates=len(gates), gates_with_hours=sum(gate.closed_from is not None for gate in gates),
        ground=dict(Counter(each.kind for each in ground)),
        numbered_buildings=sum(bool(each.number) for each in ground),
        lit_known=sum(street.lit is not None for street in streets),
        left_out_parts=parts - 1, left_out_streets=int((~kept).sum()),
        left_out_m=float(lengths[~kept].sum()), cut_off_m=cut_off,
        private_outside_m=private_off, not_walkable=dict(not_walkable), gates_read_roughly=rough,
    )  # fmt: skip
    return OsmGround(boundary, streets, gates, ground, report)


def _layers(file: Path, bbox: Box | None) -> tuple[dict[str, Layer], Box | None]:
    try:
        size, head = file.stat().st_size, _head(file)
    except OSError as error:
        raise BadFile(
            "“{file}” cannot be opened ({why}).", file=file.name, why=error.strerror
        ) from error
    if size > MOST_BYTES:
        raise TooLarge(
            "“{file}” has {size} MB; at most {most} MB are read. Cut it to the neighbourhood "
            "first.",
            file=file.name, size=size >> 20, most=MOST_BYTES >> 20,
        )  # fmt: skip
    if b"OSMHeader" in head[:64]:
        kept_as = "map.osm.pbf"
    elif _OSM_XML.match(head):
        kept_as = "map.osm"
    else:
        raise BadFile(
            "“{file}” is no OpenStreetMap file. Export .osm or .osm.pbf, not compressed.",
            file=file.name,
        )
    cpu_s = 60 + size // 2_000_000
    return read_layers(
        file, driver="OSM", kept_as=kept_as, layers=_LAYERS, bbox=bbox,
        config={"OSM_CONFIG_FILE": str(_CONFIG)}, limits=Limits(cpu_s=cpu_s),
    )  # fmt: skip


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(4096)


def _box(boundary: BaseGeometry, margin_m: float) -> Box:
    west, south, east, north = boundaries.widened(boundary, margin_m).bounds
    return west, south, east, north


def _extent(layers: dict[str, Layer], extent: Box | None) -> Polygon:
    if extent is None or not np.isfinite(extent).all() or extent[0] >= extent[2]:
        return shapely.box(*shapely.total_bounds([line for line, _ in _highways(layers)]))
    return shapely.box(*extent)


def _ways(layers: dict[str, Layer]) -> tuple[list[_Way], Counter[str]]:
    ways: list[_Way] = []
    refused: Counter[str] = Counter()
    for line, tags in _highways(layers):
        kind = osm_tags.street_kind(tags)
        if kind is None:
            refused[tags["highway"]] += 1
        else:
            private = osm_tags.may_walk(tags) == "private"
            way = tags.get("osm_way_id") or tags.get("osm_id", "")
            ways.append(_Way(way, line, tags, kind, private))
    return ways, refused


def _highways(layers: dict[str, Layer]) -> Iterator[tuple[BaseGeometry, dict[str, str]]]:
    lines, areas = layers["lines"], layers["multipolygons"]
    for line, tags in zip(lines.geometries, lines.tags(), strict=True):
        # All nodes in one spot: a slip of the pen, and no way to anywhere.
        if "highway" in tags and shapely.length(line) > 0:
            yield line, tags
    # A square that is mapped as an area is walked around its edge, where streets join it.
    for area, tags in zip(areas.geometries, areas.tags(), strict=True):
        if "highway" in tags and tags["highway"] != "platform":
            for part in shapely.get_parts(area):
                yield shapely.get_exterior_ring(part), tags


def _cut(
    ways: Sequence[_Way], area: BaseGeometry, boundary: BaseGeometry, own_private: bool
) -> tuple[roads.Lines, roads.Ints, float, float]:
    lines = np.empty(len(ways), dtype=object)
    lines[:] = [way.line for way in ways]
    private = np.array([way.private for way in ways], dtype=bool)
    public, of_public = roads.cut(lines[~private], area)
    inside, of_inside = roads.cut(lines[private & own_private], boundary)
    owners = np.concatenate((
        np.flatnonzero(~private)[of_public], np.flatnonzero(private & own_private)[of_inside]
    ))  # fmt: skip
    off = _metres(lines[~private]) - _metres(public)
    private_off = _metres(lines[private]) - _metres(inside)
    return np.concatenate((public, inside)), owners, max(off, 0.0), max(private_off, 0.0)


def _metres(lines: roads.Lines) -> float:
    return sum(map(geodesic_m, lines))


def _streets(pieces: roads.Pieces, ways: Sequence[_Way], community_id: str) -> list[Street]:
    made: list[Street] = []
    seen: Counter[str] = Counter()
    rows = zip(pieces.lines, pieces.ends.tolist(), pieces.lengths().tolist(), ways, strict=True)
    for line, (first, last), length, way in rows:
        seen[way.id] += 1
        name, name_en = osm_tags.named(way.tags)
        made.append(Street(
            id=_id(community_id, "street", way.id, seen[way.id]), community_id=community_id,
            from_node=first, to_node=last, geometry=line, length_m=length, kind=way.kind,
            name=name, name_en=name_en, way=way.id, lit=osm_tags.is_lit(way.tags),
            steps=way.kind == "steps", access="private" if way.private else
            way.tags.get("access", "")[:20],
        ))  # fmt: skip
    # In the order that the store gives them back: a street's place is its number in a network.
    return sorted(made, key=lambda street: street.id)


def _gates(
    points: Layer, nodes: Sequence[tuple[int, dict[str, str]]], pieces: roads.Pieces,
    area: BaseGeometry, community_id: str,
) -> tuple[list[Gate], tuple[str, ...]]:  # fmt: skip
    made: list[Gate] = []
    rough: list[str] = []
    for number, tags in nodes:
        point = points.geometries[number]
        if not area.intersects(point):
            continue
        node = int(pieces.node_of(shapely.get_coordinates(point))[0])
        hours, understood = osm_tags.gate_hours(tags)
        name, name_en = osm_tags.named(tags)
        gate = Gate(
            id=_id(community_id, "gate", tags.get("osm_id", ""), 1), community_id=community_id,
            point=point, kind=tags["barrier"][:20], node=node if node >= 0 else None, name=name,
            name_en=name_en,
        )  # fmt: skip
        made.append(replace(gate, closed_from=hours[0], closed_to=hours[1]) if hours else gate)
        if not understood:
            rough.append(name or f"node {tags.get('osm_id', '?')}")
    return made, tuple(rough)


def _ground(
    layers: dict[str, Layer], area: BaseGeometry, community_id: str
) -> Iterator[GroundFeature]:
    shapely.prepare(area)
    for layer in ("multipolygons", "lines"):
        for shape, tags in zip(layers[layer].geometries, layers[layer].tags(), strict=True):
            kind = osm_tags.drawn_as(tags)
            if kind is not None and not (layer == "lines" and kind in ("building", "park")):
                yield from _drawn(kind, shape, tags, area, community_id)
    points = layers["points"]
    for point, tags in zip(points.geometries, points.tags(), strict=True):
        if tags.get("natural") == "tree":
            yield from _drawn("tree", point, tags, area, community_id)


def _drawn(
    kind: GroundKind, shape: BaseGeometry, tags: dict[str, str], area: BaseGeometry,
    community_id: str,
) -> Iterator[GroundFeature]:  # fmt: skip
    if not area.intersects(shape):
        return
    # A lake or a wall may go on for miles; a building is shown whole.
    whole = shape if shape.is_valid else shapely.make_valid(shape)
    shown = _of_one_kind(whole if kind == "building" else whole.intersection(area), shape)
    if shown.is_empty:
        return
    name, name_en = osm_tags.named(tags)
    number = ""
    if kind == "building":
        number = buildings.number_from(name, tags.get("addr:housenumber", ""), tags.get("ref", ""))
    is_way = "osm_way_id" in tags or shape.geom_type == "LineString"
    way = tags.get("osm_way_id") or tags.get("osm_id", "")
    yield GroundFeature(
        id=_id(community_id, kind, way, 1 if is_way else 2), kind=kind,
        community_id=community_id, geometry=shown, name=name, name_en=name_en, number=number,
        street_name=tags.get("addr:street", ""), floors=osm_tags.floors(tags),
    )  # fmt: skip


def _of_one_kind(shape: BaseGeometry, like: BaseGeometry) -> BaseGeometry:
    """Areas of an area, lines of a line: without the specks that cutting and mending leave."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = parts[shapely.get_dimensions(parts) == shapely.get_dimensions(like)]
    return kept[0] if len(kept) == 1 else shapely.union_all(kept)


def _id(community_id: str, kind: str, osm_id: str, number: int) -> str:
    # The same way keeps its id when a newer export is read.
    return str(uuid5(NAMESPACE_URL, f"osm/{community_id}/{kind}/{osm_id}/{number}"))
