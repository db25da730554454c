"""What a file of features holds once it is read: rows with cells, in the file's own CRS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from geo.errors import Problem

MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One feature or line of a file.

    where: "row 7" (as the spreadsheet counts) or "feature 3" (from 1).
    cells: value by our name of the column, empty ones left out.
    geometry: in the file's own CRS, x first; None where the file gives none.
    id: the feature's own id where it is a text.
    problems: what already makes it impossible.
    """

    where: str
    cells: Mapping[str, object]
    geometry: BaseGeometry | None = None
    id: str | None = None
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A file as read.

    crs: what the file itself declares, or None.
    form: "GeoJSON" or "CSV". encoding: what its bytes were read by.
    """

    form: str
    encoding: str
    rows: Sequence[Row] = field(default_factory=tuple)
    crs: str | None = None
