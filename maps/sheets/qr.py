"""A QR code as SVG: black on white, without a style, for paper and for pages with a strict CSP."""

from __future__ import annotations

import segno
from markupsafe import Markup

# Squares of white around the code, without which a phone does not find it (ISO/IEC 18004, 9.1).
QUIET = 4

_CODE = Markup(
    '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
    'shape-rendering="crispEdges" role="img" aria-label="QR">'
    '<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{squares}"/></svg>'
)


def qr_svg(text: str, *, hard_wearing: bool = False) -> Markup:
    """The text as a QR code.

    hard_wearing: a quarter of it may be soiled and it is read all the same (level Q, for what
    hangs outside), else a seventh (level M), which makes the squares larger.

    Raises
    ------
    ValueError
        The text is longer than a QR code can hold.
    """
    matrix = segno.make_qr(text, error="q" if hard_wearing else "m", boost_error=False).matrix
    side = len(matrix) + 2 * QUIET
    squares = "".join(
        f"M{first + QUIET} {down + QUIET}h{width}v1h-{width}z"
        for down, row in enumerate(matrix)
        for first, width in _runs(row)
    )
    return _CODE.format(side=side, squares=squares)


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where black begins in a row of squares, and how many are side by side."""
    found: list[tuple[int, int]] = []
    for at, black in enumerate(row):
        if black and at and row[at - 1]:
            first, width = found[-1]
            found[-1] = (first, width + 1)
        elif black:
            found.append((at, 1))
    return found
