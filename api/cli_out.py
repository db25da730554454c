"""What the command line writes into files: maps, pictures, exports and labels."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class MapKind(StrEnum):
    """What `yuxun map` draws."""

    NIGHT = "night"
    HAZARDS = "hazards"
    HEAT = "heat"
    HEAT_TIME = "heat-time"
    COVERAGE = "coverage"
    COMPLIANCE = "compliance"
    REPEATS = "repeats"


CommunityName = Annotated[str | None, typer.Option(help="Name, code or id.")]
OfNight = Annotated[str | None, typer.Option(help="YYYY-MM-DD; tonight by default.")]
Language = Annotated[str | None, typer.Option(help="zh_CN or en; the settings' by default.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the command line."""
    app.command("map")(map_)
    app.command("export")(export)
    app.command("labels")(labels)


def map_(
    kind: Annotated[MapKind, typer.Argument(help="What to draw.")],
    out: Annotated[Path, typer.Option(help="FILE.html; of a night also FILE.png or FILE.svg.")],
    night: OfNight = None,
    community: CommunityName = None,
    lang: Language = None,
) -> None:
    """Draw a map into one file that opens with the network off."""
    raise NotImplementedError


def export(
    out: Annotated[Path, typer.Argument(help="FILE.gpkg")],
    night: OfNight = None,
    community: CommunityName = None,
) -> None:
    """Write a night with boundary, hazards, streets, stops and legs into a GeoPackage."""
    raise NotImplementedError


def labels(
    out: Annotated[Path, typer.Option(help="FILE.html, to be printed.")],
    community: CommunityName = None,
    lang: Language = None,
) -> None:
    """Make a sheet of hazard labels with QR codes."""
    raise NotImplementedError
