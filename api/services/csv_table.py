"""Public features as the rows of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import shape

from data.files.csv_out import write_csv
from data.fragments import PUBLIC_FIELDS


def table_of(features: Iterable[str], collection: str) -> bytes:
    """A CSV file, one row a feature: id, public fields, lon and lat of a point on it, WKT."""
    names = PUBLIC_FIELDS[collection]
    rows = (_row(json.loads(feature), names) for feature in features)
    return write_csv(["id", *names, "lon", "lat", "wkt"], rows)


def _row(feature: dict[str, Any], names: tuple[str, ...]) -> list[object]:
    geometry = shape(feature["geometry"])
    point = geometry if geometry.geom_type == "Point" else geometry.point_on_surface()
    properties = feature["properties"]
    return [
        feature["id"], *(properties[name] for name in names),
        round(point.x, 7), round(point.y, 7), shapely.to_wkt(geometry, rounding_precision=7),
    ]  # fmt: skip
