"""Writes the sample's history: two weeks of the flood season before its demo night.

`python -m data.samples.generate_history` writes the file again, after the other files of the
sample; the same seed gives the same bytes. Each night is planned as the office would plan it,
then walked with the delays and gaps of people and with what that night's weather left.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from data import plan_rows
from data.samples import generate_people as people
from data.samples import load
from data.samples.generate import INVENTED
from data.samples.generate_plan import ORIGIN
from data.samples.generate_weather import HOUR, ON_THE_WAY, PUDDLE_M, WEATHER, Weather, found_at
from data.samples.history import FILE, WALKERS
from data.samples.ids import contact_id, sample_id
from geo.crs import Metric
from geo.effort import effort
from geo.hazards import Hazard
from geo.itinerary import Plan, Round, Stop
from geo.needs import Pass, Unserved
from geo.network import StreetNetwork
from geo.passes import needed_for
from geo.roster import UsualTeam, asked_for, teams_of
from geo.rounds import plan
from geo.rules import Rules

SEED = 20260708
ITERATIONS = 20
PLANNED_AT = 16 * HOUR
# Of a hundred rounds so many leave out a visit or two; of a hundred visits so many come late.
LEAVES_OUT_PCT, LATE_PCT = 16, 1
# Far from everything, or behind a gate that sticks.
OFTEN_LEFT_OUT = ("JS-13", "SM-08", "LD-05")
# The round that was ended: (days before, team, pass), after so many stops, and why.
ENDED = (1, "team-2", "night_2")
ENDED_AFTER, ENDED_WHY = 5, "队员身体不适，提前收队"


def history(seed: int = SEED) -> str:
    """The text of the file."""
    writer = _Writer(load.read(datetime(2026, 7, 22, tzinfo=UTC)), Random(seed))
    nights = [writer.night(weather) for weather in WEATHER]
    head = {
        "note": INVENTED,
        "hazards": [each.code for each in writer.hazards],
        "reasons": list(writer.reasons),
        "points": list(writer.points),
    }
    lines = ",\n".join(_compact(night) for night in nights)
    return f'{_compact(head)[:-1]},"nights":[\n{lines}\n]}}\n'


def _compact(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


class _Writer:
    """Plans the nights and walks them, one after the other with one source of chance."""

    def __init__(self, sample: load.Sample, chance: Random) -> None:
        self.hazards: Sequence[Hazard] = sample.hazards
        self.points: dict[tuple[float, float], int] = {}
        self.reasons: list[dict[str, object]] = []
        self._sample = sample
        self._chance = chance
        self._zone = sample.community.zone
        self._network = StreetNetwork.of(sample.streets, sample.gates)
        self._place = {each.id: place for place, each in enumerate(sample.hazards)}
        self._teams = {sample_id(code): code for code, *_ in people.TEAMS}
        self._people = {contact_id(code): code for code, *_ in people.CONTACTS}

    def night(self, weather: Weather) -> dict[str, object]:
        """One night of the file."""
        night = load.demo_night() - timedelta(days=weather.days_before)
        planned = self._planned(night, weather)
        clock = _Clock(night, self._zone)
        return {
            "days_before": weather.days_before,
            "seed": planned.seed,
            "iterations": planned.iterations,
            "planned_at": PLANNED_AT,
            "person_hours": round(effort(planned).person_hours, 2),
            "levels": {"rain": weather.rain.word, "wind": weather.wind.word},
            "warnings": weather.warnings(),
            "area": "清浦区",
            "source": "虚构的气象台",
            "passes": [
                [one.name, one.extra, clock.second(one.from_at), clock.second(one.to_at)]
                for one in planned.passes
            ],
            "unserved": [
                [self._place[each.hazard_id], each.pass_no, self._reason(each)]
                for each in planned.unserved
            ],
            "rounds": [self._round(each, planned, weather, clock) for each in planned.rounds],
            "on_the_way": self._on_the_way(weather),
        }

    def _planned(self, night: date, weather: Weather) -> Plan:
        rules, zone, sample = Rules(), self._zone, self._sample
        wanted = needed_for(sample.hazards, rules, night, weather.levels, zone)
        bases = {each.id: (each.point.x, each.point.y) for each in sample.offices}
        known = [
            UsualTeam(id=each.id, name=each.name, mode=each.mode, speed_m_s=each.speed_m_s,
                      point=bases[each.office_id], usual_shifts=each.usual_shifts)
            for each in sorted(sample.teams, key=lambda each: (each.name, each.id))
        ]  # fmt: skip
        teams = teams_of(known, asked_for(known, None, night, zone))
        return plan(
            sample.hazards, wanted, teams, self._network, sample.gates, zone, rules=rules,
            seed=weather.days_before, iterations=ITERATIONS, advice=False,
        )  # fmt: skip

    def _round(
        self, one: Round, planned: Plan, weather: Weather, clock: _Clock
    ) -> dict[str, object]:
        named = planned.pass_of(one.pass_no)
        team = self._teams[one.team_id]
        left_out = self._left_out(one)
        behind = max(-120.0, self._chance.gauss(150, 200))
        seen = [
            None if stop.seq in left_out else self._seen(stop, named, clock, behind)
            for stop in one.stops
        ]
        kept: dict[str, object] = {
            "team": team, "pass": one.pass_no, "from": clock.second(one.starts_at),
            "to": clock.second(one.ends_at), "length_m": round(one.length_m),
            "who": [self._people[each] for each in one.member_ids],
        }  # fmt: skip
        if (weather.days_before, team, named.name) == ENDED:
            seen[ENDED_AFTER:] = [None] * len(seen[ENDED_AFTER:])
            last = max(at for at in seen if at is not None)
            kept["ended"] = [last + 300, ENDED_WHY]
        kept["stops"] = [
            self._stop(stop, at, weather, clock)
            for stop, at in zip(one.stops, seen, strict=True)
        ]  # fmt: skip
        return kept

    def _left_out(self, one: Round) -> set[int]:
        """Numbers of the stops of a round that nobody makes."""
        often = [each.seq for each in one.stops if self._code(each) in OFTEN_LEFT_OUT]
        if self._chance.random() * 100 >= LEAVES_OUT_PCT:
            return set()
        every = [each.seq for each in one.stops]
        return {self._chance.choice(often or every), self._chance.choice(every)}

    def _seen(self, stop: Stop, one: Pass, clock: _Clock, behind: float) -> int | None:
        """The second in which a stop was answered for; None where nobody came any more.

        Two hazards were seen last, by `load.last_visit`, two days before the demo night.
        """
        hazard = self.hazards[self._place[stop.hazard_id]]
        at = clock.second(stop.eta) + stop.service_s + behind + self._chance.uniform(0, 100)
        if self._chance.random() * 100 < LATE_PCT:
            at = clock.second(one.to_at) + self._chance.uniform(300, 1500)
        seen_at = load.last_visit(self._sample.community, hazard).last_visited_at
        last = at if seen_at is None else clock.second(seen_at)
        if one.name == "day" and 0 <= last < 24 * HOUR:
            return round(last)
        return round(at) if at <= last else None

    def _stop(self, stop: Stop, seen: int | None, weather: Weather, clock: _Clock) -> list[object]:
        hazard = self.hazards[self._place[stop.hazard_id]]
        kept: list[object] = [
            self._place[stop.hazard_id], clock.second(stop.eta), stop.service_s,
            self._point(stop.point), self._point(stop.leaves), WALKERS.index(stop.walker), seen,
        ]  # fmt: skip
        found = found_at(hazard, weather, (seen or 0) / HOUR, self._chance)
        return [*kept, found] if found and seen is not None else kept

    def _on_the_way(self, weather: Weather) -> list[list[object]]:
        """What was found at no hazard: [second, lon, lat, what]."""
        found: list[list[object]] = []
        for days_before, at, scale in ON_THE_WAY:
            if days_before == weather.days_before:
                x, y = (each + self._chance.uniform(-6, 6) for each in PUDDLE_M)
                [[lon, lat]] = Metric(ORIGIN).lonlat([[x, y]]).round(6).tolist()
                found.append([round(at), lon, lat, [0, scale]])
        return found

    def _code(self, stop: Stop) -> str:
        return self.hazards[self._place[stop.hazard_id]].code

    def _point(self, point: tuple[float, float]) -> int:
        lon, lat = point
        return self.points.setdefault((round(lon, 6), round(lat, 6)), len(self.points))

    def _reason(self, missed: Unserved) -> int:
        kept = plan_rows.unserved_as_json(missed)
        why = {name: kept[name] for name in ("reason", "values")}
        if why not in self.reasons:
            self.reasons.append(why)
        return self.reasons.index(why)


class _Clock:
    """Moments of a night as seconds since the local midnight that its date begins with."""

    def __init__(self, night: date, zone: str) -> None:
        self._midnight = datetime.combine(night, time(), ZoneInfo(zone))

    def second(self, at: datetime) -> int:
        return round((at - self._midnight).total_seconds())


def main() -> int:
    """Write the file where the sample is read from."""
    (Path(load.FOLDER) / FILE).write_text(history(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
