"""What is in force, in the head of the long picture: warnings and response in their colours."""

from __future__ import annotations

from markupsafe import Markup

from maps.pages.picture_pen import BODY, MARGIN, Pen
from maps.pages.sheet_words import SheetWords
from maps.sheets.records import NightSheet

# The response's colours are those of the ranks: blue, yellow, orange, red.
LEVEL_INKS = {"blue": "rank-1", "yellow": "rank-2", "orange": "rank-3", "red": "rank-4"}
HIGH, GAP = 66.0, 16.0


def pills(
    pen: Pen, said: SheetWords, sheet: NightSheet, y: float, room: float
) -> tuple[list[Markup], float]:
    """The warnings, then the response level, in rows as wide as `room`; and where the last ends."""
    x, drawn = MARGIN, list[Markup]()
    shown = [(said.warning(each), each.level) for each in sheet.warnings]
    for word, level in [*shown, (said.level(sheet.level), sheet.level)]:
        text = pen.fitted(word, BODY, room - 56, bold=True)
        wide = pen.width(text, BODY, bold=True) + 56
        if x > MARGIN and x + wide > MARGIN + room:
            x, y = MARGIN, y + HIGH + GAP
        fill = LEVEL_INKS.get(level)
        back, ink = (fill, f"{fill}-ink") if fill else ("paper", "ink")
        drawn.append(pen.pill(text, x, y, wide, HIGH, back, ink))
        x += wide + GAP
    return drawn, y + HIGH
