"""GeoJSON read by our own eyes: json, a walk over every number, shapely. Never by GDAL.

A `.geojson` may hold an OGR VRT or a GDALG pipeline, which make GDAL open any other file of
the server; here they are only text that is no FeatureCollection.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shapely import (
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
)
from shapely.geometry.base import BaseGeometry

from data.files.columns import DERIVED, Columns
from data.files.decode import LARGEST, decode
from data.files.layer import MOST_ROWS, Layer, Row
from geo.errors import BadFile, BadGeometry, Problem, TooLarge
from geo.texts import shown

DEEPEST = 32
MOST_CORNERS = 10_000
# Each comma or bracket may cost 100 bytes of memory: 20 MB of "[[],[],…" would take a gigabyte.
_MOST_PARTS = 3_000_000
_TEXT_OR_DIGITS = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<digits>[0-9]+)')
_CRS_NAME = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/|)"
    r"(OGC|EPSG)[:/](?:[0-9.]*[:/])?(CRS84|[0-9]{4,6})",
    re.IGNORECASE,
)


def read(
    content: bytes, columns: Columns | None = None, *, largest: int = LARGEST,
    most_rows: int = MOST_ROWS,
) -> Layer:  # fmt: skip
    """The features of a GeoJSON file, each with its own complaints.

    Raises
    ------
    TooLarge
        More bytes, features or numbers than the limits.
    BadFile
        Not text, not JSON, not a FeatureCollection or Feature, or nested too deep.
    """
    text, encoding = decode(content, largest)
    document = _json(text)
    features = _features(document)
    if len(features) > most_rows:
        raise TooLarge(
            "The file has {rows} rows; at most {most} are read. Split it.",
            rows=len(features), most=most_rows,
        )  # fmt: skip
    known = columns or Columns()
    rows = [_row(f"feature {number}", each, known) for number, each in enumerate(features, 1)]
    return Layer(form="GeoJSON", encoding=encoding, rows=rows, crs=_declared_crs(document))


def shape_of(geometry: object, where: str = "geometry") -> BaseGeometry:
    """The shape that a GeoJSON geometry object says, every number finite; its CRS is untouched.

    Raises
    ------
    BadGeometry
        Empty, unclosed, too many corners, no number where one belongs, or no such type.
    """
    if not isinstance(geometry, Mapping):
        raise _bad(where, "There is no geometry here. Draw it, or use a CSV file with an address.")
    kind = geometry.get("type")
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise _bad(
            where, "“{type}” is no geometry that can be used. Draw a point, a line or a polygon.",
            type=shown(kind),
        )  # fmt: skip
    if _corners(geometry.get("coordinates")) > MOST_CORNERS:
        raise _bad(where, "The shape has more than {most} corners. Simplify it.", most=MOST_CORNERS)
    return build(geometry.get("coordinates"), where)


def _json(text: str) -> Any:
    if sum(map(text.count, ",[{")) > _MOST_PARTS:
        raise TooLarge("The file holds more than a million points. Split it.")
    too_deep = BadFile("The file is nested deeper than {most} levels.", most=DEEPEST)
    try:
        document = json.loads(text)
    except RecursionError:
        raise too_deep from None
    except json.JSONDecodeError as error:
        raise BadFile(
            "The file is not GeoJSON: line {line} cannot be read. Export it again as GeoJSON.",
            line=error.lineno,
        ) from None
    except ValueError:  # Python reads whole numbers up to some thousands of digits
        raise _too_long(text) from None
    if _depth(document) > DEEPEST:
        raise too_deep
    return document


def _too_long(text: str) -> BadFile:
    """Names the longest number outside of texts."""
    found = max(
        (each for each in _TEXT_OR_DIGITS.finditer(text) if each["digits"]),
        key=lambda each: len(each["digits"]),
    )
    return BadFile(
        "The number {number} on line {line} has {digits} digits. Shorten it.",
        number=shown(found["digits"]), line=text.count("\n", 0, found.start()) + 1,
        digits=len(found["digits"]),
    )  # fmt: skip


def _depth(document: object) -> int:
    level, deep = [document], 0
    while level and deep <= DEEPEST:
        level = [
            child
            for node in level if isinstance(node, (dict, list))
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]  # fmt: skip
        deep += 1
    return deep


def _features(document: object) -> Sequence[object]:
    if isinstance(document, dict):
        if document.get("type") == "Feature":
            return [document]
        if document.get("type") == "FeatureCollection" and isinstance(
            document.get("features"), list
        ):
            return document["features"]  # type: ignore[no-any-return]
    raise BadFile("The file is not a FeatureCollection or a Feature. Export it again as GeoJSON.")


def _declared_crs(document: dict[str, Any]) -> str | None:
    crs = document.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    found = _CRS_NAME.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        raise BadFile(
            "The file declares a coordinate system that is not known here: “{crs}”. Delete the "
            "“crs” member and say the coordinate system yourself.",
            crs=shown(name if isinstance(name, str) else crs),
        )
    return f"{found[1]}:{found[2]}".upper()


def _row(where: str, feature: object, columns: Columns) -> Row:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        problem = Problem(where, "This is not a GeoJSON Feature.")
        return Row(where=where, cells={}, problems=(problem,))
    problems: list[Problem] = []
    cells = _cells(where, feature.get("properties"), columns, problems)
    geometry = None
    try:
        geometry = shape_of(feature.get("geometry"), where)
    except BadGeometry as error:
        problems.extend(error.problems)
    own = feature.get("id")
    return Row(
        where=where, cells=cells, geometry=geometry, problems=problems,
        id=own if isinstance(own, str) else None,
    )  # fmt: skip


def _cells(
    where: str, properties: object, columns: Columns, problems: list[Problem]
) -> dict[str, object]:
    if properties is None:
        return {}
    if not isinstance(properties, dict):
        problems.append(Problem(where, "Its properties are not an object."))
        return {}
    problems.extend(columns.check(where, properties))
    cells = {}
    for header, value in properties.items():
        name = columns.name_of(header)
        if name is None or name in DERIVED or value is None or value == "":
            continue
        if _is_cell(value):
            cells[name] = value
        else:
            problems.append(
                Problem(
                    where, "“{header}” holds “{value}”: a text, a finite number or a list of texts "
                    "is needed.", {"header": shown(header), "value": shown(value)},
                )
            )  # fmt: skip
    return cells


def _is_cell(value: object) -> bool:
    if isinstance(value, list):
        return len(value) <= 1_000 and all(
            _is_cell(each) and not isinstance(each, list) for each in value
        )
    return isinstance(value, (str, bool)) or _is_number(value)


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    # A whole number of 400 digits is a legal int and no float.
    return abs(value) < 1e15 if isinstance(value, int) else math.isfinite(value)


def _bad(where: str, sentence: str, **values: object) -> BadGeometry:
    problem = Problem(where, sentence, values)
    return BadGeometry("The geometry cannot be used.", problems=[problem])


def _corners(coordinates: object) -> int:
    """How many positions there are; stops counting soon after the limit."""
    if not isinstance(coordinates, list | tuple) or not coordinates:
        return 0
    if not isinstance(coordinates[0], list | tuple):
        return 1
    count = 0
    for part in coordinates:
        count += _corners(part)
        if count > MOST_CORNERS:
            break
    return count


def _many(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise _bad(where, "Its coordinates are not a list as deep as its type asks for.")
    if not value:
        raise _bad(where, "The geometry is empty. Draw it again or leave the feature out.")
    return value


def _position(value: object, where: str) -> tuple[float, float]:
    numbers = _many(value, where)
    if not 2 <= len(numbers) <= 4:
        raise _bad(where, "A position needs two numbers, longitude and latitude.")
    for number in numbers:
        if not _is_number(number):
            raise _bad(where, "The coordinate “{value}” is not a finite number.",
                       value=shown(number))  # fmt: skip
    x, y = numbers[:2]
    return float(x), float(y)  # type: ignore[arg-type]


def _line(value: object, where: str) -> LineString:
    points = [_position(each, where) for each in _many(value, where)]
    if len(set(points)) < 2:
        raise _bad(where, "The line has no length: it needs two different points.")
    return LineString(points)


def _ring(value: object, where: str) -> list[tuple[float, float]]:
    points = [_position(each, where) for each in _many(value, where)]
    if points[0] != points[-1]:
        raise _bad(where, "A ring is not closed: its last point must repeat its first.")
    if len(set(points)) < 3:
        raise _bad(where, "A ring needs at least three different corners.")
    return points


def _polygon(value: object, where: str) -> Polygon:
    outer, *holes = (_ring(each, where) for each in _many(value, where))
    return Polygon(outer, holes)


_BUILDERS: dict[str, Callable[[object, str], BaseGeometry]] = {
    "Point": lambda value, where: Point(_position(value, where)),
    "LineString": _line,
    "Polygon": _polygon,
    "MultiPoint": lambda v, where: MultiPoint([_position(each, where) for each in _many(v, where)]),
    "MultiLineString": lambda v, where: MultiLineString(
        [_line(each, where) for each in _many(v, where)]
    ),
    "MultiPolygon": lambda v, where: MultiPolygon(
        [_polygon(each, where) for each in _many(v, where)]
    ),
}
