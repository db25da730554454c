"""The command line: the same verbs as HTTP, called directly on the same store."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from shapely import MultiPolygon, Polygon

from api.actors import LOCAL_OFFICE
from api.language import say
from api.services.alarms import level_of
from api.services.asking import read_bbox
from api.services.importing import ImportLimits
from api.settings import Settings
from api.stores import store_of
from data import communities
from data.files import geojson
from data.store import Store
from geo.communities import Community
from geo.errors import BadFile, BadInput, NotFound, Problem, YuxunError
from geo.sentences import Sentence

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Yuxun (雨巡): patrol rounds and hazard maps for the flood season.",
)

# Complaints shown of a file; the rest is counted.
MOST_TOLD = 50
# Nights that can be planned: calendars and time zones are sure of their ground there.
FIRST_NIGHT, LAST_NIGHT = date(2000, 1, 1), date(2199, 12, 31)

Seed = Annotated[int, typer.Option(help="Same seed and iterations, same plan.")]


@app.callback()
def _begin() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def now() -> datetime:
    """The real moment, aware."""
    return datetime.now(UTC)


@contextmanager
def store() -> Iterator[Store]:
    """The store of the settings; errors of ours end the command with their sentence."""
    with sentences():
        opened = store_of(configured())
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def sentences() -> Iterator[None]:
    """Errors of ours end the command with their sentence."""
    try:
        yield
    except YuxunError as error:
        _end(error)


def configured(**asked: object) -> Settings:
    """The settings: what was asked for here, else the environment, else the default.

    Raises
    ------
    BadInput
        With one problem for each setting that cannot be.
    """
    given = {name: value for name, value in asked.items() if value is not None}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        wrong = [(f"YUXUN_{each['loc'][0]}".upper(), each["msg"]) for each in error.errors()]
        raise BadInput(
            "The setting {names} cannot be used. Look it up in docs/settings.md.",
            names=", ".join(name for name, _ in wrong),
            problems=[Problem(name, "{complaint}", {"complaint": why}) for name, why in wrong],
        ) from None


def _language() -> str:
    """The language of the settings; where they cannot be read, that of their default."""
    try:
        return configured().language
    except BadInput:
        return str(Settings.model_fields["language"].default)


def _end(error: YuxunError) -> NoReturn:
    """End the command with an error's sentence and its single complaints."""
    language = _language()
    typer.secho(say(error.sentence, error.values, language), err=True, fg="red")
    for problem in error.problems[:MOST_TOLD]:
        said = say(problem.sentence, problem.values, language)
        typer.echo(f"  {problem.where}: {said}", err=True)
    raise typer.Exit(1) from None


def community_named(opened: Store, name: str | None) -> Community:
    """The community of that name, id or code; without a name the only one there is.

    Raises
    ------
    NotFound
        None of that name.
    BadInput
        No name was given and there is not exactly one.
    """
    with opened.read() as conn:
        known = communities.all_of(conn)
    if name is None:
        if len(known) == 1:
            return known[0]
        names = ", ".join(each.name for each in known) or "-"
        raise BadInput("Name the community with --community: {names}.", names=names)
    for each in known:
        if name in (each.id, each.name, each.name_en, each.code):
            return each
    raise NotFound("There is no community “{name}” here.", name=name)


