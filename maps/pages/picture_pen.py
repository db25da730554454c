"""How a picture is written: its measures, its colours, and blocks set one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from maps.drawing import measured
from maps.drawing.marks import SANS, colours
from maps.drawing.routes import team_ink
from maps.drawing.svg import el, joined

WIDTH, MARGIN = 1080.0, 48.0
# The smallest text there is.
BODY = 36.0


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the picture, drawn from its own upper left corner, and how tall it is."""

    drawn: Markup
    height: float


def stacked(blocks: Sequence[Block]) -> Block:
    """The blocks one under the other."""
    y, parts = 0.0, list[Markup]()
    for each in blocks:
        parts.append(el("g", each.drawn, transform=f"translate(0 {y:.0f})"))
        y += round(each.height)
    return Block(joined(parts), y)


class Pen:
    """Writes and fills in the colours of one theme; colours are named as in `maps.style`."""

    def __init__(self, theme: str) -> None:
        self.theme = "dark" if theme == "dark" else "light"
        self._tokens = colours(self.theme)

    def ink(self, name: str) -> str:
        """The colour of that name."""
        return self._tokens[name]

    def team(self, colour: int) -> str:
        """The colour of a team."""
        return team_ink(colour, self.theme)

    def rect(self, x: float, y: float, wide: float, high: float, fill: str) -> Markup:
        """A filled box."""
        return el("rect", x=x, y=y, width=wide, height=high, fill=self.ink(fill))

    def line(self, y: float, x: float = 0.0) -> Markup:
        """A hairline across the picture from x on."""
        return el("rect", x=x, y=y, width=WIDTH - x, height=2, fill=self.ink("line"))

    def text(
        self, text: str, x: float, y: float, size: float, ink: str, *, bold: bool = False,
        anchor: str | None = None,
    ) -> Markup:  # fmt: skip
        """A text on its base line, as it is: whoever calls has measured it."""
        return el(
            "text", text, x=x, y=y, fill=self.ink(ink), font_size=size, font_family=SANS,
            font_weight=700 if bold else 400, text_anchor=anchor,
        )  # fmt: skip

    def pill(
        self, text: str, x: float, y: float, wide: float, high: float, fill: str, ink: str,
        size: float = BODY,
    ) -> Markup:  # fmt: skip
        """A text in the middle of a rounded box whose upper left corner is at (x, y)."""
        box = el("rect", x=x, y=y, width=wide, height=high, rx=high / 2, fill=self.ink(fill))
        return box + self.text(text, x + wide / 2, y + high / 2 + size * 0.36, size, ink,
                               bold=True, anchor="middle")  # fmt: skip

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """How wide a text is at most."""
        return measured.width(text, size, bold=bold)

    def fitted(self, text: str, size: float, room: float, *, bold: bool = False) -> str:
        """The text, cut where it is wider than the room."""
        return measured.fitted(text, size, room, bold=bold)

    def lines(
        self, text: str, size: float, room: float, lines: int, *, bold: bool = False
    ) -> list[str]:
        """The text in at most so many lines that fit the room."""
        return measured.wrapped(text, size, room, lines, bold=bold)
