"""The command line: the same verbs as HTTP, called directly on the same store."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api import cli_out
from api.actors import LOCAL_OFFICE
from api.cli_door import (
    app,
    community_named,
    configured,
    now,
    sentences,
    spoken_language,
    store,
    tell,
)
from api.cli_words import (
    boundary_in,
    bounded,
    box_of,
    content_of,
    limits_of,
    night_in,
    progress_line,
)
from api.language import say
from api.services.alarms import level_of
from data import communities
from data.store import Store
from geo.errors import BadInput, YuxunError

if TYPE_CHECKING:
    from api.services.planning import PlanOrder

BENCHMARKS = ("serve", "planner", "phone", "many-nights", "replan", "pan")

Seed = Annotated[int, typer.Option(help="Same seed and iterations, same plan.")]

cli_out.register(app)


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
            boundary=boundary_in(boundary, configured().import_bytes) if boundary else None,
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
    every: Annotated[bool, typer.Option("--all", help="All communities of the store.")] = False,
    workers: Annotated[int | None, typer.Option(help="With --all: so many processes.")] = None,
    cluster: Annotated[
        str | None, typer.Option(help="With --all: tcp://host:port of Dask.")
    ] = None,
) -> None:
    """Plan a night's rounds, of one community or of all."""
    from api.services import planning

    with store() as opened:
        bounded("--teams", teams, 1, 1_000)
        bounded("--seconds", seconds, 0.1, 600)
        bounded("--iterations", iterations, 1, 1_000_000)
        bounded("--seed", seed, 0, 2**31 - 1)
        bounded("--workers", workers, 1, 1_000)
        order = planning.PlanOrder(
            community_id="",
            night=night_in(night),
            level=level_of(level) if level else None,
            team_count=teams,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
        )
        if every:
            if community is not None:
                raise BadInput("Choose --all or --community, not both.")
            plan_all(opened, order, workers, cluster, publish=publish)
            return
        if workers is not None or cluster is not None:
            raise BadInput("--workers and --cluster are for many communities: add --all.")
        order = replace(
            order,
            community_id=community_named(opened, community).id,
            usual_seconds=configured().plan_seconds,
        )
        with progress_line() as progress:
            outcome = planning.plan_night(opened, LOCAL_OFFICE, order, now(), progress)
        tell(outcome.sentence)
        tell(outcome.change)
        for note in outcome.plan.notes:
            tell(note)
        for each in outcome.unserved:
            tell(each)
        if publish:
            with opened.write(LOCAL_OFFICE.id, now()) as tx:
                said = planning.publish(tx, outcome.plan_id)
            tell(said)


def plan_all(
    opened: Store, order: PlanOrder, count: int | None, address: str | None, *, publish: bool
) -> None:
    """Plan every community, a line for each as it comes; ends with 1 where any was left behind.

    Without seconds or iterations the search has a fixed length: the same plans on any machine.
    """
    from api.services import planning, planning_many, workers

    with opened.read() as conn:
        orders = [replace(order, community_id=each.id) for each in communities.all_of(conn)]

    unpublished: list[str] = []

    def told(outcome: planning_many.Outcome, _: float) -> None:
        said = say(outcome.said.template, outcome.said.values, spoken_language())
        typer.echo(f"{outcome.name}: {said}", err=outcome.error is not None)
        if publish and outcome.plan_id is not None:
            try:
                with opened.write(LOCAL_OFFICE.id, now()) as tx:
                    planning.publish(tx, outcome.plan_id)
            except YuxunError as error:
                unpublished.append(outcome.name)
                said = say(error.sentence, error.values, spoken_language())
                typer.echo(f"{outcome.name}: {said}", err=True)

    with workers.cluster(address) if address else workers.processes(count) as those:
        outcomes = planning_many.plan_many(
            opened, LOCAL_OFFICE, orders, those.executor, now(),
            at_once=2 * those.count, progress=told,
        )  # fmt: skip
    tell(outcomes.sentence())
    if outcomes.failed or unpublished:
        raise typer.Exit(1)


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
    what: Annotated[str, typer.Argument(help="One of those of tests/bench; --help after it.")],
) -> None:
    """Measure speed; there in a checkout only."""
    if what not in BENCHMARKS:
        typer.secho(f"There are the benchmarks {', '.join(BENCHMARKS)}.", err=True, fg="red")
        raise typer.Exit(1)
    try:
        module = importlib.import_module(f"tests.bench.{what.replace('-', '_')}")
    except ModuleNotFoundError:
        typer.secho("Benchmarks are in a checkout of the project only.", err=True, fg="red")
        raise typer.Exit(1) from None
    module.main(context.args)


if __name__ == "__main__":
    app()
