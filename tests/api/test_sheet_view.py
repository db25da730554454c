"""What is forwarded of a night: numbered as on the phone, from the office's own records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from api.services import night
from api.sheet_view import night_sheet
from data import communities, hazards, plans, warnings
from data.store import Connection, Store
from geo.rain import Level, Levels, WeatherWarning
from maps.sheets.records import NightSheet, SheetWarning
from tests import town
from tests.api import filled


def sheet_of(conn: Connection, only: str | None = None) -> NightSheet:
    """The night's sheet, or that of one of its rounds."""
    community = communities.one(conn, town.COMMUNITY)
    found = night.read(conn, community, filled.NOW, published_only=True)
    assert found.saved is not None
    rounds = [each for each in found.saved.rounds if only in (None, each.id)]
    return night_sheet(conn, found, "zh_CN", rounds=rounds)


def test_the_parts_of_one_walk_are_numbered_through(store: Store) -> None:
    with store.write("test", filled.NOW) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        [whole] = plan.rounds
        middle = whole.stops[4].eta
        first = replace(whole, ends_at=middle, stops=whole.stops[:4], legs=whole.legs[:4])
        rest = replace(
            whole, starts_at=middle,
            stops=tuple(replace(each, seq=each.seq - 4) for each in whole.stops[4:]),
            legs=tuple(replace(each, seq=each.seq - 4) for each in whole.legs[4:]),
        )  # fmt: skip
        two = replace(plan, rounds=(first, rest))
        plans.publish(tx, plans.save(tx, town.COMMUNITY, two, Levels(), 4.0))
    with store.read() as conn:
        sheet = sheet_of(conn)
        before, after = sheet.rounds
        alone = sheet_of(conn, after.id).rounds[0]
    assert [each.seq for each in before.stops] == [1, 2, 3, 4]
    assert [each.seq for each in after.stops] == list(range(5, 13))
    assert [each.seq for each in after.legs] == list(range(5, 14)), "and the way back"
    assert alone == after


def test_a_whole_round_begins_at_one(store: Store) -> None:
    with store.read() as conn:
        assert sheet_of(conn).rounds[0].stops[0].seq == 1


def test_the_worst_warning_of_each_kind_that_is_still_to_mind_is_told(store: Store) -> None:
    hour = timedelta(hours=1)
    issued = (
        ("rain", Level.BLUE, -3, 1),
        ("rain", Level.YELLOW, 1, 2),
        ("wind", Level.RED, -3, -1),
    )
    with store.write("test", filled.NOW) as tx:
        for kind, level, from_h, to_h in issued:
            warning = WeatherWarning(
                kind,
                level,
                filled.NOW + from_h * hour,
                filled.NOW + to_h * hour,  # type: ignore[arg-type]
            )
            warnings.add(tx, town.COMMUNITY, warning)
    with store.read() as conn:
        told = sheet_of(conn).warnings
    assert [each for each in told if each.word == "大风"] == []
    assert SheetWarning(word="暴雨", level="yellow") in told


def test_a_sheet_of_a_replaced_plan_says_since_when(store: Store) -> None:
    with store.read() as conn:
        before = plans.latest(conn, town.COMMUNITY, town.NIGHT, published_only=True)
        assert before is not None and sheet_of(conn).replaced_at is None
    with store.write("test", filled.NOW + timedelta(minutes=7)) as tx:
        plan = filled.night_plan(hazards.of_community(tx.conn, town.COMMUNITY))
        plans.publish(tx, plans.save(tx, town.COMMUNITY, plan, Levels(), 4.0))
    with store.read() as conn:
        found, one = night.of_round(conn, before.rounds[0].id, filled.NOW, own=True)
        sheet = night_sheet(conn, found, "zh_CN", rounds=[one])
        assert sheet_of(conn).replaced_at is None
    assert sheet.replaced_at == filled.NOW + timedelta(minutes=7)
