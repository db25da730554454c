"""Hours of a hazard's own: between which clock times of a night it may be visited."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from geo.hazards import Hazard
from geo.needs import Pass
from geo.nights import moment
from geo.sentences import Sentence, reason

Hours = tuple[datetime | None, datetime | None]


def hours_in(hazard: Hazard, one: Pass, night: date, zone: str) -> Hours:
    """From when to when a visit of that pass may begin; None where the pass itself says.

    The first is after the second where the pass has no such hours.
    """
    opens = hazard.visit_from and moment(night, hazard.visit_from, zone)
    ends = hazard.visit_to and moment(night, hazard.visit_to, zone)
    if opens and ends and ends <= opens:
        # "22:00 to 06:00": hours that go on after midnight.
        ends += timedelta(days=1)
    return (
        max(opens, one.from_at) if opens else None,
        min(ends, one.to_at) if ends else None,
    )


def shut_in(hazard: Hazard, one: Pass, night: date, zone: str) -> Sentence | None:
    """Why a pass may not visit a hazard at all; None where it may."""
    opens, ends = hours_in(hazard, one, night, zone)
    if (opens or one.from_at) <= (ends or one.to_at):
        return None
    return only_then(hazard)


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
