"""Where water came on three nights or more."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from api.analysis.answer import Frame, Row, answer, view
from api.analysis.bands import NIGHT_STEPS, ranges, step
from api.analysis.findings import RULE
from api.analysis.speaker import Speaker
from api.services import analysis
from api.services.analysis import AnalysisKind, Looked
from data.store import Connection
from geo.kinds import FLOOD_SEGMENT
from geo.repeats import NEAR_M, TIMES, WetPlace
from geo.sentences import Sentence, reason

_RULE = reason(
    "Places where water was found on {times} nights or more; a night is one time. Water within "
    "{metres} m of a road on the list is that road's; elsewhere what lies within {metres} m is "
    "one place.", times=TIMES, metres=round(NEAR_M),
)  # fmt: skip
_HEAD = reason("Nights with water")


def repeats_answer(conn: Connection, looked: Looked, speaker: Speaker) -> dict[str, Any]:
    """Every place with water on three nights or more, the most first."""
    every = analysis.water(analysis.findings(conn, looked), looked)
    often = [each for each in every if each.times >= TIMES]
    near = speaker.near([shapely.Point(each.point) for each in often])
    rows: list[Row] = []
    places: dict[str, BaseGeometry] = {}
    for number, (place, street) in enumerate(zip(often, near, strict=True), start=1):
        hazard = looked.hazards.get(place.hazard_id or "")
        row = _row(place, hazard.code if hazard else "", street, number, speaker)
        shape = hazard.geometry if hazard else None
        places[row.id] = shapely.Point(place.point) if shape is None else shape
        rows.append(row)
    said = reason("{often} places with water on {times} nights or more, {seldom} with fewer",
                  often=len(often), times=TIMES, seldom=len(every) - len(often))  # fmt: skip
    views = [view("nights", "", speaker.say(_HEAD), ranges(NIGHT_STEPS), places,
                  [Frame(rows=tuple(rows), sentence=speaker.say(said))])]  # fmt: skip
    return answer(looked, AnalysisKind.REPEATS, reason("Water again and again"), speaker,
                  counted=[_RULE, RULE], views=views,
                  empty=None if rows else _empty(len(every)))  # fmt: skip


def _row(place: WetPlace, code: str, street: str, number: int, speaker: Speaker) -> Row:
    name = code or speaker.say(reason("Not on the list"))
    return Row(
        id=place.hazard_id or f"place-{number}", name=f"{name} · {street}", value=place.times,
        band=step(NIGHT_STEPS, place.times),
        word=speaker.say(reason("{count} nights", count=place.times)),
        detail="" if code else speaker.say(reason("Add it to the list of hazards.")),
        nights=place.nights, mark=FLOOD_SEGMENT if code else "", rank=place.rank,
    )  # fmt: skip


def _empty(seldom: int) -> Sentence:
    if not seldom:
        return reason("No water was found in these nights.")
    return reason(
        "No place had water on {times} nights or more; {seldom} had it on fewer.",
        times=TIMES,
        seldom=seldom,
    )
