"""A plan as tables that an analyst knows: GeoDataFrames in WGS84 (OGC:CRS84)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import geopandas as gpd
import pandas as pd
from shapely import Point

from geo.frames import blank, in_wgs84
from geo.hazards import Hazard, check
from geo.itinerary import Plan
from geo.needs import PassPlan

_CRS = "OGC:CRS84"


def stops_frame(plan: Plan) -> gpd.GeoDataFrame:
    """One row per stop, a point in OGC:CRS84 where the team stands or enters.

    Columns: night, pass_no, pass_name, extra, team_id, round_no (in the plan, from 1), seq,
    hazard_id, eta, service_s, lookout, walker, leaves_lon, leaves_lat, geometry.
    """
    rows = [
        {
            "night": plan.night, "pass_no": stop.pass_no,
            "pass_name": plan.pass_of(stop.pass_no).name, "extra": stop.extra,
            "team_id": each.team_id, "round_no": no, "seq": stop.seq, "hazard_id": stop.hazard_id,
            "eta": stop.eta, "service_s": stop.service_s, "lookout": stop.lookout,
            "walker": stop.walker, "leaves_lon": stop.leaves[0], "leaves_lat": stop.leaves[1],
            "geometry": Point(stop.point),
        }
        for no, each in enumerate(plan.rounds, 1)
        for stop in each.stops
    ]  # fmt: skip
    return _frame(rows, "night pass_no pass_name extra team_id round_no seq hazard_id eta "
                        "service_s lookout walker leaves_lon leaves_lat")  # fmt: skip


def legs_frame(plan: Plan) -> gpd.GeoDataFrame:
    """One row per leg, a line along the streets in OGC:CRS84.

    Columns: night, pass_no, team_id, round_no, seq, through, length_m, walk_s, geometry.
    """
    rows = [
        {
            "night": plan.night, "pass_no": each.pass_no, "team_id": each.team_id,
            "round_no": no, "seq": leg.seq, "through": leg.through, "length_m": leg.length_m,
            "walk_s": leg.walk_s, "geometry": leg.geometry,
        }
        for no, each in enumerate(plan.rounds, 1)
        for leg in each.legs
    ]  # fmt: skip
    return _frame(rows, "night pass_no team_id round_no seq through length_m walk_s")


def unserved_frame(plan: Plan, hazards: Iterable[Hazard] = ()) -> gpd.GeoDataFrame:
    """One row per visit that nobody can make, at its hazard where `hazards` says where that is.

    Columns: night, pass_no, extra, hazard_id, reason (English), geometry (OGC:CRS84, missing where
    nobody says where it is).
    """
    where = {hazard.id: hazard.geometry for hazard in hazards}
    rows = [
        {
            "night": plan.night, "pass_no": each.pass_no, "extra": each.extra,
            "hazard_id": each.hazard_id, "reason": str(each),
            "geometry": where.get(each.hazard_id),
        }
        for each in plan.unserved
    ]  # fmt: skip
    return _frame(rows, "night pass_no extra hazard_id reason")


def hazards_of(frame: gpd.GeoDataFrame) -> list[Hazard]:
    """The hazards of a table with columns id, kind, rank, in its order.

    Of the record's other fields those that are columns are read; `raw` may be a column of
    mappings. `hazards_frame` is the way back.

    Raises
    ------
    BadGeometry
        It names no coordinate system.
    BadInput
        A column is missing, or rows cannot be hazards: as `hazards.check` says, of any kind.
    """
    placed = check(frame, kinds=None)
    if placed.geometry.name != "geometry":
        placed = placed.rename_geometry("geometry")
    known = [each.name for each in fields(Hazard) if each.name in placed.columns]
    made = []
    for row in placed[known].to_dict("records"):
        told = {name: value for name, value in row.items() if not blank(value)}
        told |= {"id": str(row["id"]), "rank": int(float(row["rank"]))}
        made.append(Hazard(**({"code": told["id"], "community_id": ""} | told)))
    return made


def hazards_frame(hazards: Iterable[Hazard]) -> gpd.GeoDataFrame:
    """One row per hazard, its fields as columns, in OGC:CRS84; `hazards_of` is the way back.

    geometry is missing where a hazard has no place yet; raw holds its answers as a mapping.
    """
    names = [each.name for each in fields(Hazard) if each.name != "geometry"]
    rows = [{name: getattr(each, name) for name in (*names, "geometry")} for each in hazards]
    return _frame(rows, " ".join(names))


def needs_frame(passplan: PassPlan, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row per needed visit: the hazard's own index and geometry from `frame`, in OGC:CRS84.

    Columns: hazard_id, pass_no, pass_name, extra, from_at, to_at, service_s, min_gap_s, lookout,
    team_of, geometry. frame: in any CRS, with a column id.

    Raises
    ------
    BadGeometry
        It names no coordinate system, or has a missing or empty geometry.
    """
    placed = in_wgs84(frame)
    at = {str(key): n for n, key in enumerate(placed["id"])}
    passes = {one.no: one for one in passplan.passes}
    rows = [
        {
            "hazard_id": need.hazard_id, "pass_no": need.pass_no,
            "pass_name": passes[need.pass_no].name, "extra": need.extra,
            "from_at": passes[need.pass_no].from_at, "to_at": passes[need.pass_no].to_at,
            "service_s": need.service_s, "min_gap_s": need.min_gap_s, "lookout": need.lookout,
            "team_of": need.team_of, "geometry": placed.geometry.iloc[at[need.hazard_id]],
        }
        for need in passplan.needs
    ]  # fmt: skip
    made = _frame(rows, "hazard_id pass_no pass_name extra from_at to_at service_s min_gap_s "
                        "lookout team_of")  # fmt: skip
    made.index = placed.index[[at[need.hazard_id] for need in passplan.needs]]
    return made


def _frame(rows: Sequence[Mapping[str, object]], columns: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=[*columns.split(), "geometry"]), geometry="geometry", crs=_CRS
    )
