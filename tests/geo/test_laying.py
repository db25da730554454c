"""Where a drawn line lies on the streets."""

from __future__ import annotations

import pytest
from shapely import LineString

from geo.laying import along
from geo.network import StreetNetwork
from tests import town

NETWORK = StreetNetwork.of(town.streets(), town.gates())
ROUGH = 2e-4  # nominal metres of the town against geodesic ones


def test_a_flood_segment_lies_on_its_streets() -> None:
    flood = {h.code: h.geometry for h in town.hazards() if h.kind == "flood_segment"}
    one = along(NETWORK, flood["JS-01"])
    assert [(p.edge, round(p.from_m), round(p.to_m)) for p in one.parts] == [
        (town.edge(1, 2), 20, 80)
    ]
    through = along(NETWORK, flood["JS-04"])
    assert through.edges == {town.edge(7, 8), town.edge(8, 9)}
    assert through.length_m == pytest.approx(100, rel=ROUGH)
    assert (through.line.coords[0], through.line.coords[-1]) == (
        through.start.point, through.end.point,
    )  # fmt: skip
    whole = along(NETWORK, flood["JS-03"])
    assert whole.edges == {town.edge(3, 4)}


def test_a_segment_drawn_beside_the_street_and_one_round_a_block() -> None:
    beside = along(NETWORK, LineString([town.at(3, 296), town.at(250, 304), town.at(480, 297)]))
    assert beside.edges == {town.edge(18 + n, 19 + n) for n in range(5)}
    ring = LineString([town.at(*p) for p in [(50, 2), (98, 2), (98, 98), (2, 98), (2, 2), (48, 2)]])
    around = along(NETWORK, ring)
    assert around.edges == {town.edge(0, 1), town.edge(1, 7), town.edge(6, 7), town.edge(0, 6)}
    assert around.length_m == pytest.approx(400, rel=0.02)
