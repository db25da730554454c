"""A night's rounds as walks: the parts of one that was planned again on the way are one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from maps.sheets.records import NightSheet, SheetRound


def as_walks(sheet: NightSheet) -> NightSheet:
    """The sheet with one round for each walk: what was walked already, then what lies ahead.

    The parts of a walk are numbered through; where a team begins again at 1 it is another walk.
    """
    passes = tuple(replace(one, rounds=_walks(one.rounds)) for one in sheet.passes)
    return replace(sheet, passes=passes)


def _walks(rounds: Sequence[SheetRound]) -> tuple[SheetRound, ...]:
    walks: list[SheetRound] = []
    for each in sorted(rounds, key=lambda each: each.starts_at):
        for place, before in enumerate(walks):
            if _goes_on(before, each):
                walks[place] = _one(before, each)
                break
        else:
            walks.append(each)
    # As they came, a walk where its first part was.
    order = {each.stops[:1]: place for place, each in reversed(list(enumerate(rounds)))}
    return tuple(sorted(walks, key=lambda walk: order.get(walk.stops[:1], 0)))


def _goes_on(before: SheetRound, after: SheetRound) -> bool:
    same = (before.team, before.colour) == (after.team, after.colour)
    numbered = before.stops and after.stops and before.stops[-1].seq + 1 == after.stops[0].seq
    return same and bool(numbered)


def _one(before: SheetRound, after: SheetRound) -> SheetRound:
    """Both as one; it goes by the id of the part that is still walked."""
    # The way after its last stop was not walked: the next part sets out from there.
    walked = tuple(leg for leg in before.legs if leg.seq <= before.stops[-1].seq)
    spared = sum(leg.length_m for leg in before.legs) - sum(leg.length_m for leg in walked)
    return replace(
        after, starts_at=before.starts_at, length_m=before.length_m - spared + after.length_m,
        stops=before.stops + after.stops, legs=walked + after.legs,
    )  # fmt: skip
