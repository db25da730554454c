"""Kinds and ranks as a page shows them before any script runs: marks as SVG, words beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from geo.kinds import DEFAULT_KINDS, Kind
from maps import style
from maps.words import words

MARK = Markup(
    '<svg class="mark mark-{rank}" viewBox="-1 -1 26 26" aria-hidden="true">'
    '<path class="mark-shape" d="{outline}"/>'
    '<path class="mark-solid" d="{solid}" transform="{place}"/>'
    '<path class="mark-glyph" d="{glyph}" transform="{place}"/></svg>'
)
# Drawn once on a page with long lists, and used by name.
MARK_SYMBOL = Markup(
    '<symbol id="mark-{name}" viewBox="-1 -1 26 26"><path class="mark-shape" d="{outline}"/>'
    '<path class="mark-solid" d="{solid}" transform="{place}"/>'
    '<path class="mark-glyph" d="{glyph}" transform="{place}"/></symbol>'
)
MARK_USED = Markup(
    '<svg class="mark mark-{rank}" aria-hidden="true"><use href="#mark-{name}"/></svg>'
)

SIGN = Markup(
    '<svg class="due-sign due-{band}" viewBox="-1 -1 14 14" aria-hidden="true">'
    '<path fill-rule="evenodd" d="{sign}"/></svg>'
)


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind in the filter and the legend."""

    id: str
    word: str


@dataclass(frozen=True, slots=True)
class RankRow:
    """One rank in the filter and the legend."""

    rank: int
    word: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """One band of how long a visit is overdue, in the filter and the legend."""

    band: str
    word: str


def mark(kind: str, rank: int = 0) -> Markup:
    """A hazard's mark; rank 0 is the shape alone. The same as `static/mark.js` draws."""
    return _drawn(MARK, style.KINDS.get(kind, style.OTHER_KIND), rank=int(rank))


def mark_symbols() -> Markup:
    """The marks of all kinds as symbols; `mark_used` shows them wherever they stand."""
    named = {**style.KINDS, "other": style.OTHER_KIND}
    return Markup().join(_drawn(MARK_SYMBOL, each, name=name) for name, each in named.items())


def mark_used(kind: str, rank: int = 0) -> Markup:
    """As `mark`, of a page that has `mark_symbols`."""
    return MARK_USED.format(name=kind if kind in style.KINDS else "other", rank=int(rank))


def _drawn(template: Markup, found: style.Mark, **values: object) -> Markup:
    outline, (scale, right, down) = style.SHAPES[found.shape]
    place = f"translate({12 + right} {12 + down}) scale({scale}) translate(-12 -12)"
    return template.format(
        outline=outline, glyph=found.glyph, solid=found.solid, place=place, **values
    )


def kind_rows(lang: str, kinds: Sequence[Kind] = DEFAULT_KINDS) -> list[KindRow]:
    """The kinds with their words in that language."""
    return [KindRow(kind.id, kind.en if lang == "en" else kind.zh) for kind in kinds]


def rank_rows(lang: str) -> list[RankRow]:
    """The ranks, the worst first."""
    spoken = words(lang)
    return [RankRow(rank, spoken.say(word)) for rank, word in sorted(style.RANKS.items())][::-1]


def due_sign(band: str) -> Markup:
    """The sign of a band of overdue visits. The same as `static/overdue.js` draws."""
    return SIGN.format(band=band, sign=style.DUE[band].sign)


def due_rows(lang: str) -> list[DueRow]:
    """The bands of overdue visits, the longest first."""
    spoken = words(lang)
    return [DueRow(band, spoken.say(due.word)) for band, due in style.DUE.items()][::-1]
