"""A planned night of the small town, written by hand: two passes, two rounds, one unserved."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shapely import LineString

from geo.nights import moment
from geo.passes import Pass, Unserved
from geo.rounds import Leg, Plan, Round, Stop
from geo.sentences import Sentence
from tests import town


def passes(night: date = town.NIGHT) -> tuple[Pass, ...]:
    def at(clock: str) -> datetime:
        return moment(night, clock, town.ZONE)

    return (
        Pass(1, "evening", False, at("18:00"), at("20:00")),
        Pass(2, "night_1", True, at("20:00"), at("23:15")),
    )


def plan(night: date = town.NIGHT, codes: tuple[str, ...] = ("JS-01", "JS-02")) -> Plan:
    """A round of team 1 in each pass over these hazards."""
    rounds = tuple(_round(each, codes) for each in passes(night))
    unserved = Unserved(town.id_of("LD-03"), 2, True, "Nobody in {team}.", {"team": "一组"})
    note = Sentence("{kind} warning.", {"kind": Sentence("rain"), "hours": 2})
    return Plan(night, passes(night), rounds, (unserved,), seed=1, iterations=200, notes=(note,))


def _round(walked: Pass, codes: tuple[str, ...]) -> Round:
    begins = walked.from_at
    stops = tuple(
        Stop(
            seq, town.id_of(code), walked.no, walked.extra, begins + timedelta(minutes=5 * seq),
            120, town.at(100 * seq, 0), town.at(100 * seq + 50, 0), False, "keeper",
        )
        for seq, code in enumerate(codes, 1)
    )  # fmt: skip
    legs = (
        Leg(1, LineString([town.node_at(2), town.at(100, 0)]), 100.0, 84),
        Leg(1, LineString([town.at(100, 0), town.at(150, 0)]), 50.0, 42, through=True),
        Leg(2, LineString([town.at(150, 0), town.at(200, 0)]), 50.0, 42),
        Leg(3, LineString([town.at(250, 0), town.node_at(2)]), 50.0, 42),
    )
    ends = begins + timedelta(minutes=30)
    return Round(walked.no, town.id_of("Team 1"), begins, ends, 250.0, stops, legs, ("a", "b"))
