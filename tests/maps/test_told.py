"""Hours since the last visit: banded as they are, written without rounding up."""

from __future__ import annotations

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from maps.told import HOURS, cell_features, hour_band, hours_shown


@pytest.mark.parametrize(
    ("hours", "band", "shown"),
    [
        (3.99, 0, 3.9), (4.0, 1, 4.0), (9.96, 2, 9.9), (11.6, 2, 11), (23.6, 3, 23),
        (24.0, 4, 24), (24.4, 4, 24), (47.6, 4, 47), (48.0, 5, 48),
    ],
)  # fmt: skip
def test_hours_at_the_edges(hours: float, band: int, shown: float) -> None:
    assert (hour_band(hours), hours_shown(hours)) == (band, shown)
    frame = gpd.GeoDataFrame(
        {"hours_since": [hours]}, geometry=[box(116, 39, 117, 40)], crs="OGC:CRS84"
    )
    [row] = cell_features(frame, "en")
    of = row["properties"]
    assert isinstance(of, dict) and (of["value"], of["band"]) == (shown, band)


@given(st.floats(0, 10_000) | st.integers(0, 60_000).map(lambda minutes: minutes / 60))
def test_what_is_written_has_the_colour_of_its_band(hours: float) -> None:
    shown = hours_shown(hours)
    assert hours - 1 < shown <= hours
    assert hour_band(shown) == hour_band(hours) == sum(hours >= step for step in HOURS)
