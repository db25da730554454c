"""A file of hazards, whichever of the two forms it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from data.files import csv_rows, geojson
from data.files.columns import Columns
from data.files.decode import LARGEST
from data.files.layer import MOST_ROWS, Layer
from geo.errors import BadFile
from geo.hazards import DEFAULT_KINDS, Kind
from geo.texts import shown

_READERS = {
    ".geojson": geojson.read,
    ".json": geojson.read,
    ".csv": csv_rows.read,
    ".txt": csv_rows.read,
    ".tsv": csv_rows.read,
}


def read_layer(
    content: bytes, filename: str, kinds: Sequence[Kind] = DEFAULT_KINDS, *,
    largest: int = LARGEST, most_rows: int = MOST_ROWS,
) -> Layer:  # fmt: skip
    """The rows of an uploaded file, by the ending of its name; the name is used for nothing else.

    Raises
    ------
    TooLarge
        More bytes or rows than the limits.
    BadFile
        Not one of the forms that are read, or not what its ending says.
    """
    reader = _READERS.get(PurePath(filename).suffix.lower())
    if reader is None:
        raise BadFile(
            "“{name}” is not read here. Save the list as CSV or GeoJSON and try again.",
            name=shown(filename),
        )
    return reader(content, Columns(kinds), largest=largest, most_rows=most_rows)
