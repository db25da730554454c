"""A round as a GPX 1.1 file, for OsmAnd, GPXSee, QGIS and watches.

The stops are waypoints, and a route in their order; the walk on the streets is a track. Names
are numbers and codes; nothing that somebody wrote about a place is in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from gpxpy import gpx as gpx_of

from maps.sheets.records import NightSheet, SheetRound, SheetStop

MEDIA_TYPE = "application/gpx+xml"
CREATOR = "Yuxun"
# A degree's sixth decimal is 0.1 m; more would only claim what nobody knows.
DECIMALS = 6

# XML 1.0 has no form for these, not even an escaped one: a reader refuses the whole file.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def round_gpx(
    sheet: NightSheet, walk: SheetRound, kinds: Mapping[str, str], ranks: Mapping[int, str]
) -> str:
    """One round of a sheet as the text of a GPX 1.1 file.

    kinds, ranks: the words of kinds by id and of ranks by number. Times are UTC, as GPX has
    them; a stop's description says the community's clock.
    """
    of_pass = next(each for each in sheet.passes if walk in each.rounds)
    made = gpx_of.GPX()
    made.creator = CREATOR
    made.name = _text(f"{sheet.night} · {walk.team} · {of_pass.word}")
    made.description = _text(sheet.community)
    made.time = _utc(sheet.as_of)
    said = {each.seq: _said(each, kinds, ranks) for each in walk.stops}
    made.waypoints = [_waypoint(each, said[each.seq]) for each in walk.stops]
    made.routes = [_route(made.name, walk, said)]
    made.tracks = [_track(made.name, walk)]
    return str(made.to_xml(version="1.1"))


def _waypoint(stop: SheetStop, said: str) -> gpx_of.GPXWaypoint:
    lon, lat = stop.point
    return gpx_of.GPXWaypoint(
        round(lat, DECIMALS), round(lon, DECIMALS), time=_utc(stop.eta), name=_name(stop),
        description=said, type="stop",
    )  # fmt: skip


def _route(name: str, walk: SheetRound, said: Mapping[int, str]) -> gpx_of.GPXRoute:
    route = gpx_of.GPXRoute(name=name)
    route.points = [
        gpx_of.GPXRoutePoint(
            round(each.point[1], DECIMALS), round(each.point[0], DECIMALS), time=_utc(each.eta),
            name=_name(each), description=said[each.seq],
        )
        for each in walk.stops
    ]  # fmt: skip
    return route


def _track(name: str, walk: SheetRound) -> gpx_of.GPXTrack:
    """The ways one after the other; a new segment where one does not begin at the last's end."""
    track = gpx_of.GPXTrack(name=name)
    before: tuple[float, float] | None = None
    for leg in walk.legs:
        corners = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in leg.corners]
        if not corners:
            continue
        if before != corners[0] or not track.segments:
            track.segments.append(gpx_of.GPXTrackSegment())
        else:
            corners = corners[1:]
        track.segments[-1].points += [gpx_of.GPXTrackPoint(lat, lon) for lon, lat in corners]
        before = corners[-1] if corners else before
    return track


def _name(stop: SheetStop) -> str:
    return _text(f"{stop.seq} {stop.code}")


def _said(stop: SheetStop, kinds: Mapping[str, str], ranks: Mapping[int, str]) -> str:
    """A stop in words: 20:35 · Leaning tree · Severe · Huai'an Road."""
    words = (f"{stop.eta:%H:%M}", kinds.get(stop.kind, ""), ranks.get(stop.rank, ""), stop.where)
    return _text(" · ".join(each for each in words if each))


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _text(text: str) -> str:
    return _NO_XML.sub("", text)
