"""Places: laid onto streets, taken as houses, refused elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
import shapely.ops
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from api.services.placing import Site, placed, tapped
from data import streets
from geo.crs import from_wgs84, geodesic_m
from geo.errors import BadGeometry, NotFound
from geo.hazards import DEFAULT_KINDS
from tests import town
from tests.api.services.office import NOW, office

WATER, LEAK, TREE = DEFAULT_KINDS


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with office() as store, store.read() as conn:
        yield Site.of(conn, town.COMMUNITY)


def _line(*metres: tuple[float, float]) -> LineString:
    return LineString([town.at(*each) for each in metres])


def test_a_road_around_a_corner_follows_the_corner(site: Site) -> None:
    drawn = _line((160, 5), (195, 4), (206, 40))
    kept = placed(site, WATER, drawn)
    assert shapely.hausdorff_distance(kept, _line((160, 0), (200, 0), (200, 40))) < 3e-5
    assert geodesic_m(kept) == pytest.approx(80, abs=5)


def test_a_road_in_two_touching_pieces_is_one(site: Site) -> None:
    pieces = MultiLineString([_line((110, 0), (150, 0)), _line((150, 0), (190, 0))])
    assert placed(site, WATER, pieces).geom_type == "LineString"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (_line((20, 50), (80, 50)), "follows no street"),
        (_line((150, -40), (150, 40)), "follows no street"),
        (_line((150, 0), (150, 0.3)), "follows no street"),
        (_line((0, 0), (100, 100)), "follows no street"),
    ],
)
def test_lines_that_follow_no_street(site: Site, line: LineString, says: str) -> None:
    with pytest.raises(BadGeometry) as caught:
        placed(site, WATER, line, where="feature 2")
    assert says in str(caught.value)


def test_a_road_in_another_system_is_told_its_system(site: Site) -> None:
    drawn = shapely.transform(_line((0, 100), (60, 100)), lambda p: from_wgs84(p, "GCJ-02"))
    with pytest.raises(BadGeometry, match="as GCJ-02 it does"):
        placed(site, WATER, drawn)
    assert placed(site, WATER, drawn, crs="GCJ-02").distance(Point(town.at(30, 100))) < 1e-7


def test_a_tap_far_from_any_street_is_no_road(site: Site) -> None:
    with pytest.raises(BadGeometry, match="Tap on the street itself"):
        tapped(site, WATER, Point(town.at(50, 50)))


def test_a_tap_beside_a_wall_is_the_house_and_a_tree_is_where_it_is(site: Site) -> None:
    beside = Point(town.at(50, 26))
    assert tapped(site, LEAK, beside) == town.buildings()[0].geometry
    assert tapped(site, TREE, beside) == beside


def test_before_there_are_streets_a_drawn_road_stays_as_drawn() -> None:
    drawn = _line((20, 50), (80, 50))
    with office() as store:
        with store.write("test", NOW) as tx:
            streets.replace_ground(tx, town.COMMUNITY, [], [], [])
        with store.read() as conn:
            bare = Site.of(conn, town.COMMUNITY)
            assert placed(bare, WATER, drawn) == drawn
            with pytest.raises(BadGeometry, match="no streets here yet"):
                tapped(bare, WATER, Point(town.at(50, 50)))


def test_no_such_community() -> None:
    with office() as store, store.read() as conn, pytest.raises(NotFound):
        Site.of(conn, "nowhere")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(range(31)), st.floats(0, 1), st.floats(0, 1))
def test_any_stretch_of_any_street_stays_where_it_is(edge: int, a: float, b: float) -> None:
    street = town.streets()[edge]
    low, high = sorted((a, b))
    if (high - low) * street.length_m < 2:
        return
    drawn = shapely.ops.substring(street.geometry, low, high, normalized=True)
    with office() as store, store.read() as conn:
        kept = placed(Site.of(conn, town.COMMUNITY), WATER, drawn)
    assert shapely.hausdorff_distance(kept, drawn) < 3e-5
