"""A night, or an event of several, in numbers; each number with the list of what it counts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from api.services.clock import now_in, tonight_in
from api.services.in_force import span_of
from api.services.report_lists import Item, NightLists
from data import checkins, communities, counted, plans, round_states, warnings
from data.counted import Place
from data.store import Connection, Store
from geo import counting
from geo.checkins import CheckIn
from geo.communities import Community
from geo.errors import BadInput
from geo.kinds import DEFAULT_KINDS, Kind
from geo.rain import Level, WeatherWarning
from geo.rules import Rules

ONE_DAY = timedelta(days=1)
# A month, as appraisal periods have it; every list of it stands on one page.
MOST_NIGHTS = 31
FIRST_NIGHT = date(2000, 1, 1)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which nights a report is about, as an address says it; "" where it says nothing."""

    night: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a report: how many items there are, of how many where that has a base.

    id: also of its rule, as `counting.rule` knows it. kind: of findings, what was found.
    """

    id: str
    items: tuple[Item, ...]
    of: int | None = None
    kind: str = ""

    @property
    def value(self) -> int:
        """What is said; always the length of its list."""
        return len(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is known of the nights from `first` to `last`, both counted, at the moment `now`.

    from_at, to_at: when the first of them begins and the last one ends. planned: those with a
    plan on the phones. drafts: those with a newer plan that was never sent. responses: by night,
    where the office had a level of its own. nights: all that have data, the newest first.
    """

    community: Community
    first: date
    last: date
    tonight: date
    now: datetime
    from_at: datetime
    to_at: datetime
    numbers: tuple[Number, ...]
    planned: tuple[date, ...]
    drafts: tuple[date, ...]
    warnings: tuple[WeatherWarning, ...]
    responses: dict[date, Level]
    places: dict[str, Place]
    nights: tuple[date, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was planned or said in these nights."""
        return not any(self.first <= each <= self.last for each in self.nights)

    def number(self, number_id: str) -> Number | None:
        """The number of that id; None where this report has none."""
        return next((each for each in self.numbers if each.id == number_id), None)


def report(store: Store, community_id: str, asked: Asked, real: datetime) -> Report:
    """The report of a community for the nights that were asked for, else for tonight.

    Raises
    ------
    NotFound
        No such community.
    BadInput
        A date cannot be read or is still to come, or the nights are too many.
    """
    with store.read() as conn:
        community = communities.one(conn, community_id)
        first, last = nights_of(asked, tonight_in(community, real))
        return _Reading(conn, community, first, last, real, store.kinds).report()


def nights_of(asked: Asked, tonight: date) -> tuple[date, date]:
    """The first and the last night that an address asks for.

    Raises
    ------
    BadInput
        A date cannot be read or is still to come, or the nights are too many.
    """
    if asked.night and (asked.first or asked.last):
        raise BadInput("Choose one night, or the first and the last of several; not both.")
    if asked.first or asked.last:
        first = _date(asked.first or asked.last)
        last = _date(asked.last) if asked.last else tonight
    else:
        first = last = _date(asked.night) if asked.night else tonight
    for each in (last, first):
        if each > tonight:
            raise BadInput(
                "{night} is still to come. Choose a night up to {tonight}.",
                night=each.isoformat(), tonight=tonight.isoformat(),
            )  # fmt: skip
        if each < FIRST_NIGHT:
            raise BadInput(
                "There are no nights before {first}. Choose one from then up to {tonight}.",
                first=FIRST_NIGHT.isoformat(), tonight=tonight.isoformat(),
            )  # fmt: skip
    if first > last:
        raise BadInput(
            "{first} is after {last}. Choose the first night, then the last one.",
            first=first.isoformat(), last=last.isoformat(),
        )  # fmt: skip
    if (last - first).days >= MOST_NIGHTS:
        raise BadInput("A report has at most {most} nights. Choose fewer.", most=MOST_NIGHTS)
    return first, last


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        raise BadInput(
            "“{text}” is no date. Write it as year, month and day, such as 2026-07-22.",
            text=text[:40],
        )
    return found


@dataclass(slots=True)
class _Reading:
    """Reads the nights one after the other and puts their lists together."""

    conn: Connection
    community: Community
    first: date
    last: date
    real: datetime
    kinds: Sequence[Kind]
    planned: list[date] = field(default_factory=list)
    drafts: list[date] = field(default_factory=list)

    def report(self) -> Report:
        community, conn = self.community, self.conn
        from_at, to_at = span_of(community, self.first)[0], span_of(community, self.last)[1]
        nights = counted.nights(conn, community.id)
        said = checkins.of_nights(conn, community.id, self.first, self.last)
        walks = counted.walks_of_stops(conn, community.id, self.first, self.last)
        lists = [
            self._night(night, [each for at, each in said if at == night])
            for night in reversed(nights)
            if self.first <= night <= self.last
        ]
        issued = warnings.of_night(conn, community.id, from_at, to_at)
        ruled = ((each, warnings.response(conn, community.id, each)) for each in self._nights())
        # Of nothing there is nothing to say: no stops planned, nothing found to be seen again.
        wanted = _all(each.visits() for each in lists)
        found = _found(said, walks, self.kinds)
        numbers = (*_walked(lists, wanted), *found, *_left(lists, wanted))
        return Report(
            community=community, first=self.first, last=self.last,
            tonight=tonight_in(community, self.real), now=now_in(community, self.real),
            from_at=from_at, to_at=to_at,
            numbers=tuple(each for each in numbers if each.of != 0),
            planned=tuple(self.planned), drafts=tuple(self.drafts),
            # One that was lifted before it began was in force at no moment.
            warnings=tuple(each for each in issued if each.from_at < each.to_at),
            responses={at: each.level for at, each in ruled if each and each.level > Level.NONE},
            places=counted.places(conn, community.id), nights=tuple(nights),
        )  # fmt: skip

    def _nights(self) -> list[date]:
        return [self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1)]

    def _night(self, night: date, said: Sequence[CheckIn]) -> NightLists:
        saved = plans.latest(self.conn, self.community.id, night, published_only=True)
        if saved is not None:
            self.planned.append(night)
        newest = plans.newest_id(self.conn, self.community.id, night)
        if newest is not None and (saved is None or newest != saved.id):
            self.drafts.append(night)
        return NightLists(
            night, saved, said, round_states.patrols(self.conn, self.community.id, night),
            now_in(self.community, self.real), Rules.of(self.community.rules),
        )  # fmt: skip


def _walked(lists: Sequence[NightLists], wanted: Sequence[Item]) -> Iterator[Number]:
    """Patrols and visited stops; the extra night passes apart, as they come on top."""
    yield Number("patrols", _all(each.patrols() for each in lists))
    for name, extra in (("night_stops", True), ("day_stops", False)):
        asked = [each for each in wanted if each.extra == extra]
        yield Number(name, tuple(e for e in asked if e.visit == "visited"), of=len(asked))


def _left(lists: Sequence[NightLists], wanted: Sequence[Item]) -> Iterator[Number]:
    """What nobody saw, what is still to come, and rounds that nobody brought to an end."""
    left = tuple(each for each in wanted if each.visit not in ("to_come", "visited"))
    yield Number("not_reached", left, of=len(wanted))
    not_yet = tuple(each for each in wanted if each.visit == "to_come")
    if not_yet:
        yield Number("to_come", not_yet, of=len(wanted))
    unfinished = _all(each.unfinished() for each in lists)
    if unfinished:
        yield Number("unfinished", unfinished)


def _found(
    said: Sequence[tuple[date, CheckIn]],
    walks: Mapping[str, tuple[str, str]],
    kinds: Sequence[Kind],
) -> list[Number]:
    """Findings by kind, and those that were seen clear again."""
    night_of = {each.key: night for night, each in said}
    found = [
        Item.of_finding(each, night_of[each.first.key], walks.get(each.first.stop_id or ""))
        for each in counting.findings(each for _, each in said)
    ]
    usual = [each.id for each in DEFAULT_KINDS]
    there = {each.kind for each in found}
    known = [*usual, *(each.id for each in kinds if each.id in there and each.id not in usual)]
    numbers = [
        Number(f"found_{kind}", tuple(i for i in found if i.kind == kind), kind=kind)
        for kind in [*known, *sorted(there - set(known))]
    ]
    clear = tuple(each for each in found if each.until is not None)
    return [*numbers, Number("cleared", clear, of=len(found))]


def _all(lists: Iterable[Iterable[Item]]) -> tuple[Item, ...]:
    """The rows of several nights, in the order of time."""
    rows = (each for part in lists for each in part)
    return tuple(sorted(rows, key=_when))


def _when(item: Item) -> tuple[date, float]:
    at = item.at or item.planned_at
    return item.night, at.timestamp() if at else math.inf
