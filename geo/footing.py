"""How a team walks in a pass: where it may not go, and what counts more than its metres.

An e-bike is kept off steps altogether, so a hazard that only steps lead to, or a flood segment
that lies on steps, is for teams on foot. In the dark a street without lamps counts more, so
that a lit way is taken where it is not much longer; of a street nobody looked at, lamps are
assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.ground import Street
from geo.teams import Mode


@dataclass(frozen=True, slots=True)
class Footing:
    """wheels: kept off steps. unlit_factor: what a metre of an unlit street counts, at least 1."""

    wheels: bool = False
    unlit_factor: float = 1.0

    @classmethod
    def of(cls, mode: Mode, *, dark: bool, unlit_factor: float) -> Footing:
        """How a team of that mode walks, by day or in the dark."""
        return cls(mode == "ebike", unlit_factor if dark else 1.0)

    def barred(self, streets: Sequence[Street]) -> frozenset[int]:
        """The streets it may not use, by their place in the sequence."""
        if not self.wheels:
            return frozenset()
        return frozenset(n for n, street in enumerate(streets) if street.steps)

    def factors(self, streets: Sequence[Street]) -> NDArray[np.float64]:
        """(m,) what a metre of each street counts."""
        unlit = np.array([street.lit is False for street in streets], dtype=bool)
        return np.where(unlit, self.unlit_factor, 1.0)


ON_FOOT = Footing()
