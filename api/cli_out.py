"""What the command line writes into files: maps, pictures, exports and labels."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli_door import (
    community_named,
    configured,
    now,
    sentences,
    spoken_language,
    store,
    tell,
)
from api.cli_files import written
from api.cli_words import night_in
from api.public_address import PublicAddress
from geo.errors import BadInput
from geo.sentences import reason


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
    team: Annotated[str | None, typer.Option(help="Of a night only this team's rounds.")] = None,
    pass_: Annotated[
        str | None, typer.Option("--pass", help="Of a night only this pass, by number or name.")
    ] = None,
    lang: Language = None,
    first: Annotated[
        str, typer.Option("--from", help="First night of an analysis; 30 nights by default.")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="Its last night; --night by default.")] = "",
) -> None:
    """Draw a map into one file that opens with the network off."""
    with sentences():
        _refuse_idle(kind, night, team, first, last)
    if kind is MapKind.NIGHT:
        from api.cli_night import draw_night

        draw_night(out, night=night, community=community, team=team, pass_=pass_, lang=lang)
        return
    from api.cli_analysis import draw_analysis

    draw_analysis(
        kind.value, out, community=community, lang=lang, first=first, last=last or night or ""
    )


def _refuse_idle(kind: MapKind, night: str | None, team: str | None, first: str, last: str) -> None:
    """Refuse what this kind would leave out in silence: the file would not be what was asked."""
    if team is not None and kind is not MapKind.NIGHT:
        raise BadInput(
            "“--team” is for one team's rounds of a night: `yuxun map night --team …`. Leave it "
            "out with {kind}.", kind=kind.value,
        )  # fmt: skip
    for option, value in (("--from", first), ("--to", last)):
        if value and kind in (MapKind.NIGHT, MapKind.HAZARDS):
            raise BadInput(
                "“{option}” is for the nights of an analysis, such as heat. Leave it out with "
                "{kind}.", option=option, kind=kind.value,
            )  # fmt: skip
    if night is not None and kind is MapKind.HAZARDS:
        raise BadInput(
            "“--night” is for a night or an analysis. Leave it out: hazards are drawn as they "
            "are now."
        )


def export(
    out: Annotated[Path, typer.Argument(help="FILE.gpkg")],
    night: OfNight = None,
    community: CommunityName = None,
) -> None:
    """Write a night with boundary, hazards, streets, stops and legs into a GeoPackage."""
    from api.night_package import night_package
    from api.services.clock import tonight_in
    from data.files import gpkg

    with store() as opened:
        asked = night_in(night)
        chosen = community_named(opened, community)
        with opened.read() as conn:
            package = night_package(
                conn, chosen, asked or tonight_in(chosen, now()), spoken_language(), opened.kinds
            )
        gpkg.write(out.absolute(), package.layers)
        tell(package.told(out.name))


def labels(
    out: Annotated[Path, typer.Option(help="FILE.html, to be printed.")],
    community: CommunityName = None,
    kind: Annotated[str | None, typer.Option(help="Only hazards of this kind.")] = None,
    lang: Language = None,
    public_url: Annotated[
        str | None, typer.Option(help="Address that phones reach Yuxun by; the settings' if none.")
    ] = None,
) -> None:
    """Make a sheet of hazard labels with QR codes."""
    from api.paper_view import labels_of

    with store() as opened:
        asked = configured(language=lang, public_url=public_url)
        address = PublicAddress(asked.public_url)
        chosen = community_named(opened, community)
        with opened.read() as conn:
            made = labels_of(
                conn, chosen, asked.language, opened.kinds, address, kind=kind, whole=True
            )
        written(out, made)
        tell(address.trouble())
        tell(reason("The labels are in {file}.", file=str(out)))