def tell(sentence: Sentence | None) -> None:
    """Print a sentence in the language of the settings."""
    if sentence is not None:
        language = _language()
        typer.echo(say(sentence.template, sentence.values, language))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the pages and the lists."""
    from api.serving import run

    with sentences():
        run(configured(host=host, port=port))


@app.command()
def sample(
    if_empty: Annotated[bool, typer.Option(help="Only where no community is yet.")] = False,
    anew: Annotated[bool, typer.Option(help="Load it again over what is there.")] = False,
) -> None:
    """Load the invented sample community and plan its demo night."""
    from api.services.sample import load_and_plan

    with store() as opened:
        tell(load_and_plan(opened, LOCAL_OFFICE, now(), if_empty=if_empty, anew=anew))


@app.command("import-osm")
def import_osm_(
    file: Annotated[Path, typer.Argument(help=".osm or .osm.pbf")],
    boundary: Annotated[Path | None, typer.Option(help="GeoJSON polygon to cut to.")] = None,
    bbox: Annotated[str | None, typer.Option(help="W,S,E,N instead of a boundary.")] = None,
    community: Annotated[str | None, typer.Option(help="Its name.")] = None,
) -> None:
    """Take streets, gates, buildings, trees and water from an OpenStreetMap file."""
    from api.services.streets import import_osm

    with store() as opened:
        report = import_osm(
            opened, LOCAL_OFFICE, file,
            boundary=boundary_in(boundary) if boundary else None,
            bbox=box_of(bbox) if bbox else None, community_name=community,
            own_access_private=configured().private_walkable, now=now(),
        )  # fmt: skip
        for line in report.lines():
            tell(line)


@app.command("import-hazards")
def import_hazards_(
    file: Annotated[Path, typer.Argument(help="GeoJSON or CSV")],
    kind: Annotated[str | None, typer.Option(help="Where the file has no kind column.")] = None,
    crs: Annotated[str | None, typer.Option(help="EPSG:4326, GCJ-02, BD-09, …")] = None,
    community: Annotated[str | None, typer.Option(help="Name, code or id.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would happen.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Leave out bad rows and list them.")] = False,
) -> None:
    """Take hazards from a file: all of them, or none and a complaint for each bad row."""
    from api.services.hazards import import_hazards

    with store() as opened:
        limits = limits_of(configured())
        content = content_of(file, limits.file_bytes)
        result = import_hazards(
            opened, LOCAL_OFFICE, content, filename=file.name, kind=kind, crs=crs,
            community_id=community_named(opened, community).id, dry_run=dry_run,
            skip_bad=skip_bad, limits=limits, now=now(),
        )  # fmt: skip
        for line in result.lines():
            tell(line)


@app.command()
def plan(
    night: Annotated[str | None, typer.Option(help="YYYY-MM-DD; tonight by default.")] = None,
    level: Annotated[str | None, typer.Option(help="none, blue, yellow, orange, red.")] = None,
    teams: Annotated[int | None, typer.Option(help="Only so many teams.")] = None,
    seconds: Annotated[float | None, typer.Option(help="How long to search.")] = None,
    iterations: Annotated[int | None, typer.Option(help="How far to search.")] = None,
    seed: Seed = 1,
    community: Annotated[str | None, typer.Option(help="Name, code or id.")] = None,
    publish: Annotated[bool, typer.Option(help="Send it to the phones.")] = False,
) -> None:
    """Plan a night's rounds."""
    from api.services import planning

    with store() as opened:
        bounded("--teams", teams, 1, 1_000)
        bounded("--seconds", seconds, 0.1, 600)
        bounded("--iterations", iterations, 1, 1_000_000)
        bounded("--seed", seed, 0, 2**31 - 1)
        chosen = community_named(opened, community)
        order = planning.PlanOrder(
            community_id=chosen.id,
            night=night_in(night),
            level=level_of(level) if level else None,
            team_count=teams,
            seconds=seconds if seconds or iterations else configured().plan_seconds,
            iterations=iterations,
            seed=seed,
        )
        with progress_line() as progress:
            outcome = planning.plan_night(opened, LOCAL_OFFICE, order, now(), progress)
        tell(outcome.sentence)
        tell(outcome.change)
        for note in outcome.plan.notes:
            tell(note)
        for each in outcome.plan.unserved:
            tell(Sentence(each.reason, each.values))
        if publish:
            with opened.write(LOCAL_OFFICE.id, now()) as tx:
                said = planning.publish(tx, outcome.plan_id)
            tell(said)


