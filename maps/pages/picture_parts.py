"""A picture in as many pieces as it needs: no phone draws one of any height.

A night is cut between its passes, a pass between its teams, and a round between its stops only
where it alone is too tall. Every piece has the head, its own map and the numbers to call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from maps.sheets.records import NightSheet, SheetRound

# What an iPhone draws on one canvas 1080 wide, and a browser in one screenshot.
MOST_PX = 15_000

Fits = Callable[[NightSheet], bool]


def parts(sheet: NightSheet, fits: Fits) -> list[NightSheet]:
    """The sheet in pieces that fit, in order; itself alone where it fits."""
    if fits(sheet):
        return [sheet]
    for cut in (_by_pass, _by_team, _by_round):
        pieces = cut(sheet)
        if len(pieces) > 1:
            return [part for piece in pieces for part in parts(piece, fits)]
    return _by_stops(sheet, fits)


def _by_pass(sheet: NightSheet) -> list[NightSheet]:
    return [replace(sheet, passes=(one,)) for one in sheet.passes]


def _by_team(sheet: NightSheet) -> list[NightSheet]:
    teams: dict[tuple[str, int], list[SheetRound]] = {}
    for each in sheet.rounds:
        teams.setdefault((each.team, each.colour), []).append(each)
    return [_of(sheet, rounds) for rounds in teams.values()]


def _by_round(sheet: NightSheet) -> list[NightSheet]:
    return [_of(sheet, [each]) for each in sheet.rounds]


def _by_stops(sheet: NightSheet, fits: Fits) -> list[NightSheet]:
    """The stops of its only round in equal pieces; one that nothing can make fit stays whole."""
    pieces = [sheet]
    stops = len(sheet.rounds[0].stops) if sheet.rounds else 0
    for count in range(2, stops + 1):
        pieces = [_of(sheet, [each]) for each in _cut(sheet.rounds[0], count)]
        if all(map(fits, pieces)):
            break
    return pieces


def _cut(walk: SheetRound, count: int) -> list[SheetRound]:
    """The round in so many pieces, or one fewer; a leg goes with the stop that it leads to."""
    size = -(-len(walk.stops) // count)
    cut = [walk.stops[first : first + size] for first in range(0, len(walk.stops), size)]
    found = []
    for no, stops in enumerate(cut, 1):
        last = no == len(cut)
        legs = tuple(
            leg for leg in walk.legs
            if stops[0].seq <= leg.seq and (last or leg.seq <= stops[-1].seq)
        )  # fmt: skip
        found.append(replace(walk, stops=stops, legs=legs, part=f"{no}/{len(cut)}"))
    return found


def _of(sheet: NightSheet, rounds: Sequence[SheetRound]) -> NightSheet:
    """The sheet of these rounds alone, which are of its first pass."""
    return replace(sheet, passes=(replace(sheet.passes[0], rounds=tuple(rounds)),))
