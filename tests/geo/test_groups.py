"""Cells count each hazard once, at every zoom, and finer ones add up to coarser ones."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.groups import CLOSEST, Grid, Spots, box_of, grid_around, grid_over, grouped

KINDS = ("flood_segment", "leak_building", "leaning_tree")


def spots_of(rows: list[tuple[float, float, int, int, bool]]) -> Spots:
    lon, lat, kind, rank, overdue = zip(*rows, strict=True) if rows else ((),) * 5
    return Spots(
        KINDS, np.array(lon, float), np.array(lat, float), np.array(kind, int),
        np.array(rank, int), np.array(overdue, bool),
    )  # fmt: skip


NEAR = st.tuples(st.floats(116.30, 116.34), st.floats(39.85, 39.88))
ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
SAID = st.tuples(st.integers(0, 2), st.integers(1, 4), st.booleans())
ROWS = st.lists(
    st.tuples(NEAR | ANYWHERE, SAID).map(lambda both: (*both[0], *both[1])), max_size=60
)


# The whole world is 16 cells at the farthest zoom: fewer than that cannot be asked for.
@given(rows=ROWS, most=st.integers(16, 300))
def test_every_hazard_is_counted_once_by_rank_and_by_kind(
    rows: list[tuple[float, float, int, int, bool]], most: int
) -> None:
    spots = spots_of(rows)
    grid = grid_around(spots, most)
    groups = grouped(spots, grid)
    assert groups.matched == len(rows)
    assert len(groups.cells) <= min(most, len(rows))
    assert sum(each.overdue for each in groups.cells) == sum(row[4] for row in rows)
    for number, of in enumerate(KINDS):
        assert sum(each.kinds[number] for each in groups.cells) == sum(
            KINDS[row[2]] == of for row in rows
        )
    for rank in range(1, 5):
        assert sum(each.ranks[rank - 1] for each in groups.cells) == sum(r[3] == rank for r in rows)
    for each in groups.cells:
        assert sum(each.ranks) == sum(each.kinds) > 0


@given(rows=ROWS, zoom=st.integers(1, CLOSEST))
def test_four_cells_are_one_of_the_zoom_before(
    rows: list[tuple[float, float, int, int, bool]], zoom: int
) -> None:
    spots = spots_of(rows)

    def counted(at: int, halved: int) -> Counter[tuple[int, int]]:
        whole = Grid(at, 0, 0, 4 * 2**at, 4 * 2**at)
        found: Counter[tuple[int, int]] = Counter()
        for each in grouped(spots, whole).cells:
            found[each.column >> halved, each.row >> halved] += sum(each.ranks)
        return found

    assert counted(zoom, 1) == counted(zoom - 1, 0)


@given(rows=ROWS, corner=NEAR, most=st.integers(1, 300))
def test_a_box_counts_what_lies_in_its_cells_and_nothing_else(
    rows: list[tuple[float, float, int, int, bool]], corner: tuple[float, float], most: int
) -> None:
    west, south = corner
    grid = grid_over((west, south, west + 0.01, south + 0.01), most)
    assert grid.columns * grid.rows <= most
    w, s, e, n = box_of(grid)
    assert w <= west and s <= south and e >= west + 0.01 and n >= south + 0.01
    edge = 1e-9  # a place on the very border may fall to either side
    surely = [r for r in rows if w + edge < r[0] < e - edge and s + edge < r[1] < n - edge]
    maybe = [r for r in rows if w - edge <= r[0] <= e + edge and s - edge <= r[1] <= n + edge]
    assert len(surely) <= grouped(spots_of(rows), grid).matched <= len(maybe)


def test_the_middle_of_a_cell_is_that_of_what_stands_there() -> None:
    spots = spots_of([(116.3, 39.85, 0, 1, False), (116.3002, 39.8502, 2, 4, True)])
    [one] = grouped(spots, grid_over((116.2999, 39.8499, 116.3003, 39.8503), 1)).cells
    assert (one.lon, one.lat) == pytest.approx((116.3001, 39.8501))
    assert one.ranks == (1, 0, 0, 1)
    assert one.kinds == (1, 0, 1)
    assert one.overdue == 1


def test_nothing_is_no_group() -> None:
    spots = spots_of([])
    assert grouped(spots, grid_around(spots, 100)).cells == ()
