"""Bad files through the verb itself: each is named for what it is, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data import communities
from data.store import Store
from geo.errors import BadInput
from tests import town
from tests.api.services.office import everything, office, take
from tests.data.files.bad_files import BAD, CANARY, GOOD, Bad, collection


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with office() as opened:
        yield opened


def _state(store: Store) -> tuple[object, ...]:
    with store.read() as conn:
        people = communities.contacts(conn, town.COMMUNITY)
        return store.data_version(conn), everything(store), people


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_named_for_what_it_is_and_changes_nothing(store: Store, bad: Bad) -> None:
    before = _state(store)
    with pytest.raises(BadInput) as caught:
        take(store, bad.content, bad.filename, crs=bad.crs, kind=bad.kind)
    said = str(caught.value)
    assert all(part in said for part in bad.says), said
    assert "root:" not in said
    assert CANARY not in said
    assert _state(store) == before


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_dry_run_finds_the_same_and_writes_nothing(store: Store, bad: Bad) -> None:
    before = _state(store)
    try:
        result = take(store, bad.content, bad.filename, crs=bad.crs, kind=bad.kind, dry_run=True)
    except BadInput as error:
        said = str(error)
    else:
        said = "\n".join(map(str, result.lines()))
        assert result.refused
    assert all(part in said for part in bad.says), said
    assert _state(store) == before


def test_the_corpus_is_large_and_the_good_feature_is_good() -> None:
    assert len(BAD) >= 100
    with office() as fresh:
        assert take(fresh, collection(GOOD)).count("taken") == 1