@app.command()
def warn(
    kind: Annotated[str, typer.Argument(help="rain, ponding, wind or thunder")],
    level: Annotated[str, typer.Argument(help="none lifts it; blue, yellow, orange, red")],
    hours: Annotated[float, typer.Option(help="How long it holds.")] = 12,
    source: Annotated[str, typer.Option(help="Who issued it.")] = "",
    community: Annotated[str | None, typer.Option(help="Name, code or id.")] = None,
) -> None:
    """Write down a warning as it was issued, or lift it."""
    from api.services.alarms import issue

    with store() as opened:
        chosen = community_named(opened, community)
        with opened.write(LOCAL_OFFICE.id, now()) as tx:
            said = issue(tx, chosen.id, kind, level, hours=hours, source=source)
        tell(said)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="serve, planner or phone; --help after it")],
) -> None:
    """Measure speed; there in a checkout only."""
    if what not in ("serve", "planner", "phone"):
        typer.secho("There are the benchmarks serve, planner and phone.", err=True, fg="red")
        raise typer.Exit(1)
    try:
        module = importlib.import_module(f"tests.bench.{what}")
    except ModuleNotFoundError:
        typer.secho("Benchmarks are in a checkout of the project only.", err=True, fg="red")
        raise typer.Exit(1) from None
    module.main(context.args)


def limits_of(settings: Settings) -> ImportLimits:
    """How large a file may be and how far outside its hazards may lie, as the settings say."""
    return ImportLimits(
        file_bytes=settings.import_bytes,
        rows=settings.import_features,
        outside_m=settings.outside_m,
    )


def content_of(file: Path, most: int) -> bytes:
    """What a file holds, read no further than it may be.

    Raises
    ------
    BadFile
        There is no such file, or it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise BadFile(
            "“{file}” cannot be read: {why}.", file=str(file), why=error.strerror or error
        ) from error


def boundary_in(file: Path) -> Polygon | MultiPolygon:
    """The area in a GeoJSON file: its only feature, which is a polygon or several."""
    most = configured().import_bytes
    layer = geojson.read(content_of(file, most), largest=most)
    shapes = [row.geometry for row in layer.rows]
    if len(shapes) != 1 or not isinstance(shapes[0], Polygon | MultiPolygon):
        raise BadInput("{file} should hold one feature, the boundary as a polygon.", file=file.name)
    return shapes[0]


def box_of(text: str) -> tuple[float, float, float, float]:
    """A box from the command line."""
    try:
        return read_bbox(text)
    except ValueError:
        raise BadInput(
            "“{text}” is not a box. Write west,south,east,north in degrees.", text=text[:80]
        ) from None


def night_in(text: str | None) -> date | None:
    """A night's date from the command line; None stays None."""
    if text is None:
        return None
    try:
        night = date.fromisoformat(text)
    except ValueError:
        raise BadInput("“{text}” is not a date. Write it as 2026-07-22.", text=text) from None
    if not FIRST_NIGHT <= night <= LAST_NIGHT:
        raise BadInput(
            "{night} cannot be planned. Name a night from {first} to {last}.",
            night=text, first=FIRST_NIGHT, last=LAST_NIGHT,
        )  # fmt: skip
    return night


def bounded(option: str, value: float | None, least: float, most: float) -> None:
    """Refuse a number outside its bounds, and what is no number; None was not given."""
    if value is not None and not least <= value <= most:
        raise BadInput(
            "{option} {value} cannot be. Give a number from {least:,g} to {most:,.10g}.",
            option=option, value=value, least=least, most=most,
        )  # fmt: skip


@contextmanager
def progress_line() -> Iterator[Callable[[float], None] | None]:
    """A line on a terminal that says how far the planner is; silent elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(share: float) -> None:
        typer.echo(f"\r{share:4.0%}", nl=False, err=True)

    yield show
    typer.echo("\r     \r", nl=False, err=True)


if __name__ == "__main__":
    app()
