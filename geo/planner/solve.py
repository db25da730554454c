"""The one module that knows PyVRP: a Problem goes in, tours come out.

Reproducible by iterations only: under a time limit the same seed gives different plans, so
the iterations of every run are reported and a repeat takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np
import pyvrp
from pyvrp.stop import MaxIterations, MaxRuntime

from geo.planner.problem import FAR_DM, FAR_S, Found, Ints, Problem, Tour

Progress = Callable[[float], None]

# Below five seconds a short history is better than the default 300 (2.2 % against 3.1 % off,
# design notes, "Quality"); a pass of one community is always below five seconds.
_HISTORY = 50
_DM = 10
# What a second too late counts at most, in decimetres. A prize is up to eight million: at
# PyVRP's own most the search can end with all prizes and too late, which is no answer at all
# (12 of 3,000 problems of up to 8 tasks). So few tasks are searched with _STRICT, and so is
# what was not answered; many that are far too many for their teams are divided up to 10 %
# better while being late is cheap.
_LENIENT, _STRICT, _FEW = 1e5, 1e7, 20


def solve(
    problem: Problem, *, seed: int, iterations: int | None = None, seconds: float | None = None,
    longest_s: int | None = None, begin: Sequence[Tour] = (), progress: Progress | None = None,
) -> Found:  # fmt: skip
    """Tours of least walking that leave out the least.

    iterations or seconds: how long to search. longest_s: no tour may take longer. begin: tours
    to start from. progress: called with the share done, 0 to 1.
    """
    data, clients = _compiled(problem, longest_s)
    client_at = {place: n for n, place in enumerate(clients)}
    first = None
    if begin:
        routes = [
            pyvrp.Route(data, [client_at[place] for place in tour.places], tour.walker)
            for tour in begin
            if tour.places
        ]
        first = pyvrp.Solution(data, routes)

    def search(most: float) -> pyvrp.Result:
        stop = MaxIterations(iterations) if iterations is not None else MaxRuntime(seconds or 0.0)
        callbacks = _Progress(progress, iterations, seconds)
        params = pyvrp.SolveParams(
            ils=pyvrp.IteratedLocalSearchParams(history_length=_HISTORY, callbacks=callbacks),
            penalty=pyvrp.PenaltyParams(max_penalty=most),
        )
        return pyvrp.solve(
            data, stop, seed=seed, collect_stats=False, display=False, params=params,
            initial_solution=first,
        )  # fmt: skip

    result = search(_STRICT if len(problem.tasks) <= _FEW else _LENIENT)
    if not result.is_feasible():
        result = search(_STRICT)
    return _found(problem, clients, result)


def _compiled(problem: Problem, longest_s: int | None) -> tuple[pyvrp.ProblemData, list[int]]:
    """PyVRP's data, and the place of every client. Places keep their number as locations."""
    clients: list[pyvrp.Client] = []
    places: list[int] = []
    groups: list[pyvrp.ClientGroup] = []
    for task in problem.tasks:
        group = None
        if len(task.places) > 1:
            group = len(groups)
            groups.append(pyvrp.ClientGroup(required=False))
        for place in task.places:
            if group is not None:
                groups[group].add_client(len(clients))
            clients.append(
                pyvrp.Client(
                    place, service_duration=task.service_s, tw_early=task.early_s,
                    tw_late=task.late_s, prize=task.prize_m * _DM, required=False, group=group,
                )
            )  # fmt: skip
            places.append(place)
    depots = sorted({each for who in problem.walkers for each in (who.start, who.end)})
    profiles, profile_of = _profiles(problem)
    vehicles = [
        pyvrp.VehicleType(
            1, start_depot=depots.index(who.start), end_depot=depots.index(who.end),
            tw_early=who.early_s, tw_late=who.late_s, profile=profile_of[n],
            shift_duration=min(longest_s or FAR_S, who.late_s - who.early_s),
        )
        for n, who in enumerate(problem.walkers)
    ]  # fmt: skip
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(problem.places)],
        clients=clients,
        depots=[pyvrp.Depot(place) for place in depots],
        vehicle_types=vehicles,
        # Its stubs write np.ndarray[int], which no array is.
        distance_matrices=[distance for distance, _ in profiles],  # type: ignore[misc]
        duration_matrices=[duration for _, duration in profiles],  # type: ignore[misc]
        groups=groups,
    )
    return data, places


def _profiles(problem: Problem) -> tuple[list[tuple[Ints, Ints]], list[int]]:
    """A pair of matrices for every different walker, and which of them each walker uses.

    Whom a visit suits is a matter of the team, which PyVRP knows by profile only: the metres
    that a visit counts more are on every way into its places. Bars alone could be a dimension of
    load (design notes, "Designated keeper"), but metres cannot, and speeds and grounds need their
    own matrices anyway; a pair takes 7 ms and 1.3 MB at 280 places, and the search is no slower.
    """
    task_of = problem.task_of()
    keys: list[tuple[float, int, tuple[float, ...]]] = []
    profile_of = []
    for who in problem.walkers:
        key = who.speed_m_s, who.ground, who.extra_m
        if key not in keys:
            keys.append(key)
        profile_of.append(keys.index(key))
    profiles = []
    for speed, number, extra_m in keys:
        ground = problem.grounds[number]
        extra = np.zeros(problem.places)
        for place, task in task_of.items():
            extra[place] = extra_m[task]
        # Walking through a place counts with the way on from it: it is worth leaving out, too.
        decimetres = (ground.cost_m + ground.through_m[:, None] + extra[None, :]) * _DM
        barred = ~np.isfinite(decimetres)
        distance = np.where(barred, FAR_DM, np.minimum(decimetres, FAR_DM)).round()
        duration = np.where(barred, FAR_S, ground.seconds(speed))
        for matrix in (distance, duration):
            np.fill_diagonal(matrix, 0)
        profiles.append((distance.astype(np.int64), duration.astype(np.int64)))
    return profiles, profile_of


def _found(problem: Problem, clients: Sequence[int], result: pyvrp.Result) -> Found:
    """The tours of a feasible answer; where none was found everything is left out."""
    tours = [Tour(n, ()) for n in range(len(problem.walkers))]
    if result.is_feasible():
        for route in result.best.routes():
            visits = tuple(clients[each.idx] for each in route if each.is_client())
            tours[route.vehicle_type()] = Tour(route.vehicle_type(), visits)
    task_of = problem.task_of()
    done = {task_of[place] for tour in tours for place in tour.places}
    left = tuple(n for n in range(len(problem.tasks)) if n not in done)
    return Found(tuple(tours), left, int(result.num_iterations))


class _Progress(pyvrp.IteratedLocalSearchCallbacks):
    """Tells how much of the search is done, every so many iterations."""

    def __init__(
        self, tell: Progress | None, iterations: int | None, seconds: float | None
    ) -> None:
        self._tell, self._iterations, self._seconds = tell, iterations, seconds
        self._count, self._began = 0, perf_counter()

    def on_iteration(self, *_: object) -> None:
        self._count += 1
        if self._tell is None or self._count % 50:
            return
        if self._iterations:
            self._tell(self._count / self._iterations)
        elif self._seconds:
            self._tell(min(1.0, (perf_counter() - self._began) / self._seconds))
