"""Tours made more even by hand: one visit of the longest goes to another, or two change places.

The search shortens the longest tour only as far as its limit asks; on a small pass, where each
visit counts, this goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from geo.planner.problem import Found, Tour
from geo.planner.scale import Scale
from geo.planner.timing import inserted

# More tasks than this are the search's business.
SMALL = 40
_STEPS = 12


def leveled(scale: Scale, found: Found, most_m: float, within: float) -> Found:
    """The same visits, step by step more evenly shared, for no more than so many metres."""
    if len(scale.problem.tasks) > SMALL:
        return found
    spread = scale.spread(found)
    for _ in range(_STEPS):
        if spread <= within:
            break
        steps = [each for each in _steps(scale, found) if scale.metres(each) <= most_m]
        best = min(steps, key=scale.spread, default=found)
        if scale.spread(best) >= spread - 1e-9:
            break
        found, spread = best, scale.spread(best)
    return found


def _steps(scale: Scale, found: Found) -> Iterator[Found]:
    """All that can be done with one visit of the crew that is out longest."""
    seconds = scale.seconds(found)
    longest = max(seconds, key=lambda crew: seconds[crew])
    tours = {tour.walker: tour for tour in found.tours}
    for walker, tour in tours.items():
        if scale.crew(walker) != longest:
            continue
        for place in tour.places:
            less = _without(tour, place)
            for other in tours.values():
                if scale.crew(other.walker) == longest:
                    continue
                more = _with(scale, other, place)
                if more is not None:
                    yield _changed(found, less, more)
                yield from _swapped(scale, found, less, other, place)


def _swapped(scale: Scale, found: Found, less: Tour, other: Tour, place: int) -> Iterator[Found]:
    """The visit against each one of another tour."""
    for back in other.places:
        mine, theirs = _with(scale, less, back), _with(scale, _without(other, back), place)
        if mine is not None and theirs is not None:
            yield _changed(found, mine, theirs)


def _without(tour: Tour, place: int) -> Tour:
    return replace(tour, places=tuple(each for each in tour.places if each != place))


def _with(scale: Scale, tour: Tour, place: int) -> Tour | None:
    """The tour with the task of that place as well, where it may make it and fits."""
    fit = scale.clock.best_fit([tour], scale.clock.task_of[place])
    if fit is None or fit.late_s > 0:
        return None
    return inserted(tour, fit.position, fit.place)


def _changed(found: Found, *tours: Tour) -> Found:
    new = {tour.walker: tour for tour in tours}
    return replace(found, tours=tuple(new.get(tour.walker, tour) for tour in found.tours))
