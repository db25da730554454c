"""A small OpenStreetMap file in code, as XML and as PBF, with known answers.

4---5---6        1-2-3 is one way of 200 m that 2-5 joins; 4-5-6 another; 3-6 a private
|   |   |        lane; 1-4 has a gate at 7; 8-9 hangs on nothing; a motorway crosses 2-5
7   |   |        without a shared node; 10 is a tree.
|   |   |
1---2---3
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests import town

PLACES = {
    1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (0, 100), 5: (100, 100), 6: (200, 100), 7: (0, 50),
    8: (300, 0), 9: (300, 60), 10: (150, 50), 11: (50, 60), 12: (250, 60),
    21: (20, 20), 22: (80, 20), 23: (80, 40), 24: (20, 40), 31: (200, 200), 32: (200, 1100),
}  # fmt: skip
NODE_TAGS: dict[int, dict[str, str]] = {
    7: {"barrier": "lift_gate", "opening_hours": "Mo-Su 05:00-23:00", "name": "西门"},
    10: {"natural": "tree"},
}
WAYS: list[tuple[int, list[int], dict[str, str]]] = [
    (1, [1, 2, 3], {"highway": "residential", "name": "南街", "name:en": "South St", "lit": "yes",
                    "oneway": "yes"}),
    (2, [4, 5, 6], {"highway": "footway", "lit": "no"}),
    (3, [2, 5], {"highway": "steps"}),
    (4, [1, 7, 4], {"highway": "service"}),
    (5, [3, 6], {"highway": "service", "access": "private"}),
    (6, [8, 9], {"highway": "path"}),
    (7, [11, 12], {"highway": "motorway"}),
    (8, [21, 22, 23, 24, 21], {"building": "apartments", "name": "安居里三号楼",
                               "addr:housenumber": "18号", "addr:street": "南街",
                               "building:levels": "6"}),
    (9, [21, 24], {"barrier": "wall"}),
    (10, [6, 31, 32], {"highway": "tertiary"}),
]  # fmt: skip


def lonlat(node: int) -> tuple[float, float]:
    """As the file gives it: seven digits."""
    lon, lat = town.at(*PLACES[node])
    return round(lon, 7), round(lat, 7)


def xml(bounds: tuple[float, float, float, float] | None = None) -> str:
    """The file as XML; bounds in metres from the town's corner."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">']
    if bounds:
        (west, south), (east, north) = town.at(*bounds[:2]), town.at(*bounds[2:])
        parts.append(f'<bounds minlat="{south}" minlon="{west}" maxlat="{north}" maxlon="{east}"/>')
    for node in PLACES:
        lon, lat = lonlat(node)
        tags = _tags(NODE_TAGS.get(node, {}))
        parts.append(f'<node id="{node}" lat="{lat:.7f}" lon="{lon:.7f}">{tags}</node>')
    for way, nodes, tags in WAYS:
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        parts.append(f'<way id="{way}">{refs}{_tags(tags)}</way>')
    return "\n".join([*parts, "</osm>"])


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def write(folder: Path, name: str = "town.osm", **kwargs: object) -> Path:
    """The file on disk, PBF if its name says so."""
    path = folder / name
    if name.endswith(".pbf"):
        path.write_bytes(pbf())
    else:
        path.write_text(xml(**kwargs), encoding="utf-8")  # type: ignore[arg-type]
    return path


# -- PBF, by hand: https://wiki.openstreetmap.org/wiki/PBF_Format


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _int(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _packed(field: int, numbers: list[int]) -> bytes:
    return _bytes(field, b"".join(map(_varint, numbers)))


def _deltas(numbers: list[int]) -> list[int]:
    return [_zigzag(n - m) for n, m in zip(numbers, [0, *numbers], strict=False)]


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _int(2, len(content)) + _bytes(3, zlib.compress(content))
    header = _bytes(1, kind) + _int(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def pbf() -> bytes:
    """The same file as PBF, without a bounding box."""
    words: list[str] = [""]

    def word(text: str) -> int:
        if text not in words:
            words.append(text)
        return words.index(text)

    ids = sorted(PLACES)
    pairs = []
    for node in ids:
        for key, value in NODE_TAGS.get(node, {}).items():
            pairs += [word(key), word(value)]
        pairs.append(0)
    places = [lonlat(node) for node in ids]
    dense = (
        _packed(1, _deltas(ids))
        + _packed(8, _deltas([round(lat * 1e7) for _, lat in places]))
        + _packed(9, _deltas([round(lon * 1e7) for lon, _ in places]))
        + _packed(10, pairs)
    )
    ways = b"".join(
        _bytes(3, _int(1, way) + _packed(2, [word(k) for k in tags])
               + _packed(3, [word(v) for v in tags.values()]) + _packed(8, _deltas(nodes)))
        for way, nodes, tags in WAYS
    )  # fmt: skip
    table = _bytes(1, b"".join(_bytes(1, each.encode()) for each in words))
    block = table + _bytes(2, _bytes(2, dense)) + _bytes(2, ways)
    features = _bytes(4, b"OsmSchema-V0.6") + _bytes(4, b"DenseNodes")
    return _blob(b"OSMHeader", features) + _blob(b"OSMData", block)
