"""Everything that Yuxun raises on purpose.

YuxunError
├── BadInput                what somebody sent cannot be true; nothing was changed
│   ├── BadGeometry         a shape or coordinate is broken, empty or elsewhere
│   ├── BadFile             a file cannot be read as what it says it is
│   ├── TooLarge            more bytes, rows or corners than the limit
│   └── KeyReused           the same key came before with other content
├── BadQuery                the question itself is malformed (unknown parameter, bad bbox)
├── NotFound                no such thing
├── NotAllowed              the actor may not do this here
├── EditConflict            somebody else changed the record first
│   └── VersionMissing      a write to a versioned record named no version
├── NotReady                something must be done before this can be
├── Busy                    the same work is already under way
└── StoreUnavailable        the store cannot be written or read now

Each carries a sentence that a patroller can act on: what is wrong with which thing, and the
remedy. The sentence is an English template, looked up in the catalogue by the doors; its
values travel apart, so that it can be said in any language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint about one place in somebody's input.

    where: what a person would look for: "row 7", "feature 3", "depth_cm".
    sentence: English template, looked up in the catalogue.
    values: what fills the template.
    """

    where: str
    sentence: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence.format(**self.values)}"


class YuxunError(Exception):
    """The root of all errors raised on purpose."""

    def __init__(
        self, sentence: str, /, *, problems: Sequence[Problem] = (), **values: object
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values
        self.problems = tuple(problems)

    def __str__(self) -> str:
        head = self.sentence.format(**self.values)
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class BadInput(YuxunError):
    """What somebody sent cannot be true; nothing was changed."""


class BadGeometry(BadInput):
    """A shape or coordinate is broken, empty or elsewhere."""


class BadFile(BadInput):
    """A file cannot be read as what it says it is."""


class TooLarge(BadInput):
    """More bytes, rows or corners than the limit."""


class KeyReused(BadInput):
    """The same idempotency key came before with other content."""


class BadQuery(YuxunError):
    """The question itself is malformed."""


class NotFound(YuxunError):
    """No such thing."""


class NotAllowed(YuxunError):
    """The actor may not do this here."""


class EditConflict(YuxunError):
    """Somebody else changed the record first."""


class VersionMissing(EditConflict):
    """A write to a versioned record named no version."""


class NotReady(YuxunError):
    """Something must be done before this can be."""


class Busy(YuxunError):
    """The same work is already under way."""


class StoreUnavailable(YuxunError):
    """The store cannot be written or read now."""
