"""Hours of a hazard's own: between which clock times of a night it may be visited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from geo.hazards import Hazard
from geo.needs import Pass
from geo.nights import moment
from geo.sentences import Sentence, reason

Hours = tuple[datetime | None, datetime | None]


def hours_in(hazard: Hazard, one: Pass, night: date, zone: str) -> Hours:
    """From when to when a visit of that pass may begin; None where the pass itself says.

    The first is after the second where the pass has no such hours.
    """
    opens, ends = _own(hazard, night, zone)
    return (
        max(opens, one.from_at) if opens else None,
        min(ends, one.to_at) if ends else None,
    )


def _own(hazard: Hazard, night: date, zone: str) -> Hours:
    """The hours as moments of a night, whatever its passes are."""
    opens = moment(night, hazard.visit_from, zone) if hazard.visit_from else None
    ends = moment(night, hazard.visit_to, zone) if hazard.visit_to else None
    if opens and ends and ends <= opens:
        # "22:00 to 06:00": hours that go on after midnight.
        ends += timedelta(days=1)
    return opens, ends


def shut_in(hazard: Hazard, one: Pass, night: date, zone: str) -> Sentence | None:
    """Why a pass may not visit a hazard at all; None where it may."""
    opens, ends = hours_in(hazard, one, night, zone)
    if (opens or one.from_at) <= (ends or one.to_at):
        return None
    return only_then(hazard)


def nearest_of(hazard: Hazard, passes: Collection[Pass], night: date, zone: str) -> Sentence | None:
    """What would serve a hazard whose hours lie outside of all its passes: to reach the nearest.

    None where they meet one of these: what another pass would need is for the planner to try.
    """
    if not passes or any(shut_in(hazard, one, night, zone) is None for one in passes):
        return None
    opens, ends = _own(hazard, night, zone)

    def gap(one: Pass) -> timedelta:
        """From the hours to the pass, or back; only one of both is above nothing."""
        return max(one.from_at - (ends or one.from_at), (opens or one.to_at) - one.to_at)

    one = min(passes, key=gap)
    from_at, to_at = (f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in (one.from_at, one.to_at))
    return reason(
        "It could be visited if its hours met a pass: the nearest is {from_at}–{to_at}.",
        from_at=from_at, to_at=to_at,
    )  # fmt: skip


def only_then(hazard: Hazard) -> Sentence:
    """When a hazard may be visited, in a sentence."""
    if hazard.visit_from and hazard.visit_to:
        return reason(
            "{code} may be visited from {from_at} to {to_at} only.",
            code=hazard.code, from_at=hazard.visit_from, to_at=hazard.visit_to,
        )  # fmt: skip
    if hazard.visit_from:
        return reason(
            "{code} may be visited from {from_at} on only.",
            code=hazard.code, from_at=hazard.visit_from,
        )  # fmt: skip
    return reason(
        "{code} may be visited until {to_at} only.", code=hazard.code, to_at=hazard.visit_to or ""
    )
