"""What is said of a plan: its cost, how far the night is, what changed; its tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import geopandas as gpd
import pytest

from geo.changes import compare
from geo.effort import effort
from geo.errors import BadGeometry, BadInput
from geo.network import StreetNetwork
from geo.passes import Rules, Unserved, needed, needed_for
from geo.plan_frames import legs_frame, stops_frame, unserved_frame
from geo.progress import tally
from geo.rain import Level, Levels
from geo.rounds import Plan, plan
from tests import town

HAZARDS = town.hazards()


@cache
def night(level: Level = Level.BLUE, leader: str = "") -> Plan:
    needs = needed_for(HAZARDS, Rules(), town.NIGHT, Levels(level, level), town.ZONE, leader=leader)
    net = StreetNetwork.of(town.streets(), town.gates())
    return plan(HAZARDS, needs, town.teams(), net, town.gates(), town.ZONE, iterations=40,
                rules=Rules(even_cost_pct=40))  # fmt: skip


def test_the_cost_of_the_extra_passes() -> None:
    cost = effort(night(), extra_only=True)
    assert (cost.passes, cost.hazards, cost.stops, cost.people) == (2, 9, 18, 4)
    rounds = [each for each in night().rounds if each.pass_no > 2]
    hours = sum((each.ends_at - each.starts_at).total_seconds() for each in rounds) / 3600
    assert cost.person_hours == pytest.approx(2 * hours)
    said = f"2 passes × 9 hazards = {2 * hours:.1f} person-hours, 4 people"
    assert str(cost.sentence()) == said
    assert effort(night()).stops == 12 + 4 + 18


def test_the_cost_is_a_product_only_where_it_is_true() -> None:
    every = effort(night())
    assert (every.passes, every.hazards, every.visits) == (4, 12, 12 + 4 + 18)
    hours = f"{every.person_hours:.1f} person-hours, {every.people} people"
    assert str(every.sentence()) == f"4 passes, 34 visits = {hours}"
    red = effort(night(Level.RED, "王书记"), extra_only=True)
    assert red.stops > red.visits  # two ends of one segment are one visit


def every_stop(made: Plan) -> set[tuple[int, int]]:
    return {(n, stop.seq) for n, each in enumerate(made.rounds) for stop in each.stops}


def test_the_night_in_one_line() -> None:
    said = str(tally(night(), every_stop(night()), 3).line())
    assert said == "Extra passes walked 2/2 · stops 18/18 · findings 3"
    none = str(tally(night(), set(), 0).line())
    assert none == "Extra passes walked 0/2 · stops 0/18 · findings 0"


def test_a_pass_is_done_when_all_its_stops_are() -> None:
    first = {(n, s) for n, s in every_stop(night()) if night().rounds[n].pass_no <= 3}
    some = tally(night(), first, 0)
    assert (some.passes_done, some.stops_done) == (1, 9)


def test_what_nobody_can_make_still_counts() -> None:
    made = night()
    last = max(each.pass_no for each in made.rounds)
    kept = tuple(each for each in made.rounds if each.pass_no != last)
    lost = tuple(
        Unserved(stop.hazard_id, last, "no_team", {})
        for each in made.rounds if each.pass_no == last for stop in each.stops
    )  # fmt: skip
    fewer = replace(made, rounds=kept, unserved=lost)
    said = str(tally(fewer, every_stop(fewer), 0).line())
    assert said.startswith("Extra passes walked 1/2 · stops 9/18")


def test_a_road_watched_from_both_ends_is_one_stop_done_once_both_are() -> None:
    red = night(Level.RED, "王书记")
    ends = [(key, red.rounds[key[0]].stops[key[1] - 1]) for key in sorted(every_stop(red))]
    ends = [(key, stop) for key, stop in ends if stop.extra]
    of = {(stop.hazard_id, stop.pass_no) for _, stop in ends}
    assert len(of) < len(ends), "no road is watched from both ends"
    whole = tally(red, every_stop(red), 0)
    assert whole.stops_done == len(of)
    twice = next(k for n, (k, s) in enumerate(ends)
                 if any((s.hazard_id, s.pass_no) == (o.hazard_id, o.pass_no)
                        for _, o in ends[:n]))  # fmt: skip
    assert tally(red, every_stop(red) - {twice}, 0).stops_done == len(of) - 1


def test_what_nobody_was_planned_for_and_somebody_saw_is_done() -> None:
    made = night()
    last = max(each.pass_no for each in made.rounds)
    lost = {(stop.hazard_id, last) for each in made.rounds if each.pass_no == last
            for stop in each.stops}  # fmt: skip
    fewer = replace(
        made, rounds=tuple(each for each in made.rounds if each.pass_no != last),
        unserved=tuple(Unserved(h, last, "no_team", {}) for h, _ in sorted(lost)),
    )  # fmt: skip
    assert tally(fewer, every_stop(fewer), 0, lost).stops_done == 18


def test_out_of_season_all_passes_count() -> None:
    base = replace(
        night(),
        passes=tuple(replace(one, extra=False) for one in night().passes),
    )
    assert tally(base, set(), 0).passes == 4
    assert str(tally(base, set(), 0).line()).startswith("Passes walked 0/4 · ")


def test_nothing_changed() -> None:
    assert str(compare(night(), night()).sentence()) == "Nothing changed."


def test_a_third_night_pass_is_told() -> None:
    change = compare(night(), night(Level.ORANGE))
    assert (change.night_passes_before, change.night_passes) == (2, 3)
    assert (len(change.added), len(change.removed)) == (9, 0)
    said = str(change.sentence())
    assert said.startswith("Night passes: 3 instead of 2. 9 visits more, at 9 hazards.")


def test_red_is_told_as_lookout_points() -> None:
    said = str(compare(night(), night(Level.RED, "王书记")).sentence())
    assert said.startswith("Look-out points only now. ")
    nobody = compare(night(), night(Level.RED))
    assert len(nobody.removed) == 34
    assert nobody.unserved == len(night(Level.RED).unserved)


def test_the_same_visits_at_another_time_are_told() -> None:
    later = replace(
        night(),
        rounds=tuple(
            replace(r, stops=tuple(replace(s, eta=s.eta + timedelta(minutes=5)) for s in r.stops))
            for r in night().rounds
        ),
    )
    assert str(compare(night(), later).sentence()) == (
        "The same visits; 34 of them at another time."
    )


def test_a_plan_as_tables() -> None:
    stops, legs = stops_frame(night()), legs_frame(night())
    assert len(stops) == 34
    assert str(stops.crs) == str(legs.crs) == "OGC:CRS84"
    assert set(stops.geometry.geom_type) == {"Point"}
    assert set(legs.geometry.geom_type) == {"LineString"}
    assert legs.length_m.sum() == pytest.approx(sum(each.length_m for each in night().rounds))
    assert stops[stops.extra].pass_name.unique().tolist() == ["night_1", "night_2"]
    assert len(unserved_frame(night())) == 0
    missed = unserved_frame(night(Level.RED), HAZARDS)
    assert len(missed) == len(night(Level.RED).unserved)
    assert missed.reason.str.contains("leader").all()
    assert missed.geometry.notna().all()


def hazards_table() -> gpd.GeoDataFrame:
    rows = [{"id": h.id, "kind": h.kind, "rank": h.rank, "geometry": h.geometry} for h in HAZARDS]
    frame = gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")
    return frame.set_index(frame.index + 100)


def test_needs_of_a_table_of_hazards() -> None:
    frame = hazards_table()
    table = needed(frame, Rules(), town.NIGHT, Levels(Level.BLUE), town.ZONE)
    assert len(table) == 34
    assert set(table.index) == set(frame.index)
    assert str(table.crs) == "OGC:CRS84"
    assert table.loc[101, "extra"].sum() == 2  # JS-02
    assert table.loc[100, "extra"].sum() == 0  # JS-01


def test_a_table_that_lacks_something_is_refused() -> None:
    frame = hazards_table()
    rules, levels = Rules(), Levels()
    with pytest.raises(BadInput, match="rank"):
        needed(frame.drop(columns="rank"), rules, town.NIGHT, levels, town.ZONE)
    with pytest.raises(BadGeometry):
        needed(frame.set_crs(None, allow_override=True), rules, town.NIGHT, levels, town.ZONE)
