"""What a plan changed in the one before it, for the pages: in words, and visit by visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.language import say
from api.services.night import Night
from api.team_names import names_in, with_names
from geo.hazards import Hazard
from geo.sentences import Sentence
from geo.teams import Team


def changes_view(night: Night, language: str, *, personal: bool) -> dict[str, object] | None:
    """The changes of the plan that a night shows; None for the night's first plan.

    Beside the sentence and its cause: every visit that is new, gone or in other hands, with the
    code of its hazard, and each team's next stop by both plans.
    """
    saved = night.saved
    if saved is None or saved.changes is None:
        return None
    what, names = saved.changes.what, _Named(night, personal=personal)
    called = names_in(language, night.teams)
    return {
        "sentence": _said(saved.changes.sentence, language, called),
        "cause": _said(saved.changes.cause, language, called),
        "concerned": sorted(concerned(night)),
        "changed_hands": len(what["changed_hands"]),
        "added": [names.visit(each) for each in what["added"]],
        "removed": [names.visit(each) for each in what["removed"]],
        "handed": [
            names.visit(each)
            | {"from_team_id": each["from_team_id"], "to_team_id": each["to_team_id"]}
            for each in what["changed_hands"]
        ],
        "dry_ends": [names.hazard(each) for each in what["dry_ends"]],
        "next_stops": [
            {
                "team_id": each["team_id"],
                "before": names.hazard(each["before"]), "after": names.hazard(each["after"]),
                "changes": each["before"] != each["after"],
            }
            for each in what["next_stops"]
        ],
    }  # fmt: skip


def confirmed_view(night: Night, at: Mapping[str, datetime]) -> dict[str, str]:
    """When each team accepted the plan, by team id."""
    zone = ZoneInfo(night.community.zone)
    return {
        team_id: each.astimezone(zone).isoformat(timespec="seconds") for team_id, each in at.items()
    }


def concerned(night: Night) -> set[str]:
    """The teams that have to accept the plan: whose next stop or whose visits it changed."""
    saved = night.saved
    if saved is None or saved.status != "published" or saved.changes is None:
        return set()
    what = saved.changes.what
    teams = {each["team_id"] for each in what["next_stops"] if each["before"] != each["after"]}
    for each in what["changed_hands"]:
        teams |= {each["from_team_id"], each["to_team_id"]}
    fresh = {(each["hazard_id"], each["pass_name"]) for each in what["added"]}
    for one in saved.rounds:
        name = saved.plan.pass_of(one.round.pass_no).name
        for stop in one.round.stops:
            if (stop.hazard_id, name) in fresh or stop.hazard_id in what["dry_ends"]:
                teams.add(one.team_id)
    return teams & {team_id for team_id, duty in night.on_duty.items() if _is_on(duty, night.now)}


def _is_on(duty: Team, now: datetime) -> bool:
    return any(shift.to_at > now for shift in duty.shifts)


def _said(sentence: Sentence | None, language: str, called: Mapping[str, str]) -> str | None:
    if sentence is None:
        return None
    named = with_names(sentence, called)
    return say(named.template, named.values, language)


def _point(hazard: Hazard | None) -> list[float] | None:
    """Where it is, for a mark where no stop is any more."""
    if hazard is None or hazard.geometry is None:
        return None
    at = hazard.geometry.representative_point()
    return [round(at.x, 6), round(at.y, 6)]


class _Named:
    """Hazards as a page shows them: their code, and to the office their name."""

    def __init__(self, night: Night, *, personal: bool) -> None:
        self._hazards, self._personal = night.hazards, personal

    def hazard(self, hazard_id: str | None) -> dict[str, Any] | None:
        if hazard_id is None:
            return None
        known = self._hazards.get(hazard_id)
        name = known.name if known and self._personal else ""
        return {
            "hazard_id": hazard_id, "code": known.code if known else "", "name": name,
            "point": _point(known),
        }  # fmt: skip

    def visit(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        return (self.hazard(kept["hazard_id"]) or {}) | {"pass_name": kept["pass_name"]}
