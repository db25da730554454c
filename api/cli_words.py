"""What somebody wrote on the command line, read and bounded before anything is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer
from shapely import MultiPolygon, Polygon

from api.services.asking import read_bbox
from api.services.importing import ImportLimits
from api.settings import Settings
from data.files import geojson
from geo.errors import BadFile, BadInput

# Nights that can be planned: calendars and time zones are sure of their ground there.
FIRST_NIGHT, LAST_NIGHT = date(2000, 1, 1), date(2199, 12, 31)


def limits_of(settings: Settings) -> ImportLimits:
    """How large a file may be and how far outside its hazards may lie, as the settings say."""
    return ImportLimits(
        file_bytes=settings.import_bytes,
        rows=settings.import_features,
        outside_m=settings.outside_m,
    )


def content_of(file: Path, most: int) -> bytes:
    """What a file holds, read no further than it may be.

    Raises
    ------
    BadFile
        There is no such file, or it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise BadFile(
            "“{file}” cannot be read: {why}.", file=str(file), why=error.strerror or error
        ) from error


def boundary_in(file: Path, most: int) -> Polygon | MultiPolygon:
    """The area in a GeoJSON file of so many bytes: its only feature, a polygon or several."""
    layer = geojson.read(content_of(file, most), largest=most)
    shapes = [row.geometry for row in layer.rows]
    if len(shapes) != 1 or not isinstance(shapes[0], Polygon | MultiPolygon):
        raise BadInput("{file} should hold one feature, the boundary as a polygon.", file=file.name)
    return shapes[0]


def box_of(text: str) -> tuple[float, float, float, float]:
    """A box from the command line."""
    try:
        return read_bbox(text)
    except ValueError:
        raise BadInput(
            "“{text}” is not a box. Write west,south,east,north in degrees.", text=text[:80]
        ) from None


def night_in(text: str | None) -> date | None:
    """A night's date from the command line; None stays None."""
    if text is None:
        return None
    try:
        night = date.fromisoformat(text)
    except ValueError:
        raise BadInput("“{text}” is not a date. Write it as 2026-07-22.", text=text) from None
    if not FIRST_NIGHT <= night <= LAST_NIGHT:
        raise BadInput(
            "{night} cannot be planned. Name a night from {first} to {last}.",
            night=text, first=FIRST_NIGHT, last=LAST_NIGHT,
        )  # fmt: skip
    return night


def bounded(option: str, value: float | None, least: float, most: float) -> None:
    """Refuse a number outside its bounds, and what is no number; None was not given."""
    if value is not None and not least <= value <= most:
        raise BadInput(
            "{option} {value} cannot be. Give a number from {least:,g} to {most:,.10g}.",
            option=option, value=value, least=least, most=most,
        )  # fmt: skip


@contextmanager
def progress_line() -> Iterator[Callable[[float], None] | None]:
    """A line on a terminal that says how far the planner is; silent elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(share: float) -> None:
        typer.echo(f"\r{share:4.0%}", nl=False, err=True)

    yield show
    typer.echo("\r     \r", nl=False, err=True)
