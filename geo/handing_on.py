"""The legs of a plan that may be handed on, by the tables alone; in doubt, none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from numbers import Real
from typing import NamedTuple

import geopandas as gpd
import numpy as np
from shapely import LineString, Point

from geo.errors import BadGeometry, BadInput
from geo.frames import blank, in_wgs84
from geo.way_home import LonLat, beside, same_place, way_home

# What tells rounds apart, where both tables have it.
_ROUND = ("night", "plan_id", "round_id", "round_no", "team_id", "pass_no")
# Where only one of them has it, nobody can tell which leg is whose.
_IN_BOTH = ("night", "team_id", "pass_no")

Key = tuple[str, ...]


class _Row(NamedTuple):
    """A row of a table. key: whose round; place: which row it is."""

    key: Key
    seq: int
    place: int
    through: bool
    geometry: LineString


def handed_on(
    legs: gpd.GeoDataFrame, stops: gpd.GeoDataFrame, *, bases: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """The legs that lead to a stop, and the way back where that is to one of `bases`.

    What else follows a round's last stop may be the way to somebody's home, and without `bases`
    any way back may be: it is left out, and so is a way out that begins where one of these
    leads. So is a leg of no round in `stops`, or of a round or number that is missing. Index,
    columns and CRS are kept.

    legs, stops: as `plan_frames` makes them or the store reads them, in any CRS. What
    they have of night, plan_id, round_id, round_no, team_id and pass_no tells rounds apart.
    bases: the offices, points in any CRS; a way back to the street within 50 m of one, where the
    round began, is a way to it.

    Raises
    ------
    BadGeometry
        A table names no coordinate system, or has a missing or empty geometry; a leg is no
        single line; a base is no point.
    BadInput
        No table, or a column is missing or in one of both only; a number comes twice in a
        round, so that rounds cannot be told apart.
    """
    walks, stood = in_wgs84(legs), in_wgs84(stops)
    offices = [] if bases is None else _points(in_wgs84(bases))
    _refuse_others(walks)
    names = _names(walks, stood)
    known: dict[Key, set[int]] = {}
    for each in _one_by_number(_rows(stood, names)):
        known.setdefault(each.key, set()).add(each.seq)
    own = sorted(each for each in _rows(walks, names) if each.key in known)
    kept, firsts = set[int](), list[_Row]()
    for key, found in groupby(own, key=lambda each: each.key):
        round_ = [*found]
        firsts.append(round_[0])
        kept |= {each.place for each in _of_round(round_, known[key], offices)}
    return legs.iloc[sorted(kept - _ways_out(firsts, kept, walks, offices))]


def _of_round(walks: Sequence[_Row], stops: set[int], bases: Sequence[LonLat]) -> list[_Row]:
    """The legs to a stop, and those after the last where they lead to a base."""
    _one_by_number(each for each in walks if each.seq in stops)
    hidden = {each.place for each in way_home(walks, max(stops), bases)}
    # What is between has lost its stop, so nobody knows where it leads.
    known = [each for each in walks if each.seq in stops or each.seq > max(stops)]
    return [each for each in known if each.place not in hidden]


def _ways_out(
    firsts: Sequence[_Row], kept: set[int], walks: gpd.GeoDataFrame, bases: Sequence[LonLat]
) -> set[int]:
    """The first legs that begin where a leg that is left out leads, unless that is a base.

    That leg may be the way home of the same round, in a row that does not say whose it is.
    """
    left = [line.coords[-1] for n, line in enumerate(walks.geometry) if n not in kept]
    return {
        each.place for each in firsts
        if not beside(begins := each.geometry.coords[0], bases)
        and any(same_place(begins, end) for end in left)
    }  # fmt: skip


def _names(legs: gpd.GeoDataFrame, stops: gpd.GeoDataFrame) -> list[str]:
    """The columns that tell rounds apart. A column without any value is none."""
    for frame in (legs, stops):
        missing = [name for name in ("team_id", "seq") if name not in frame]
        if missing:
            raise BadInput("The table lacks these columns: {names}.", names=", ".join(missing))
    has = [
        {name for name in _ROUND if name in frame and (name == "team_id" or _filled(frame[name]))}
        for frame in (legs, stops)
    ]
    for name in _IN_BOTH:
        if len(legs) and len(stops) and (name in has[0]) != (name in has[1]):
            raise BadInput(
                "Only one of stops and legs says {name}, so nobody can tell where a round ends. "
                "Give both tables that column.", name=name,
            )  # fmt: skip
    return [name for name in _ROUND if name in has[0] & has[1]]


def _filled(column: object) -> bool:
    return any(not blank(each) for each in column)  # type: ignore[attr-defined]


def _rows(frame: gpd.GeoDataFrame, names: Sequence[str]) -> Iterator[_Row]:
    """The rows that say whose they are and their number; nobody knows where others belong."""
    through = frame["through"] if "through" in frame else [False] * len(frame)
    keys = zip(*(frame[name] for name in names), strict=True)
    rows = zip(keys, frame["seq"], through, frame.geometry, strict=True)
    for place, (values, seq, along, shape) in enumerate(rows):
        number = _number(seq)
        if number is not None and not any(blank(each) for each in values):
            key = tuple(_said(name, each) for name, each in zip(names, values, strict=True))
            yield _Row(key, number, place, not blank(along) and bool(along), shape)


def _number(value: object) -> int | None:
    """A stop's number; None where there is none.

    Raises
    ------
    BadInput
        It is no number.
    """
    if blank(value):
        return None
    if isinstance(value, Real) and float(value).is_integer():
        return int(float(value))
    raise BadInput("“{value}” in column seq is no number of a stop.", value=str(value)[:40])


def _said(name: str, value: object) -> str:
    """A key as both tables say it: a night is a day, 1.0 is 1."""
    if name == "night":
        return str(value)[:10]
    if isinstance(value, Real) and float(value).is_integer():
        return str(int(float(value)))
    return str(value)


def _one_by_number(rows: Iterator[_Row]) -> list[_Row]:
    """Them, one for each number of a round; a way along a stop besides.

    Raises
    ------
    BadInput
        There are two: the table holds rounds that nobody can tell apart.
    """
    found = [*rows]
    many = Counter((each.key, each.seq) for each in found if not each.through)
    twice = next((seq for (_, seq), count in many.items() if count > 1), None)
    if twice is not None:
        raise BadInput(
            "Number {seq} comes twice in one round. Give both tables the columns night and pass_no "
            "(or round_id), and legs the column through.", seq=twice,
        )  # fmt: skip
    return found


def _refuse_others(legs: gpd.GeoDataFrame) -> None:
    """Refuse legs that are no single lines."""
    odd = np.flatnonzero(~legs.geom_type.isin(["LineString", "LinearRing"]))
    if len(odd):
        raise BadGeometry(
            "Row {row}: a leg is a single line, this is a {type}.",
            row=str(legs.index[odd[0]])[:40], type=legs.geom_type.iloc[odd[0]],
        )  # fmt: skip


def _points(bases: gpd.GeoDataFrame) -> list[LonLat]:
    odd = [type(each).__name__ for each in bases.geometry if not isinstance(each, Point)]
    if odd:
        raise BadGeometry("Bases are points, this is a {type}.", type=odd[0])
    return [(each.x, each.y) for each in bases.geometry]
