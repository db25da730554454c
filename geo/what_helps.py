"""The smallest change that would serve a visit nobody can make: each is tried by solving again.

The pass is solved with the change, from the tours that it has; what is then served is what the
change is said to serve, as long as nothing else is given up for it. Before it is said, the
whole night is planned with it: what helps one pass may cost another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from geo.approach import Way
from geo.levers import MINUTES, Given, Lever, levers
from geo.needs import PASS_WORDS, Pass, Unserved
from geo.one_pass import Prepared, SoFar
from geo.planner.balance import balanced
from geo.planner.kept import arranged
from geo.planner.problem import Found, Tour
from geo.planner.solve import solve
from geo.planner.timing import Clock
from geo.proving import Help, Key, Proofs, Replan
from geo.sentences import Sentence, reason

Prepare = Callable[[Given, int, SoFar], Prepared]

# Of the search for one trial; it goes on from the tours that there are.
_ITERATIONS = 30
# For so many visits of a pass less is looked for than what serves all of them.
_SINGLY = 8
# How many trials a pass may take, by how many places it has at most; a visit that nobody makes
# counts as four more, since each is looked for in every tour.
_FEWEST, _A_TRIAL = 3, 60
_TRIALS = ((150, 40), (300, 8), (10**9, 4))
# How many changes of a night are planned through, by how many places its largest pass has.
_NIGHTS = ((150, 16), (10**9, 1))
_BEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A pass as it was solved: what came before it, its tours and what they leave out."""

    one: Pass
    prepared: Prepared
    found: Found
    so_far: SoFar
    missed: tuple[Unserved, ...]


@dataclass(frozen=True, slots=True)
class Helps:
    """By (hazard id, pass number) what would serve that visit, and a sentence for each pass."""

    remedies: Mapping[Key, Sentence] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()


