"""The weather of the two weeks before the demo night, and what it leaves on the ground."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from geo.hazards import Hazard
from geo.kinds import DEFAULT_KINDS, FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE
from geo.rain import Level, Levels

KINDS = tuple(kind.id for kind in DEFAULT_KINDS)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Weather:
    """One night: its levels, and of how much of each place's usual water there is.

    wet: 1.0 is the usual depth of a segment when it ponds. gusts: how many in a hundred trees
    are found worse. leaks: how many in a hundred buildings are found leaking.
    """

    days_before: int
    rain: Level = Level.NONE
    wind: Level = Level.NONE
    wet: float = 0.0
    gusts: int = 0
    leaks: int = 0

    @property
    def levels(self) -> Levels:
        """The levels in force."""
        return Levels(self.rain, self.wind)

    def warnings(self) -> list[list[object]]:
        """[kind, level, from, to] of what was issued, in seconds of the night."""
        issued = (("rain", self.rain), ("wind", self.wind))
        return [
            [kind, level.word, 15 * HOUR, 29 * HOUR] for kind, level in issued if level > Level.NONE
        ]


WEATHER = (
    Weather(14),
    Weather(13),
    Weather(12, rain=Level.BLUE, wet=0.3, leaks=8),
    Weather(11, rain=Level.YELLOW, wet=0.65, leaks=20),
    Weather(10, leaks=8),
    Weather(9),
    Weather(8, wind=Level.BLUE, gusts=18),
    Weather(7),
    Weather(6, rain=Level.ORANGE, wind=Level.YELLOW, wet=1.1, gusts=25, leaks=45),
    # Nobody is sent out.
    Weather(5, rain=Level.RED, wet=1.5),
    Weather(4, rain=Level.YELLOW, wet=0.5, gusts=8, leaks=30),
    Weather(3, leaks=10),
    Weather(2, rain=Level.BLUE, wet=0.22, leaks=6),
    # The last word on water before the demo night is that there is none.
    Weather(1),
)

# (days before, seconds of the night, kind, what): water at a place that is on nobody's list.
PUDDLE_M = (400.0, 268.0)
ON_THE_WAY = ((11, 20.6 * HOUR, "12"), (6, 20.9 * HOUR, "24"), (4, 21.2 * HOUR, "15"))

Found = list[object]


def found_at(hazard: Hazard, weather: Weather, hour: float, chance: Random) -> Found | None:
    """[place of the kind, scale] of what a visit at that hour finds; None for all clear.

    hour: of the night, 24 is midnight. Water stands highest about nine in the evening.
    """
    drawn = chance.random()
    if hazard.kind == FLOOD_SEGMENT:
        tide = max(0.0, 1 - abs(hour - 21) / 9)
        depth = round(_number(hazard.raw, "depth_cm") * weather.wet * tide * (0.7 + 0.5 * drawn))
        return [KINDS.index(FLOOD_SEGMENT), str(depth)] if depth >= 5 else None
    if hazard.kind == LEAK_BUILDING and hazard.rank > 1 and drawn * 100 < weather.leaks:
        return [KINDS.index(LEAK_BUILDING), f"L{min(4, hazard.rank)}"]
    if hazard.kind == LEANING_TREE and hazard.rank > 1 and drawn * 100 < weather.gusts:
        return [KINDS.index(LEANING_TREE), f"T{min(4, hazard.rank)}"]
    return None


def _number(raw: Mapping[str, object], name: str) -> float:
    return float(str(raw.get(name, 0)))
