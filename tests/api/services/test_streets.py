"""Bringing in a street map, through the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.actors import LOCAL_OFFICE
from api.services.streets import import_osm
from data import communities, streets
from data.store import Store, open_store
from geo.errors import BadFile, BadGeometry, BadInput, BadQuery
from geo.network import StreetNetwork
from tests import town
from tests.data import town_osm

NOW = datetime(2026, 7, 22, 12, tzinfo=UTC)
BOX = (*town.at(-10, -10), *town.at(310, 110))
REAL = Path(__file__).parents[4] / "shared" / "data" / "osm" / "beijing_haidian_tsinghua.osm"


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        yield opened


def test_a_new_community_and_then_its_new_map(store: Store, tmp_path: Path) -> None:
    file = town_osm.write(tmp_path)
    first = import_osm(store, LOCAL_OFFICE, file, bbox=BOX, community_name="柳堤", now=NOW)
    assert (first.created, first.community.name, first.taken.streets) == (True, "柳堤", 9)
    again = import_osm(store, LOCAL_OFFICE, file, community_name="柳堤", now=NOW)
    assert (again.created, again.community.id) == (False, first.community.id)
    assert again.community.boundary.bounds == pytest.approx(BOX)
    with store.read() as conn:
        assert len(communities.all_of(conn)) == 1
        kept = streets.streets(conn, first.community.id)
        network = StreetNetwork.of(kept, streets.gates(conn, first.community.id))
    ends = [network.snap(town_osm.lonlat(node)) for node in (1, 6)]
    assert network.distances(ends, ends)[0, 1] == pytest.approx(300, rel=1e-3)


def test_without_a_name_the_files_name(store: Store, tmp_path: Path) -> None:
    made = import_osm(store, LOCAL_OFFICE, town_osm.write(tmp_path, "三路居.osm.pbf"), now=NOW)
    assert made.community.name == "三路居"


def test_what_is_wrong_changes_nothing(store: Store, tmp_path: Path) -> None:
    file, bad = town_osm.write(tmp_path), tmp_path / "bad.osm"
    bad.write_text("<osm><node id='1'")
    crossing = town.community().boundary.__class__([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(BadFile):
        import_osm(store, LOCAL_OFFICE, bad, now=NOW)
    with pytest.raises(BadQuery):
        import_osm(store, LOCAL_OFFICE, file, bbox=(117, 39, 116, 40), now=NOW)
    with pytest.raises(BadQuery, match="not both"):
        import_osm(store, LOCAL_OFFICE, file, bbox=BOX, boundary=crossing, now=NOW)
    with pytest.raises(BadGeometry, match="crosses itself"):
        import_osm(store, LOCAL_OFFICE, file, boundary=crossing, now=NOW)
    with store.read() as conn:
        assert communities.all_of(conn) == []


@pytest.mark.skipif(not REAL.is_file(), reason=f"needs the real street map {REAL}")
def test_tsinghua_is_brought_in_whole(store: Store) -> None:
    made = import_osm(store, LOCAL_OFFICE, REAL, community_name="清华园", now=NOW)
    with store.read() as conn:
        kept = streets.streets(conn, made.community.id)
        assert len(kept) == made.taken.streets
        assert len(streets.ground(conn, made.community.id)) == sum(made.taken.ground.values())


def test_gates_whose_hours_are_not_understood_are_named(store: Store, tmp_path: Path) -> None:
    made = import_osm(store, LOCAL_OFFICE, town_osm.write(tmp_path), bbox=BOX, now=NOW)
    names = tuple(f"{number}号门" for number in range(1, 24))
    rough = replace(made, taken=replace(made.taken, gates_read_roughly=names))
    (line,) = [str(each) for each in rough.lines() if "read whole" in str(each)]
    assert line.startswith("23 gates")
    assert "20号门, …" in line
    assert "21号门" not in line
    assert not any("read whole" in str(each) for each in made.lines())


@pytest.mark.parametrize("name", ["", " \t", "柳" * 201, "a\x00b", "a\x1bb"])
def test_a_name_that_cannot_be_is_refused(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="--community"):
        import_osm(store, LOCAL_OFFICE, town_osm.write(tmp_path), community_name=name, now=NOW)
    with store.read() as conn:
        assert communities.all_of(conn) == []
    file = town_osm.write(tmp_path)
    made = import_osm(store, LOCAL_OFFICE, file, community_name=" 柳堤 ", now=NOW)
    assert made.community.name == "柳堤"
