"""What stands in a drawn SVG, read back as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from maps.drawing.measured import width

NS = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "path", "rect", "circle", "line", "text", "title"}
ATTRIBUTES = re.compile(
    r"[xy]|[xy][12]|c[xy]|r|rx|d|width|height|viewBox|role|overflow|aria-[a-z]+|transform|data-\w+"
    r"|fill(-rule|-opacity)?|stroke(-\w+)?|font-(size|weight|family)|text-anchor|paint-order"
)
MOVED = re.compile(r"translate\((-?[\d.]+) (-?[\d.]+)\)")


@dataclass(frozen=True)
class Written:
    """A text with its box in pixels: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]


def read(svg: str) -> ElementTree:
    """The root element; only names that the drawing means to use are in it."""
    root = ElementTree.fromstring(str(svg))
    for each in root.iter():
        assert each.tag.removeprefix(NS) in ELEMENTS, each.tag
        for name in each.attrib:
            assert ATTRIBUTES.fullmatch(name), name
    return root


def texts(root: ElementTree) -> list[str]:
    return [each.text or "" for each in root.iter(f"{NS}text")]


def points(d: str) -> np.ndarray:
    """The corners of a `d` of M, l and z."""
    numbers = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", d)]
    return np.cumsum(np.asarray(numbers).reshape(-1, 2), axis=0)


def written(root: ElementTree, x: float = 0, y: float = 0) -> Iterator[Written]:
    """Every text of the picture outside its maps, which are svg elements of their own."""
    for each in root:
        if each.tag == f"{NS}svg":
            continue
        moved = MOVED.match(each.get("transform", ""))
        dx, dy = (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)
        if each.tag == f"{NS}text":
            yield _text(each, x + dx, y + dy)
        yield from written(each, x + dx, y + dy)


def _text(each: ElementTree, x: float, y: float) -> Written:
    size = float(each.get("font-size"))
    long = width(each.text or "", size, bold=each.get("font-weight") == "700")
    anchor = {"middle": 0.5, "end": 1.0}.get(each.get("text-anchor", ""), 0.0)
    left, base = x + float(each.get("x")) - long * anchor, y + float(each.get("y"))
    return Written(each.text or "", (left, base - size * 0.8, left + long, base + size * 0.2))
