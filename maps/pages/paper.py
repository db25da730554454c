"""Paper: the sheets of a night's rounds, and the labels of hazards, as pages to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from geo.kinds import DEFAULT_KINDS, Kind
from maps import style
from maps.pages.legend import kind_rows
from maps.pages.render import render
from maps.pages.sheet_words import SheetWords
from maps.sheets.qr import qr_svg
from maps.sheets.records import NightSheet
from maps.style import N_

# 3 × 8, as ready-made sheets of 70 × 37 mm have them.
LABELS_A_SHEET = 24
LABELS_CSS = Path(__file__).parent.parent / "static" / "labels.css"

# What stands in place of the boxes of a stop that nobody has to visit any more.
_STATES = {
    "done": N_("Visited before this was printed"),
    "missed": N_("Missed"),
    "handed_over": N_("Handed over"),
}


def print_page(
    sheet: NightSheet, lang: str, *, addresses: Mapping[str, str], drawn: Mapping[str, Markup],
    kinds: Sequence[Kind] = DEFAULT_KINDS, leader: str = "", trouble: str = "",
) -> str:  # fmt: skip
    """The HTML of the sheets of these rounds, a sheet of A4 or more for each.

    addresses: what the QR code of each round opens, by its id; drawn: its map. leader: who gave
    the word to go out. trouble: what to know before printing, on the screen alone.
    """
    said = SheetWords(lang, kinds)
    return render(
        "print", lang, replaced=said.replaced(sheet),
        warned=" · ".join(said.warning(each) for each in sheet.warnings),
        sheet=sheet, drawn=drawn, leader=leader, trouble=trouble,
        codes={each.id: qr_svg(addresses[each.id]) for each in sheet.rounds},
        kinds=kind_words(lang, kinds), levels=style.LEVELS, ranks=style.RANKS, states=_STATES,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A hazard that gets a label: its code, its kind, and what its QR code holds."""

    code: str
    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class _Label:
    code: str
    kind: str
    word: str
    square: Markup


def labels_page(
    labelled: Sequence[Labelled], lang: str, *, community: str, community_id: str,
    kinds: Sequence[Kind] = DEFAULT_KINDS, trouble: str = "", whole: bool = False,
) -> str:  # fmt: skip
    """The HTML of sheets of labels, in the order given.

    whole: for one file that needs nothing besides: its style inside, no script, no link.
    """
    said = kind_words(lang, kinds)
    made = [
        _Label(each.code, each.kind, said.get(each.kind, ""),
               qr_svg(each.address, hard_wearing=True))
        for each in labelled
    ]  # fmt: skip
    starts = range(0, len(made), LABELS_A_SHEET)
    return render(
        "labels", lang, total=len(made), community=community, community_id=community_id,
        label_sheets=[made[first : first + LABELS_A_SHEET] for first in starts],
        css=Markup(LABELS_CSS.read_text("utf-8")) if whole else "",  # noqa: S704  (ours)
        trouble=trouble,
    )  # fmt: skip


def kind_words(lang: str, kinds: Sequence[Kind]) -> dict[str, str]:
    """By kind the word for it in that language."""
    return {each.id: each.word for each in kind_rows(lang, kinds)}
