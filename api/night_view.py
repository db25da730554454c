"""Tonight as JSON for the pages, its sentences in the language that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from api.change_view import changes_view, confirmed_view
from api.language import say
from api.roster_view import staffed_view
from api.services.duty import OnDuty
from api.services.ending import reason_said
from api.services.night import Night
from api.services.planning import sentence_of
from api.services.standing import Standing
from api.team_names import names_in, with_names
from data.plans import SavedRound
from data.teams import TeamRow
from geo.communities import Contact
from geo.effort import effort
from geo.hand_order import shift_of
from geo.hazards import Hazard
from geo.itinerary import Leg, Stop
from geo.needs import PASS_WORDS
from geo.passes import Pass, Unserved
from geo.sentences import Sentence
from geo.teams import Shift
from geo.way_home import sooner, way_home
from geo.why_not import in_full


class NightView:
    """Makes the answer for one night in one language."""

    def __init__(self, night: Night, language: str, *, personal: bool = True) -> None:
        """personal: with names and phones of people, which only the office itself is shown."""
        self._night = night
        self._language = language
        self._personal = personal
        self._zone = ZoneInfo(night.community.zone)
        self._called = names_in(language, night.teams)

    def whole(self) -> dict[str, Any]:
        """Everything that `/tonight` and `/plan` show."""
        night, saved = self._night, self._night.saved
        progress = night.progress()
        return {
            "community": {
                "id": night.community.id,
                "name": night.community.name,
                "name_en": night.community.name_en,
                "invented": night.community.invented,
            },
            "demo": night.community.demo_night is not None,
            "now": self._at(night.now),
            "night": night.night.isoformat(),
            "in_season": night.in_season,
            "note": self._note(),
            "dark": night.sun.dark(night.now),
            "sun": {"set": self._at(night.sun.sets), "rise": self._at(night.sun.rises)},
            "levels": self._levels(),
            "leader": night.ruling.leader if self._personal else "",
            "desk": self._desk(),
            "by_hand": night.ruling.by_hand,
            "cost": self._say(effort(saved.plan, extra_only=True).sentence()) if saved else "",
            "plan": self._plan(),
            "passes": [self._pass(one) for one in saved.plan.passes] if saved else [],
            "teams": [self._team(team) for team in night.teams],
            "rounds": [self.round(each) for each in saved.rounds] if saved else [],
            "unserved": [self._unserved(each) for each in saved.plan.unserved] if saved else [],
            "progress": {
                "passes_done": progress.passes_done, "passes": progress.passes,
                "stops_done": progress.stops_done, "stops": progress.stops,
                "findings": progress.findings, "line": self._say(progress.line()),
            },
        }  # fmt: skip

    def line(self) -> str:
        """The night in one line."""
        return self._say(self._night.progress().line())

    def _levels(self) -> dict[str, object]:
        levels = self._night.levels
        return {
            "rain": levels.rain.word,
            "wind": levels.wind.word,
            "response": self._night.ruling.level.word,
            "thunder": levels.thunder,
        }

    def _note(self) -> str | None:
        note = self._night.wanted.note
        if note is None or (self._night.ruling.leader and not self._personal):
            return None
        return self._say(note)

    def _plan(self) -> dict[str, object] | None:
        saved = self._night.saved
        if saved is None:
            return None
        return {
            "id": saved.id,
            "status": saved.status,
            "sentence": self._say(sentence_of(saved.plan, saved.person_hours, codes=self._codes())),
            "notes": [self._say(note) for note in saved.plan.notes] if self._personal else [],
            "changed_at": self._at(saved.changed_at),
            "changes": changes_view(self._night, self._language, personal=self._personal),
            "confirmed": confirmed_view(self._night, self._night.confirmed),
        }

    def _pass(self, one: Pass) -> dict[str, object]:
        return {
            "no": one.no, "name": one.name, "word": self._say(PASS_WORDS[one.name]),
            "extra": one.extra, "from": self._at(one.from_at), "to": self._at(one.to_at),
        }  # fmt: skip

    def _team(self, team: TeamRow) -> dict[str, object]:
        """A team with those on duty in the night: the night shift's people where there is one."""
        on_duty = self._night.on_duty.get(team.id)
        shifts = on_duty.shifts if on_duty else ()
        last = max(shifts, key=lambda shift: shift.from_at, default=None)
        ids = last.member_ids if last else ()
        return {
            "id": team.id, "name": team.name, "name_en": team.name_en, "mode": team.mode,
            "members": self._names(ids), "size": len(ids),
        }  # fmt: skip

    def _names(self, ids: Sequence[str]) -> list[dict[str, str]]:
        known = self._night.contacts if self._personal else {}
        return [{"name": known[each].name} for each in ids if each in known]

    def round(self, saved: SavedRound) -> dict[str, object]:
        """One round with its stops and legs."""
        walk = saved.round
        shift = self._shift(saved)
        hidden = [] if self._personal else self._way_home(saved)
        ends_at = walk.ends_at - sooner(hidden, _last(saved))
        return {
            "id": saved.id, "team_id": saved.team_id, "pass_no": walk.pass_no,
            "status": saved.status, "reason": self._reason(saved), **self._ordered(saved),
            "shift_from": self._at(shift.from_at) if shift else None,
            "starts_at": self._at(walk.starts_at), "ends_at": self._at(ends_at),
            "length_m": round(walk.length_m - sum(each.length_m for each in hidden)),
            "people": self._names(walk.member_ids),
            "stops": [self._stop(saved, stop) for stop in walk.stops],
            "legs": [_leg(leg) for leg in walk.legs if leg not in hidden],
        }  # fmt: skip

    def _ordered(self, saved: SavedRound) -> dict[str, object]:
        """Whether its order was put by hand, and which template it follows otherwise."""
        assert self._night.saved is not None
        whose = saved.team_id, self._night.saved.plan.pass_of(saved.round.pass_no).name
        shift, shifts = self._shift(saved), self._shifts(saved)
        by_hand = any(
            (each.team_id, each.pass_name) == whose
            and (shift is None or each.shift_of(shifts) == shift)
            for each in self._night.by_hand
        )
        template = self._night.templates.get(whose, "")
        return {"by_hand": by_hand, "template": template if self._personal else ""}

    def _shifts(self, saved: SavedRound) -> Sequence[Shift]:
        team = self._night.on_duty.get(saved.team_id)
        return team.shifts if team else ()

    def _shift(self, saved: SavedRound) -> Shift | None:
        """The shift a round is walked on, as the roster is now."""
        return shift_of(saved.round, self._shifts(saved))

    def _reason(self, saved: SavedRound) -> str:
        """Why a round ended early, which is the office's business."""
        said = reason_said(saved.reason) if self._personal else ""
        return said if isinstance(said, str) else self._say(said)

    def _way_home(self, saved: SavedRound) -> list[Leg]:
        """The legs that lead to somebody's home, which another machine is not shown."""
        team = self._night.on_duty.get(saved.team_id)
        return way_home(saved.round.legs, _last(saved), [team.start] if team else [])

    def _stop(self, saved: SavedRound, stop: Stop) -> dict[str, object]:
        hazard = self._night.hazards.get(stop.hazard_id)
        standing = self._night.standing(saved, stop)
        assert self._night.saved is not None
        return {
            "id": self._night.saved.stop_ids[saved.id, stop.seq],
            "seq": stop.seq, "hazard_id": stop.hazard_id, **self._named(hazard),
            "eta": self._at(stop.eta), "service_s": stop.service_s,
            "point": _rounded(stop.point), "leaves": _rounded(stop.leaves),
            "lookout": stop.lookout, "walker": stop.walker,
            "keeper": self._keeper(hazard),
            "state": standing.state,
            "result": standing.said.result if standing.said else None,
            **standing_view(standing, self._zone),
            "geometry": _geometry(hazard),
        }  # fmt: skip

    def _keeper(self, hazard: Hazard | None) -> dict[str, str] | None:
        if hazard is None or not self._personal:
            return None
        return contact_view(self._night.contacts.get(hazard.keeper_id or ""))

    def _desk(self) -> dict[str, str] | None:
        """Whom a team calls to say why it is late."""
        known = self._night.contacts.values() if self._personal else ()
        return contact_view(next((each for each in known if each.role == "desk"), None))

    def _unserved(self, missed: Unserved) -> dict[str, object]:
        passes = self._night.saved.plan.passes if self._night.saved else ()
        name = next((one.name for one in passes if one.no == missed.pass_no), None)
        hazard = self._night.hazards.get(missed.hazard_id)
        return {
            "hazard_id": missed.hazard_id,
            **self._named(hazard),
            "pass_no": missed.pass_no,
            "pass_word": self._say(PASS_WORDS[name]) if name else "",
            "rule": missed.reason,
            "reason": self._say(Sentence(missed.reason, missed.values)),
            "remedy": self._say(missed.remedy) if missed.remedy else None,
            "sentence": self._say(in_full(missed, hazard.code if hazard else "", name)),
        }

    def _codes(self) -> dict[str, str]:
        return {key: hazard.code for key, hazard in self._night.hazards.items()}

    def _named(self, hazard: Hazard | None) -> dict[str, object]:
        if hazard is None:
            return {"code": "", "kind": "", "rank": 0, "name": ""}
        name = hazard.name if self._personal else ""
        return {"code": hazard.code, "kind": hazard.kind, "rank": hazard.rank, "name": name}

    def _say(self, sentence: Sentence) -> str:
        named = with_names(sentence, self._called)
        return say(named.template, named.values, self._language)

    def _at(self, at: datetime) -> str:
        return at.astimezone(self._zone).isoformat(timespec="seconds")


