"""No table of legs that is handed on shows where somebody lives, whatever the tables lack."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from geo.errors import BadGeometry, BadInput
from geo.handing_on import handed_on

OFFICE, BESIDE = (116.36, 39.86), (116.3601, 39.8601)
OFFICES = gpd.GeoDataFrame(geometry=[Point(OFFICE)], crs="OGC:CRS84")
# Far from all that is drawn below, each home a place of its own.
HOMES = [(116.40 + n / 1000, 39.90) for n in range(6)]
KEYS = ("night", "team_id", "pass_no", "round_no", "round_id")


@st.composite
def nights(draw: st.DrawFn) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Stops and legs of up to six rounds, some of which end, or begin and end, at a home."""
    stops, legs = [], []
    for n in range(draw(st.integers(1, 6))):
        of = {
            "night": draw(st.sampled_from(["2026-07-22", "2026-07-23"])),
            "team_id": draw(st.sampled_from("ab")), "pass_no": draw(st.integers(1, 2)),
            "round_no": n, "round_id": f"r{n}",
        }  # fmt: skip
        begins = draw(st.sampled_from([BESIDE, (116.37, 39.87), HOMES[n]]))
        ends = draw(st.sampled_from([begins, HOMES[n], OFFICE]))
        first = draw(st.sampled_from([1, 1, 4]))
        there = [(116.361 + 0.001 * k, 39.861) for k in range(draw(st.integers(1, 5)))]
        stops += [of | {"seq": first + k, "geometry": Point(at)} for k, at in enumerate(there)]
        walk = [begins, *there, ends]
        legs += [
            of | {"seq": first + k, "through": False, "geometry": LineString([a, b])}
            for k, (a, b) in enumerate(pairwise(walk)) if a != b
        ]  # fmt: skip
    return table(stops), table(legs)


def table(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="OGC:CRS84")


def homes_in(legs: gpd.GeoDataFrame) -> Iterator[tuple[float, float]]:
    return (at for line in legs.geometry for at in line.coords if at in HOMES)


@given(nights(), st.data())
def test_no_home_is_in_what_is_handed_on(
    night: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame], data: st.DataObject
) -> None:
    stops, legs = night
    for name in KEYS:
        for frame in (stops, legs):
            worn = data.draw(st.sampled_from(["kept", "kept", "dropped", "null", "some null"]))
            if worn == "dropped" and name in frame:
                del frame[name]
            elif worn == "null":
                frame[name] = None
            elif worn == "some null":
                frame[name] = frame[name].astype(object).where(frame.index % 2 == 0, None)
    legs = legs.sample(frac=1, random_state=data.draw(st.integers(0, 99)))
    bases = data.draw(st.sampled_from([None, OFFICES]))
    try:
        kept = handed_on(legs, stops, bases=bases)
    except BadInput:
        return
    began = set(homes_in(kept))
    assert not began & {line.coords[-1] for line in kept.geometry}
    ends_there = {line.coords[-1] for line in legs.geometry}
    assert not began & ends_there, "nor by the way out of a round that ends there"


@given(nights())
def test_the_ways_between_stops_are_all_there_and_homes_were(
    night: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame],
) -> None:
    """The control: the tables hold homes, and whole tables lose nothing else."""
    stops, legs = night
    kept = handed_on(legs, stops, bases=OFFICES)
    lost = legs.drop(kept.index)
    firsts = stops.groupby("round_no")["seq"].min()
    lasts = stops.groupby("round_no")["seq"].max()
    for row in lost.itertuples():
        assert row.seq > lasts[row.round_no] or row.seq == firsts[row.round_no]
    back = [row for row in legs.itertuples() if row.geometry.coords[-1] == OFFICE]
    assert {row.Index for row in back} <= set(kept.index)
    ends = {line.coords[-1] for line in legs.geometry} & set(HOMES)
    assert ends <= set(homes_in(lost))


def one_night(stops: int, **of: object) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    there = [(116.361 + 0.001 * k, 39.861) for k in range(stops)]
    walk = [BESIDE, *there, HOMES[0]]
    said = {"team_id": "a", **of}
    return (
        table([said | {"seq": n, "geometry": Point(at)} for n, at in enumerate(there, 1)]),
        table([
            said | {"seq": n, "geometry": LineString([a, b])}
            for n, (a, b) in enumerate(pairwise(walk), 1)
        ]),
    )  # fmt: skip


def both(a: gpd.GeoDataFrame, b: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat([a, b], ignore_index=True), crs=a.crs)


def test_two_nights_in_one_table_hide_the_shorter_ones_too() -> None:
    (s, legs), (s2, legs2) = one_night(3, night="2026-07-22"), one_night(8, night="2026-07-23")
    kept = handed_on(both(legs, legs2), both(s, s2))
    assert len(kept) == 3 + 8 and not [*homes_in(kept)]


def test_rounds_that_nobody_can_tell_apart_are_refused() -> None:
    (s, legs), (s2, legs2) = one_night(3), one_night(8)
    with pytest.raises(BadInput, match="comes twice"):
        handed_on(both(legs, legs2), both(s, s2))
    s2["seq"] += 3
    legs2["seq"] += 3
    with pytest.raises(BadInput, match="comes twice"):
        handed_on(both(legs, legs2), both(s, s2))
    with pytest.raises(BadInput, match="pass_no"):
        handed_on(legs.assign(pass_no=1), s)


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA])
def test_a_row_that_says_no_round_is_left_out(nothing: object) -> None:
    stops, legs = one_night(3, pass_no=1)
    assert len(handed_on(legs, stops)) == 3
    for name in ("team_id", "seq"):
        assert not len(handed_on(legs.assign(**{name: nothing}), stops))
        assert not len(handed_on(legs, stops.assign(**{name: nothing})))
    some = legs.assign(pass_no=[1, nothing, 1, nothing])
    assert list(handed_on(some, stops)["seq"]) == [1, 3]


def test_keys_are_the_same_however_they_are_written() -> None:
    stops, legs = one_night(3, pass_no=1, night="2026-07-22")
    other = legs.assign(
        seq=legs["seq"].astype(float), pass_no=legs["pass_no"].astype(float),
        night=pd.Timestamp("2026-07-22"), team_id=legs["team_id"].astype("category"),
    )  # fmt: skip
    assert len(handed_on(other, stops)) == 3


def test_what_is_no_table_of_legs_is_refused() -> None:
    stops, legs = one_night(3)
    with pytest.raises(BadInput, match="no number of a stop"):
        handed_on(legs.assign(seq=["1", "x", "2", "3"]), stops)
    with pytest.raises(BadInput, match="seq"):
        handed_on(legs.drop(columns="seq"), stops)
    with pytest.raises(BadGeometry, match="Row 0: a leg is a single line"):
        handed_on(legs.set_geometry(legs.boundary), stops)
    with pytest.raises(BadGeometry, match="points"):
        handed_on(legs, stops, bases=legs)
    nothing: list[Any] = [None, {}, legs.geometry.to_list()]
    for odd in nothing:
        with pytest.raises(BadInput, match="GeoDataFrame"):
            handed_on(odd, stops)
