"""The six steps of colour that a number is drawn in: fixed, so that months can be compared."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from geo.repeats import TIMES

Bands = list[tuple[int | None, str]]

# Each step is the least number in it, and doubles.
COUNT_STEPS = (1, 2, 3, 5, 9, 17)
WEIGHT_STEPS = (1, 3, 5, 9, 17, 33)
NIGHT_STEPS = (TIMES, TIMES + 1, TIMES + 2, 6, 8, 11)
# Percent of visits that were not made: darker is worse.
LEFT_STEPS = (0, 1, 6, 11, 21, 51)


def step(steps: Sequence[int], value: float) -> int:
    """The band, 0 to 5, of a number; what is less than the first step is in it too."""
    return max(0, bisect_right(steps, value) - 1)


def ranges(steps: Sequence[int]) -> Bands:
    """The legend of whole numbers: 1, 2, 3–4, …, ≥ 17."""
    ends = [*(after - 1 for after in steps[1:]), None]
    return [(band, _range(least, most)) for band, (least, most) in enumerate(zip(steps, ends))]  # noqa: B905


def left_ranges() -> Bands:
    """The legend of percent made, best first: 100 %, 95–99 %, …, < 50 %."""
    most = [100 - least for least in LEFT_STEPS]
    least = [100 - (after - 1) for after in LEFT_STEPS[1:]]
    said = [_range(low, high) for low, high in zip(least, most, strict=False)]
    return [(band, f"{each} %") for band, each in enumerate([*said, f"< {least[-1]}"])]


def _range(least: int, most: int | None) -> str:
    if most is None:
        return f"≥ {least}"
    return str(least) if least == most else f"{least}–{most}"
