"""The collections that are served, and what may be asked of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.services.asking import (
    BBOX,
    CODE,
    COMMUNITY,
    CRS,
    DATETIME,
    FORMAT,
    KIND,
    LANG,
    MIN_RANK,
    OVERDUE,
    PAGING,
    RANK,
    STATUS,
    UPDATED_SINCE,
    Parameter,
    by_name,
)
from api.services.narrowing import COMMUNITIES, LEGS, STOPS, STREETS
from maps.style import N_


@dataclass(frozen=True, slots=True)
class Collection:
    """One list of features. `of`: whose public fields they have."""

    id: str
    title: str
    about: str
    of: str
    parameters: Mapping[str, Parameter]

    @property
    def queryables(self) -> list[Parameter]:
        """The parameters that are equal to a property of the features."""
        return [each for each in self.parameters.values() if each.property]


_EVERY = (BBOX, DATETIME, *PAGING, *CRS, FORMAT, LANG)
_HAZARD = (COMMUNITY, RANK, MIN_RANK, CODE, STATUS, OVERDUE, UPDATED_SINCE)


def _hazards_of(name: str, title: str, about: str) -> Collection:
    return Collection(name, title, about, "hazards", by_name(*_EVERY, *_HAZARD))


_ALL = (
    Collection(
        "communities", N_("Communities 社区"), N_("Residential communities and their boundaries."),
        "communities", by_name(*_EVERY, *COMMUNITIES, UPDATED_SINCE),
    ),
    Collection(
        "hazards", N_("Hazards 隐患点"), N_("Every place that rain makes dangerous, of any kind."),
        "hazards", by_name(*_EVERY, KIND, *_HAZARD),
    ),
    _hazards_of(
        "flood_segments", N_("Flood-prone roads 易积水路段"),
        N_("Stretches of street where water stands."),
    ),
    _hazards_of(
        "leak_buildings", N_("Leak-prone buildings 易漏房屋"),
        N_("Buildings whose roofs leak."),
    ),
    _hazards_of(
        "leaning_trees", N_("Leaning trees 倾斜树木"), N_("Trees that may fall."),
    ),
    Collection(
        "streets", N_("Streets 道路"), N_("Walkable streets between two junctions."),
        "streets", by_name(*_EVERY, COMMUNITY, *STREETS, UPDATED_SINCE),
    ),
    Collection(
        "round_stops", N_("Stops of published rounds 巡查点位"),
        N_("Each visit of a published night, with its time."),
        "round_stops", by_name(*_EVERY, COMMUNITY, *STOPS, UPDATED_SINCE),
    ),
    Collection(
        "round_legs", N_("Legs of published rounds 巡查路线"),
        N_("The way from stop to stop, along the streets."),
        "round_legs", by_name(*_EVERY, COMMUNITY, *LEGS, UPDATED_SINCE),
    ),
)  # fmt: skip

COLLECTIONS: Mapping[str, Collection] = {each.id: each for each in _ALL}

# `GET /hazards` and `/hazards.csv` ask the same list in fewer words.
_PLAIN = (BBOX, KIND, *_HAZARD, *PAGING, LANG)
PLAIN_HAZARDS: Mapping[str, Parameter] = by_name(*_PLAIN)
