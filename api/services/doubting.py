"""A file whose coordinates lie inside the community and yet beside everything in it."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from api.services.judging import kind_said
from api.services.placing import Site, is_road
from data.files.layer import Layer
from geo.control import FEWEST, Fit, better_fit
from geo.errors import BadInput
from geo.hazards import Kind
from geo.sentences import Sentence, reason


def doubts_of(
    site: Site, layer: Layer, kinds: Sequence[Kind], kind: Kind | None, crs: str, *, said: bool
) -> list[Sentence]:
    """Whether the coordinates fit buildings and streets far better as another system.

    Whoever said the system himself is only told.

    Raises
    ------
    BadInput
        Nobody said it; nothing is taken until somebody does.
    """
    on_buildings: list[BaseGeometry] = []
    on_streets: list[BaseGeometry] = []
    for row in layer.rows:
        of_row = kind or kind_said(str(row.cells.get("kind", "")), kinds)
        if of_row is not None and row.geometry is not None:
            if is_road(of_row):
                on_streets.append(row.geometry)
            elif "Polygon" in of_row.shapes:
                on_buildings.append(row.geometry)
    if len(on_buildings) + len(on_streets) < FEWEST:
        return []
    streets = [each.geometry for each in site.network.streets] if site.network else []
    buildings = [each.geometry for each in site.buildings]
    fit = better_fit([(on_buildings, buildings), (on_streets, streets)], crs)
    return [_doubt(fit, crs, said=said)] if fit else []


def _doubt(fit: Fit, crs: str, *, said: bool) -> Sentence:
    if not said:
        raise BadInput(
            "These coordinates are perhaps {other}: as that, {hits} of {total} lie on the streets "
            "and buildings where they belong, as {crs} only {few}. Say which they are (--crs "
            "{other}, or --crs {crs}).",
            crs=crs, other=fit.crs, hits=fit.hits, few=fit.hits_given, total=fit.total,
        )  # fmt: skip
    return reason(
        "Are these coordinates really {crs}? As {other}, {hits} of {total} lie on the streets and "
        "buildings where they belong, as {crs} only {few}.",
        crs=crs, other=fit.crs, hits=fit.hits, few=fit.hits_given, total=fit.total,
    )  # fmt: skip
