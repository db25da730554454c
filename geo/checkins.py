"""A check-in: what a patroller says of one place at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One append-only statement. The key is a UUID made by the phone when the form was opened.

    finding: None for all clear, else {"kind", "scale", "note", "flags"}.
    position: (lon, lat) with accuracy_m, or None. seen_at: the visit by the community's clock;
    device_time: what the phone's own clock said.
    """

    key: str
    community_id: str
    result: Literal["clear", "finding"]
    seen_at: datetime
    hazard_id: str | None = None
    round_id: str | None = None
    stop_id: str | None = None
    finding: Mapping[str, object] | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    device_id: str = ""
    counter: int | None = None
    device_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that it has a check-in: after COMMIT, the same for every repeat."""

    key: str
    seq: int
    received_at: datetime
