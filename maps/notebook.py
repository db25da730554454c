"""Maps for a notebook: frames in, a folium map of ours out, shown in place and saved as one file.

What a frame holds goes into a map through `maps.inert` only, and only the columns that a map
asks for; see docs/decisions/014-one-file.md. Nothing is fetched, when shown or when opened.

    hazard_map(store.frame("hazards", community_id))      # the last line of a cell: the map
    night_map(planned).save("night.html")
    coverage_map(cells, boundary=boundary, lang="en")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import geopandas as gpd
from markupsafe import Markup

from geo.errors import BadInput
from geo.frames import blank
from geo.handing_on import handed_on
from geo.itinerary import Plan
from geo.plan_frames import legs_frame, stops_frame
from geo.planning import PlannedNight
from maps import told
from maps.asked import aware, looks
from maps.features import Feature, bounds_of, checked, collection, features
from maps.inert import Inert, inert
from maps.layers.boundary import BoundaryLayer
from maps.layers.coverage import CoverageLayer
from maps.layers.ground import GroundLayer
from maps.layers.hazards import HazardLayer
from maps.layers.night_rounds import NightRoundLayer
from maps.layers.ours import OurLayer
from maps.layers.streets import StreetLayer
from maps.one_file import one_file
from maps.pages import strip
from maps.shell import ShellMap, community_map, parts
from maps.words import words

# Where a map opens that holds nothing.
NOWHERE = (116.30, 39.80, 116.50, 40.00)
FRAME = Markup(
    '<iframe title="{title}" sandbox="allow-scripts" allow="fullscreen" width="100%" '
    'height="{height}" style="border:0" srcdoc="{html}"></iframe>'
)
PASSES = """\
import { passChoice } from "./pass_choice.js";
passChoice(document.getElementById("passes"), rounds, embedded("data-passes"));
"""
Frame: TypeAlias = gpd.GeoDataFrame
Ground: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class NotebookMap:
    """A map that Jupyter shows where it is the last line of a cell.

    folium: the map itself, with its layers. html: the page of it. height_px: of its frame in
    the notebook.
    """

    folium: ShellMap
    html: str
    title: str
    height_px: int

    def _repr_html_(self) -> str:
        """The page in a frame that runs its own scripts and reaches nothing of the notebook."""
        return str(FRAME.format(title=self.title, height=self.height_px, html=self.html))

    def __repr__(self) -> str:
        return f"<{self.title}: {len(self.html) / 1024:,.0f} KiB>"

    def save(self, path: str | Path) -> Path:
        """Write the page into one file that opens from disk with the network off; its path.

        Raises
        ------
        OSError
            No file can be written there.
        """
        file = Path(path)
        file.write_text(self.html, "utf-8")
        return file


def hazard_map(
    frame: Frame, *, ground: Ground | None = None, streets: Frame | None = None,
    boundary: Frame | None = None, show: Sequence[str] = (), at: datetime | None = None,
    zone: str = "Asia/Shanghai",
    lang: str = "zh_CN", theme: str = "auto", height_px: int = 480,
) -> NotebookMap:  # fmt: skip
    """Hazards by kind and rank; a tap says what one is.

    Parameters
    ----------
    frame
        One row per hazard, of any geometry, in any CRS, with columns kind and rank (1 to 4).
        Shown where they are there: code, status, last_visited_at (aware).
    ground
        The base map under them, as `maps.base_map.packed` gives it.
    streets, boundary
        Where there is no base map: lines with a column `kind`, and polygons; in any CRS.
    show
        More columns of `frame` for a tap to say, such as name. They go into a saved file too.
    at
        An aware moment. With it and a column next_due_at, marks say how long visits were
        overdue then.
    zone
        By whose clock moments are said.
    lang, theme, height_px
        zh_CN or en; auto, light or dark; of the frame in the notebook.

    Raises
    ------
    BadGeometry
        A table names no coordinate system, has a missing or empty geometry, or a coordinate
        that is not finite.
    BadInput
        A column is missing, or it is no GeoDataFrame; a moment has no offset; no such zone,
        language or theme.
    """
    looks(lang, theme)
    aware("at", [at])
    rows = told.hazard_features(frame, show, lang, zone, due=at is not None)
    layers = [*_under(ground, streets, boundary), HazardLayer(_inert(rows))]
    made = _map(layers, [frame, boundary])
    return _shown(
        made,
        "Hazards",
        lang,
        theme,
        height_px,
        foot=strip.hazards(lang, due=at is not None),
        now=at,
    )


def night_map(
    plan: PlannedNight | Plan | Frame, legs: Frame | None = None, *, bases: Frame | None = None,
    teams: Mapping[str, str] = MappingProxyType({}), ground: Ground | None = None,
    streets: Frame | None = None, boundary: Frame | None = None,
    zone: str = "Asia/Shanghai",
    lang: str = "zh_CN", theme: str = "auto", height_px: int = 480,
) -> NotebookMap:  # fmt: skip
    """The rounds of a night: numbered stops and the way along the streets, pass by pass.

    How a round ends is in it only where it leads back to one of `bases`: it may be the walk to
    somebody's home. No name of a person or a hazard is in it.

    Parameters
    ----------
    plan
        Of `geo.planning.plan_night` or `geo.rounds.plan`; or its stops as a table: points in any
        CRS with columns team_id, seq and, where known, pass_no, pass_name, extra, team, code,
        kind, rank, eta.
    legs
        With a table of stops: lines with columns team_id, seq and, where known, pass_no, through.
        Of several nights both tables need `night` too; see `geo.handing_on`.
    bases
        The offices: points in any CRS. Without them no round has its way back, nor its way out
        where it begins and ends at one place.
    teams
        What teams are called, by their id; else as a column `team` has it, else by number.
    ground, streets, boundary, zone, lang, theme, height_px
        As `hazard_map`.

    Raises
    ------
    BadGeometry, BadInput
        As `hazard_map`.
    """
    looks(lang, theme)
    stops, ways = _night(plan, legs)
    told.stops_sound(stops, zone)
    if ways is not None:
        # The view opens at what is seen, so a way home must not stretch it either.
        ways = handed_on(ways, stops, bases=bases)
    rows = told.night_features(stops, ways, zone, bases=bases)
    layers = [*_under(ground, streets, boundary), NightRoundLayer(source=_inert(rows))]
    made = _map(layers, [each for each in (stops, ways, boundary) if each is not None])
    nobody = any(blank(each) for each in stops["team_id"])
    foot = strip.teams(lang, told.teams_in(stops, teams, lang), nobody=nobody)
    passes = {"data-passes": inert(told.passes_in(stops, lang))}
    return _shown(made, "Patrol rounds", lang, theme, height_px, head=strip.CHOICE, foot=foot,
                  data=passes, more=PASSES)  # fmt: skip


def coverage_map(
    cells: Frame, *, ground: Ground | None = None, streets: Frame | None = None,
    boundary: Frame | None = None,
    lang: str = "zh_CN", theme: str = "auto", height_px: int = 480,
) -> NotebookMap:  # fmt: skip
    """How many hours ago each cell was last visited; hatched where never.

    Parameters
    ----------
    cells
        Of `geo.coverage.cells`: polygons in any CRS with a column hours_since and, where known,
        hazards and visited (counts).
    ground, streets, boundary, lang, theme, height_px
        As `hazard_map`.

    Raises
    ------
    BadGeometry, BadInput
        As `hazard_map`.
    """
    looks(lang, theme)
    rows = told.cell_features(cells, lang)
    layers = [*_under(ground, streets, boundary), CoverageLayer(_inert(rows))]
    made = _map(layers, [cells, boundary])
    return _shown(made, "Coverage", lang, theme, height_px, foot=strip.hours(lang, told.HOURS))


def _night(plan: PlannedNight | Plan | Frame, legs: Frame | None) -> tuple[Frame, Frame | None]:
    """Stops and legs."""
    if isinstance(plan, gpd.GeoDataFrame):
        return plan, legs
    if isinstance(plan, PlannedNight):
        return plan.stops, plan.legs
    if isinstance(plan, Plan):
        return stops_frame(plan), legs_frame(plan)
    raise BadInput("A plan, or its stops as a GeoDataFrame, is needed here; this is a {type}.",
                   type=type(plan).__name__)  # fmt: skip


def _under(ground: Ground | None, streets: Frame | None, boundary: Frame | None) -> list[OurLayer]:
    layers: list[OurLayer] = [] if ground is None else [GroundLayer(inert(ground))]
    if streets is not None:
        layers.append(StreetLayer(_inert(features(streets, ("kind", "lit")))))
    if boundary is not None:
        layers.append(BoundaryLayer(_inert(features(boundary, ()))))
    return layers


def _inert(rows: Sequence[Feature]) -> Inert:
    return inert(collection(rows))


def _map(layers: Sequence[OurLayer], seen: Sequence[Frame | None]) -> ShellMap:
    """The map with its layers, opening at what is seen."""
    box = bounds_of([checked(frame) for frame in seen if frame is not None])
    made = community_map(box or NOWHERE)
    for layer in layers:
        layer.add_to(made)
    return made


def _shown(
    made: ShellMap, title: str, lang: str, theme: str, height_px: int, *,
    head: Markup | str = "", foot: Markup | str = "", now: datetime | None = None,
    data: Mapping[str, Inert] = MappingProxyType({}), more: str = "",
) -> NotebookMap:  # fmt: skip
    html = one_file(
        parts(made), title=title, lang=lang, theme=theme, head=head, foot=foot, now=now, data=data,
        more=more,
    )  # fmt: skip
    return NotebookMap(made, html, words(lang).say(title), height_px)
