"""Coverage: hours since anybody was last in each square of 250 m that has hazards."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import geopandas as gpd
import shapely

from api.analysis.answer import Frame, Row, answer, view
from api.analysis.bands import Bands
from api.analysis.speaker import Speaker
from api.services import analysis
from api.services.analysis import AnalysisKind, Looked
from data.store import Connection
from geo.coverage import CELL_M
from geo.found import middle_of
from geo.sentences import Sentence, reason
from maps.told import HOURS, hour_band, hours_shown

_RULE = reason(
    "Squares of {metres} m with hazards on the list in them; hours from the last visit of any of "
    "these, up to now or to the end of the time shown.", metres=round(CELL_M),
)  # fmt: skip
_DAY_H = 24
_NEVER = reason("never")
_NO_HAZARDS = reason("There are no hazards on the map yet, so there is nothing to cover.")


def coverage_answer(conn: Connection, looked: Looked, speaker: Speaker) -> dict[str, Any]:
    """Coverage up to now, or to the end of the period."""
    cells = analysis.covered(conn, looked)
    near = speaker.near([each.representative_point() for each in cells.geometry])
    # The longest ago first, by the exact hours; what was never visited before all.
    cells = cells.sort_values("hours_since", ascending=False, na_position="first", kind="stable")
    rows = [
        _row(str(label), cell, place, codes, speaker)
        for (label, cell), place, codes in zip(
            cells.iterrows(), near, _codes(looked, cells, speaker), strict=True
        )
    ]
    places = dict(zip(map(str, cells.index), cells.geometry, strict=True))
    frame = Frame(rows=tuple(rows), sentence=speaker.say(_summary(cells)))
    views = [view("cells", "", speaker.say(reason("Hours since the last visit")),
                  _legend(speaker), places, [frame])]  # fmt: skip
    return answer(looked, AnalysisKind.COVERAGE, reason("Coverage"), speaker, counted=[_RULE],
                  views=views, empty=None if rows else _NO_HAZARDS)  # fmt: skip


def _row(label: str, cell: Any, place: str, codes: str, speaker: Speaker) -> Row:
    exact = float(cell.hours_since) if cell.visited else None
    hours = None if exact is None else hours_shown(exact)
    seen = reason("{seen} of {all} seen: {codes}", seen=int(cell.visited), all=int(cell.hazards),
                  codes=codes)  # fmt: skip
    return Row(
        id=label, name=place, value=hours,
        band=None if exact is None else hour_band(exact),
        word=speaker.say(_NEVER if hours is None else reason("{hours} h", hours=f"{hours:g}")),
        detail=speaker.say(seen),
    )  # fmt: skip


def _summary(cells: gpd.GeoDataFrame) -> Sentence:
    """The squares within a day are those of the bands below 24 hours."""
    day = int((cells["hours_since"] < _DAY_H).sum())
    return reason("{seen} of {all} squares seen within 24 hours", seen=day, all=len(cells))


def _legend(speaker: Speaker) -> Bands:
    """< 4 h, 4–8 h, …, ≥ 48 h: the least hours belong to a step, the most to the next; never."""
    said = [f"< {HOURS[0]}", *(f"{a}–{b}" for a, b in pairwise(HOURS)),
            f"≥ {HOURS[-1]}"]  # fmt: skip
    hours: Bands = [
        (band, speaker.say(reason("{hours} h", hours=each))) for band, each in enumerate(said)
    ]
    return [*hours, (None, speaker.say(_NEVER))]


def _codes(looked: Looked, cells: gpd.GeoDataFrame, speaker: Speaker) -> list[str]:
    """The codes of the hazards in each square, as `geo.coverage` places them."""
    active = list(looked.active().values())
    middles = [shapely.Point(middle_of(each.geometry)) for each in active if each.geometry]
    if not middles or cells.empty:
        return [""] * len(cells)
    _, nearest = shapely.STRtree(cells.geometry.to_numpy()).query_nearest(
        middles, all_matches=False
    )
    inside: list[list[Any]] = [[] for _ in range(len(cells))]
    for hazard, cell in zip(active, nearest.tolist(), strict=True):
        inside[cell].append(hazard)
    return [speaker.codes(own) for own in inside]
