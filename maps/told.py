"""What a map tells of rows: their features as our layers read them, with sentences of ours.

Only what is named here gets into a map. A label is text: the layers write it as such.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import floor
from zoneinfo import ZoneInfo

import geopandas as gpd

from geo.frames import blank
from geo.handing_on import handed_on
from geo.hazards import RANKS
from geo.needs import PASS_WORDS
from geo.sentences import reason
from maps.asked import aware, cells_are_areas, numbers_in, stops_are_points, zone_named
from maps.features import LONGEST, Feature, checked, features, needed, value_of
from maps.words import said

# Hours since the last visit at which the next stronger colour begins.
HOURS = (4, 8, 12, 24, 48)
_HAZARD = ("code", "kind", "rank", "status")
_STOP = ("seq", "code", "kind", "rank", "pass_no", "eta")
_LEG = ("seq", "pass_no", "through")
_CELL = ("hazards", "visited")


def hazard_features(
    frame: gpd.GeoDataFrame, show: Sequence[str], lang: str, zone: str, *, due: bool
) -> list[Feature]:
    """Hazards with code, kind, rank and status; what else a tap says is in `label`.

    show: more columns for the label. zone: by whose clock moments are said. due: with
    last_visited_at and next_due_at, by which the marks say how long a visit is overdue.

    Raises
    ------
    BadGeometry, BadInput
        As `maps.features.features`, or a column is missing.
    """
    needed(frame, ("kind", "rank", *show))
    zone_named(zone)
    for name in ("last_visited_at", "next_due_at"):
        if name in frame.columns:
            aware(name, frame[name])
    columns = (*_HAZARD, *(("last_visited_at", "next_due_at") if due else ()))
    told = features(frame, columns)
    for n, row in enumerate(told):
        lines = [f"{name}: {_written(frame[name].iloc[n], zone)}" for name in show]
        if "last_visited_at" in frame.columns:
            lines.insert(0, _seen(frame["last_visited_at"].iloc[n], lang, zone))
        of = _of(row)
        of["code"], of["rank"] = of.get("code") or "", _rank(of["rank"])
        of["kind"] = of["kind"] or ""
        of["label"] = "\n".join(lines)
    return told


def night_features(
    stops: gpd.GeoDataFrame, legs: gpd.GeoDataFrame | None, zone: str, *,
    bases: gpd.GeoDataFrame | None = None,
) -> list[Feature]:  # fmt: skip
    """Stops and legs with their team's number, from 1 in the order in which teams come; 0: of none.

    zone: by whose clock a stop's eta is said.

    Only what `handing_on.handed_on` keeps is in it: the way back to `bases`, no other.

    Raises
    ------
    BadGeometry, BadInput
        As `maps.features.features`, or a column is missing.
    """
    stops_sound(stops, zone)
    number = _numbers(stops)
    if "eta" in stops.columns:
        stops = stops.assign(eta=[_local(each, zone) for each in stops["eta"]])
    told = features(stops, _STOP)
    for row, team in zip(told, stops["team_id"], strict=True):
        of = _of(row)
        of["code"], of["rank"] = of.get("code") or "", _rank(of.get("rank"))
        _placed(row, number.get(str(team), 0))
    if legs is None or legs.empty:
        return told
    needed(legs, ("team_id", "seq"))
    walked = handed_on(legs, stops, bases=bases)
    ways = features(walked, _LEG)
    for row, team in zip(ways, walked["team_id"], strict=True):
        _placed(row, number.get(str(team), 0))
    return [*told, *ways]


def stops_sound(stops: gpd.GeoDataFrame, zone: str) -> None:
    """Refuse stops that cannot be drawn, in a sentence that says so of stops.

    Raises
    ------
    BadGeometry, BadInput
        As `maps.features.features`; a column is missing, a stop has no number or is no point, or
        there is no such zone.
    """
    needed(stops, ("team_id", "seq"))
    zone_named(zone)
    checked(stops)
    stops_are_points(stops)
    numbers_in(stops, "seq", missing=False)


def cell_features(cells: gpd.GeoDataFrame, lang: str) -> list[Feature]:
    """Cells with the hours since the last visit as value, band and label.

    Raises
    ------
    BadGeometry, BadInput
        As `maps.features.features`, or there is no column hours_since.
    """
    needed(cells, ("hours_since",))
    numbers_in(cells, "hours_since", missing=True)
    told = features(cells, _CELL)
    cells_are_areas(cells)
    for row, hours in zip(told, cells["hours_since"], strict=True):
        _tell_cell(_of(row), value_of(hours), lang)
    return told


def hour_band(hours: float) -> int:
    """The band, 0 to 5, of exact hours since the last visit: never of hours that were rounded."""
    return bisect_right(HOURS, hours)


def hours_shown(hours: float) -> float:
    """Hours as they are written, with a decimal below ten; never more than they are.

    So what is written lies in the band whose colour it has.
    """
    return floor(hours * 10) / 10 if hours < 10 else floor(hours)


def _tell_cell(of: dict[str, object], hours: object, lang: str) -> None:
    if isinstance(hours, int | float):
        since = hours_shown(float(hours))
        of |= {"value": since, "band": hour_band(float(hours))}
        lines = [said(lang, reason("{n} h since the last visit", n=since))]
    else:
        of |= {"value": None, "band": None}
        lines = [said(lang, reason("Not visited yet"))]
    many, seen = of.pop("hazards", None), of.pop("visited", None)
    if isinstance(many, int) and isinstance(seen, int):
        sentence = reason("{seen} of {many} hazards visited", seen=seen, many=many)
        lines.append(said(lang, sentence))
    of["label"] = " · ".join(lines)


def teams_in(stops: gpd.GeoDataFrame, names: Mapping[str, str], lang: str) -> list[str]:
    """What each team is called, in the order of their numbers: by `names` (by team_id), else as
    the stops' column `team` has it, else by its number.
    """
    own: dict[str, object] = {}
    if "team" in stops.columns:
        named = zip(stops["team_id"], stops["team"], strict=True)
        own = {str(team): name for team, name in named if not blank(name)}
    return [
        str(names.get(team) or own.get(team) or said(lang, reason("Team {n}", n=n)))[:LONGEST]
        for team, n in _numbers(stops).items()
    ]


def _rank(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value in RANKS else None


def _seen(moment: object, lang: str, zone: str) -> str:
    if blank(moment):
        return said(lang, reason("Not visited yet"))
    return said(lang, reason("Last visited {at}", at=_written(moment, zone)))


def _numbers(stops: gpd.GeoDataFrame) -> dict[str, int]:
    known = [each for each in stops["team_id"].unique() if not blank(each)]
    return {str(team): n for n, team in enumerate(known, 1)}


def _placed(row: Feature, number: int) -> None:
    of = _of(row)
    of["team"] = number
    of["pass_no"] = of.get("pass_no") or 1
    of["round"] = f"{number}-{of['pass_no']}"


def _of(row: Feature) -> dict[str, object]:
    properties = row["properties"]
    assert isinstance(properties, dict)
    return properties


def _written(value: object, zone: str) -> str:
    """As people read it; an aware moment to the minute."""
    local = _local(value, zone)
    if isinstance(local, datetime) and not blank(local):
        return local.strftime("%Y-%m-%d %H:%M")
    held = value_of(value)
    return "" if held is None else str(held)


def _local(value: object, zone: str) -> object:
    """An aware moment by the zone's clock; anything else as it is."""
    if isinstance(value, datetime) and not blank(value) and value.utcoffset() is not None:
        return value.astimezone(ZoneInfo(zone))
    return value


def passes_in(stops: gpd.GeoDataFrame, lang: str) -> list[dict[str, object]]:
    """[{no, word, extra}] of the passes that have stops, in their order."""
    if "pass_no" not in stops.columns:
        return []
    told = []
    for no, own in stops.groupby("pass_no", sort=True):
        names = {str(each) for each in own["pass_name"]} if "pass_name" in own else set()
        word = next((PASS_WORDS[each] for each in PASS_WORDS if each in names), None)
        extra = "extra" in own and any(bool(each) for each in own["extra"] if not blank(each))
        told.append(
            {"no": value_of(no), "word": said(lang, word) if word else str(no), "extra": extra}
        )
    return told
