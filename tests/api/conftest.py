from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from data.store import Store, open_store
from tests.api import filled


@pytest.fixture
def store() -> Iterator[Store]:
    """A store with the town and its published night."""
    with open_store("sqlite://") as opened:
        filled.fill(opened)
        yield opened


@pytest.fixture(scope="module")
def shared() -> Iterator[TestClient]:
    """A client of a filled store that the tests of a module only read."""
    with open_store("sqlite://") as opened:
        filled.fill(opened)
        yield filled.client_of(opened)


@pytest.fixture
def client(store: Store) -> TestClient:
    """A client on this machine."""
    return filled.client_of(store)
