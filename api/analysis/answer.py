"""An analysis as pages and files show it: places and numbers, in one language.

An answer has views (such as by hazard and by street); a view has places, and frames of rows, one
for each step of its time slider. What the map draws and what the list says are the same rows.
Nothing in it is what somebody wrote: codes, kinds, street names of our own map, numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from api.analysis.speaker import Speaker
from api.services.analysis import AnalysisKind, Looked
from geo.sentences import Sentence, reason

_NOT_COME = reason("These nights have not come yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place in one frame. value: null where nothing is known; band 0 to 5 or null.

    word: the value as it is said. nights: dates that the browser writes in its language. mark:
    the kind of hazard whose shape stands before the name, or "".
    """

    id: str
    name: str
    value: float | None
    band: int | None
    word: str
    detail: str = ""
    nights: tuple[date, ...] = ()
    mark: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One step in time: rows by worth, most first. night or hours: what the slider says."""

    rows: tuple[Row, ...]
    sentence: str
    night: date | None = None
    hours: str = ""


def view(
    view_id: str, word: str, head: str, bands: Sequence[tuple[int | None, str]],
    places: Mapping[str, BaseGeometry], frames: Sequence[Frame],
) -> dict[str, Any]:  # fmt: skip
    """One view as JSON has it. head: what the numbers are. bands: the legend, least first."""
    return {
        "id": view_id,
        "word": word,
        "head": head,
        "bands": [{"band": band, "word": said} for band, said in bands],
        "places": [
            {"type": "Feature", "id": key, "geometry": geometry(shape), "properties": {}}
            for key, shape in places.items()
        ],
        "frames": [_frame(each) for each in frames],
    }


def answer(
    looked: Looked, kind: str, title: Sentence, speaker: Speaker, *, counted: Sequence[Sentence],
    views: Sequence[Mapping[str, Any]], empty: Sentence | None,
    table: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The whole answer. counted: what is counted, in words. empty: said where nothing is."""
    community, period = looked.community, looked.period
    # Coverage is told up to now; of nights to come nobody can say that nothing was found.
    if empty and kind != AnalysisKind.COVERAGE and period.first > looked.tonight:
        empty = _NOT_COME
    zone = ZoneInfo(community.zone)
    return {
        "kind": kind,
        "title": speaker.say(title),
        "community": {"id": community.id, "name": community.name, "name_en": community.name_en,
                      "invented": community.invented},
        "bounds": list(community.boundary.bounds),
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "nights": len(period.nights),
        "tonight": looked.tonight.isoformat(),
        "season": [each.isoformat() for each in looked.season] if looked.season else None,
        "as_of": _moment(looked.now, zone),
        "at": _moment(looked.at, zone),
        "counted": [speaker.say(each) for each in counted],
        "empty": speaker.say(empty) if empty else "",
        "views": [] if empty else list(views),
        "table": None if empty else table,
    }  # fmt: skip


def _frame(frame: Frame) -> dict[str, Any]:
    return {
        "night": frame.night.isoformat() if frame.night else None,
        "hours": frame.hours,
        "sentence": frame.sentence,
        "rows": [
            {
                "id": row.id, "name": row.name, "value": row.value, "band": row.band,
                "word": row.word, "detail": row.detail,
                "nights": [night.isoformat() for night in row.nights], "mark": row.mark,
                "rank": row.rank,
            }
            for row in frame.rows
        ],
    }  # fmt: skip


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def geometry(shape: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with seven decimals, about a centimetre."""
    return {"type": shape.geom_type, "coordinates": _round(mapping(shape)["coordinates"])}


def _round(corners: Any) -> Any:
    if isinstance(corners, int | float):
        return round(float(corners), 7)
    return [_round(each) for each in corners]
