"""Warnings as issued, and the office's own response level, which is another thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast, get_args
from zoneinfo import ZoneInfo

from api.services import due_times
from api.services.clock import now_in, tonight_in
from api.services.in_force import levels_of
from data import communities, warnings
from data.store import Tx
from data.warnings import Response
from geo.communities import Community
from geo.errors import BadInput, Problem
from geo.rain import Level, WarningKind, WeatherWarning
from geo.sentences import Sentence, reason
from geo.texts import check_text

# Warnings are issued for hours and renewed; one for longer, or far away, is a slip of the pen.
LONGEST_H = 240.0
FARTHEST = timedelta(days=366)
LONGEST_NAME = 200

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
    community's earlier one of that kind. Level "none" only lifts it. A leader's word to go out
    ends with the red or thunder it was given for.

    Raises
    ------
    BadInput
        No such kind or level, it would end before it begins, or it is too long or far away.
    """
    checked_kind, checked_level = kind_of(kind), level_of(level)
    community = communities.one(tx.conn, community_id)
    begins, ends = _span(now_in(community, tx.now), from_at, to_at, hours)
    asked = _lookout_only(tx, community)
    said = _written(tx, community, WeatherWarning(
        checked_kind, checked_level, begins, ends, "", source
    ))  # fmt: skip
    if not (asked and _lookout_only(tx, community)):
        _end_word(tx, community)
    due_times.refresh(tx, community_id)
    return said


def _span(
    now: datetime, from_at: datetime | None, to_at: datetime | None, hours: float
) -> tuple[datetime, datetime]:
    begins = from_at or now
    if abs(begins - now) > FARTHEST:
        raise BadInput("The warning would begin more than a year from now. Look at its date.")
    # Not a number is not between any two.
    if to_at is None and not -LONGEST_H <= hours <= LONGEST_H:
        hours = LONGEST_H + 1
    ends = to_at or begins + timedelta(hours=hours)
    if ends <= begins:
        raise BadInput("The warning would end before it begins.")
    if ends - begins > timedelta(hours=LONGEST_H):
        raise BadInput(
            "A warning holds for {most:g} hours at most. Write a shorter time.", most=LONGEST_H
        )
    return begins, ends


def _written(tx: Tx, community: Community, warning: WeatherWarning) -> Sentence:
    warnings.lift(tx, community.id, warning.kind, warning.from_at)
    if warning.level is Level.NONE:
        return reason("The {kind} warning is lifted.", kind=KIND_WORDS[warning.kind])
    warnings.add(tx, community.id, warning)
    return reason(
        "{kind} warning {level}, from {begins} to {ends}.",
        kind=KIND_WORDS[warning.kind], level=LEVEL_WORDS[warning.level],
        begins=_clock(warning.from_at, community.zone), ends=_clock(warning.to_at, community.zone),
    )  # fmt: skip


def _lookout_only(tx: Tx, community: Community) -> bool:
    night = tonight_in(community, tx.now)
    return levels_of(tx.conn, community, night, tx.now).lookout_only


def _end_word(tx: Tx, community: Community) -> None:
    """The word was for a red or thunder that is over: the next one asks for it again."""
    ruling = warnings.response(tx.conn, community.id, tonight_in(community, tx.now))
    if ruling is not None and ruling.leader:
        warnings.set_response(tx, community.id, replace(ruling, leader=""))


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

    leader: who gives the word to go out on red or thunder, kept only while that lasts; blank
    takes the word back. by_hand: extra night passes out of season.

    Raises
    ------
    BadInput
        No such level, or a leader's name that nobody could read.
    """
    checked = level_of(level)
    word = None if leader is None else leader_named(leader)
    community = communities.one(tx.conn, community_id)
    night = tonight_in(community, tx.now)
    before = warnings.response(tx.conn, community_id, night)
    if word is None:
        word = before.leader if before and _lookout_only(tx, community) else ""
    ruling = Response(
        night=night,
        level=checked,
        leader=word,
        by_hand=by_hand if by_hand is not None else bool(before and before.by_hand),
    )
    warnings.set_response(tx, community_id, ruling)
    due_times.refresh(tx, community_id)
    if not _lookout_only(tx, community):
        _end_word(tx, community)
        ruling = replace(ruling, leader="")
    return ruling


def leader_named(text: str) -> str:
    """A leader's name as it is kept: no blanks around it; of blanks alone nothing is left.

    Raises
    ------
    BadInput
        It holds control characters or no letter at all, or is too long.
    """
    name = text.strip()
    problems = check_text("leader", name, LONGEST_NAME)
    # Zero-width characters are no blanks to Python; nobody sees them in a list of names.
    if not problems and name and not any(each.isalnum() for each in name):
        problems = [Problem("leader", "There is no name in it. Write who gives the word.")]
    if problems:
        raise BadInput("The leader's name cannot be kept; nothing was changed.", problems=problems)
    return name


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
