"""A night planned from tables: GeoDataFrames in, GeoDataFrames out, no store and no server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import geopandas as gpd

from geo import rounds
from geo.errors import NotReady
from geo.ground_frames import JOINED, gates_of, streets_of
from geo.hazards import Hazard
from geo.itinerary import Plan
from geo.network import StreetNetwork
from geo.passes import needed_for
from geo.plan_check import check
from geo.plan_frames import hazards_of, legs_frame, stops_frame, unserved_frame
from geo.rain import Levels
from geo.roads import split_at_junctions
from geo.rules import Rules
from geo.sentences import Sentence
from geo.teams import Team

_USUAL, _CALM = Rules(), Levels()


@dataclass(frozen=True, slots=True, eq=False)
class PlannedNight:
    """A plan with its stops, legs and unserved visits as tables in OGC:CRS84.

    plan: the records, as everything else takes them. hazards: those it was made of. note: what
    the official should know, such as that it is not the flood season.
    """

    plan: Plan
    hazards: Sequence[Hazard] = ()
    note: Sentence | None = None

    @property
    def stops(self) -> gpd.GeoDataFrame:
        """One row per stop: as `plan_frames.stops_frame`, with the hazard's code, kind, rank."""
        stops = stops_frame(self.plan)
        known = {each.id: each for each in self.hazards}
        named = [known.get(each) for each in stops["hazard_id"]]
        for place, name in enumerate(("code", "kind", "rank"), stops.columns.get_loc("eta")):
            stops.insert(place, name, [getattr(each, name, None) for each in named])
        return stops

    @property
    def legs(self) -> gpd.GeoDataFrame:
        """One row per leg: as `plan_frames.legs_frame`."""
        return legs_frame(self.plan)

    @property
    def unserved(self) -> gpd.GeoDataFrame:
        """One row per visit that nobody can make: as `plan_frames.unserved_frame`."""
        return unserved_frame(self.plan, self.hazards)


def plan_night(
    hazards: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, teams: Sequence[Team], night: date, *,
    rules: Rules = _USUAL, levels: Levels = _CALM, zone: str = "Asia/Shanghai",
    gates: gpd.GeoDataFrame | None = None, by_hand: bool = False, leader: str = "",
    seed: int = 1, iterations: int | None = None, seconds: float | None = None,
) -> PlannedNight:  # fmt: skip
    """The rounds of a night that has not begun, from tables in any CRS.

    hazards: as `hazards.check` takes them. streets: lines; where from_node, to_node or length_m
    is missing they are split at their junctions first. gates: as `ground_frames.gates_of`.
    teams: with their shifts in that night; start and end are (lon, lat). by_hand, leader: as
    `passes.needed_for`. seed, iterations, seconds: as `rounds.plan`; the same seed and
    iterations give the same plan.

    Raises
    ------
    BadGeometry
        A table names no coordinate system or has missing, empty or unfit geometries.
    BadInput
        A column is missing, or rows cannot be hazards: with every complaint.
    NotReady
        There is no street; or the checker refused the plan.
    """
    known, among = hazards_of(hazards), gates_of(gates) if gates is not None else []
    joined = all(name in streets.columns for name in JOINED)
    walkable = streets_of(streets if joined else split_at_junctions(streets))
    wanted = needed_for(known, rules, night, levels, zone, by_hand=by_hand, leader=leader)
    made = rounds.plan(
        known, wanted, teams, StreetNetwork.of(walkable, among), among, zone, rules=rules,
        seed=seed, iterations=iterations, seconds=seconds,
    )  # fmt: skip
    broken = check(made, wanted, known, teams, walkable, among, zone, rules=rules)
    if broken:
        raise NotReady(
            "The plan breaks one of its own rules and is not given out: {rule}. Plan with another "
            "seed; if it happens again, tell who looks after Yuxun.",
            rule=broken[0].rule,
        )
    return PlannedNight(made, known, wanted.note)
