"""A night as it is forwarded: from what the service read to the records of `maps.sheets`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import shapely

from api.language import say
from api.services.alarms import KIND_WORDS
from api.services.clock import now_in
from api.services.in_force import span_of
from api.services.night import Night
from api.team_names import called
from data import streets, warnings
from data.plans import SavedRound
from data.store import Connection
from geo.communities import ContactRole
from geo.hand_order import shift_of
from geo.itinerary import Leg, Stop
from geo.near_street import streets_beside
from geo.needs import PASS_WORDS
from geo.rain import Level, WarningKind
from geo.sentences import Sentence, reason
from geo.way_home import sooner, way_home
from maps.sheets.records import (
    NightSheet,
    SheetLeg,
    SheetPass,
    SheetPhone,
    SheetRound,
    SheetStop,
    SheetWarning,
)

COLOURS = 6
# Whose numbers are forwarded, in this order. A desk is people: its name is left out.
_PHONES: dict[ContactRole, Sentence] = {
    "desk": reason("Duty desk"),
    "property": reason("Property company"),
    "repair": reason("Emergency repair"),
}


def night_sheet(
    conn: Connection, night: Night, language: str, *, rounds: Sequence[SavedRound] | None = None,
    inside: bool = False, phones: bool = True,
) -> NightSheet:  # fmt: skip
    """The sheet of a night in that language; of some of its rounds where they are given.

    inside: with the office's own names of places, for paper that stays in its hands. phones:
    with the numbers of desk and firms, which only the office itself may hand on. A leg to
    somebody's home is never in it.
    """
    return _Sheets(conn, night, language, inside=inside).sheet(rounds, phones=phones)


class _Sheets:
    """Makes the sheet of one night in one language."""

    def __init__(self, conn: Connection, night: Night, language: str, *, inside: bool) -> None:
        self._night = night
        self._language = language
        self._inside = inside
        self._zone = ZoneInfo(night.community.zone)
        self._where = _places(conn, night, language)
        self._warned = _worst_warnings(conn, night)
        self._teams = {each.id: (n, each) for n, each in enumerate(night.teams)}

    def sheet(self, rounds: Sequence[SavedRound] | None, *, phones: bool) -> NightSheet:
        night, saved = self._night, self._night.saved
        chosen = list(saved.rounds if rounds is None else rounds) if saved else []
        passes = saved.plan.passes if saved else ()
        return NightSheet(
            community=(self._language == "en" and night.community.name_en) or night.community.name,
            community_id=night.community.id,
            night=night.night,
            as_of=night.now.astimezone(self._zone),
            zone=night.community.zone,
            level=night.ruling.level.word,
            passes=tuple(
                SheetPass(
                    no=one.no, word=self._say(PASS_WORDS[one.name]), extra=one.extra,
                    from_at=one.from_at.astimezone(self._zone),
                    to_at=one.to_at.astimezone(self._zone),
                    rounds=tuple(self._round(e) for e in chosen if e.round.pass_no == one.no),
                )
                for one in passes
                if any(each.round.pass_no == one.no for each in chosen)
            ),
            phones=self._phones() if phones else (),
            warnings=tuple(
                SheetWarning(word=self._say(word), level=_level_of(kind, self._warned[kind]))
                for kind, word in KIND_WORDS.items() if kind in self._warned
            ),
            draft=saved is not None and saved.status == "draft",
            replaced_at=(
                now_in(night.community, saved.changed_at).astimezone(self._zone)
                if saved is not None and saved.status == "replaced" else None
            ),
            invented=night.community.invented,
        )  # fmt: skip

    def _round(self, saved: SavedRound) -> SheetRound:
        walk = saved.round
        place, team = self._teams[saved.team_id]
        hidden, gone = self._way_home(saved), self._gone(saved)
        ends_at = walk.ends_at - sooner(hidden, _last(saved))
        return SheetRound(
            id=saved.id, team=called(team, self._language), colour=place % COLOURS + 1,
            starts_at=walk.starts_at.astimezone(self._zone),
            ends_at=ends_at.astimezone(self._zone),
            length_m=walk.length_m - sum(each.length_m for each in hidden),
            people=len(walk.member_ids),
            stops=tuple(self._stop(saved, each, gone) for each in walk.stops),
            legs=tuple(_leg(each, gone) for each in walk.legs if each not in hidden),
        )  # fmt: skip

    def _gone(self, saved: SavedRound) -> int:
        """How many stops the parts of the same walk before this one have.

        A round that was planned again on the way is numbered through, as the phone does.
        """
        assert self._night.saved is not None
        return sum(
            len(each.round.stops)
            for each in self._night.saved.rounds
            if self._walk(each) == self._walk(saved)
            and each.round.starts_at < saved.round.starts_at
        )

    def _walk(self, saved: SavedRound) -> object:
        """Whose walk a round is part of: one team's, in one pass, on one shift."""
        team = self._night.on_duty.get(saved.team_id)
        shift = shift_of(saved.round, team.shifts if team else ())
        return saved.team_id, saved.round.pass_no, shift.from_at if shift else None

    def _way_home(self, saved: SavedRound) -> list[Leg]:
        team = self._night.on_duty.get(saved.team_id)
        return way_home(saved.round.legs, _last(saved), [team.start] if team else [])

    def _stop(self, saved: SavedRound, stop: Stop, gone: int) -> SheetStop:
        hazard = self._night.hazards.get(stop.hazard_id)
        return SheetStop(
            seq=stop.seq + gone, hazard_id=stop.hazard_id,
            code=hazard.code if hazard else "", kind=hazard.kind if hazard else "",
            rank=hazard.rank if hazard else 0,
            eta=stop.eta.astimezone(self._zone), service_s=stop.service_s, point=stop.point,
            where=self._where.get(stop.hazard_id, ""),
            state=self._night.standing(saved, stop).state, lookout=stop.lookout,
            inside=hazard.name if hazard and self._inside else "",
        )  # fmt: skip

    def _phones(self) -> tuple[SheetPhone, ...]:
        return tuple(
            SheetPhone(word=self._say(word), name="" if role == "desk" else each.name, phone=phone)
            for role, word in _PHONES.items()
            for each in self._night.contacts.values()
            if each.role == role
            for phone in each.phones[:1]
        )

    def _say(self, sentence: Sentence) -> str:
        return say(sentence.template, sentence.values, self._language)


