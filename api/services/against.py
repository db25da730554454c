"""A round as it was planned and as it was walked, stop by stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.services.night import Night
from api.services.standing import Standing
from data.files.csv_out import write_csv
from data.plans import SavedRound
from geo.itinerary import Stop

COLUMNS = (
    "seq", "code", "kind", "name", "planned_at", "done_at", "minutes_after_plan", "walked_as",
    "state", "result", "typed_in", "people",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One stop: minutes_after_plan is negative before the plan; walked_as counts from 1."""

    stop: Stop
    standing: Standing
    minutes_after_plan: int | None
    walked_as: int | None


def rows_of(night: Night, saved: SavedRound) -> list[Row]:
    """The stops of a round in the plan's order."""
    stops = [(stop, night.standing(saved, stop)) for stop in saved.round.stops]
    walked = sorted(at for _, standing in stops if (at := standing.at.done_at) is not None)
    return [Row(stop, standing, *_walked(stop, standing, walked)) for stop, standing in stops]


def _walked(
    stop: Stop, standing: Standing, walked: list[datetime]
) -> tuple[int | None, int | None]:
    at = standing.at.done_at
    if at is None:
        return None, None
    return round((at - stop.eta).total_seconds() / 60), walked.index(at) + 1


def table_of(night: Night, saved: SavedRound, *, personal: bool) -> bytes:
    """The same as a CSV file; personal: with names of places and of who was on that shift."""
    known = night.contacts if personal else {}
    people = [known[each].name for each in saved.round.member_ids if each in known]
    return write_csv(COLUMNS, _cells(night, saved, people, personal))


def _cells(
    night: Night, saved: SavedRound, people: list[str], personal: bool
) -> Iterator[list[object]]:
    zone = ZoneInfo(night.community.zone)
    for row in rows_of(night, saved):
        hazard, said = night.hazards.get(row.stop.hazard_id), row.standing.said
        done_at = row.standing.at.done_at
        yield [
            row.stop.seq, hazard.code if hazard else "", hazard.kind if hazard else "",
            hazard.name if hazard and personal else "", _said(row.stop.eta, zone),
            _said(done_at, zone) if done_at else None, row.minutes_after_plan, row.walked_as,
            row.standing.state, said.result if said else None,
            said.typed_in if said else None, people,
        ]  # fmt: skip


def _said(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
