"""One pass as numbers: who walks, what must be visited, how far everything is.

Oriented tasks (design notes, "Model"): a task is done at one *place*, and a street that must
be walked has two places, one per direction. `metres[a, b]` leads from where place a is left to
where place b is entered; walking through a itself is `through_m[a]`, so that the time of
arrival at a place is the time at its entrance. All times are whole seconds from one zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A way nobody can walk. Longer than any shift, so that no feasible tour holds one; far below
# 2**60, which makes the solver's sums overflow.
FAR_S = 10_000_000
FAR_DM = 10_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """One visit: done at exactly one of `places`, begun from early_s to late_s.

    prize_m: how many metres of walking it is worth before it is left out.
    """

    places: tuple[int, ...]
    early_s: int
    late_s: int
    service_s: int
    prize_m: int


@dataclass(frozen=True, slots=True)
class Walker:
    """A team on a shift: from place `start` to place `end` between early_s and late_s.

    extra_m: per task, metres that a visit by this team counts more; inf: not this team.
    ground: which of the problem's grounds it walks on. kept: tasks that it makes in this order,
    whatever else it makes between them; they are barred to everybody else. usual: the order of
    those of them that it happens to make; anybody may make them. crew: walkers of one
    crew are the same people on several shifts; None: they are on this one only.
    """

    start: int
    end: int
    early_s: int
    late_s: int
    speed_m_s: float
    extra_m: tuple[float, ...]
    ground: int = 0
    kept: tuple[int, ...] = ()
    usual: tuple[int, ...] = ()
    crew: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The ways between places for one manner of walking, shape (places, places).

    metres: of the way that is taken, inf where there is none. cost_m: what that way counts, at
    least its metres. through_m: (places,) metres walked at each place itself.
    """

    metres: Floats
    cost_m: Floats
    through_m: Floats

    def seconds(self, speed_m_s: float) -> Ints:
        """(places, places) whole seconds from entering one place to entering the next."""
        walk = np.ceil(self.metres / speed_m_s - 1e-9)
        through = np.ceil(self.through_m / speed_m_s - 1e-9)
        whole = np.where(np.isfinite(walk), walk + through[:, None], FAR_S)
        return np.asarray(np.minimum(whole, FAR_S), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One pass: the grounds, which have the same places, the tasks and who makes them."""

    grounds: tuple[Ground, ...]
    tasks: tuple[Task, ...]
    walkers: tuple[Walker, ...]

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.grounds[0].metres)

    def ground(self, walker: int) -> Ground:
        """The ground that a walker walks on."""
        return self.grounds[self.walkers[walker].ground]

    def task_of(self) -> dict[int, int]:
        """The task of every place that belongs to one."""
        return {place: n for n, task in enumerate(self.tasks) for place in task.places}

    def may(self, walker: int, task: int) -> bool:
        """Whether that team may do that task and can walk to one of its places and home."""
        who, metres = self.walkers[walker], self.ground(walker).metres
        return who.extra_m[task] < inf and any(
            np.isfinite(metres[who.start, place] + metres[place, who.end])
            for place in self.tasks[task].places
        )


@dataclass(frozen=True, slots=True)
class Tour:
    """The places that one walker visits, in order; empty where it stays in."""

    walker: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One tour per walker, the tasks in none of them, and the iterations it took.

    late_s: of the left-out tasks that a kept order shuts out, when it would reach them; None
    where there is no way from the one before. cheapest_m: metres of the cheapest tours of the
    same search, before they were evened out between the walkers.
    """

    tours: tuple[Tour, ...]
    left_out: tuple[int, ...]
    iterations: int
    late_s: Mapping[int, int | None] = field(default_factory=dict)
    cheapest_m: float | None = None


def walk_s(metres: float, speed_m_s: float) -> int:
    """Whole seconds for a way, as the problem counts them."""
    return ceil(metres / speed_m_s - 1e-9)
