"""Puts public features into `listed`, in the transaction that changes what they tell."""

from __future__ import annotations

from collections.abc import Iterable

from data.store import Tx


def relist(tx: Tx, community_id: str) -> None: ...
def relist_community(tx: Tx, community_id: str) -> None: ...
def list_hazards(tx: Tx, hazard_ids: Iterable[str]) -> None: ...
