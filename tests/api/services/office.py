"""The town of tests/town.py in a store, for tests of the verbs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from api.actors import LOCAL_OFFICE
from api.services.importing import ImportResult, import_hazards
from data import communities, hazards, streets
from data.store import Store, open_store
from geo.hazards import STATUSES, Hazard
from tests import town

NOW = datetime(2026, 7, 22, 12, 0, tzinfo=UTC)


@contextmanager
def office() -> Iterator[Store]:
    """A store in memory with the town's ground and people, and no hazards."""
    with open_store("sqlite://") as store:
        with store.write("test", NOW) as tx:
            communities.add(tx, town.community())
            communities.add_contacts(tx, town.contacts())
            streets.replace_ground(tx, town.COMMUNITY, town.streets(), town.gates(), town.ground())
        yield store


def take(
    store: Store, content: bytes, filename: str = "hazards.geojson", **own: Any
) -> ImportResult:
    """`import_hazards` into the town."""
    return import_hazards(store, LOCAL_OFFICE, content, filename=filename,
                          community_id=town.COMMUNITY, now=NOW, **own)  # fmt: skip


def everything(store: Store) -> list[Hazard]:
    """Every hazard of the town, by code."""
    with store.read() as conn:
        return hazards.of_community(conn, town.COMMUNITY, STATUSES)
