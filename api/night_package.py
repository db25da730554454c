"""A night as layers for a GeoPackage: boundary, hazards, streets, stops and legs.

What may be handed on, and no more: no name of a place that somebody typed, no door, no note, no
person, no walk to anybody's home. What is typed and stays are names of streets and teams.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd

from api.language import say
from data import frames, plans, streets, teams
from data.files.gpkg import GpkgLayer
from data.frame_queries import Asked
from data.store import Connection
from geo.communities import Community
from geo.kinds import Kind
from geo.near_street import streets_beside
from geo.needs import PASS_WORDS
from geo.sentences import Sentence, reason
from maps import qgis_styles
from maps.style import N_, RANKS

# Besides those that a stop of the night is at.
_LISTED = ("active", "resolved")
_ROUND = ["pass_no", "pass_name", "pass_word", "extra", "team", "team_en", "colour"]


@dataclass(frozen=True, slots=True, eq=False)
class NightPackage:
    """The layers of a night, and what to say of them. planned: whether there are rounds."""

    layers: tuple[GpkgLayer, ...]
    night: date
    planned: bool

    def told(self, file: str) -> Sentence:
        """What was written, in one sentence."""
        counts = {each.name: len(each.frame) for each in self.layers}
        values = {"file": file, "night": self.night.isoformat(), **counts}
        if not self.planned:
            return reason(
                "{file}: {hazards} hazards and {streets} streets. The night of {night} has no "
                "plan yet, so stops and legs are empty; plan it, then export again.", **values,
            )  # fmt: skip
        return reason(
            "{file}: the night of {night} with {hazards} hazards, {streets} streets, {stops} "
            "stops and {legs} legs.", **values,
        )  # fmt: skip


def night_package(
    conn: Connection, community: Community, night: date, language: str, kinds: Sequence[Kind], *,
    published_only: bool = False,
) -> NightPackage:  # fmt: skip
    """The layers of a night, from its newest plan, draft or published."""
    return _Package(conn, community, night, language, kinds).made(published_only=published_only)


class _Package:
    """Makes the layers of one night in one language."""

    def __init__(
        self, conn: Connection, community: Community, night: date, language: str,
        kinds: Sequence[Kind],
    ) -> None:  # fmt: skip
        self._conn = conn
        self._community = community
        self._night = night
        self._language = language
        self._kinds = kinds
        self._ranks = {rank: self._say(word) for rank, word in RANKS.items()}

    def made(self, *, published_only: bool) -> NightPackage:
        community, night = self._community, self._night
        plan = plans.latest(self._conn, community.id, night, published_only=published_only)
        plan_id = plan.id if plan else ""
        stops, legs = (self._of_plan(name, plan_id) for name in ("stops", "legs"))
        listed = self._frame("hazards")
        known = listed["status"].isin(_LISTED) | listed["id"].isin(stops["hazard_id"])
        hazards = self._described(listed[known])
        beside = dict(zip(hazards["id"], hazards["beside"], strict=True))
        stops = self._described(stops.assign(beside=stops["hazard_id"].map(beside)))
        local = stops["eta"].dt.tz_convert(ZoneInfo(community.zone))
        stops = stops.assign(clock=local.dt.strftime("%H:%M").astype("str"))
        status = plan.status if plan else "none"
        layers = (self._boundary(status), *self._hazards(hazards), self._streets(),
                  *self._rounds(stops, legs))  # fmt: skip
        return NightPackage(layers, night, plan is not None)

    def _frame(self, name: str) -> gpd.GeoDataFrame:
        return frames.read(self._conn, name, Asked(community_id=self._community.id), self._kinds)

    def _of_plan(self, name: str, plan_id: str) -> gpd.GeoDataFrame:
        """Stops or legs of that plan, with the pass in words and the number of its colour."""
        asked = Asked(community_id=self._community.id, plan_id=plan_id)
        found = frames.read(self._conn, name, asked, self._kinds)
        every = enumerate(teams.of_community(self._conn, self._community.id))
        colours = {each.id: n % qgis_styles.TEAM_COLOURS + 1 for n, each in every}
        words = {name: self._say(word.template) for name, word in PASS_WORDS.items()}
        return found.assign(
            colour=found["team_id"].map(colours).astype("int64"),
            pass_word=_mapped(found["pass_name"], words),
        )

    def _described(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """With kind and rank in words and the street beside, where that is not there yet."""
        zh = self._language != "en"
        names = {each.id: each.zh if zh else each.en for each in self._kinds}
        if "beside" not in frame.columns:
            every = streets.streets(self._conn, self._community.id)
            near = streets_beside(list(frame.geometry), every)
            frame = frame.assign(beside=pd.Series(
                [(each.name if zh else each.name_en or each.name) if each else "" for each in near],
                index=frame.index, dtype="str",
            ))  # fmt: skip
        return frame.assign(
            kind_word=_mapped(frame["kind"], names),
            rank_word=_mapped(frame["rank"], self._ranks),
            beside=frame["beside"].astype("str"),
        )

    def _boundary(self, status: str) -> GpkgLayer:
        found = self._frame("communities").assign(night=self._night.isoformat(), plan_status=status)
        columns = ["name", "name_en", "code", "invented", "night", "plan_status", "geometry"]
        return GpkgLayer(
            name="boundary", frame=found[columns], shape="MultiPolygon",
            title=self._say(N_("Boundary")), style=qgis_styles.boundary(),
        )  # fmt: skip

    def _hazards(self, hazards: gpd.GeoDataFrame) -> list[GpkgLayer]:
        """Every hazard as a point, and besides the ground of those that are lines or areas.

        One layer of several types of geometry would show only its first type in QGIS.
        """
        columns = ["id", "code", "kind", "kind_word", "rank", "rank_word", "status", "beside",
                   "last_visited_at", "next_due_at", "overdue", "geometry"]  # fmt: skip
        told = hazards[columns]
        points = told.set_geometry(_middles(told))
        lines = told[told.geom_type.isin(["LineString", "MultiLineString"])]
        areas = told[told.geom_type.isin(["Polygon", "MultiPolygon"])]
        return [
            GpkgLayer(name="hazard_areas", frame=areas, shape="MultiPolygon",
                      title=self._say(N_("Hazards that are areas")),
                      style=qgis_styles.hazard_shapes(self._ranks, "fill")),
            GpkgLayer(name="hazard_lines", frame=lines, shape="MultiLineString",
                      title=self._say(N_("Hazards that are roads")),
                      style=qgis_styles.hazard_shapes(self._ranks, "line")),
            GpkgLayer(name="hazards", frame=points, shape="Point", title=self._say(N_("Hazards")),
                      style=qgis_styles.hazards(self._ranks)),
        ]  # fmt: skip

    def _streets(self) -> GpkgLayer:
        columns = ["name", "name_en", "kind", "length_m", "lit", "steps", "geometry"]
        return GpkgLayer(
            name="streets", frame=self._frame("streets")[columns], shape="LineString",
            title=self._say(N_("Streets")), style=qgis_styles.streets(),
        )  # fmt: skip

    def _rounds(self, stops: gpd.GeoDataFrame, legs: gpd.GeoDataFrame) -> list[GpkgLayer]:
        stop_columns = [*_ROUND, "seq", "code", "kind", "kind_word", "rank", "rank_word", "beside",
                        "eta", "clock", "service_s", "lookout", "status", "geometry"]  # fmt: skip
        leg_columns = [*_ROUND, "seq", "length_m", "walk_s", "through", "geometry"]
        return [
            GpkgLayer(name="legs", frame=legs[leg_columns], shape="LineString",
                      title=self._say(N_("Ways between stops")), style=qgis_styles.legs()),
            GpkgLayer(name="stops", frame=stops[stop_columns], shape="Point",
                      title=self._say(N_("Stops")), style=qgis_styles.stops()),
        ]  # fmt: skip

    def _say(self, word: str) -> str:
        return say(word, {}, self._language)


def _mapped(column: pd.Series, words: Mapping[Any, str]) -> pd.Series:
    """Each value's word; what has none stands as it is."""
    return column.map(lambda each: words.get(each, str(each))).astype("str")


def _middles(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """A point on each shape: the middle of a line, within an area."""
    return gpd.GeoSeries(
        [
            each.interpolate(0.5, normalized=True) if each.geom_type == "LineString"
            else each.representative_point()
            for each in frame.geometry
        ],
        index=frame.index, crs=frame.crs,
    )  # fmt: skip
