"""Answers that were given before, kept while they are true, within a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True)
class Body:
    """One answer: its bytes, packed ones when somebody asked, and the headers of its own."""

    plain: bytes
    headers: list[tuple[bytes, bytes]]
    gzip: bytes | None = None

    @property
    def size(self) -> int:
        """What it takes in memory, about; packed bytes are counted before they are made."""
        return len(self.plain) * 5 // 4 + 500


@dataclass(slots=True)
class KeptAnswers:
    """The answers asked for last, at most `most` bytes of them.

    A key holds the data version: an answer is never wrong, only no longer asked for.
    """

    most: int
    _kept: OrderedDict[Hashable, Body] = field(default_factory=OrderedDict)
    _size: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable) -> Body | None:
        """The answer of that key, or None."""
        with self._lock:
            body = self._kept.get(key)
            if body is not None:
                self._kept.move_to_end(key)
            return body

    def keep(self, key: Hashable, body: Body) -> None:
        """Keep an answer; the ones not asked for longest make room."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += body.size - (before.size if before else 0)
            self._kept[key] = body
            while self._size > self.most:
                _, gone = self._kept.popitem(last=False)
                self._size -= gone.size