def duty_view(duty: OnDuty, zone: str, *, personal: bool) -> dict[str, object]:
    """A team with its people and tonight's shifts, as clock times."""
    return {
        "id": duty.team.id, "name": duty.team.name, "name_en": duty.team.name_en,
        "mode": duty.team.mode, "size": len(duty.people), "on_duty": bool(duty.shifts),
        "version": duty.version if personal else "",
        "members": [
            {"id": each.id, "name": each.name if personal else ""} for each in duty.people
        ],
        "shifts": [staffed_view(each, zone, personal=personal) for each in duty.staffed],
        "usual": [
            {"from": each["from"], "to": each["to"], "member_ids": list(each.get("members", ()))}
            for each in duty.team.usual_shifts if personal
        ],
    }  # fmt: skip


def contact_view(contact: Contact | None) -> dict[str, str] | None:
    """A contact's name and first phone, for a call button; None where nobody is known."""
    if contact is None:
        return None
    return {"name": contact.name, "phone": contact.phones[0] if contact.phones else ""}


def standing_view(standing: Standing, zone: ZoneInfo) -> dict[str, object]:
    """How a stop stands by the clock: when it was done or is expected, and who is to hear of it."""

    def at(moment: datetime | None) -> str | None:
        return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None

    return {
        "done_at": at(standing.at.done_at), "expected_at": at(standing.at.expected_at),
        "tell_at": at(standing.at.tell_at), "late_min": standing.late_min,
        "alarm": standing.alarm, "too_late": standing.at.too_late,
        "typed_in": standing.said is not None and standing.said.typed_in,
    }  # fmt: skip


def _last(saved: SavedRound) -> int:
    """The number of its last stop; 0 where it has none."""
    return max((each.seq for each in saved.round.stops), default=0)


def _leg(leg: Leg) -> dict[str, object]:
    corners = shapely.get_coordinates(leg.geometry)
    return {
        "seq": leg.seq, "through": leg.through,
        "length_m": round(leg.length_m), "walk_s": leg.walk_s,
        "g": [_rounded((float(x), float(y))) for x, y in corners],
    }  # fmt: skip


def _rounded(lonlat: tuple[float, float]) -> list[float]:
    return [round(lonlat[0], 6), round(lonlat[1], 6)]


def _geometry(hazard: Hazard | None) -> dict[str, Any] | None:
    if hazard is None or hazard.geometry is None:
        return None
    return dict(shapely.geometry.mapping(shapely.set_precision(hazard.geometry, 1e-6)))
