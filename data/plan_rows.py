"""Plans, rounds, stops and legs between their records and their rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from data import tables
from geo.changes import Changes
from geo.passes import Pass, Unserved
from geo.rain import Level, Levels
from geo.rounds import Leg, Plan, Round, Stop
from geo.sentences import Sentence

_round, _stop, _leg = tables.round_, tables.stop, tables.leg
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class KeptChanges:
    """What a plan changed in the one before it, and what it was made for, if for anything.

    what: visit by visit, by ids, as `Changes.as_json` has it.
    """

    sentence: Sentence
    cause: Sentence | None
    what: Mapping[str, Any]


def levels_as_json(levels: Levels) -> dict[str, Any]:
    """{"rain", "wind", "response"} as words, and "thunder"."""
    return {
        "rain": levels.rain.word, "wind": levels.wind.word, "response": levels.response.word,
        "thunder": levels.thunder,
    }  # fmt: skip


def levels_of(kept: Mapping[str, Any]) -> Levels:
    """The levels that `levels_as_json` wrote."""
    rain, wind, response = (Level.of(kept[name]) for name in ("rain", "wind", "response"))
    return Levels(rain, wind, response, kept["thunder"])


def pass_as_json(one: Pass) -> dict[str, Any]:
    """A pass with its moments as ISO texts."""
    return asdict(one) | {"from_at": one.from_at.isoformat(), "to_at": one.to_at.isoformat()}


def unserved_as_json(one: Unserved) -> dict[str, Any]:
    """A visit that nobody makes, and why."""
    kept: dict[str, Any] = {"hazard_id": one.hazard_id, "pass_no": one.pass_no, "extra": one.extra}
    kept |= {"reason": one.reason, "values": _values_as_json(one.values)}
    return kept | {"remedy": note_as_json(one.remedy) if one.remedy else None}


def note_as_json(note: Sentence) -> dict[str, Any]:
    """A sentence as {"sentence", "values"}."""
    return {"sentence": note.template, "values": _values_as_json(note.values)}


def changes_as_json(changes: Changes, cause: Sentence | None) -> dict[str, Any]:
    """The changes with their sentence."""
    return {
        "what": changes.as_json(), "sentence": note_as_json(changes.sentence()),
        "cause": note_as_json(cause) if cause else None,
    }  # fmt: skip


def changes_of(kept: Mapping[str, Any] | None) -> KeptChanges | None:
    """What `changes_as_json` wrote; None for a first plan."""
    if kept is None:
        return None
    cause = kept["cause"]
    return KeptChanges(_note_of(kept["sentence"]), cause and _note_of(cause), kept["what"])


def passes_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Pass, ...]:
    """The passes that `pass_as_json` wrote."""
    ends = ("from_at", "to_at")
    return tuple(
        Pass(**(dict(each) | {name: datetime.fromisoformat(each[name]) for name in ends}))
        for each in kept
    )


def plan_of(row: Any, rounds: Sequence[Round]) -> Plan:
    """The plan of a row and of the rounds that were read for it."""
    passes = passes_of(row.passes)
    unserved = tuple(unserved_of(each) for each in row.unserved)
    notes = tuple(_note_of(each) for each in row.notes)
    return Plan(row.night, passes, tuple(rounds), unserved, row.seed, row.iterations, notes)


def rounds(
    conn: Connection, which: ColumnElement[bool]
) -> list[tuple[Any, Round, dict[Key, str], dict[Key, str]]]:
    """(row, round, stop ids, stop statuses) of the rounds that match, in the plan's order."""
    rows = conn.execute(select(_round).where(which).order_by(_round.c.plan_id, _round.c.seq)).all()
    ids = select(_round.c.id).where(which)
    stops = select(_stop).where(_stop.c.round_id.in_(ids)).order_by(_stop.c.seq)
    legs = select(_leg).where(_leg.c.round_id.in_(ids)).order_by(_leg.c.place)
    by_round: dict[str, tuple[list[Any], list[Any]]] = {row.id: ([], []) for row in rows}
    for row in conn.execute(stops):
        by_round[row.round_id][0].append(row)
    for row in conn.execute(legs):
        by_round[row.round_id][1].append(row)
    return [
        (
            row, _round_of(row, *by_round[row.id]),
            {(row.id, stop.seq): stop.id for stop in by_round[row.id][0]},
            {(row.id, stop.seq): stop.status for stop in by_round[row.id][0]},
        )
        for row in rows
    ]  # fmt: skip


def _values_as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence within a sentence stays one; what else JSON cannot carry is said as text."""
    nested = {
        name: note_as_json(value) if isinstance(value, Sentence) else value
        for name, value in values.items()
    }
    kept: dict[str, Any] = json.loads(json.dumps(nested, default=str))
    return kept


def _values_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _note_of(value) if isinstance(value, dict) and "sentence" in value else value
        for name, value in kept.items()
    }


def _note_of(kept: Mapping[str, Any]) -> Sentence:
    return Sentence(kept["sentence"], _values_of(kept["values"]))


def unserved_of(kept: Mapping[str, Any]) -> Unserved:
    """What `unserved_as_json` wrote."""
    remedy = kept.get("remedy")
    read = {"values": _values_of(kept["values"]), "remedy": remedy and _note_of(remedy)}
    return Unserved(**(dict(kept) | read))


def _round_of(row: Any, stops: Sequence[Any], legs: Sequence[Any]) -> Round:
    return Round(
        row.pass_no, row.team_id, row.starts_at, row.ends_at, row.length_m,
        tuple(_stop_of(each) for each in stops), tuple(_leg_of(each) for each in legs),
        tuple(row.member_ids),
    )  # fmt: skip


def _stop_of(row: Any) -> Stop:
    return Stop(
        seq=row.seq, hazard_id=row.hazard_id, pass_no=row.pass_no, extra=row.extra, eta=row.eta,
        service_s=row.service_s, point=(row.point.x, row.point.y),
        leaves=(row.leaves.x, row.leaves.y), lookout=row.lookout, walker=row.walker,
    )  # fmt: skip


def _leg_of(row: Any) -> Leg:
    return Leg(row.seq, row.geometry, row.length_m, row.walk_s, row.through)
