"""Who asks. Every verb takes an actor; the doors resolve it in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who may act: in every community when `communities` is None."""

    id: str
    display_name: str
    roles: frozenset[str]
    communities: frozenset[str] | None = None


# Until accounts exist this is the only actor, and only the machine itself may act as it.
LOCAL_OFFICE = Actor("local-office", "本机办公室", frozenset({"admin"}))
