"""What a map asks for: the box, the filter, worst first, honest about what was cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data import communities, hazards, visits
from data.hazards_in_view import DueSpan, Wanted, drafts_now, in_view, matched, spots
from data.store import Store
from geo.hazards import Hazard, Visit
from tests import town

NOW = datetime(2026, 7, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(store: Store) -> Store:
    """The town's hazards and a draft, in either store."""
    with store.write("test", NOW) as tx:
        communities.add(tx, town.community())
        communities.add_contacts(tx, town.contacts())
        hazards.add_many(tx, town.hazards())
        draft = replace(town.hazards()[0], id=town.id_of("draft"), code="JS-99", status="draft")
        hazards.add(tx, draft)
        late = town.hazards()[1]
        visits.set_visit(tx, late.id, Visit(None, NOW, overdue=True))
    return store


def asked(store: Store, limit: int = 100, **wanted: object):
    with store.read() as conn:
        return in_view(conn, town.COMMUNITY, Wanted(**wanted), limit)


def test_everything_worst_first_with_drafts(store: Store) -> None:
    found = asked(store)
    ranks = [hazard.rank for hazard, _ in found.hazards]
    assert ranks == sorted(ranks, reverse=True)
    placed = [each for each in town.hazards() if each.geometry is not None]
    assert found.matched == len(found.hazards) == len(placed) + 1


def test_a_cut_list_tells_how_many_there_are(store: Store) -> None:
    whole, cut = asked(store), asked(store, limit=3)
    assert cut.hazards == whole.hazards[:3]
    assert cut.matched == whole.matched


def test_a_box_holds_what_touches_it(store: Store) -> None:
    one = next(each for each in town.hazards() if each.kind == "leaning_tree")
    x, y = one.geometry.x, one.geometry.y
    near = asked(store, bounds=(x - 1e-5, y - 1e-5, x + 1e-5, y + 1e-5))
    assert one.id in {hazard.id for hazard, _ in near.hazards}
    away = asked(store, bounds=(0.0, 0.0, 0.1, 0.1))
    assert {hazard.status for hazard, _ in away.hazards} <= {"draft"}


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_the_filter_is_the_stores(store: Store, rank: int) -> None:
    every = [hazard for hazard, _ in asked(store).hazards]
    trees = asked(store, kinds=("leaning_tree",), ranks=(rank,))
    assert [h.id for h, _ in trees.hazards] == [
        h.id for h in every if h.kind == "leaning_tree" and h.rank == rank
    ]


def test_only_what_is_overdue(store: Store) -> None:
    late = asked(store, overdue=True)
    assert [hazard.id for hazard, _ in late.hazards] == [town.hazards()[1].id]
    assert late.hazards[0][1].overdue


def test_only_what_is_due_in_a_span(store: Store) -> None:
    late = town.hazards()[1].id

    def found(*spans: DueSpan) -> set[str]:
        return {hazard.id for hazard, _ in asked(store, due=spans).hazards}

    hour = timedelta(hours=1)
    assert found(DueSpan(before=NOW + hour, seen=False)) == {late}
    assert found(DueSpan(since=NOW, before=NOW + hour)) == {late}
    assert found(DueSpan(since=NOW - hour, before=NOW)) == set()
    assert found(DueSpan(before=NOW + hour, seen=True)) == set()
    assert found(DueSpan(before=NOW, seen=True), DueSpan(since=NOW)) == {late}
    assert found() == set()


@pytest.mark.parametrize(
    "wanted",
    [{}, {"kinds": ("leaning_tree",)}, {"ranks": (3, 4)}, {"overdue": True}, {"kinds": ("none",)}],
    ids=str,
)
def test_spots_are_the_middles_of_the_same_hazards(store: Store, wanted: dict[str, object]) -> None:
    with store.read() as conn:
        every = in_view(conn, town.COMMUNITY, Wanted(**wanted), 1000).hazards
        told = spots(conn, town.COMMUNITY, Wanted(**wanted), NOW + timedelta(minutes=1))
        assert matched(conn, town.COMMUNITY, Wanted(**wanted)) == len(every)
    rows = zip(told.kind, told.rank, told.overdue, told.lon, told.lat, strict=True)
    said = sorted(
        (told.kinds[row[0]], int(row[1]), bool(row[2]), *map(_five, row[3:])) for row in rows
    )
    asked_for = sorted(
        (hazard.kind, hazard.rank, visit.next_due_at is not None, *map(_five, _middle(hazard)))
        for hazard, visit in every
    )
    assert said == asked_for


def _five(degrees: float) -> float:
    # A listed box has seven decimals.
    return round(float(degrees), 5)


def _middle(hazard: Hazard) -> tuple[float, float]:
    assert hazard.geometry is not None
    west, south, east, north = hazard.geometry.bounds
    return (west + east) / 2, (south + north) / 2


def test_a_change_of_a_draft_is_noticed(store: Store) -> None:
    with store.read() as conn:
        before = drafts_now(conn, town.COMMUNITY)
    with store.write("test", NOW + timedelta(seconds=1)) as tx:
        draft = hazards.one(tx.conn, town.id_of("draft"))
        hazards.update(tx, replace(draft, note="moved"), draft.version)
    with store.read() as conn:
        assert drafts_now(conn, town.COMMUNITY) != before
