"""What a map in a notebook is asked for, refused in a sentence where it cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from numbers import Real
from zoneinfo import ZoneInfo

import geopandas as gpd

from geo.errors import BadGeometry, BadInput
from geo.frames import blank
from maps.words import LANGUAGES

THEMES = ("auto", "light", "dark")


def looks(lang: object, theme: object) -> None:
    """Refuse a language or theme that no map has.

    Raises
    ------
    BadInput
        It is none of ours; the sentence names those.
    """
    for name, value, known in (("lang", lang, LANGUAGES), ("theme", theme, THEMES)):
        if value not in known:
            raise BadInput("{name} is one of {known}, not “{value}”.", name=name,
                           known=", ".join(known), value=_short(value))  # fmt: skip


def zone_named(zone: object) -> None:
    """Refuse what is no time zone.

    Raises
    ------
    BadInput
        No zone has that name.
    """
    try:
        ZoneInfo(zone)  # type: ignore[arg-type]
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        raise BadInput("zone “{zone}” is no time zone. Give its name, such as Asia/Shanghai.",
                       zone=_short(zone)) from None  # fmt: skip


def aware(name: str, moments: Iterable[object]) -> None:
    """Refuse moments that could mean two nights; one that is missing is none.

    Raises
    ------
    BadInput
        One is no datetime, or has no offset.
    """
    for each in moments:
        if not blank(each) and not (isinstance(each, datetime) and each.utcoffset() is not None):
            raise BadInput("{name} is a datetime with an offset; “{value}” is none. Give it a zone "
                           "(tzinfo).", name=name, value=_short(each))  # fmt: skip


def numbers_in(frame: gpd.GeoDataFrame, name: str, *, missing: bool) -> None:
    """Refuse a column that holds something else than numbers; missing: it may say nothing.

    Raises
    ------
    BadInput
        A row has none there; the sentence names it.
    """
    for row, each in zip(frame.index, frame[name], strict=True):
        if not (missing if blank(each) else isinstance(each, Real)):
            raise BadInput("Row {row}: column {name} holds no number but “{value}”.",
                           row=_short(row), name=name, value=_short(each))  # fmt: skip


def stops_are_points(frame: gpd.GeoDataFrame) -> None:
    """Refuse a table of stops that are no points, such as that of the legs.

    Raises
    ------
    BadGeometry
        A stop is something else; the sentence names its row.
    """
    for row, kind in _others(frame, ("Point",)):
        raise BadGeometry(
            "Row {row}: a stop is a point, this is a {type}. night_map takes the stops first, then "
            "the legs.", row=row, type=kind,
        )  # fmt: skip


def cells_are_areas(frame: gpd.GeoDataFrame) -> None:
    """Refuse cells that are no areas.

    Raises
    ------
    BadGeometry
        A cell is something else; the sentence names its row.
    """
    for row, kind in _others(frame, ("Polygon", "MultiPolygon")):
        raise BadGeometry("Row {row}: a cell is an area, this is a {type}. coverage.cells makes "
                          "cells.", row=row, type=kind)  # fmt: skip


def _others(frame: gpd.GeoDataFrame, kinds: Collection[str]) -> Iterable[tuple[str, str]]:
    rows = zip(frame.index, frame.geom_type, strict=True)
    return (
        (_short(row), kind) for row, kind in rows if isinstance(kind, str) and kind not in kinds
    )


def _short(value: object) -> str:
    return str(value)[:40]
