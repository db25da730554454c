"""CSV as offices keep it: any of three separators, Chinese or English headers, blank lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.files.columns import DERIVED, Columns
from data.files.decode import LARGEST, decode
from data.files.layer import MOST_ROWS, Layer, Row
from geo.errors import BadFile, Problem, TooLarge
from geo.texts import shown

MOST_COLUMNS = 200
# Lists are often headed by a title and a date, above the header.
_TITLES = 4
_PAIRS = (("lon", "lat"), ("lon_to", "lat_to"))
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,20})?(e[+-]?[0-9]{1,2})?", re.IGNORECASE)
# What our own export puts before a cell that a spreadsheet would run as a formula.
_GUARDED = re.compile(r"\A'(?=\s*[=+\-@＝＋－＠])")


def read(
    content: bytes, columns: Columns | None = None, *, largest: int = LARGEST,
    most_rows: int = MOST_ROWS,
) -> Layer:  # fmt: skip
    """The lines of a CSV file; row 1 is the header, as a spreadsheet counts.

    A line's geometry is a Point of its longitude and latitude, or a LineString where it also
    says where it ends; None where it has neither, which is legal.

    Raises
    ------
    TooLarge
        More bytes or rows than the limits.
    BadFile
        Not text, quotes that do not close, or columns that are not known.
    """
    text, encoding = decode(content, largest)
    known = columns or Columns()
    top, header, lines = _header(_lines(text), known)
    names = _named(top, header, known)
    rows: list[Row] = []
    for number, cells in lines:
        if len(rows) >= most_rows:
            raise TooLarge(
                "The file has more than {most} rows; at most {most} are read. Split it.",
                most=most_rows,
            )
        rows.append(_row(f"row {number}", cells, names))
    return Layer(form="CSV", encoding=encoding, rows=rows)


def _header(
    lines: Iterator[tuple[int, list[str]]], columns: Columns
) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """The header, its row, and the lines below it; a title above it is passed over."""
    first = list(islice(lines, _TITLES + 1))
    for place, (row, cells) in enumerate(first):
        known = [columns.name_of(cell) for cell in cells if cell.strip()]
        if len(known) - known.count(None) > len(known) / 2:
            return row, cells, chain(first[place + 1 :], lines)
    row, cells = first[0] if first else (0, [])
    return row, cells, chain(first[1:], lines)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadFile(
                "Row {row} of the file cannot be read: a quotation mark is not closed, or a cell "
                "is too long.",
                row=number,
            ) from None
        if any(cell.strip() for cell in cells):
            yield number, cells


def _separator(text: str) -> str:
    # Only the top: the texts further down are full of commas.
    first = "".join(islice(io.StringIO(text), _TITLES + 1))[:10_000]
    return max(",\t;", key=first.count)


def _named(row: int, header: list[str], columns: Columns) -> list[str]:
    headers = [each.strip() for each in header]
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise TooLarge("The file has more than {most} columns.", most=MOST_COLUMNS)
    problems = columns.check(f"row {row}", headers)
    if problems:
        raise BadFile("The columns of the file cannot all be read.", problems=problems)
    return [columns.name_of(each) or "" for each in headers]


def _row(where: str, values: list[str], names: list[str]) -> Row:
    problems: list[Problem] = []
    if any(value.strip() for value in values[len(names) :]):
        problems.append(
            Problem(
                where, "The row has {cells} cells, the header only {columns}. Put quotation marks "
                "around text that holds the separator.",
                {"cells": len(values), "columns": len(names)},
            )
        )  # fmt: skip
    cells: dict[str, object] = {
        name: _GUARDED.sub("", value.strip(), count=1)
        for name, value in zip(names, values, strict=False)
        if value.strip() and name not in DERIVED
    }
    geometry = _geometry(where, cells, problems)
    own = cells.pop("id", None)
    return Row(
        where=where, cells=cells, geometry=geometry, problems=problems,
        id=own if isinstance(own, str) else None,
    )  # fmt: skip


def _geometry(where: str, cells: dict[str, object], problems: list[Problem]) -> BaseGeometry | None:
    points = []
    for lon, lat in _PAIRS:
        x, y = str(cells.pop(lon, "")), str(cells.pop(lat, ""))
        if not x and not y:
            continue
        complaint = _not_a_position(where, {lon: x, lat: y})
        if complaint:
            problems.append(complaint)
        else:
            points.append((float(x), float(y)))
    if len(points) == 2 and points[0] != points[1]:
        return LineString(points)
    return Point(points[0]) if points else None


def _not_a_position(where: str, position: Mapping[str, str]) -> Problem | None:
    for name, value in position.items():
        if not _NUMBER.fullmatch(value):
            return Problem(
                where, "{column}: “{value}” is not a number. Write both coordinates as decimal "
                "numbers, or leave both empty.",
                {"column": name, "value": shown(value)},
            )  # fmt: skip
    return None
