"""What a plan changed in the one before it, for the pages: in words, and visit by visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.language import say
from api.services.night import Night
from geo.sentences import Sentence


def changes_view(night: Night, language: str, *, personal: bool) -> dict[str, object] | None:
    """The changes of the plan that a night shows; None for the night's first plan.

    Beside the sentence and its cause: every visit that is new, gone or in other hands, with the
    code of its hazard, and each team's next stop by both plans.
    """
    saved = night.saved
    if saved is None or saved.changes is None:
        return None
    what, names = saved.changes.what, _Named(night, personal=personal)
    return {
        "sentence": _said(saved.changes.sentence, language),
        "cause": _said(saved.changes.cause, language),
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


def _said(sentence: Sentence | None, language: str) -> str | None:
    return say(sentence.template, sentence.values, language) if sentence else None


class _Named:
    """Hazards as a page shows them: their code, and to the office their name."""

    def __init__(self, night: Night, *, personal: bool) -> None:
        self._hazards, self._personal = night.hazards, personal

    def hazard(self, hazard_id: str | None) -> dict[str, Any] | None:
        if hazard_id is None:
            return None
        known = self._hazards.get(hazard_id)
        name = known.name if known and self._personal else ""
        return {"hazard_id": hazard_id, "code": known.code if known else "", "name": name}

    def visit(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        return (self.hazard(kept["hazard_id"]) or {}) | {"pass_name": kept["pass_name"]}
