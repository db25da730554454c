"""The short way to a small box finds what the general way finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import listed
from data.listed import Query
from data.listed_boxes import source_of
from data.listed_few import few
from data.on_sqlite import connect_to_read
from data.store import open_store
from tests.bench import many


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    file: Path = tmp_path_factory.mktemp("few") / "store.db"
    with open_store(f"sqlite:///{file}") as store:
        many.fill(store, 600)
        conn = connect_to_read(file)
        yield conn
        conn.close()


def generally(raw: sqlite3.Connection, query: Query) -> tuple[list[str], int | None]:
    return listed.slice_of(raw, source_of(raw, query), query)


_lon = st.floats(many.WEST - 0.01, many.EAST + 0.01)
_lat = st.floats(many.SOUTH - 0.01, many.NORTH + 0.01)


@settings(max_examples=200, deadline=None)
@given(west=_lon, south=_lat, width=st.floats(0, 0.03), height=st.floats(0, 0.03),
       limit=st.sampled_from([1, 10, 50, 100, 1000]),
       collection=st.sampled_from(["hazards", "communities", "streets"]))  # fmt: skip
def test_both_ways_find_the_same(
    raw: sqlite3.Connection, west: float, south: float, width: float, height: float,
    limit: int, collection: str,
) -> None:  # fmt: skip
    box = (west, south, west + width, south + height)
    query = Query(collection=collection, bbox=box, limit=limit)
    found, whole = few(raw, query), generally(raw, query)
    if found is None:
        # The candidates were more than a page: of those at the border some may not meet it.
        nearly = Query(collection=collection, bbox=(
            box[0] - 2e-3, box[1] - 2e-3, box[2] + 2e-3, box[3] + 2e-3), limit=limit)  # fmt: skip
        assert generally(raw, nearly)[1] is not None
    else:
        assert (found, None) == whole


@given(edge=st.sampled_from(["west", "south", "east", "north"]), row=st.integers(0, 599))
def test_a_box_that_ends_where_a_hazard_does(raw: sqlite3.Connection, edge: str, row: int) -> None:
    west, south, east, north = raw.execute(
        "SELECT west, south, east, north FROM listed WHERE collection = 'hazards' "
        "ORDER BY seq LIMIT 1 OFFSET ?", (row,),
    ).fetchone()  # fmt: skip
    far = 1e-4
    box = {
        "west": (west - far, south, west, north), "south": (west, south - far, east, south),
        "east": (east, south, east + far, north), "north": (west, north, east, north + far),
    }[edge]  # fmt: skip
    query = Query(bbox=box)
    assert (few(raw, query), None) == generally(raw, query)
    assert few(raw, query)


def test_other_questions_go_the_general_way(raw: sqlite3.Connection) -> None:
    box = (many.WEST, many.SOUTH, many.WEST + 0.002, many.SOUTH + 0.002)
    assert few(raw, Query(bbox=box)) is not None
    for query in (
        Query(), Query(bbox=box, kind="leaning_tree"), Query(bbox=box, min_rank=2),
        Query(bbox=box, after_seq=1), Query(bbox=box, community="x"),
        Query(bbox=(170, 0, -170, 90)), Query(bbox=box, collection="leaning_trees"),
        Query(bbox=(many.WEST, many.SOUTH, many.EAST, many.NORTH)),
    ):  # fmt: skip
        assert few(raw, query) is None
