"""Geometries and moments come back as they went in, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from data import communities, tables
from data.column_types import Geometry, Moment, moment_text
from data.store import Store
from tests import town

DIALECTS = (sqlite.dialect(), postgresql.dialect())
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=ZONES)
POINTS = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(shapely.Point)
LINES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=9).map(
    shapely.LineString
)


@given(st.one_of(POINTS, LINES, st.just(shapely.box(116, 39, 117, 40))))
def test_a_geometry_is_the_same_to_the_last_bit(shape: BaseGeometry) -> None:
    for dialect in DIALECTS:
        kept = Geometry().process_bind_param(shape, dialect)
        back = Geometry().process_result_value(kept, dialect)
        assert back is not None
        assert shapely.equals_identical(shapely.set_srid(back, 0), shape)


def test_heights_are_dropped() -> None:
    for dialect in DIALECTS:
        kept = Geometry().process_bind_param(shapely.Point(1, 2, 3), dialect)
        assert Geometry().process_result_value(kept, dialect) == shapely.Point(1, 2)


@given(MOMENTS, MOMENTS)
def test_moments_keep_their_instant_and_sort_as_text(one: datetime, other: datetime) -> None:
    for dialect in DIALECTS:
        kept = Moment().process_bind_param(one, dialect)
        back = Moment().process_result_value(kept, dialect)
        assert back == one
        assert back is not None
        assert back.tzinfo is UTC
    assert (moment_text(one) < moment_text(other)) == (one < other)


def test_a_naive_moment_is_refused() -> None:
    for dialect in DIALECTS:
        with pytest.raises(ValueError, match="no zone"):
            Moment().process_bind_param(datetime(2026, 7, 22), dialect)


def test_through_the_store(store: Store) -> None:
    east = timezone(timedelta(hours=8))
    at = datetime(2026, 7, 22, 20, 30, 0, 123456, tzinfo=east)
    with store.write("test", at) as tx:
        communities.add(tx, town.community())
        office = town.office()
        tx.conn.execute(
            insert(tables.office).values(
                id="o", community_id=town.COMMUNITY, name="x", point=office.point
            )
        )
    with store.read() as conn:
        assert conn.scalar(select(tables.office.c.point)) == office.point
        assert conn.scalar(select(tables.community.c.changed_at)) == at
        boundary = conn.scalar(select(tables.community.c.boundary))
        assert boundary == town.community().boundary