def what_helps(
    given: Given, passes: Sequence[Asked], missed: frozenset[Key], prepare: Prepare,
    replan: Replan, *, zone: str, seed: int, iterations: int,
) -> Helps:  # fmt: skip
    """The smallest change found for each visit that nobody can make, and for each pass.

    missed: all that nobody makes in the night. prepare: a pass, by its number, of a changed
    night as numbers. iterations: of the search in each pass, in proportion to which large
    passes are tried with changes.
    """
    remedies: dict[Key, Sentence] = {}
    notes: list[Sentence] = []
    lacking = [asked for asked in passes if asked.missed]
    largest = max((each.prepared.problem.places for each in passes), default=0)
    nights = next(count for most, count in _NIGHTS if largest <= most)
    for n, asked in enumerate(lacking):
        trials = _Trials(given, asked, prepare, seed, iterations)
        every = levers(given, asked.one, asked.missed, zone)
        found = sorted(_helps(trials, every), key=lambda help_: help_.size)
        # What one pass leaves of the nights is for those after it.
        share = -(-nights // (len(lacking) - n))
        proofs = Proofs(missed, replan, asked.one.no, share)
        for best in sorted(found, key=lambda help_: (-len(help_.serves), help_.size))[:_BEST]:
            if proofs.serves(best):
                break
        for each in asked.missed:
            for least in found:
                if each.hazard_id in least.serves and each.hazard_id in proofs.serves(least):
                    remedies[each.hazard_id, asked.one.no] = reason(
                        "It could be made with {change}.", change=least.words
                    )
                    break
        proven = [replace(help_, serves=serves) for help_ in found
                  if (serves := proofs.known(help_))]  # fmt: skip
        notes += _notes(asked, proven, trials, proofs)
        if not any(help_.lever.size == MINUTES for help_ in proven):
            notes += _some(asked, trials, every, proofs)
        nights -= share - proofs.left
    return Helps(remedies, tuple(notes))


def _notes(
    asked: Asked, found: Sequence[Help], trials: _Trials, proofs: Proofs
) -> Iterator[Sentence]:
    """What would serve the most of a pass, the smallest of that."""
    if found:
        best = min(found, key=lambda help_: (-len(help_.serves), help_.size))
        yield _could(asked, best.words, len(best.serves))
    if trials.left <= 0 or proofs.refused:
        yield reason(
            "{pass_name}: not every change that could help was tried.",
            pass_name=PASS_WORDS[asked.one.name],
        )


def _could(asked: Asked, change: Sentence, count: int) -> Sentence:
    total, name = len(asked.missed), PASS_WORDS[asked.one.name]
    if count == total:
        return reason("{pass_name}: with {change} all {count} could be made.",
                      pass_name=name, change=change, count=total)  # fmt: skip
    return reason("{pass_name}: with {change} {count} of {total} could be made.",
                  pass_name=name, change=change, count=count, total=total)  # fmt: skip


def _some(
    asked: Asked, trials: _Trials, every: Sequence[Lever], proofs: Proofs
) -> Iterator[Sentence]:
    """The least time for which one visit more is made, where it is chance which of them."""
    any_ = frozenset({"any"})

    def more(lever: Lever, amount: int) -> frozenset[str]:
        return any_ if trials.more(lever, amount) > 0 else frozenset()

    if trials.by_numbers:
        return
    least = [
        (_least(lever, more, any_, lever.most), n)
        for n, lever in enumerate(every)
        if lever.size == MINUTES and more(lever, lever.most)
    ]
    for amount, n in sorted(least)[:_BEST]:
        count = proofs.more(Help(every[n], amount, frozenset()))
        if count > 0:
            yield _could(asked, every[n].words(amount), count)
            return


def _helps(trials: _Trials, every: Sequence[Lever]) -> Iterator[Help]:
    """What was found to help; what serves the most is looked at first, then visit by visit."""
    hopes = [hope for lever in every for hope in _hopes(trials, lever)]
    hopes.sort(key=lambda hope: (-len(hope.serves), hope.lever.size, hope.amount))
    most = [hope for hope in hopes if hope.serves >= _together(hopes)] or hopes[:1]
    for hope in most:
        if trials.makes_least(hope):
            break
    singly = sorted(hopes, key=lambda hope: (hope.lever.size, hope.amount))
    for hazard_id in sorted(trials.missed)[:_SINGLY]:
        for hope in singly:
            if hazard_id in hope.serves and trials.makes_least(replace(
                hope, serves=frozenset({hazard_id})
            )):  # fmt: skip
                break
    for hope in hopes:
        trials.served(hope.lever, hope.amount)
    for lever, amount, served in trials.known():
        if served:
            yield Help(lever, amount, served)


@dataclass(frozen=True, slots=True, eq=False)
class _Hope:
    """So much of a lever is hoped to serve these."""

    lever: Lever
    amount: int
    serves: frozenset[str]


def _hopes(trials: _Trials, lever: Lever) -> Iterator[_Hope]:
    """What is hoped of a lever: as little as serves all that it can, and as serves each."""
    look = trials.seen if lever.lift is not None and trials.by_numbers else trials.served
    served = look(lever, lever.most)
    for wanted in (served, *(frozenset({each}) for each in sorted(served)[:_SINGLY])):
        if wanted:
            yield _Hope(lever, _least(lever, look, wanted, lever.most), wanted)


def _together(hopes: Sequence[_Hope]) -> frozenset[str]:
    """All that anything serves, where one thing serves it all; else what serves the most."""
    return max((hope.serves for hope in hopes), key=len, default=frozenset())


Look = Callable[[Lever, int], frozenset[str]]


def _least(lever: Lever, look: Look, wanted: frozenset[str], enough: int) -> int:
    """Halve the amount between too little and enough, until one step is between them."""
    low, high = 0, enough
    while high - low > lever.step:
        middle = lever.up((low + high) // 2)
        middle = middle if middle < high else high - lever.step
        if wanted <= look(lever, middle):
            high = middle
        else:
            low = middle
    return high


class _Trials:
    """Solves one pass with changes, each amount of each once; counts what is left to spend.

    by_numbers: a large pass, of which the numbers tell first where a trial is worth it.
    """

    def __init__(
        self, given: Given, asked: Asked, prepare: Prepare, seed: int, iterations: int
    ) -> None:
        self.given, self.asked, self.prepare, self.seed = given, asked, prepare, seed
        self.missed = frozenset(each.hazard_id for each in asked.missed)
        places = asked.prepared.problem.places + 4 * len(self.missed)
        self.left = next(count for most, count in _TRIALS if places <= most)
        if places > _TRIALS[0][0]:
            self.left = max(_FEWEST, min(self.left, iterations // _A_TRIAL))
        inside = {visit.need.hazard_id for visit, _ in asked.prepared.calls}
        self.by_numbers = bool(self.missed & inside) and places > _TRIALS[0][0]
        self._known: dict[tuple[Lever, int], frozenset[str]] = {}
        self._more: dict[tuple[Lever, int], int] = {}
        self._seen: dict[tuple[Lever, int], frozenset[str]] = {}
        self._tours = dict(_keyed(asked.prepared, asked.found))

    def known(self) -> Iterator[tuple[Lever, int, frozenset[str]]]:
        """What was tried, and what it serves."""
        for (lever, amount), served in self._known.items():
            yield lever, amount, served

    def makes_least(self, hope: _Hope) -> bool:
        """Whether it serves what is hoped, when solved; as little of it as there are trials for."""
        if not hope.serves <= self.served(hope.lever, hope.amount):
            return False
        _least(hope.lever, self.served, hope.serves, hope.amount)
        return True

    def seen(self, lever: Lever, amount: int) -> frozenset[str]:
        """What could be put into the tours as they are, by the numbers of the pass."""
        assert lever.lift is not None
        key = lever, amount
        if key not in self._seen:
            prepared, found = self.asked.prepared, self.asked.found
            problem = lever.lift(prepared, amount)
            hazards = [visit.need.hazard_id for visit, _ in prepared.calls]
            left = Clock(problem).completed(found).left_out if problem.tasks else ()
            outside = {each.hazard_id for each in prepared.unserved}
            self._seen[key] = self.missed - outside - {hazards[n] for n in left}
        return self._seen[key]

    def served(self, lever: Lever, amount: int) -> frozenset[str]:
        """The visits that so much of it serves; none once there are no trials left."""
        key = lever, amount
        if key not in self._known:
            if self.left <= 0:
                return frozenset()
            self.left -= 1
            self._known[key], self._more[key] = self._solved(lever.change(amount))
        return self._known[key]

    def more(self, lever: Lever, amount: int) -> int:
        """How many visits more are made with so much of it, whichever they are."""
        self.served(lever, amount)
        return self._more.get((lever, amount), 0)

    def _solved(self, changed: Given) -> tuple[frozenset[str], int]:
        """What is served in the changed pass, nothing where it costs another visit; how many."""
        before = self.asked.so_far
        so_far = SoFar(dict(before.left), dict(before.busy))
        prepared = self.prepare(changed, self.asked.one.no, so_far)
        found = self._found(prepared)
        served = self._served(prepared, found)
        if served and served != self.missed and not self.by_numbers:
            # Where there is not time for all, which of them is served must not be chance.
            search = partial(balanced, seed=self.seed, iterations=2 * _ITERATIONS)
            served &= self._served(prepared, arranged(prepared.problem, search))
        return served, len(self.missed) - len(self._out(prepared, found))

    def _served(self, prepared: Prepared, found: Found) -> frozenset[str]:
        """The visits that tours serve beyond those served already; none where one is lost."""
        out = self._out(prepared, found)
        return self.missed - out if out <= self.missed else frozenset()

    def _out(self, prepared: Prepared, found: Found) -> set[str]:
        out = {each.hazard_id for each in prepared.unserved}
        return out | {prepared.calls[n][0].need.hazard_id for n in found.left_out}

    def _found(self, prepared: Prepared) -> Found:
        problem = prepared.problem
        if not problem.tasks or not problem.walkers:
            return Found((), tuple(range(len(problem.tasks))), 0)
        if any(who.kept for who in problem.walkers):
            search = partial(balanced, seed=self.seed, iterations=_ITERATIONS)
            return arranged(problem, search)
        clock = Clock(problem)
        found = clock.completed(self._begun(prepared, clock))
        if found.left_out:
            found = solve(
                problem, seed=self.seed, iterations=_ITERATIONS, begin=_allowed(clock, found)
            )
            found = clock.completed(found)
        return found

    def _begun(self, prepared: Prepared, clock: Clock) -> Found:
        """The tours as they are, in the numbers of the changed pass."""
        place_at = {_way_key(visit.need.hazard_id, way): place
                    for visit, ways in prepared.calls for place, way in ways.items()}  # fmt: skip
        tours = []
        for n, who in enumerate(_walkers(prepared)):
            places = (place_at.get(key) for key in self._tours.get(who, ()))
            tours.append(Tour(n, tuple(place for place in places if place is not None)))
        done = {clock.task_of[place] for tour in tours for place in tour.places}
        left = tuple(n for n in range(len(prepared.problem.tasks)) if n not in done)
        return Found(tuple(tours), left, 0)


def _allowed(clock: Clock, found: Found) -> Sequence[Tour]:
    """The tours to begin a search with; none where the change made one of them late."""
    keeps = all(clock.time(tour).late_s <= 0 for tour in found.tours)
    return found.tours if keeps else ()


WayKey = tuple[str, tuple[float, float], tuple[float, float]]
Who = tuple[str, int]


def _keyed(prepared: Prepared, found: Found) -> Iterator[tuple[Who, list[WayKey]]]:
    """The tours by who walks them, their places by what they are."""
    keys = {
        place: _way_key(visit.need.hazard_id, way)
        for visit, ways in prepared.calls
        for place, way in ways.items()
    }
    walkers = _walkers(prepared)
    for tour in found.tours:
        yield walkers[tour.walker], [keys[place] for place in tour.places]


def _way_key(hazard_id: str, way: Way) -> WayKey:
    return hazard_id, way.enters.point, way.leaves.point


def _walkers(prepared: Prepared) -> list[Who]:
    """Each walker's team, and which of that team's shifts in the pass it is."""
    seen: dict[str, int] = {}
    found = []
    for duty in prepared.duties:
        seen[duty.team.id] = seen.get(duty.team.id, 0) + 1
        found.append((duty.team.id, seen[duty.team.id]))
    return found
