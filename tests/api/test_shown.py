"""The map's hazards: one by one, or counted by cell where there are too many for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.services.overview import due_spans
from data import hazards, visits
from data.store import Store
from geo.errors import BadQuery
from geo.hazards import Visit
from maps.style import DUE
from tests import town
from tests.api import filled
from tests.bench import many

HERE = f"/app/{town.COMMUNITY}/hazards"
WEST, SOUTH, EAST, NORTH = town.community().boundary.bounds


def counted(answer: dict[str, Any]) -> int:
    """How many hazards the cells of an answer count; by rank, by kind and in all the same."""
    groups = answer["groups"]
    for right, down, lon, lat, overdue, *counts in groups["cells"]:
        assert 0 <= right < groups["columns"] and 0 <= down < groups["rows"]
        assert -180 <= lon <= 180 and -90 <= lat <= 90
        assert sum(counts[:4]) == sum(counts[4:]) >= overdue
        assert len(counts) == 4 + len(groups["kinds"])
    return sum(sum(cell[5:9]) for cell in groups["cells"])


def test_few_come_one_by_one_and_many_as_numbers(client: TestClient) -> None:
    whole = client.get(HERE).json()
    assert client.get(f"{HERE}?cells=100").json() == whole
    few = client.get(f"{HERE}?cells=100&limit=3").json()
    assert few["features"] == []
    assert few["returned"] == 0
    assert counted(few) == few["matched"] == whole["matched"]


@given(
    ranks=st.sets(st.integers(1, 4), max_size=3),
    kinds=st.sets(st.sampled_from(["flood_segment", "leak_building", "leaning_tree"]), max_size=2),
    corner=st.none() | st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH)),
    cells=st.integers(1, 400),
)
def test_the_numbers_are_those_of_the_list(
    shared: TestClient, ranks: set[int], kinds: set[str],
    corner: tuple[float, float] | None, cells: int,
) -> None:  # fmt: skip
    asked = {"cells": cells, "limit": 1}
    said = {"rank": ",".join(map(str, ranks)), "kind": ",".join(kinds)}
    asked |= {name: value for name, value in said.items() if value}
    box = {"bbox": f"{corner[0]:.6f},{corner[1]:.6f},{EAST},{NORTH}"} if corner else {}
    answer = shared.get(f"{HERE}?{urlencode(asked | box)}").json()
    if "groups" not in answer:
        assert answer["matched"] <= 1
        return
    assert counted(answer) == answer["matched"]
    groups = answer["groups"]
    assert groups["columns"] * groups["rows"] <= cells
    for other in {1, 2, 3, 4} - ranks if ranks else ():
        assert not any(cell[4 + other] for cell in groups["cells"])
    if not corner:
        listed = shared.get(f"{HERE}?{urlencode({**asked, 'limit': 1000})}").json()
        assert answer["matched"] == listed["matched"]


def test_what_was_counted_is_told_again_until_something_changes(
    client: TestClient, store: Store
) -> None:
    address = f"{HERE}?cells=50&limit=2"
    first = client.get(address).json()
    assert client.get(address).json() == first
    with store.write("test", filled.NOW) as tx:
        new = replace(town.hazards()[0], id=town.id_of("new"), code="JS-77", status="draft")
        hazards.add(tx, new)
    second = client.get(address).json()
    assert second["matched"] == first["matched"] + 1
    with store.write("test", filled.NOW + timedelta(seconds=5)) as tx:
        hazards.update(tx, replace(new, status="active", rank=4), 1)
    assert client.get(address).json()["matched"] == second["matched"]
    with store.write("test", filled.NOW + timedelta(seconds=9)) as tx:
        visits.set_visit(tx, new.id, Visit(None, filled.NOW - timedelta(hours=1), overdue=True))
    last = client.get(address).json()
    assert sum(cell[4] for cell in last["groups"]["cells"]) == 1
    assert client.get(f"{address}&due=never").json()["matched"] == 1
    assert client.get(f"{address}&due=late").json()["matched"] == 0


@pytest.mark.parametrize("bad", ["cells=0", "cells=x", "cells=1001", "due=tomorrow", "due=late,,"])
def test_a_question_that_cannot_be_is_refused(client: TestClient, bad: str) -> None:
    assert client.get(f"{HERE}?{bad}").status_code == 400


def test_the_bands_of_due_visits_meet_and_do_not_overlap() -> None:
    in_time = [band for band in DUE if band != "never"]
    spans = due_spans(",".join(in_time), filled.NOW)
    for earlier, later in pairwise(spans):
        assert earlier.since == later.before
    assert spans[-1].since is None
    assert due_spans("never", filled.NOW)[0].seen is False
    with pytest.raises(BadQuery):
        due_spans("soon,whenever", filled.NOW)


def test_ten_thousand_are_told_in_few_bytes(store: Store) -> None:
    many.fill(store, 10_000)
    answer = filled.client_of(store).get(f"/app/{many.COMMUNITY}/hazards?limit=500&cells=150")
    assert counted(answer.json()) == 10_000
    assert len(answer.content) < 10_000
