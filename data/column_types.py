"""Column types that mean the same on SQLite and PostgreSQL: geometries and moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import TIMESTAMP, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

WGS84 = 4326


def moment_text(at: datetime) -> str:
    """The text that SQLite keeps for an aware moment: UTC, of one width, so that it sorts.

    Raises
    ------
    ValueError
        `at` is naive: nobody could say which moment it means.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no zone; pass an aware datetime")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _PostgisGeometry(UserDefinedType[str]):
    """PostGIS's own type, written and read as hexadecimal EWKB text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return f"geometry(Geometry,{WGS84})"


class Geometry(TypeDecorator[BaseGeometry]):
    """A WGS84 lon/lat shapely geometry: a WKB blob on SQLite, PostGIS's type on PostgreSQL.

    Heights are dropped. Coordinates come back exactly as they went in.
    """

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(_PostgisGeometry())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: BaseGeometry | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        flat = shapely.force_2d(value)
        if dialect.name == "postgresql":
            return shapely.to_wkb(shapely.set_srid(flat, WGS84), hex=True, include_srid=True)
        return shapely.to_wkb(flat, byte_order=1)

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:
        del dialect
        return None if value is None else shapely.from_wkb(value)


class Moment(TypeDecorator[datetime]):
    """An aware datetime; UTC at rest and when read. Naive ones are refused."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = moment_text(value)
        return value if dialect.name == "postgresql" else text

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return at.astimezone(UTC)
