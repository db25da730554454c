"""A change proven: the whole night planned with it, as what helps one pass may cost another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geo.levers import Given, Lever
from geo.sentences import Sentence

Key = tuple[str, int]
# A changed night planned: the visits that nobody makes in it, (hazard id, pass number).
Replan = Callable[[Given], frozenset[Key]]


@dataclass(frozen=True, slots=True)
class Help:
    """A change that was tried: so much of a lever, and the hazards that it serves."""

    lever: Lever
    amount: int
    serves: frozenset[str]

    @property
    def size(self) -> tuple[int, int]:
        """What is small comes first."""
        return self.lever.size, self.amount

    @property
    def words(self) -> Sentence:
        """It, said after "with"."""
        return self.lever.words(self.amount)


class Proofs:
    """Plans the whole night with changes for one pass, each once; so many nights at most.

    refused: whether there was one that there was no night left for.
    """

    def __init__(self, missed: frozenset[Key], replan: Replan, no: int, nights: int) -> None:
        self.missed, self.replan, self.no, self.left = missed, replan, no, nights
        self.refused = False
        self._after: dict[tuple[Lever, int], frozenset[Key]] = {}

    def serves(self, help_: Help) -> frozenset[str]:
        """The visits of the pass that are made then; none where that costs any other visit."""
        after = self._planned(help_)
        return self._served(after) if after is not None else frozenset()

    def known(self, help_: Help) -> frozenset[str]:
        """The same of what was planned already."""
        after = self._after.get((help_.lever, help_.amount))
        return self._served(after) if after is not None else frozenset()

    def more(self, help_: Help) -> int:
        """How many more visits of the pass are made then, while no other pass loses any."""
        after = self._planned(help_)
        if after is None or any(no != self.no for _, no in after - self.missed):
            return 0
        return sum(no == self.no for _, no in self.missed) - sum(no == self.no for _, no in after)

    def _served(self, after: frozenset[Key]) -> frozenset[str]:
        if not after <= self.missed:
            return frozenset()
        return frozenset(hazard_id for hazard_id, no in self.missed - after if no == self.no)

    def _planned(self, help_: Help) -> frozenset[Key] | None:
        key = help_.lever, help_.amount
        if key not in self._after:
            if self.left <= 0:
                self.refused = True
                return None
            self.left -= 1
            self._after[key] = self.replan(help_.lever.change(help_.amount))
        return self._after[key]
