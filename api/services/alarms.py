"""Warnings as issued, and the office's own response level, which is another thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast, get_args
from zoneinfo import ZoneInfo

from api.services.clock import now_in, tonight_in
from data import communities, warnings
from data.store import Tx
from data.warnings import Response
from geo.errors import BadInput
from geo.rain import Level, WarningKind, WeatherWarning
from geo.sentences import Sentence, reason

KIND_WORDS: dict[WarningKind, Sentence] = {
    "rain": reason("Rain"),
    "ponding": reason("Ponding"),
    "wind": reason("Wind"),
    "thunder": reason("Thunder overhead"),
}
LEVEL_WORDS: dict[Level, Sentence] = {
    Level.BLUE: reason("Blue"),
    Level.YELLOW: reason("Yellow"),
    Level.ORANGE: reason("Orange"),
    Level.RED: reason("Red"),
}


def issue(
    tx: Tx,
    community_id: str,
    kind: str,
    level: str,
    *,
    hours: float = 12,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    source: str = "",
) -> Sentence:
    """Write down a warning from now for `hours`, or between two moments; it replaces the
    community's earlier one of that kind. Level "none" only lifts it.

    Raises
    ------
    BadInput
        No such kind or level, or it would end before it begins.
    """
    checked_kind, checked_level = kind_of(kind), level_of(level)
    community = communities.one(tx.conn, community_id)
    begins = from_at or now_in(community, tx.now)
    ends = to_at or begins + timedelta(hours=hours)
    if ends <= begins:
        raise BadInput("The warning would end before it begins.")
    warnings.lift(tx, community_id, checked_kind, begins)
    if checked_level is Level.NONE:
        return reason("The {kind} warning is lifted.", kind=KIND_WORDS[checked_kind])
    warnings.add(
        tx, community_id, WeatherWarning(checked_kind, checked_level, begins, ends, "", source)
    )
    return reason(
        "{kind} warning {level}, from {begins} to {ends}.",
        kind=KIND_WORDS[checked_kind], level=LEVEL_WORDS[checked_level],
        begins=_clock(begins, community.zone), ends=_clock(ends, community.zone),
    )  # fmt: skip


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%m-%d %H:%M}"


def respond(
    tx: Tx,
    community_id: str,
    level: str,
    *,
    leader: str | None = None,
    by_hand: bool | None = None,
) -> Response:
    """Set the office's response level for tonight; what is None stays as it was.

    leader: who gives the word to go out on red; by_hand: extra night passes out of season.

    Raises
    ------
    BadInput
        No such level.
    """
    checked = level_of(level)
    community = communities.one(tx.conn, community_id)
    night = tonight_in(community, tx.now)
    before = warnings.response(tx.conn, community_id, night)
    ruling = Response(
        night=night,
        level=checked,
        leader=leader if leader is not None else (before.leader if before else ""),
        by_hand=by_hand if by_hand is not None else bool(before and before.by_hand),
    )
    warnings.set_response(tx, community_id, ruling)
    return ruling


def kind_of(word: str) -> WarningKind:
    """The kind of warning of that word."""
    if word not in get_args(WarningKind):
        raise BadInput(
            "“{word}” is not a warning that is kept here. Use rain, ponding, wind or thunder.",
            word=word[:40],
        )
    return cast(WarningKind, word)


def level_of(word: str) -> Level:
    """The level of that word."""
    try:
        return Level.of(word)
    except KeyError:
        raise BadInput(
            "“{word}” is not a level. Use none, blue, yellow, orange or red.", word=word[:40]
        ) from None
