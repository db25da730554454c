"""Too many hazards for single marks: how many stand where, counted once for each data version."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from api.services.kept_answers import Body, KeptAnswers
from data.hazards_in_view import DueSpan, Wanted, drafts_now, matched, spots
from data.store import Connection, Store
from geo.errors import BadQuery
from geo.groups import Groups, box_of, grid_around, grid_over, grouped
from maps.style import DUE

# Visits of who was never seen are apart from the bands in time.
_NEVER = "never"


def due_spans(bands: str, now: datetime) -> tuple[DueSpan, ...]:
    """What the bands of the map's filter (`maps.style.DUE`, commas between) are at a moment.

    Raises
    ------
    BadQuery
        There is no such band.
    """
    starts = {name: due.from_h for name, due in DUE.items() if name != _NEVER}
    ends = dict(zip(starts, list(starts.values())[1:], strict=False))

    def span(band: str) -> DueSpan:
        if band == _NEVER:
            return DueSpan(before=now, seen=False)
        if band not in starts:
            raise BadQuery("“{band}” is no band of due visits. There are: {known}.",
                           band=band[:20], known=", ".join(DUE))  # fmt: skip
        begins, ends_h = starts[band], ends.get(band)
        return DueSpan(
            since=None if ends_h is None else now - timedelta(hours=ends_h),
            before=now - timedelta(hours=begins), seen=True if begins >= 0 else None,
        )  # fmt: skip

    return tuple(span(band) for band in bands.split(","))


def overview(
    store: Store, kept: KeptAnswers, community_id: str, wanted: Wanted, *,
    limit: int, most: int, now: datetime,
) -> Body | None:  # fmt: skip
    """The hazards that a map asks for, counted in at most `most` cells, as an answer's bytes.

    None where at most `limit` are asked for: those are better shown one by one. With a box: all
    whose middle lies in the cells that meet it, so that a cell's numbers do not change while the
    map is moved. now: a whole minute, so that the same is told again until the next.
    """
    with store.read() as conn:
        key = (
            "overview", community_id, wanted, limit, most, now,
            store.data_version(conn), drafts_now(conn, community_id),
        )  # fmt: skip
        body = kept.find(key)
        if body is None:
            told = _told(conn, community_id, wanted, limit, most, now)
            body = Body(json.dumps(told, separators=(",", ":")).encode() if told else b"", [])
            kept.keep(key, body)
    return body if body.plain else None


def _told(
    conn: Connection, community_id: str, wanted: Wanted, limit: int, most: int, now: datetime
) -> dict[str, Any] | None:
    if matched(conn, community_id, wanted) <= limit:
        return None
    grid, asked = None, wanted
    if wanted.bounds is not None:
        grid = grid_over(wanted.bounds, most)
        asked = replace(wanted, bounds=box_of(grid))
    every = spots(conn, community_id, asked, now)
    groups = grouped(every, grid or grid_around(every, most))
    return {"type": "FeatureCollection", "matched": groups.matched, "returned": 0, "features": [],
            "groups": groups_view(groups)}  # fmt: skip


def groups_view(groups: Groups) -> dict[str, Any]:
    """Groups as JSON, short: a cell is a row of numbers.

    cells: [columns east of `column`, rows south of `row`, lon, lat, overdue, how many of rank
    1, 2, 3, 4, how many of each of `kinds`].
    """
    grid = groups.grid
    return {
        "zoom": grid.zoom, "column": grid.column, "row": grid.row,
        "columns": grid.columns, "rows": grid.rows, "kinds": groups.kinds,
        "cells": [
            [each.column - grid.column, each.row - grid.row, round(each.lon, 5),
             round(each.lat, 5), each.overdue, *each.ranks, *each.kinds]
            for each in groups.cells
        ],
    }  # fmt: skip
