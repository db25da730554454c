"""What the checker calls wading: along the water, over a junction in it, not over its bridge."""

from __future__ import annotations

import pytest
from shapely import LineString

from geo.ground import Street
from geo.hazards import Hazard
from geo.plan_check_streets import StreetCheck
from tests.town import ZONE, at

EAST_WEST = [at(0, 0), at(200, 0)]
ACROSS = [at(100, -100), at(100, 100)]
ASLANT = [at(60, -40), at(140, 40)]


def _street(number: int, corners: list[tuple[float, float]], ends: tuple[int, int]) -> Street:
    return Street(id=f"street {number}", community_id="c", from_node=ends[0], to_node=ends[1],
                  geometry=LineString(corners), length_m=LineString(corners).length * 1e5,
                  kind="residential")  # fmt: skip


def wades(way: list[tuple[float, float]], *, junction: bool) -> bool:
    """Whether that way wades where the east-west street stands under water, 50 to 150 m."""
    middle = at(100, 0)
    pieces = [[EAST_WEST[0], middle], [middle, EAST_WEST[1]]] if junction else [EAST_WEST]
    streets = [_street(n, piece, (n, n + 1)) for n, piece in enumerate(pieces)]
    streets.append(_street(9, way, (90, 91)))
    wet = Hazard(id="JS", code="JS-01", kind="flood_segment", community_id="c", rank=4,
                 geometry=LineString([at(50, 0), at(150, 0)]))  # fmt: skip
    ground = StreetCheck(streets, [], ZONE, [wet], {"JS"})
    return ground._wades(ground.metres(LineString(way)), ground.water["JS"])


@pytest.mark.parametrize("way", [ACROSS, ASLANT])
def test_a_bridge_over_the_water_is_walked(way: list[tuple[float, float]]) -> None:
    assert not wades(way, junction=False)


@pytest.mark.parametrize("way", [ACROSS, ASLANT])
def test_a_junction_under_water_is_not(way: list[tuple[float, float]]) -> None:
    assert wades(way, junction=True)


def test_nor_is_the_street_itself_not_even_a_part_of_it() -> None:
    assert wades(EAST_WEST, junction=False)
    assert wades([at(0, 0), at(70, 0)], junction=False)


def test_the_dry_end_is_free() -> None:
    assert not wades([at(0, 0), at(50, 0)], junction=False)
