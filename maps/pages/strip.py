"""The strip under a map that stands alone: what its marks and colours mean, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from markupsafe import Markup

from geo.sentences import reason
from maps.pages.legend import due_rows, due_sign, kind_rows, mark, rank_rows
from maps.words import said

_GROUP = Markup('<ul class="strip-group">{}</ul>')
_ROW = Markup("<li>{}<span>{}</span></li>")
_STRIP = Markup('<footer class="strip" aria-label="{}">{}</footer>')
_DOT = Markup('<i class="dot dot-{}"></i>')
_BAND = Markup('<i class="band band-{}"></i>')
_TEAM = Markup('<i class="swatch team-{}{}"></i>')
# Filled by static/pass_choice.js.
CHOICE = Markup('<nav class="choice" id="passes" hidden></nav>')

Row = tuple[Markup, str]


def hazards(lang: str, *, due: bool = False) -> Markup:
    """Kinds by their shapes, ranks by their colours; due: how long a visit is overdue, too."""
    kinds = [(mark(each.id), each.word) for each in kind_rows(lang)]
    ranks = [(_DOT.format(each.rank), each.word) for each in rank_rows(lang)]
    late = [(due_sign(each.band), each.word) for each in due_rows(lang)] if due else []
    return _strip(lang, kinds, ranks, late)


def teams(lang: str, names: Sequence[str], *, nobody: bool = False) -> Markup:
    """Teams by colour and dash, in the order of their numbers; no two alike up to 24.

    nobody: something on the map is of no team.
    """
    rows = [(_team(n), name) for n, name in enumerate(names)]
    if nobody:
        rows.append((_TEAM.format(0, ""), said(lang, reason("Of no team"))))
    return _strip(lang, rows)


def _team(place: int) -> Markup:
    again = place // 6
    return _TEAM.format(place % 6 + 1, f" again-{(again - 1) % 3 + 1}" if again else "")


def hours(lang: str, steps: Sequence[int]) -> Markup:
    """Hours since the last visit by colour, and what was never visited."""
    rows: list[Row] = [
        (_BAND.format(0), said(lang, reason("Visited less than {n} h ago", n=steps[0]))),
        *(
            (_BAND.format(n), said(lang, reason("{low}–{high} h", low=low, high=high)))
            for n, (low, high) in enumerate(pairwise(steps), 1)
        ),
        (_BAND.format(len(steps)), said(lang, reason("over {n} h", n=steps[-1]))),
        (_BAND.format("none"), said(lang, reason("Not visited yet"))),
    ]
    return _strip(lang, rows)


def _strip(lang: str, *groups: Iterable[Row]) -> Markup:
    lists = (
        _GROUP.format(Markup("").join(_ROW.format(sign, word) for sign, word in rows))
        for rows in groups
    )
    return _STRIP.format(said(lang, reason("Legend")), Markup("").join(lists))
