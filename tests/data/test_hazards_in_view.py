"""What a map asks for: the box, the filter, worst first, honest about what was cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data import communities, hazards, visits
from data.hazards_in_view import Wanted, in_view
from data.store import Store, open_store
from geo.hazards import Visit
from tests import town

NOW = datetime(2026, 7, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        with opened.write("test", NOW) as tx:
            communities.add(tx, town.community())
            communities.add_contacts(tx, town.contacts())
            hazards.add_many(tx, town.hazards())
            draft = replace(town.hazards()[0], id=town.id_of("draft"), code="JS-99", status="draft")
            hazards.add(tx, draft)
            late = town.hazards()[1]
            visits.set_visit(tx, late.id, Visit(None, NOW, overdue=True))
        yield opened


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
