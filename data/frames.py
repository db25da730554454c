"""The store's tables as an analyst knows them: GeoDataFrames in WGS84 (OGC:CRS84), times aware.

What leaves is on an allow-list: nobody's name, phone or id, no walk to anybody's home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import geopandas as gpd
import pandas as pd
from pandas.api.types import pandas_dtype
from sqlalchemy import Boolean, Connection, Float, Integer, Select, String, select

from data import tables
from data.column_types import Moment
from data.frame_queries import BY_NIGHT, QUESTIONS, Asked
from geo.errors import BadQuery, NotFound
from geo.hazards import DEFAULT_KINDS
from geo.kinds import Kind
from geo.way_home import way_home

NAMES = tuple(QUESTIONS)

_MOMENT = "datetime64[us, UTC]"
_TEXT = "str"
# Raw answers of these types say how a place is, never who lives there.
_MEASURED = frozenset({"number", "whole", "yesno", "choice"})


def read(
    conn: Connection, name: str, asked: Asked, kinds: Sequence[Kind] = DEFAULT_KINDS
) -> gpd.GeoDataFrame:
    """The table of that name, one of `NAMES`; every row has a geometry.

    Raises
    ------
    BadQuery
        No such table, or one that is not kept by night was asked for by night or plan.
    NotFound
        No such community.
    """
    if name not in QUESTIONS:
        raise BadQuery("There is no table “{name}”. Use one of: {known}.",
                       name=name, known=", ".join(NAMES))  # fmt: skip
    by_plan = asked.plan_id is not None or asked.published_only
    if (asked.night is not None and name not in BY_NIGHT) or (
        by_plan and name not in ("stops", "legs")
    ):
        raise BadQuery("The table “{name}” is not kept by night or plan.", name=name)
    _refuse_unknown(conn, asked.community_id)
    question = QUESTIONS[name](asked)
    rows = [dict(row._mapping) for row in conn.execute(question)]
    types = _types(question)
    if name == "legs":
        rows = _away_from_homes(conn, question)
        types = {each: types[each] for each in types if each not in ("office_point", "last_stop")}
    if name == "hazards" and not asked.texts:
        rows = [row | {"raw": _measured(row, kinds)} for row in rows]
    if name == "checkins":
        rows = [_said(row, texts=asked.texts) for row in rows]
        types = _types_said(types, texts=asked.texts)
    return _framed(rows, types)


def _refuse_unknown(conn: Connection, community_id: str | None) -> None:
    known = select(tables.community.c.id).where(tables.community.c.id == community_id)
    if community_id is not None and conn.execute(known).one_or_none() is None:
        raise NotFound("There is no such community. It may have been removed.")


def _away_from_homes(conn: Connection, question: Select[Any]) -> list[dict[str, Any]]:
    """The legs without those that lead from a round's last stop to somebody's home."""
    kept = []
    for _, own in groupby(conn.execute(question), key=lambda row: row.round_id):
        legs = list(own)
        office = legs[0].office_point
        hidden = way_home(legs, legs[0].last_stop or 0, [(office.x, office.y)])
        kept += [dict(each._mapping) for each in legs if each not in hidden]
    return kept


def _measured(row: Mapping[str, Any], kinds: Sequence[Kind]) -> dict[str, Any]:
    kind = next((each for each in kinds if each.id == row["kind"]), None)
    own = {each.name for each in kind.fields if each.type in _MEASURED} if kind else set()
    return {name: value for name, value in row["raw"].items() if name in own}


def _said(row: Mapping[str, Any], *, texts: bool) -> dict[str, Any]:
    """A check-in at its hazard's place; a finding of none where it was said.

    Where somebody stood is not told otherwise: that is a trace of a person.
    """
    finding, place = row["finding"] or {}, row["geometry"]
    scale = finding.get("scale")
    told = {
        "finding_kind": finding.get("kind"), "finding_scale": None if scale is None else str(scale),
        "flags": tuple(finding.get("flags", ())), "at_hazard": place is not None,
        "geometry": row["position"] if place is None and finding else place,
    }  # fmt: skip
    return dict(row) | told | ({"note": finding.get("note", "")} if texts else {})


def _types_said(types: Mapping[str, str], *, texts: bool) -> dict[str, str]:
    made = {
        "finding_kind": _TEXT, "finding_scale": _TEXT, "flags": "object", "at_hazard": "bool",
    }  # fmt: skip
    kept = {name: each for name, each in types.items() if name not in ("finding", "position")}
    # A check-in of no hazard has no rank.
    kept |= {"rank": "Int64"}
    return kept | made | ({"note": _TEXT} if texts else {})


def _types(question: Select[Any]) -> dict[str, str]:
    """The column types of a table by name, the geometry apart."""
    return {each.name: _type(each) for each in question.selected_columns if each.name != "geometry"}


def _type(column: Any) -> str:
    empty = getattr(column, "nullable", False)
    match column.type:
        case Moment():
            return _MOMENT
        case Boolean():
            return "boolean" if empty else "bool"
        case Integer():
            return "Int64" if empty else "int64"
        case Float():
            return "float64"
        case String():
            return _TEXT
        case _:
            return "object"


def _framed(rows: Sequence[Mapping[str, Any]], types: Mapping[str, str]) -> gpd.GeoDataFrame:
    placed = [row for row in rows if row["geometry"] is not None]
    columns = {
        name: pd.Series([row[name] for row in placed], dtype=object).astype(pandas_dtype(kind))
        for name, kind in types.items()
    }
    shapes = gpd.GeoSeries([row["geometry"] for row in placed], crs="OGC:CRS84")
    return gpd.GeoDataFrame(columns, geometry=shapes)
