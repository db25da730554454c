"""Reads a rule table from JSON: every complaint is collected, then raised at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import pairwise
from math import nan
from typing import Any, get_args

from geo.errors import BadInput, Problem
from geo.rain import Level, Season
from geo.rules import (
    ANY_KIND,
    DEFAULT_TABLE,
    NUMBERS,
    BasePass,
    Rule,
    Rules,
    Trigger,
    Window,
    Windows,
)

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read(mapping: Mapping[str, object]) -> Rules:
    """The rules that a mapping describes; what it leaves out is default.

    Raises
    ------
    BadInput
        With one problem for each thing that cannot be.
    """
    return _Reading().rules(mapping)


class _Reading:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def rules(self, given: Mapping[str, object]) -> Rules:
        groups = {"season", "trigger", "plan_hour", "windows", "table"}
        for name in sorted(given.keys() - groups - NUMBERS.keys()):
            self.problems.append(Problem(name, "There is no such setting."))
        usual = Rules()
        read = Rules(
            season=self._season(self._group("season", given.get("season"))),
            trigger=self._trigger(given.get("trigger", usual.trigger)),
            windows=self._windows(self._group("windows", given.get("windows"))),
            table=self._table(given.get("table")),
            plan_hour=self._clock("plan_hour", given.get("plan_hour", usual.plan_hour)),
            **self._numbers(given, usual),
        )
        self._apart(read.windows, read.table)
        if self.problems:
            raise BadInput("The rules cannot be used as they are.", problems=self.problems)
        return read

    def _numbers(self, given: Mapping[str, object], usual: Rules) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for name, (least, most) in NUMBERS.items():
            default = getattr(usual, name)
            whole = isinstance(default, int)
            number = self._number(name, given.get(name, default), least, most, whole=whole)
            read[name] = int(number) if whole else number
        return read

    def _group(self, where: str, value: object) -> Mapping[str, object]:
        if value is None or isinstance(value, Mapping):
            return value or {}
        self.problems.append(Problem(where, "A group of named settings is expected here."))
        return {}

    def _season(self, given: Mapping[str, object]) -> Season:
        usual, until = Season(), given.get("extended_to")
        first = self._month_day("season.first", given.get("first"), usual.first)
        last = self._month_day("season.last", given.get("last"), usual.last)
        if first > last:
            self.problems.append(
                Problem("season", "The season ends before it begins; give its first day first.")
            )
        return Season(first, last, self._date("season.extended_to", until) if until else None)

    def _month_day(self, where: str, value: object, usual: tuple[int, int]) -> tuple[int, int]:
        if value is None:
            return usual
        try:
            day = date.fromisoformat(f"2024-{value}")
        except ValueError:
            self.problems.append(
                Problem(where, "“{value}” is not a day. Write month and day: 06-01.", _shown(value))
            )
            return usual
        return day.month, day.day

    def _date(self, where: str, value: object) -> date | None:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.problems.append(
                Problem(where, "“{value}” is not a date. Write it as 2026-09-30.", _shown(value))
            )
            return None

    def _trigger(self, value: object) -> Trigger:
        for word in get_args(Trigger):
            if value == word:
                return word  # type: ignore[no-any-return]
        self.problems.append(
            Problem("trigger", "“{value}” is not one of: {choices}.",
                    _shown(value) | {"choices": ", ".join(get_args(Trigger))})
        )  # fmt: skip
        return "every_night"

    def _clock(self, where: str, value: object) -> str:
        if isinstance(value, str) and _CLOCK.fullmatch(value):
            return value
        self.problems.append(
            Problem(where, "“{value}” is not a clock time. Write it as 20:00.", _shown(value))
        )
        return "00:00"

    def _windows(self, given: Mapping[str, object]) -> Windows:
        usual = Windows()
        known = [each.name for each in fields(Windows)]
        for name in sorted(given.keys() - set(known)):
            self.problems.append(Problem(f"windows.{name}", "There is no such setting."))
        return Windows(
            day=self._window("windows.day", given.get("day"), usual.day),
            evening=self._window("windows.evening", given.get("evening"), usual.evening),
            evening_early=self._window(
                "windows.evening_early", given.get("evening_early"), usual.evening_early
            ),
            night_two=self._series("windows.night_two", given.get("night_two"), usual.night_two),
            night_three=self._series(
                "windows.night_three", given.get("night_three"), usual.night_three
            ),
        )

    def _window(self, where: str, value: object, usual: Window) -> Window:
        if value is None:
            return usual
        if not isinstance(value, list | tuple) or len(value) != 2:
            self.problems.append(
                Problem(where, "A window is two clock times, from and to: 20:00, 23:15.")
            )
            return usual
        window = self._clock(where, value[0]), self._clock(where, value[1])
        if _minute(window[0]) >= _minute(window[1]):
            self.problems.append(
                Problem(where, "The window {from_at}-{to_at} ends before it begins.",
                        {"from_at": window[0], "to_at": window[1]})
            )  # fmt: skip
        return window

    def _series(self, where: str, value: object, usual: tuple[Window, ...]) -> tuple[Window, ...]:
        if value is None:
            return usual
        if not isinstance(value, list | tuple) or len(value) != len(usual):
            self.problems.append(
                Problem(where, "{count} windows are expected here.", {"count": len(usual)})
            )
            return usual
        series = tuple(self._window(where, each, usual[0]) for each in value)
        for one, other in pairwise(series):
            if _minute(other[0]) < _minute(one[0]) or _minute(other[1]) < _minute(one[1]):
                self.problems.append(
                    Problem(where, "The windows must begin and end one after the other.")
                )
        return series

    def _apart(self, windows: Windows, table: Sequence[Rule]) -> None:
        """Where windows overlap only the smallest gap keeps two passes of a hazard apart."""
        for name in ("night_two", "night_three"):
            series: tuple[Window, ...] = getattr(windows, name)
            # Of three windows a hazard with two passes has the first and the last.
            pairs = [*pairwise(series), (series[0], series[-1])]
            if not any(_minute(other[0]) < _minute(one[1]) for one, other in pairs):
                continue
            bare = [row for row in table if row.extra_night >= 2 and row.min_gap_min == 0]
            if bare:
                row = bare[0]
                self.problems.append(
                    Problem(
                        f"windows.{name}", "The windows overlap, so whoever is seen twice a night "
                        "needs a smallest gap; {kind}, rank {rank}, level {level} has none.",
                        {"kind": row.kind, "rank": row.rank, "level": row.level.word},
                    )
                )  # fmt: skip

    def _table(self, value: object) -> tuple[Rule, ...]:
        if value is None:
            return DEFAULT_TABLE
        if not isinstance(value, list | tuple):
            self.problems.append(Problem("table", "A list of rows is expected here."))
            return DEFAULT_TABLE
        rows = {(rule.kind, rule.rank, rule.level): rule for rule in DEFAULT_TABLE}
        for number, each in enumerate(value, 1):
            row = self._row(f"table row {number}", each)
            if row is not None:
                rows[row.kind, row.rank, row.level] = row
        return tuple(rows.values())

    def _row(self, where: str, given: object) -> Rule | None:
        if not isinstance(given, Mapping):
            self.problems.append(Problem(where, "A group of named settings is expected here."))
            return None
        before = len(self.problems)
        for name in sorted(given.keys() - {each.name for each in fields(Rule)}):
            self.problems.append(Problem(f"{where}, {name}", "There is no such setting."))
        level, base = self._level(where, given.get("level")), self._base(where, given.get("base"))
        most = given.get("max_gap_min")
        row = Rule(
            kind=self._kind(where, given.get("kind")),
            rank=int(self._number(f"{where}, rank", given.get("rank"), 1, 4, whole=True)),
            level=level,
            base=base,
            extra_night=int(
                self._number(f"{where}, extra_night", given.get("extra_night"), 0, 3, whole=True)
            ),
            service_min=self._number(f"{where}, service_min", given.get("service_min"), 0, 60),
            min_gap_min=int(
                self._number(f"{where}, min_gap_min", given.get("min_gap_min", 90), 0, 600,
                             whole=True)
            ),
            max_gap_min=None if most is None else int(
                self._number(f"{where}, max_gap_min", most, 0, 1440, whole=True)
            ),
            by_keeper=given.get("by_keeper") is True,
        )  # fmt: skip
        if row.max_gap_min is not None and row.max_gap_min < row.min_gap_min:
            self.problems.append(Problem(where, "The largest gap is less than the smallest."))
        return row if len(self.problems) == before else None

    def _kind(self, where: str, value: object) -> str:
        if isinstance(value, str) and 0 < len(value) <= 40:
            return value
        self.problems.append(Problem(f"{where}, kind", "The kind of hazard is missing."))
        return ANY_KIND

    def _level(self, where: str, value: object) -> Level:
        try:
            return Level.of(str(value))
        except KeyError:
            words = ", ".join(level.word for level in Level)
            self.problems.append(
                Problem(f"{where}, level", "“{value}” is not one of: {choices}.",
                        _shown(value) | {"choices": words})
            )  # fmt: skip
            return Level.NONE

    def _base(self, where: str, value: object) -> tuple[BasePass, ...]:
        names: tuple[BasePass, ...] = get_args(BasePass)
        if isinstance(value, list | tuple) and all(each in names for each in value):
            return tuple(name for name in names if name in value)
        self.problems.append(
            Problem(f"{where}, base", "“{value}” is not a list of: {choices}.",
                    _shown(value) | {"choices": ", ".join(names)})
        )  # fmt: skip
        return ()

    def _number(
        self, where: str, value: object, least: float, most: float, *, whole: bool = False
    ) -> float:
        good = isinstance(value, int | float) and not isinstance(value, bool)
        number = float(value) if good else nan  # type: ignore[arg-type]
        if least <= number <= most and not (whole and number != int(number)):
            return number
        self.problems.append(
            Problem(where, "“{value}” is not a number from {least:g} to {most:g}.",
                    _shown(value) | {"least": least, "most": most})
        )  # fmt: skip
        return least


def _shown(value: object) -> dict[str, object]:
    return {"value": str(value)[:40]}


def _minute(clock: str) -> int:
    """Minutes from the night's midnight; to 05:00 it is next morning, as in `nights.moment`."""
    hour, minute = clock.split(":")
    at = int(hour) * 60 + int(minute)
    return at + 1440 if at <= 300 else at
