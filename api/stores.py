"""The store that the settings name, with the kinds of hazard that they add."""

from __future__ import annotations

import json

from api.settings import Settings
from data.store import Store, open_store
from geo.errors import BadFile
from geo.kinds import DEFAULT_KINDS, Kind
from geo.kinds_reading import kinds_of

# A longer one is no list of kinds; what is cut off here is no JSON any more.
LARGEST = 1 << 20


def store_of(settings: Settings) -> Store:
    """Open the store of the settings.

    Raises
    ------
    BadInput
        The store's address or the kinds file says something impossible.
    StoreUnavailable
        The store cannot be opened.
    """
    return open_store(settings.store, kinds=_kinds(settings))


def _kinds(settings: Settings) -> tuple[Kind, ...]:
    if settings.kinds_file is None:
        return DEFAULT_KINDS
    try:
        with settings.kinds_file.open("rb") as opened:
            records = json.loads(opened.read(LARGEST))
    except (OSError, ValueError, RecursionError) as error:
        raise BadFile(
            "The kinds file “{file}” cannot be read as JSON: {why}.",
            file=str(settings.kinds_file), why=str(error),
        ) from error  # fmt: skip
    return kinds_of(records)
