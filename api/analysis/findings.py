"""Heat of findings, and the same over time: the squares in which most was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np

from api.analysis.answer import Frame, Row, answer, view
from api.analysis.bands import COUNT_STEPS, WEIGHT_STEPS, ranges, step
from api.analysis.speaker import Speaker
from api.services import analysis
from api.services.analysis import AnalysisKind, Looked
from data.store import Connection
from geo import heat
from geo.found import Found, middle_of
from geo.grid import Grid, label
from geo.sentences import Sentence, reason

RULE = reason(
    "A finding counts once a night for each place and kind of damage, however often it was said. "
    "Less than 5 cm of water is none."
)
_CELL = reason("Squares of {metres} m, always the same ones.", metres=round(heat.HEAT_CELL_M))
_WEIGHT = reason("By severity a finding counts its rank, 1 to 4.")
_FIRST_SAID = reason("By hour it counts where it was said first.")
_NOTHING = reason("Nothing was found in these nights.")
_HEAD = reason("Findings")


def heat_answer(conn: Connection, looked: Looked, speaker: Speaker) -> dict[str, Any]:
    """Heat of findings, by number and by severity."""
    found = analysis.findings(conn, looked)
    frame = heat.heat(found, looked.community.boundary)
    cells = _Cells(looked, speaker, frame)
    views = [
        view("count", speaker.say(reason("By number")), speaker.say(_HEAD), ranges(COUNT_STEPS),
             cells.places, [cells.frame(frame, "count", COUNT_STEPS)]),
        view("weight", speaker.say(reason("By severity")), speaker.say(reason("Severity")),
             ranges(WEIGHT_STEPS), cells.places, [cells.frame(frame, "weight", WEIGHT_STEPS)]),
    ]  # fmt: skip
    return answer(looked, AnalysisKind.HEAT, reason("Heat of findings"), speaker, views=views,
                  counted=[RULE, _WEIGHT, _CELL, *_unplaced(found)],
                  empty=None if len(frame) else _NOTHING)  # fmt: skip


def heat_time_answer(conn: Connection, looked: Looked, speaker: Speaker) -> dict[str, Any]:
    """The same, night by night and by the hour of the night."""
    found, area = analysis.findings(conn, looked), looked.community.boundary
    cells = _Cells(looked, speaker, heat.heat(found, area))
    nights = [
        cells.frame(heat.heat(part, area), "count", COUNT_STEPS, night=night)
        for night, part in heat.by_night(found, looked.period.nights).items()
    ]
    hours = [
        cells.frame(heat.heat(part, area), "count", COUNT_STEPS, hours=_hours(hour))
        for hour, part in heat.by_hour(found, looked.community.zone).items()
    ]
    head, bands = speaker.say(_HEAD), ranges(COUNT_STEPS)
    views = [
        view("night", speaker.say(reason("By night")), head, bands, cells.places, nights),
        view("hour", speaker.say(reason("By hour")), head, bands, cells.places, hours),
    ]
    return answer(looked, AnalysisKind.HEAT_TIME, reason("Heat over time"), speaker, views=views,
                  counted=[RULE, _FIRST_SAID, _CELL, *_unplaced(found)],
                  empty=None if cells.places else _NOTHING)  # fmt: skip


class _Cells:
    """The squares in which anything was found, by what they are called."""

    def __init__(self, looked: Looked, speaker: Speaker, frame: gpd.GeoDataFrame) -> None:
        self.places = dict(zip(map(str, frame.index), frame.geometry, strict=True))
        self._speaker = speaker
        middles = [each.centroid for each in self.places.values()]
        self._near = dict(zip(self.places, speaker.near(middles), strict=True))
        self._codes = _codes_by_cell(looked, speaker)

    def frame(
        self, frame: gpd.GeoDataFrame, column: str, steps: Sequence[int], *,
        night: date | None = None, hours: str = "",
    ) -> Frame:  # fmt: skip
        """The squares of one step in time, the most first."""
        rows = [
            Row(
                id=str(cell), name=self._near[str(cell)], value=int(value),
                band=step(steps, value), word=str(int(value)),
                detail=" · ".join(filter(None, (self._codes.get(str(cell), ""),
                                                self._speaker.kinds(kinds)))),
            )
            for cell, value, kinds in zip(frame.index, frame[column], frame["kinds"], strict=True)
        ]  # fmt: skip
        rows.sort(key=lambda row: (-(row.value or 0), row.id))
        said = reason("{count} findings in {cells} squares", count=int(frame["count"].sum()),
                      cells=len(rows))  # fmt: skip
        return Frame(rows=tuple(rows), sentence=self._speaker.say(said), night=night, hours=hours)


def _codes_by_cell(looked: Looked, speaker: Speaker) -> dict[str, str]:
    placed = [each for each in looked.hazards.values() if each.geometry is not None]
    if not placed:
        return {}
    grid = Grid.around(looked.community.boundary, heat.HEAT_CELL_M)
    middles = [middle_of(each.geometry) for each in placed if each.geometry is not None]
    inside = defaultdict(list)
    for hazard, (column, row) in zip(placed, grid.cells(np.array(middles)).tolist(), strict=True):
        inside[label(column, row)].append(hazard)
    return {cell: speaker.codes(own) for cell, own in inside.items()}


def _hours(first: int) -> str:
    """20:00–23:00."""
    return "–".join(f"{hour % 24:02d}:00" for hour in (first, first + heat.PART_H))


def _unplaced(found: Sequence[Found]) -> list[Sentence]:
    count = sum(each.point is None for each in found)
    if not count:
        return []
    return [reason("{count} findings have no place on the map and are left out.", count=count)]
