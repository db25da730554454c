"""What the product says: an English template with its values apart, said in any language.

Errors carry their sentence themselves (`geo.errors`); everything else that people read and
that is made here, such as why nobody can make a visit, is a `Sentence` made by `reason`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template, looked up in the catalogue by the doors, and what fills it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)


def reason(template: str, /, **values: object) -> Sentence:
    """A sentence; its template is found by its literal place here, for the catalogue."""
    return Sentence(template, values)
