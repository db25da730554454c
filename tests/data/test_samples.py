"""The invented community as its files say it: believable, consistent, and nobody's home."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, MultiPoint, Point, STRtree, union_all

from data.samples.generate import SEED, sample
from data.samples.load import FOLDER, Sample, last_visit, read
from geo.answers import check_answers
from geo.crs import Metric, area_m2, geodesic_m
from geo.hazards import rank_of
from geo.kinds import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE, kind_named

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FILES = ("community.json", "streets.geojson", "ground.geojson", "hazards.geojson")


@pytest.fixture(scope="module")
def yuanli() -> Sample:
    return read(NOW)


@pytest.fixture(scope="module")
def metric(yuanli: Sample) -> Metric:
    return Metric.around(yuanli.community.boundary)


def of_kind(yuanli: Sample, kind: str):
    return [each for each in yuanli.ground if each.kind == kind]


def test_the_files_are_what_the_generator_writes() -> None:
    texts = sample(SEED)
    assert set(texts) == set(FILES)
    for name, text in texts.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"seed {SEED}: {name}"


def test_another_seed_is_another_place() -> None:
    written = (FOLDER / "ground.geojson").read_text(encoding="utf-8")
    assert sample(SEED + 1)["ground.geojson"] != written


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 500_000


def test_every_file_says_that_it_is_invented(yuanli: Sample) -> None:
    for name in FILES:
        note = json.loads((FOLDER / name).read_text(encoding="utf-8"))["note"]
        assert "虚构" in note and "invented" in note
    assert yuanli.community.invented


def test_nobody_can_be_rung(yuanli: Sample) -> None:
    everything = "".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    numbers = [number for each in yuanli.contacts for number in each.phones]
    assert len(numbers) == len(set(numbers)) >= 15
    for number in numbers:
        assert re.fullmatch(r"139-0000-0\d{3}|010-5550-0\d{3}", number)
        everything = everything.replace(number, "")
    # No number with the shape of a mobile phone or of an identity card.
    assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)|\d{17}[\dXx]", everything)


def test_the_code_is_well_formed_and_of_no_district(yuanli: Sample) -> None:
    it = yuanli.community
    assert re.fullmatch(r"\d{12}", it.code)
    assert it.code.startswith(it.street_code) and it.street_code.startswith(it.district_code)
    assert it.district_code == "110199"


def test_a_square_kilometre(yuanli: Sample) -> None:
    assert 0.9e6 < area_m2(yuanli.community.boundary) < 1.1e6
    assert yuanli.community.boundary.is_valid


def test_numbers_of_things(yuanli: Sample) -> None:
    assert len(of_kind(yuanli, "building")) == 150
    assert 500 < len(of_kind(yuanli, "tree")) < 1200
    assert len(of_kind(yuanli, "wall")) >= 6
    assert {each.name for each in of_kind(yuanli, "water")} == {"雨溪", "听雨湖"}
    assert {"footway", "steps", "primary", "living_street"} <= {s.kind for s in yuanli.streets}
    assert {True, False} == {street.lit for street in yuanli.streets}
    assert any(street.access == "private" for street in yuanli.streets)
    ids = [each.id for part in (yuanli.streets, yuanli.gates, yuanli.ground, yuanli.hazards)
           for each in part]  # fmt: skip
    assert len(ids) == len(set(ids))


def test_every_name_has_its_english_beside_it(yuanli: Sample) -> None:
    named = [*yuanli.streets, *yuanli.gates, *yuanli.ground, *yuanli.offices, *yuanli.teams]
    assert [each.name for each in named if each.name and not each.name_en] == []


def test_streets_bend(yuanli: Sample, metric: Metric) -> None:
    """No plain grid: the turn from one piece of street to the next is rarely nothing or square."""
    bearings = []
    for street in yuanli.streets:
        if street.kind in ("primary", "secondary", "tertiary", "residential"):
            steps = np.diff(np.asarray(metric.forward(street.geometry).coords), axis=0)
            bearings += list(np.degrees(np.arctan2(steps[:, 1], steps[:, 0])) % 90)
    squarish = np.mean([min(bearing, 90 - bearing) < 2 for bearing in bearings])
    assert squarish < 0.25


def test_buildings_stand_clear_of_each_other_and_of_streets_and_water(
    yuanli: Sample, metric: Metric
) -> None:
    outlines = [metric.forward(each.geometry) for each in of_kind(yuanli, "building")]
    assert all(outline.is_valid and outline.area > 60 for outline in outlines)
    tree = STRtree(outlines)
    pairs = tree.query(outlines, predicate="intersects").T
    assert [pair for pair in pairs.tolist() if pair[0] != pair[1]] == []
    streets = [metric.forward(street.geometry) for street in yuanli.streets]
    assert tree.query(streets, predicate="dwithin", distance=1.0).size == 0
    water = union_all([metric.forward(each.geometry) for each in of_kind(yuanli, "water")])
    assert not any(outline.intersects(water) for outline in outlines)


def test_the_numbers_of_a_compound_run_in_order(yuanli: Sample) -> None:
    estates: dict[str, list[int]] = {}
    for building in of_kind(yuanli, "building"):
        found = re.fullmatch(r"(.+?)(\d+)号楼", building.name)
        if found:
            estates.setdefault(found[1], []).append(int(found[2]))
            assert building.number == f"{found[2]}号楼"
    assert len(estates) >= 8
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in estates.values())


def test_trees_stand_on_soft_ground(yuanli: Sample, metric: Metric) -> None:
    trees = [metric.forward(each.geometry) for each in of_kind(yuanli, "tree")]
    hard = [metric.forward(each.geometry) for each in yuanli.ground
            if each.kind in ("building", "water")]  # fmt: skip
    assert STRtree(trees).query(hard, predicate="intersects").size == 0


def test_streets_end_on_their_nodes(yuanli: Sample) -> None:
    where: dict[int, tuple[float, float]] = {}
    for street in yuanli.streets:
        for node, end in ((street.from_node, 0), (street.to_node, -1)):
            assert (
                where.setdefault(node, street.geometry.coords[end]) == street.geometry.coords[end]
            )
    assert len(set(where.values())) == len(where)


def test_streets_meet_at_nodes_only(yuanli: Sample) -> None:
    """Where two streets cross between nodes, one of them passes under the bridge."""
    lines = [street.geometry for street in yuanli.streets]
    under = set()
    for i, j in STRtree(lines).query(lines, predicate="crosses").T:
        if i < j:
            under.add(frozenset({yuanli.streets[i].name, yuanli.streets[j].name}))
    assert under == {frozenset({"溪东路", "雨安路"}), frozenset({"溪边步道", "雨安路"})}


def test_lengths_are_geodesic(yuanli: Sample) -> None:
    for street in yuanli.streets:
        assert street.length_m == pytest.approx(geodesic_m(street.geometry))
        assert street.length_m > 1.5


def test_streets_cross_water_on_bridges_only(yuanli: Sample, metric: Metric) -> None:
    water = union_all([metric.forward(each.geometry) for each in of_kind(yuanli, "water")])
    wet = {street.name for street in yuanli.streets
           if metric.forward(street.geometry).intersection(water).length > 2}  # fmt: skip
    assert wet == {"雨安路", "北望路", "清浦路", "听雨桥"}


def parts_without(yuanli: Sample, closed: frozenset[int]) -> int:
    """Into how many parts the network falls when nobody passes the closed nodes."""
    nodes = sorted({n for s in yuanli.streets for n in (s.from_node, s.to_node)} - closed)
    row = {node: i for i, node in enumerate(nodes)}
    edges = [(row[s.from_node], row[s.to_node]) for s in yuanli.streets
             if s.from_node not in closed and s.to_node not in closed]  # fmt: skip
    a, b = np.array(edges).T
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(len(nodes), len(nodes)))
    return int(connected_components(graph, directed=False)[0])


def test_one_network_by_day_and_by_night(yuanli: Sample) -> None:
    locked = frozenset(gate.node for gate in yuanli.gates if gate.closed_from)
    assert parts_without(yuanli, frozenset()) == 1
    assert parts_without(yuanli, locked) == 1
    every = frozenset(gate.node for gate in yuanli.gates)
    assert parts_without(yuanli, every) > 6, "behind all gates locked there is no way"


def test_gates_stand_on_nodes_and_in_the_wall(yuanli: Sample, metric: Metric) -> None:
    ends = {s.from_node: s.geometry.coords[0] for s in yuanli.streets}
    ends |= {s.to_node: s.geometry.coords[-1] for s in yuanli.streets}
    walls = union_all([metric.forward(each.geometry) for each in of_kind(yuanli, "wall")])
    for gate in yuanli.gates:
        assert gate.kind in ("gate", "lift_gate")
        assert (gate.point.x, gate.point.y) == ends[gate.node]
        assert 2 < metric.forward(gate.point).distance(walls) < 6
    locked = [(gate.closed_from, gate.closed_to) for gate in yuanli.gates if gate.closed_from]
    assert locked == [("23:00", "05:00")] * 2


def test_streets_pass_walls_at_gates_only(yuanli: Sample, metric: Metric) -> None:
    walls = [metric.forward(each.geometry) for each in of_kind(yuanli, "wall")]
    streets = [metric.forward(street.geometry) for street in yuanli.streets]
    assert STRtree(streets).query(walls, predicate="intersects").size == 0


def test_forty_hazards_of_all_kinds_and_ranks(yuanli: Sample) -> None:
    kinds = Counter(hazard.kind for hazard in yuanli.hazards)
    assert kinds == {FLOOD_SEGMENT: 14, LEAK_BUILDING: 14, LEANING_TREE: 12}
    for kind in kinds:
        assert {h.rank for h in yuanli.hazards if h.kind == kind} == {1, 2, 3, 4}
    assert sum(hazard.rank >= 2 for hazard in yuanli.hazards) == 24
    assert len({hazard.code for hazard in yuanli.hazards}) == 40
    assert sum(hazard.raw.get("underpass") is True for hazard in yuanli.hazards) == 1


def test_ranks_follow_from_the_answers(yuanli: Sample) -> None:
    for hazard in yuanli.hazards:
        kind = kind_named(hazard.kind)
        assert check_answers(kind, hazard.raw) == hazard.raw
        assert rank_of(kind, hazard.raw) == hazard.rank


def test_hazards_lie_inside(yuanli: Sample) -> None:
    boundary = yuanli.community.boundary
    assert [h.code for h in yuanli.hazards if not boundary.contains(h.geometry)] == []


def test_flood_segments_lie_on_streets(yuanli: Sample) -> None:
    floods = [hazard for hazard in yuanli.hazards if hazard.kind == FLOOD_SEGMENT]
    for hazard in floods:
        assert isinstance(hazard.geometry, LineString)
        assert 40 <= geodesic_m(hazard.geometry) <= 150, hazard.code
        pieces = {frozenset(pair) for street in yuanli.streets for pair in _steps(street.geometry)}
        assert all(frozenset(pair) in pieces for pair in _steps(hazard.geometry)), hazard.code


def _steps(line: LineString) -> list[tuple[object, object]]:
    return list(zip(line.coords, line.coords[1:], strict=False))


def test_leaks_are_buildings_and_leaning_trees_are_trees(yuanli: Sample, metric: Metric) -> None:
    outlines = {each.geometry.wkb for each in of_kind(yuanli, "building")}
    trees = MultiPoint([each.geometry for each in of_kind(yuanli, "tree")])
    streets = union_all([metric.forward(street.geometry) for street in yuanli.streets])
    seen = set()
    for hazard in yuanli.hazards:
        seen.add(hazard.geometry.wkb)
        if hazard.kind == LEAK_BUILDING:
            assert hazard.geometry.wkb in outlines
        elif hazard.kind == LEANING_TREE:
            assert trees.distance(hazard.geometry) == 0
            assert metric.forward(hazard.geometry).distance(streets) < 20
    assert len(seen) == 40


def test_two_teams_of_four_by_day_and_night(yuanli: Sample) -> None:
    people = {contact.id for contact in yuanli.contacts}
    assert [team.mode for team in yuanli.teams] == ["foot", "ebike"]
    hours = [("08:00", "20:00"), ("20:00", "05:00")]
    for team in yuanli.teams:
        assert [(shift["from"], shift["to"]) for shift in team.usual_shifts] == hours
        members = [member for shift in team.usual_shifts for member in shift["members"]]
        assert len(members) == len(set(members)) == 4 and set(members) <= people
    roles = Counter(contact.role for contact in yuanli.contacts)
    assert roles["property"] == roles["repair"] == roles["desk"] == 1


def test_every_hazard_has_a_keeper_and_another_deputy(yuanli: Sample) -> None:
    people = {contact.id: contact.role for contact in yuanli.contacts}
    for hazard in yuanli.hazards:
        assert people[hazard.keeper_id] == "keeper"
        assert hazard.deputy_id in people and hazard.deputy_id != hazard.keeper_id


def test_offices_stand_at_a_street(yuanli: Sample, metric: Metric) -> None:
    streets = union_all([metric.forward(street.geometry) for street in yuanli.streets])
    for office in yuanli.offices:
        assert metric.forward(office.point).distance(streets) < 15
        assert yuanli.community.boundary.contains(Point(office.point))


def test_the_demo_night_is_in_the_flood_season_with_a_blue_warning(yuanli: Sample) -> None:
    assert str(yuanli.community.demo_night) == "2026-07-22"
    assert yuanli.community.demo_started_at == NOW
    (warning,) = yuanli.warnings
    assert (warning.kind, warning.level.word) == ("rain", "blue")
    assert warning.from_at.isoformat() == "2026-07-22T16:00:00+08:00"
    assert warning.to_at.isoformat() == "2026-07-23T08:00:00+08:00"


def test_all_hazards_but_one_were_seen_before_the_night_and_two_too_long_ago(
    yuanli: Sample,
) -> None:
    every = [last_visit(yuanli.community, hazard) for hazard in yuanli.hazards]
    visits = [visit for visit in every if visit.last_visited_at]
    assert len(visits) == len(every) - 1
    assert sum(visit.overdue for visit in visits) == 2
    opens = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)
    for visit in visits:
        assert visit.last_visited_at < opens
        assert visit.overdue == (visit.next_due_at < opens)
