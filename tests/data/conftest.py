"""Stores for the contract tests: the same tests run over SQLite and over PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from data import communities, hazards, streets, teams
from data.store import Store, open_store
from tests import town
from tests.data import postgres

NOW = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """One server for the session, started when the first test wants it."""
    if why := postgres.missing():
        pytest.skip(why)
    running = postgres.start()
    try:
        running.run("CREATE DATABASE empty")
        open_store(running.url("empty")).close()
        yield running
    finally:
        running.stop()


ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store, its schema made."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
    else:
        yield from _copied(request.getfixturevalue("cluster"), "empty")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """An open, empty store in one SQLite file."""
    with open_store(f"sqlite:///{tmp_path}/store.db") as opened:
        yield opened


@pytest.fixture(scope="session")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the small town in it, to be copied."""
    path = tmp_path_factory.mktemp("town") / "store.db"
    _build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def town_database(cluster: postgres.Cluster) -> postgres.Cluster:
    """The server, with the small town in the database "town", to be copied."""
    cluster.run("CREATE DATABASE town TEMPLATE empty")
    _build(cluster.url("town"))
    return cluster


@pytest.fixture(params=ENGINES)
def town_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open store with the small town in it."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("town_file"), tmp_path / "town.db")
        with open_store(f"sqlite:///{tmp_path}/town.db") as opened:
            yield opened
        return
    for address in _copied(request.getfixturevalue("town_database"), "town"):
        with open_store(address) as opened:
            yield opened


def _copied(server: postgres.Cluster, template: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def _build(address: str) -> None:
    with open_store(address) as store, store.write("import", NOW) as tx:
        communities.add(tx, town.community())
        communities.add_office(tx, town.office())
        communities.add_contacts(tx, town.contacts())
        streets.replace_ground(tx, town.COMMUNITY, town.streets(), town.gates(), town.ground())
        for team in town.team_rows():
            teams.add(tx, team)
        hazards.add_many(tx, town.hazards())
