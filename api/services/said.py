"""A sentence on its way to a person: an English template with its values, said by the doors."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; the door that answers looks it up in the reader's language.

    values may hold further Said, for a sentence within a sentence.
    """

    sentence: str
    values: dict[str, object] = field(default_factory=dict)
