"""The least that a small problem can cost, by looking at every tour there is.

Shares no code with the planner: its own seconds, its own sums. Every set of tasks is tried for
every walker in every order and direction; of two begun tours that have made the same tasks and
stand at the same place, one that is neither earlier nor cheaper is given up, since nothing it
could still do is closed to the other. Then the tasks are divided in every way, or left out.
"""

from __future__ import annotations

from itertools import permutations, product
from math import ceil, inf

from geo.planner.problem import Found, Problem

# When a place was entered, and the metres counted till then.
Label = tuple[int, float]


def least_m(problem: Problem) -> float:
    """What the best tours count, with what is worth leaving out."""
    tasks = range(1 << len(problem.tasks))
    best = [0.0 if made == 0 else inf for made in tasks]
    for walker in range(len(problem.walkers)):
        own = _tours(problem, walker)
        best = [
            min(best[made & ~mine] + cost for mine, cost in own.items() if mine & ~made == 0)
            for made in tasks
        ]  # fmt: skip
    prizes = [task.prize_m for task in problem.tasks]
    left_out = (sum(p for n, p in enumerate(prizes) if not made >> n & 1) for made in tasks)
    return min(cost + left for cost, left in zip(best, left_out, strict=True))


def _tours(problem: Problem, walker: int) -> dict[int, float]:
    """By the set of tasks made, what the cheapest tour of this walker counts."""
    who, places = problem.walkers[walker], _places(problem)
    begun: dict[tuple[int, int], list[Label]] = {}
    for place, n in places:
        _keep(begun, (1 << n, place), _on(problem, walker, who.start, (who.early_s, 0.0), place, n))
    for made, (here, _) in product(range(1, 1 << len(problem.tasks)), places):
        for label, (place, n) in product(begun.get((made, here), ()), places):
            if not made >> n & 1:
                _keep(begun, (made | 1 << n, place), _on(problem, walker, here, label, place, n))
    best = {0: 0.0}
    for (made, here), labels in begun.items():
        for label in labels:
            home_s, cost_m = _way(problem, walker, here, label, who.end)
            if home_s <= who.late_s:
                best[made] = min(best.get(made, inf), cost_m)
    return {made: cost for made, cost in best.items() if cost < inf}


def _places(problem: Problem) -> list[tuple[int, int]]:
    """Every place that belongs to a task, and the task."""
    return [(place, n) for n, task in enumerate(problem.tasks) for place in task.places]


def _way(problem: Problem, walker: int, here: int, label: Label, there: int) -> Label:
    """Being done here and having walked there."""
    who = problem.walkers[walker]
    ground = problem.grounds[who.ground]
    metres = float(ground.metres[here, there])
    if metres == inf:
        return 10**9, inf
    (now_s, cost_m), through_m = label, float(ground.through_m[here])
    service_s = next((t.service_s for t in problem.tasks if here in t.places), 0)
    walk_s = ceil(metres / who.speed_m_s) + ceil(through_m / who.speed_m_s)
    return now_s + service_s + walk_s, cost_m + float(ground.cost_m[here, there]) + through_m


def _on(problem: Problem, walker: int, here: int, label: Label, place: int, number: int) -> Label:
    """Having entered the place of one more task, or inf where that cannot be in time."""
    task, extra_m = problem.tasks[number], problem.walkers[walker].extra_m[number]
    now_s, cost_m = _way(problem, walker, here, label, place)
    entered = max(now_s, task.early_s)
    return entered, cost_m + extra_m if entered <= task.late_s else inf


def _keep(begun: dict[tuple[int, int], list[Label]], key: tuple[int, int], label: Label) -> None:
    labels = begun.setdefault(key, [])
    if label[1] == inf or any(at <= label[0] and cost <= label[1] for at, cost in labels):
        return
    labels[:] = [each for each in labels if each[0] < label[0] or each[1] < label[1]]
    labels.append(label)


def cost_m(problem: Problem, found: Found) -> float:
    """What these tours count, in the same sums; inf where one of them cannot be walked."""
    total = float(sum(problem.tasks[n].prize_m for n in found.left_out))
    task_of = {place: n for n, task in enumerate(problem.tasks) for place in task.places}
    for tour in found.tours:
        who = problem.walkers[tour.walker]
        here, label = who.start, (who.early_s, 0.0)
        for place in tour.places:
            label = _on(problem, tour.walker, here, label, place, task_of[place])
            here = place
        home_s, counted = _way(problem, tour.walker, here, label, who.end) if tour.places else label
        total += counted if home_s <= who.late_s else inf
    return total


def least_by_permutation_m(problem: Problem) -> float:
    """The same without giving anything up: every word of tasks and bars between the walkers."""
    numbers, best = range(len(problem.tasks)), inf
    for owners in product(range(len(problem.walkers) + 1), repeat=len(numbers)):
        total = float(
            sum(problem.tasks[n].prize_m for n in numbers if owners[n] == len(problem.walkers))
        )
        for walker in range(len(problem.walkers)):
            total += _cheapest(problem, walker, [n for n in numbers if owners[n] == walker])
        best = min(best, total)
    return best


def _cheapest(problem: Problem, walker: int, numbers: list[int]) -> float:
    who, best = problem.walkers[walker], 0.0 if not numbers else inf
    for order in permutations(numbers) if numbers else ():
        for places in product(*(problem.tasks[n].places for n in order)):
            here, label = who.start, (who.early_s, 0.0)
            for n, place in zip(order, places, strict=True):
                label, here = _on(problem, walker, here, label, place, n), place
            home_s, counted = _way(problem, walker, here, label, who.end)
            best = min(best, counted if home_s <= who.late_s else inf)
    return best
