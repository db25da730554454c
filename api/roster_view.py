"""The roster as JSON for the office's pages; another machine is told hours and head counts only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.language import say
from api.services.roster import Roster, RosterDay, Watch
from data.teams import TeamRow
from geo.communities import Contact
from geo.roster import Absence, Staffed
from geo.roster_troubles import Trouble


def staffed_view(staffed: Staffed, zone: str, *, personal: bool) -> dict[str, object]:
    """A shift as clock times, who was asked for and, place by place, who is there."""
    shift, here = staffed.asked, ZoneInfo(zone)
    view: dict[str, object] = {
        "from": f"{shift.from_at.astimezone(here):%H:%M}",
        "to": f"{shift.to_at.astimezone(here):%H:%M}",
        "from_at": _at(shift.from_at, zone),
        "to_at": _at(shift.to_at, zone),
        "member_ids": list(shift.member_ids) if personal else [],
        "size": len(staffed.shift.member_ids),
    }
    if personal:
        view["end"] = list(shift.end) if shift.end else None
        view["places"] = [
            {"person_id": each.person_id, "by_id": each.by_id, "gap": each.gap}
            for each in staffed.places
        ]
    return view


def roster_view(roster: Roster, language: str, *, personal: bool) -> dict[str, Any]:
    """Nights by teams, with the people and what is wrong where the office itself asks."""
    people = [_person(each, roster) for each in roster.people] if personal else []
    return {
        "now": _at(roster.now, roster.community.zone),
        "tonight": roster.tonight.isoformat(),
        "nights": [_day(each, roster, language, personal=personal) for each in roster.days],
        "people": people,
    }


def _day(day: RosterDay, roster: Roster, language: str, *, personal: bool) -> dict[str, object]:
    told = day.troubles if personal else ()
    return {
        "night": day.night.night.isoformat(), "written": day.night.written,
        "tonight": day.night.night == roster.tonight,
        # From it one could try out where a home is.
        "version": day.night.version if personal else "",
        "teams": [
            _team(each, day.night.staffed, roster.community.zone, personal=personal)
            | {"troubles": [_trouble(one, language) for one in told if one.team_id == each.id]}
            for each in roster.teams
        ],
        "troubles": [_trouble(one, language) for one in told if one.team_id is None],
    }  # fmt: skip


def _team(
    team: TeamRow, staffed: Sequence[Staffed], zone: str, *, personal: bool
) -> dict[str, Any]:
    own = [each for each in staffed if each.asked.team_id == team.id]
    return {
        "id": team.id, "name": team.name, "name_en": team.name_en, "mode": team.mode,
        "shifts": [staffed_view(each, zone, personal=personal) for each in own],
    }  # fmt: skip


def _trouble(trouble: Trouble, language: str) -> dict[str, str | None]:
    said = say(trouble.sentence.template, trouble.sentence.values, language)
    return {"kind": trouble.kind, "sentence": said, "person_id": trouble.person_id}


def _person(person: Contact, roster: Roster) -> dict[str, object]:
    zone = roster.community.zone
    return {
        "id": person.id, "name": person.name, "role": person.role,
        "phone": person.phones[0] if person.phones else "", "deputy_id": person.deputy_id,
        "absences": [
            absence_view(each, zone) for each in roster.absences if each.contact_id == person.id
        ],
    }  # fmt: skip


def absence_view(absence: Absence, zone: str) -> dict[str, str]:
    """An absence with its moments on the community's clock."""
    return {
        "id": absence.id, "from": _at(absence.from_at, zone), "to": _at(absence.to_at, zone),
    }  # fmt: skip


def watch_view(
    watch: Watch, known: Sequence[Contact], zone: str, *, personal: bool
) -> dict[str, object]:
    """A shift of tonight with the people to call."""
    by_id = {each.id: each for each in known} if personal else {}
    shift = watch.staffed.asked
    return {
        "team_id": watch.team.id, "name": watch.team.name, "name_en": watch.team.name_en,
        "now": watch.now, "from": _at(shift.from_at, zone), "to": _at(shift.to_at, zone),
        "size": len(watch.staffed.shift.member_ids),
        "people": [
            {
                "id": each.by_id, "name": by_id[each.by_id].name,
                "phone": next(iter(by_id[each.by_id].phones), ""),
                "stands_in_for": by_id[each.person_id].name
                if each.person_id != each.by_id and each.person_id in by_id else None,
            }
            for each in watch.staffed.places if each.by_id in by_id
        ],
    }  # fmt: skip


def _at(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
