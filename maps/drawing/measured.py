"""How wide a text comes out, so that it can be wrapped or cut before it is drawn.

The font is whatever the reader's phone has. Widths are those of the widest of the usual sans
faces, so that a text is never wider than it was taken for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from maps.drawing.svg import plain

BOLD = 1.06
ELLIPSIS = "…"
_EM = {
    **dict.fromkeys("il|!'.,:;jI", 0.34), **dict.fromkeys("ftr()[]{}/\\-` \"", 0.42),
    **dict.fromkeys("mwMW@%", 0.98), **dict.fromkeys("ABCDEFGHJKLNOPQRSTUVXYZ&#<>=+~", 0.76),
    **dict.fromkeys("0123456789$?*_^", 0.6), "·": 0.4, ELLIPSIS: 1.0, "–": 0.6, "—": 1.0,
}  # fmt: skip
_WIDE = frozenset("WF")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide the text is at most, in pixels, at that font size."""
    return sum(map(_em, plain(text))) * size * (BOLD if bold else 1)


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    shown = plain(text)
    if width(shown, size, bold=bold) <= room:
        return shown
    return _cut(shown, size, room - width(ELLIPSIS, size, bold=bold), bold=bold) + ELLIPSIS


def wrapped(text: str, size: float, room: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most so many lines that fit the room; the last one is cut if it must be."""
    rest, found = plain(text), list[str]()
    while rest and len(found) < lines - 1 and width(rest, size, bold=bold) > room:
        line = _at_a_break(rest, _cut(rest, size, room, bold=bold))
        found.append(line.rstrip())
        rest = rest[len(line) :].lstrip()
    return [*found, fitted(rest, size, room, bold=bold)] if rest else found


def _cut(text: str, size: float, room: float, *, bold: bool) -> str:
    """As much of the beginning as fits, at least one letter, no letter parted from its accents."""
    taken, used = "", 0.0
    for letter in _letters(text):
        used += width(letter, size, bold=bold) if letter.strip() else _em(" ") * size
        if used > room and taken:
            break
        taken += letter
    return taken


def _letters(text: str) -> Iterator[str]:
    """Each letter with the marks that stand on it."""
    held = ""
    for char in text:
        if held and not unicodedata.combining(char) and char not in "\u200d\ufe0f\ufe0e":
            yield held
            held = ""
        held += char
    if held:
        yield held


def _at_a_break(text: str, line: str) -> str:
    """The line up to its last place to break: a space, or before a Chinese character."""
    if len(line) >= len(text) or text[len(line)] == " " or _is_wide(text[len(line)]):
        return line
    for at in range(len(line) - 1, len(line) // 2, -1):
        if line[at] == " " or _is_wide(line[at]):
            return line[: at + 1]
    return line


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in _WIDE


def _em(char: str) -> float:
    if char in _EM:
        return _EM[char]
    if unicodedata.combining(char) or char in "\u200b\u200c\u200d\ufe0e\ufe0f":
        return 0.0
    if _is_wide(char):
        return 1.4 if ord(char) >= 0x1F000 else 1.0
    return 0.62 if char.isascii() else 1.05
