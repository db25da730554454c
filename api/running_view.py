"""The running night as JSON: who is where, what is late, and what nobody will have seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.change_view import concerned, confirmed_view
from api.language import say
from api.night_view import contact_view, standing_view
from api.services.ending import reason_said
from api.services.running import Alarm, Running, StopThere, Uncovered, WalkNow
from api.team_names import names_in, with_names
from geo.needs import PASS_WORDS
from geo.passes import Pass
from geo.sentences import Sentence, reason

WHY = {
    "missed": reason("Not visited; its time is over."),
    "too_late": reason("The team will come after its time is over."),
    "handed_over": reason("Handed over; another team has it once the new plan is published."),
}


class RunningView:
    """Makes the answer for one moment in one language."""

    def __init__(self, running: Running, language: str, *, personal: bool) -> None:
        """personal: with names and phones of people, which only the office itself is shown."""
        self._running = running
        self._night = running.night
        self._language = language
        self._personal = personal
        self._zone = ZoneInfo(running.night.community.zone)
        self._concerned = concerned(running.night)
        self._called = names_in(language, running.night.teams)

    def whole(self) -> dict[str, Any]:
        """Everything that is read again while the night runs."""
        saved = self._night.saved
        return {
            "now": self._at(self._night.now),
            "on": self._running.on,
            "plan_id": saved.id if saved else None,
            "newest_plan_id": self._night.newest_plan_id,
            "confirmed": confirmed_view(self._night, self._night.confirmed),
            "line": self._say(self._night.progress().line()) if saved else "",
            "alarms": [self._alarm(each) for each in self._running.alarms],
            "passes": [self._pass(one) for one in saved.plan.passes] if saved else [],
            "teams": self._teams(),
            "uncovered": [self._uncovered(each) for each in self._running.uncovered],
            "stops": {self._id(each): self._stop(each) for each in self._running.stops},
        }

    def _teams(self) -> list[dict[str, object]]:
        """Every team that is or was on duty in this night: whether it is out and accepted."""
        night, saved = self._night, self._night.saved
        ended = {each.team_id: each for each in saved.rounds if each.ended_at} if saved else {}
        found: list[dict[str, object]] = []
        for team in night.teams:
            duty, last = night.on_duty.get(team.id), ended.get(team.id)
            shifts = duty.shifts if duty else ()
            if not shifts and last is None:
                continue
            off = all(shift.to_at <= night.now for shift in shifts)
            left = last.ended_at if last else max((s.to_at for s in shifts), default=None)
            asked = {}
            if team.id in self._concerned:
                at = night.confirmed.get(team.id)
                asked = {"confirmed_at": self._at(at) if at else None}
            found.append({
                "team_id": team.id, "out_since": self._at(left) if off and left else None,
                "reason": self._why(last.reason) if off and last else "", **asked,
            })  # fmt: skip
        return found

    def _why(self, text: str) -> str:
        """Why a round was ended, which is the office's business."""
        said = reason_said(text) if self._personal and text else ""
        return said if isinstance(said, str) else self._say(said)

    def _pass(self, one: Pass) -> dict[str, object]:
        walks = [each for each in self._running.walks if each.one.no == one.no]
        return {
            "no": one.no, "name": one.name, "word": self._say(PASS_WORDS[one.name]),
            "extra": one.extra, "from": self._at(one.from_at), "to": self._at(one.to_at),
            "teams": [self._walk(each) for each in walks],
        }  # fmt: skip

    def _walk(self, each: WalkNow) -> dict[str, object]:
        walk = each.walk
        return {
            "team_id": walk.team_id, "total": walk.total, "done": walk.done, "found": walk.found,
            "late": walk.late, "missed": walk.missed, "over": walk.over,
            "last": self._there(each.last), "next": self._there(each.next),
            "skipped": [self._named(there.stop.hazard_id)["code"] for there in each.skipped],
            "round_id": there.saved.id if (there := each.next or each.last) else None,
            **self._confirmed(each),
        }  # fmt: skip

    def _confirmed(self, each: WalkNow) -> dict[str, object]:
        """When a team accepted what the plan changed for it; of others nothing is asked."""
        runs = each.one.from_at <= self._night.now < each.one.to_at
        if not runs or each.walk.team_id not in self._concerned:
            return {}
        at = self._night.confirmed.get(each.walk.team_id)
        return {"confirmed_at": self._at(at) if at else None}

    def _there(self, there: StopThere | None) -> dict[str, object] | None:
        if there is None:
            return None
        lon, lat = there.stop.point
        return self._named(there.stop.hazard_id) | {
            "id": self._id(there), "eta": self._at(there.stop.eta),
            "point": [round(lon, 6), round(lat, 6)], **standing_view(there.standing, self._zone),
        }  # fmt: skip

    def _alarm(self, alarm: Alarm) -> dict[str, object]:
        one = alarm.walk.one
        return {
            "kind": alarm.kind, "team_id": alarm.walk.walk.team_id,
            "pass_no": one.no, "pass_word": self._say(PASS_WORDS[one.name]),
            "stops": [self._there(each) for each in alarm.stops],
            "people": self._people(alarm.walk.member_ids),
        }  # fmt: skip

    def _people(self, member_ids: Sequence[str]) -> list[dict[str, str]]:
        known = self._night.contacts if self._personal else {}
        found = (contact_view(known.get(each)) for each in member_ids)
        return [each for each in found if each is not None]

    def _uncovered(self, each: Uncovered) -> dict[str, object]:
        saved = self._night.saved
        assert saved is not None
        name = next((one.name for one in saved.plan.passes if one.no == each.pass_no), None)
        why = WHY.get(each.why)
        if each.unserved is not None:
            why = Sentence(each.unserved.reason, each.unserved.values)
        return self._named(each.hazard_id) | {
            "hazard_id": each.hazard_id, "pass_no": each.pass_no, "why": each.why,
            "pass_word": self._say(PASS_WORDS[name]) if name else "",
            "sentence": self._say(why) if why else "",
        }  # fmt: skip

    def _stop(self, there: StopThere) -> dict[str, object]:
        said = there.standing.said
        return {
            "state": there.standing.state, "result": said.result if said else None,
            **standing_view(there.standing, self._zone),
        }  # fmt: skip

    def _id(self, there: StopThere) -> str:
        assert self._night.saved is not None
        return self._night.saved.stop_ids[there.saved.id, there.stop.seq]

    def _named(self, hazard_id: str) -> dict[str, object]:
        hazard = self._night.hazards.get(hazard_id)
        if hazard is None:
            return {"code": "", "kind": "", "rank": 0, "name": ""}
        name = hazard.name if self._personal else ""
        return {"code": hazard.code, "kind": hazard.kind, "rank": hazard.rank, "name": name}

    def _say(self, sentence: Sentence) -> str:
        named = with_names(sentence, self._called)
        return say(named.template, named.values, self._language)

    def _at(self, at: datetime) -> str:
        return at.astimezone(self._zone).isoformat(timespec="seconds")
