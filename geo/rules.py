"""The rule table: how often a hazard is seen, by kind, rank and warning level, and when.

Everything here is a setting of the community; the defaults are the office's own practice,
two extra passes a night in the flood season. A kind without rows of its own takes those of "*".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from geo.hazards import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE, RANKS
from geo.rain import Level, Season

Trigger = Literal["every_night", "rain_or_warning", "by_hand"]
PassName = Literal["day", "evening", "night_1", "night_2", "night_3", "urgent"]
BasePass = Literal["day", "evening"]
Window = tuple[str, str]

ANY_KIND = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One cell of the rule table: what a hazard of `kind` and `rank` needs at `level`.

    base: base passes by name. extra_night: how many extra night passes, 0 to 3.
    service_min: minutes at the stop. min_gap_min, max_gap_min: between two passes of the same
    hazard, from leaving one visit to the start of the next; None: no bound. by_keeper: the base
    passes are its keeper's business first of all, more than another's shorter way.
    """

    kind: str
    rank: int
    level: Level
    base: tuple[BasePass, ...]
    extra_night: int
    service_min: float
    min_gap_min: int = 90
    max_gap_min: int | None = None
    by_keeper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """When each pass is walked, as clock times "HH:MM" of one night.

    evening_early: the evening pass on a night with any warning. night_two, night_three: the
    night passes where the most demanding hazard of that night needs so many. A hazard that
    needs two on a night of three is seen in the first and the last, 280 minutes apart.
    """

    day: Window = ("08:00", "18:00")
    evening: Window = ("18:00", "20:00")
    evening_early: Window = ("16:30", "18:30")
    night_two: tuple[Window, ...] = (("20:00", "23:15"), ("00:45", "05:00"))
    night_three: tuple[Window, ...] = (("20:00", "22:20"), ("23:20", "01:40"), ("02:40", "05:00"))


def _usual(kind: str, base: tuple[BasePass, ...], service_min: float) -> Iterable[Rule]:
    for level in Level:
        for rank in RANKS:
            third = rank >= 3 if level is Level.YELLOW else rank >= 2 and level > Level.YELLOW
            extra = 0 if rank < 2 else 3 if third else 2
            yield Rule(kind=kind, rank=rank, level=level, base=base, extra_night=extra,
                       service_min=service_min, min_gap_min=60 if third else 90,
                       by_keeper=kind == LEAK_BUILDING)  # fmt: skip


DEFAULT_TABLE: tuple[Rule, ...] = (
    *_usual(FLOOD_SEGMENT, ("day", "evening"), 2),
    *_usual(LEAK_BUILDING, ("day",), 4),
    *_usual(LEANING_TREE, ("day",), 2),
    *_usual(ANY_KIND, ("day",), 3),
)


# Settings that are one number each: (least, most).
NUMBERS: dict[str, tuple[float, float]] = {
    "unlit_factor": (1, 5), "rest_h": (0, 24), "late_min": (1, 120), "desk_min": (0, 120),
    "urgent_min": (5, 240), "even_within": (1, 5), "even_cost_pct": (0, 100),
    "handover_m": (0, 5000),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a community decided about its nights.

    plan_hour: when tonight is planned by itself. unlit_factor: how much more an unlit street
    counts after dark. rest_h: rest after a night shift. late_min: a stop so late is told to its
    team, and desk_min after that to the office. urgent_min: how soon a new finding is seen.
    even_within: the longest round over the mean, at most, where that costs no more than
    even_cost_pct of walking. handover_m: metres of walking that a stop is worth staying with
    its team for, when a running night is planned again.
    """

    season: Season = field(default_factory=Season)
    trigger: Trigger = "every_night"
    windows: Windows = field(default_factory=Windows)
    table: tuple[Rule, ...] = DEFAULT_TABLE
    plan_hour: str = "16:00"
    unlit_factor: float = 1.3
    rest_h: float = 8.0
    late_min: int = 10
    desk_min: int = 10
    urgent_min: int = 30
    even_within: float = 1.2
    even_cost_pct: float = 5.0
    handover_m: float = 150.0

    @classmethod
    def of(cls, mapping: Mapping[str, object]) -> Rules:
        """The rules as their JSON says; what it leaves out, and rows it leaves out, are default.

        Raises
        ------
        BadInput
            With one problem for each thing that cannot be.
        """
        from geo.rules_reading import read

        return read(mapping)

    def as_json(self) -> dict[str, object]:
        """The whole of it for JSON; `Rules.of` reads it back."""
        until = self.season.extended_to
        return {
            "season": {
                "first": "{:02d}-{:02d}".format(*self.season.first),
                "last": "{:02d}-{:02d}".format(*self.season.last),
                "extended_to": until.isoformat() if until else None,
            },
            "trigger": self.trigger,
            "plan_hour": self.plan_hour,
            **{name: getattr(self, name) for name in NUMBERS},
            "windows": {
                name: [list(each) for each in value] if name.startswith("night") else list(value)
                for name, value in asdict(self.windows).items()
            },
            "table": [
                asdict(rule) | {"level": rule.level.word, "base": list(rule.base)}
                for rule in self.table
            ],
        }

    def rule_for(self, kind: str, rank: int, level: Level) -> Rule:
        """The row for that kind, or for any kind."""
        rows = {(rule.kind, rule.rank, rule.level): rule for rule in self.table}
        return rows.get((kind, rank, level)) or rows[ANY_KIND, rank, level]