def _worst_warnings(conn: Connection, night: Night) -> dict[WarningKind, Level]:
    """The worst level of each kind from now, or of a night that is over from its begin, on."""
    opens, ends = span_of(night.community, night.night)
    since = max(opens, night.now) if night.now < ends else opens
    found: dict[WarningKind, Level] = {}
    for each in warnings.of_night(conn, night.community.id, since, ends):
        if each.level > Level.NONE:
            found[each.kind] = max(each.level, found.get(each.kind, Level.NONE))
    return found


def _level_of(kind: WarningKind, level: Level) -> str:
    """Thunder is overhead or it is not."""
    return "" if kind == "thunder" else level.word


def _last(saved: SavedRound) -> int:
    """The number of its last stop; 0 where it has none."""
    return max((each.seq for each in saved.round.stops), default=0)


def _leg(leg: Leg, gone: int) -> SheetLeg:
    corners = shapely.get_coordinates(leg.geometry).tolist()
    return SheetLeg(
        seq=leg.seq + gone, corners=tuple((x, y) for x, y in corners), length_m=leg.length_m,
        through=leg.through,
    )  # fmt: skip


def _places(conn: Connection, night: Night, language: str) -> Mapping[str, str]:
    """By hazard id the street beside it, as our own map names it."""
    if night.saved is None:
        return {}
    stood = {e.hazard_id for each in night.saved.rounds for e in each.round.stops}
    placed = [
        each for each in night.hazards.values() if each.id in stood and each.geometry is not None
    ]
    beside = streets_beside(
        [each.geometry for each in placed], streets.streets(conn, night.community.id)
    )
    return {
        hazard.id: (language == "en" and street.name_en) or street.name
        for hazard, street in zip(placed, beside, strict=True)
        if street is not None
    }
