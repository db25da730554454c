"""Stores for the contract tests: the same tests run over SQLite and over PostgreSQL."""

from __future__ import annotations

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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store, its schema made."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    server: postgres.Cluster = request.getfixturevalue("cluster")
    name = f"t{uuid4().hex}"
    server.run(f"CREATE DATABASE {name} TEMPLATE empty")
    yield server.url(name)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


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


@pytest.fixture
def town_store(store: Store) -> Store:
    """The store with the small town in it."""
    with store.write("import", NOW) as tx:
        communities.add(tx, town.community())
        communities.add_office(tx, town.office())
        communities.add_contacts(tx, town.contacts())
        streets.replace_ground(tx, town.COMMUNITY, town.streets(), town.gates(), town.ground())
        for team in town.team_rows():
            teams.add(tx, team)
        hazards.add_many(tx, town.hazards())
    return store
