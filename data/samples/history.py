"""The sample's two weeks before its demo night: plans as they were walked, and what was found.

`history.json` is compact: hazards, points and reasons by their place in lists, moments as
seconds since the local midnight with which the night's date begins.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from shapely import Point
from sqlalchemy import func, insert, select

from data import checkins, plan_rows, tables, warnings
from data.samples.ids import ACTOR, COMMUNITY_ID, contact_id, sample_id
from data.store import Tx
from geo.checkins import CheckIn
from geo.itinerary import Walker
from geo.kinds import DEFAULT_KINDS
from geo.needs import Pass
from geo.rain import Level, Levels, WeatherWarning

FILE = "history.json"
WALKERS: tuple[Walker, ...] = get_args(Walker)
KINDS = tuple(kind.id for kind in DEFAULT_KINDS)
# A phone has its answer about so soon after a check-in.
ANSWERED_S = 4
ACCURACY_M = 8.0

Raw = Mapping[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """The rows of the nights before the demo night; check-ins in the order they came in."""

    plans: tuple[Row, ...]
    rounds: tuple[Row, ...]
    stops: tuple[Row, ...]
    checkins: tuple[Row, ...]
    warnings: tuple[WeatherWarning, ...]


def read(folder: Path, demo_night: date, zone: str) -> History:
    """What the file in a folder says of the nights before `demo_night`."""
    body = json.loads((folder / FILE).read_text(encoding="utf-8"))
    nights = [_Night(body, raw, demo_night, ZoneInfo(zone)) for raw in body["nights"]]
    said = sorted((each for night in nights for each in night.checkins()), key=_received)
    return History(
        tuple(night.plan() for night in nights),
        tuple(row for night in nights for row in night.rounds()),
        tuple(row for night in nights for row in night.stops()),
        tuple(said),
        tuple(warning for night in nights for warning in night.warnings()),
    )


def add(tx: Tx, history: History) -> None:
    """Write the history within an open transaction; where it is already, it stays as it is.

    Its stops are not listed: what is listed of rounds is there to be walked by.
    """
    plan = tables.plan
    first = select(plan.c.id).where(plan.c.id == history.plans[0]["id"])
    if tx.conn.execute(first).one_or_none() is not None:
        return
    seq = 1 + (tx.conn.scalar(select(func.max(plan.c.seq))) or 0)
    numbered = [row | {"seq": seq + n} for n, row in enumerate(history.plans)]
    for table, rows in (
        (plan, numbered), (tables.round_, history.rounds), (tables.stop, history.stops),
        (tables.checkin, history.checkins),
    ):  # fmt: skip
        tx.conn.execute(insert(table), list(rows))
    for warning in history.warnings:
        warnings.add(tx, COMMUNITY_ID, warning)


def _received(row: Row) -> datetime:
    at: datetime = row["received_at"]
    return at


class _Night:
    """One night of the file as rows."""

    def __init__(self, body: Raw, raw: Raw, demo_night: date, zone: ZoneInfo) -> None:
        self._hazards: Sequence[str] = body["hazards"]
        self._points: Sequence[tuple[float, float]] = body["points"]
        self._reasons: Sequence[Raw] = body["reasons"]
        self._raw = raw
        self._night = demo_night - timedelta(days=raw["days_before"])
        self._midnight = datetime.combine(self._night, time(), zone)
        self._code = f"history/{raw['days_before']}"
        self._passes = {one.no: one for one in self._read_passes()}

    def plan(self) -> Row:
        rain, wind = (Level.of(self._raw["levels"][name]) for name in ("rain", "wind"))
        return {
            "id": sample_id(self._code), "community_id": COMMUNITY_ID, "night": self._night,
            "status": "published", "levels": plan_rows.levels_as_json(Levels(rain, wind)),
            "seed": self._raw["seed"], "iterations": self._raw["iterations"],
            "passes": [plan_rows.pass_as_json(one) for one in self._passes.values()],
            "unserved": [self._unserved(each) for each in self._raw["unserved"]],
            "notes": [], "person_hours": self._raw["person_hours"], "changes": None,
            "changed_by": ACTOR, "changed_at": self._at(self._raw["planned_at"]),
        }  # fmt: skip

    def rounds(self) -> Iterator[Row]:
        for seq, each in enumerate(self._raw["rounds"]):
            one = self._passes[each["pass"]]
            ended = each.get("ended")
            yield {
                "id": self._round_id(seq), "plan_id": sample_id(self._code), "seq": seq,
                "team_id": sample_id(each["team"]), "pass_no": one.no, "pass_name": one.name,
                "extra": one.extra, "status": _round_status(each),
                "starts_at": self._at(each["from"]), "ends_at": self._at(each["to"]),
                "length_m": each["length_m"],
                "member_ids": [contact_id(code) for code in each["who"]],
                "ended_at": self._at(ended[0]) if ended else None,
                "ended_by": ACTOR if ended else "", "reason": ended[1] if ended else "",
            }  # fmt: skip

    def stops(self) -> Iterator[Row]:
        for place, each in enumerate(self._raw["rounds"]):
            one = self._passes[each["pass"]]
            for seq, stop in enumerate(each["stops"], start=1):
                hazard, eta, service_s, point, leaves, walker, seen = stop[:7]
                yield {
                    "id": self._stop_id(place, seq), "round_id": self._round_id(place),
                    "seq": seq, "hazard_id": sample_id(self._hazards[hazard]),
                    "pass_no": one.no, "extra": one.extra, "eta": self._at(eta),
                    "service_s": service_s, "point": Point(self._points[point]),
                    "leaves": Point(self._points[leaves]), "lookout": False,
                    "walker": WALKERS[walker], "status": _stop_status(each, seen),
                    "changed_at": self._at(seen or eta),
                }  # fmt: skip

    def checkins(self) -> Iterator[Row]:
        for place, each in enumerate(self._raw["rounds"]):
            for seq, stop in enumerate(each["stops"], start=1):
                if stop[6] is not None:
                    yield self._said(
                        f"{place}/{seq}", stop[6], self._points[stop[3]], stop[7:],
                        device_id=each["team"], hazard_id=sample_id(self._hazards[stop[0]]),
                        round_id=self._round_id(place), stop_id=self._stop_id(place, seq),
                    )  # fmt: skip
        # What was found on the way, at no hazard of the list.
        for number, (seen, lon, lat, *found) in enumerate(self._raw["on_the_way"]):
            yield self._said(f"way/{number}", seen, (lon, lat), found, device_id="team-1")

    def warnings(self) -> Iterator[WeatherWarning]:
        for kind, word, from_s, to_s in self._raw["warnings"]:
            yield WeatherWarning(kind, Level.of(word), self._at(from_s), self._at(to_s),
                                 self._raw["area"], self._raw["source"])  # fmt: skip

    def _said(
        self, code: str, seen: int, point: tuple[float, float], found: Sequence[Any],
        **values: Any,
    ) -> Row:  # fmt: skip
        at = self._at(seen)
        said = CheckIn(
            key=sample_id(f"{self._code}/checkin/{code}"), community_id=COMMUNITY_ID,
            result="finding" if found else "clear", finding=_finding(found), seen_at=at,
            position=point, accuracy_m=ACCURACY_M, device_time=at, **values,
        )  # fmt: skip
        row = {each.name: getattr(said, each.name) for each in dataclasses.fields(said)}
        return row | {
            "position": Point(point), "digest": checkins.digest_of(said), "night": self._night,
            "received_at": at + timedelta(seconds=ANSWERED_S), "received_by": ACTOR,
        }  # fmt: skip

    def _read_passes(self) -> Iterator[Pass]:
        for no, (name, extra, from_s, to_s) in enumerate(self._raw["passes"], start=1):
            yield Pass(no, name, extra, self._at(from_s), self._at(to_s))

    def _unserved(self, kept: Sequence[int]) -> Row:
        hazard, pass_no, why = kept
        return dict(self._reasons[why]) | {
            "hazard_id": sample_id(self._hazards[hazard]), "pass_no": pass_no,
            "extra": self._passes[pass_no].extra, "remedy": None,
        }  # fmt: skip

    def _round_id(self, place: int) -> str:
        return sample_id(f"{self._code}/round/{place}")

    def _stop_id(self, place: int, seq: int) -> str:
        return sample_id(f"{self._code}/stop/{place}/{seq}")

    def _at(self, seconds: int) -> datetime:
        return self._midnight + timedelta(seconds=seconds)


def _finding(found: Sequence[Any]) -> Row | None:
    if not found:
        return None
    kind, scale = found[0]
    return {"kind": KINDS[kind], "scale": scale, "note": "", "flags": []}


def _stop_status(each: Raw, seen: int | None) -> str:
    if seen is not None:
        return "done"
    return "handed_over" if "ended" in each else "missed"


def _round_status(each: Raw) -> str:
    if "ended" in each:
        return "ended"
    made = [stop[6] is not None for stop in each["stops"]]
    # A round with a visit that nobody made was never finished.
    return "done" if all(made) else "running" if any(made) else "published"
