"""What another order of a round costs, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from geo.itinerary import Round
from geo.sentences import Sentence, reason

# A stop that moves by less is not worth naming.
_NAMED = timedelta(minutes=1)


def cost_of(before: Round, after: Round, codes: Mapping[str, str], zone: str) -> Sentence:
    """As "+180 m, +4 min; JS-03 at 22:51 instead of 22:20."

    codes: by hazard id. The stop is named that comes most later, or if none does, most sooner.
    """
    more = (after.ends_at - after.starts_at) - (before.ends_at - before.starts_at)
    values: dict[str, object] = {
        "metres": _signed(round(after.length_m) - round(before.length_m)),
        "minutes": _signed(round(more.total_seconds() / 60)),
    }
    then, now = _etas(before), _etas(after)
    shifts = sorted((now[each] - then[each], each) for each in now if each in then)
    named = [each for each in (*shifts[-1:], *shifts[:1]) if abs(each[0]) >= _NAMED]
    if not named:
        return reason("{metres} m, {minutes} min.", **values)
    _, hazard_id = named[0]
    return reason(
        "{metres} m, {minutes} min; {code} at {now} instead of {then}.",
        code=codes.get(hazard_id, ""), now=_clock(now[hazard_id], zone),
        then=_clock(then[hazard_id], zone), **values,
    )  # fmt: skip


def _etas(walk: Round) -> dict[str, datetime]:
    """When each hazard is seen first."""
    return {stop.hazard_id: stop.eta for stop in reversed(walk.stops)}


def _signed(number: int) -> str:
    # A real minus: a hyphen is lost beside Chinese words.
    return "±0" if number == 0 else f"+{number}" if number > 0 else f"−{-number}"


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"
