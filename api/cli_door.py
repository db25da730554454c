"""The command line's door: the application, the store it opens, and how it ends and speaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

import typer
from pydantic import ValidationError

from api.language import say
from api.settings import Settings
from api.stores import store_of
from data import communities
from data.store import Store
from geo.communities import Community
from geo.errors import BadInput, NotFound, Problem, YuxunError
from geo.sentences import Sentence

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Yuxun (雨巡): patrol rounds and hazard maps for the flood season.",
)

# Complaints shown of a file; the rest is counted.
MOST_TOLD = 50


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


def spoken_language() -> str:
    """The language of the settings; where they cannot be read, that of their default."""
    try:
        return configured().language
    except BadInput:
        return str(Settings.model_fields["language"].default)


def _end(error: YuxunError) -> NoReturn:
    """End the command with an error's sentence and its single complaints."""
    language = spoken_language()
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
    if not name:
        if len(known) == 1:
            return known[0]
        if not known:
            raise BadInput(
                "There is no community yet. Take one from OpenStreetMap with `yuxun import-osm`, "
                "or load the sample with `yuxun sample`."
            )
        names = ", ".join(each.name for each in known)
        raise BadInput("Name the community with --community: {names}.", names=names)
    for each in known:
        if name in (each.id, each.name, each.name_en, each.code):
            return each
    raise NotFound("There is no community “{name}” here.", name=name)


def tell(sentence: Sentence | None) -> None:
    """Print a sentence in the language of the settings."""
    if sentence is not None:
        language = spoken_language()
        typer.echo(say(sentence.template, sentence.values, language))
