"""A QR code as SVG: black on white, without a style, for paper and for pages with a strict CSP."""

from __future__ import annotations

import re

import segno
from markupsafe import Markup

# Squares of white around the code, without which a phone does not find it (ISO/IEC 18004, 9.1).
QUIET = 4

# Trying all eight takes five times as long for a pattern that no phone reads better: what our
# addresses hold is random enough. Readers take any.
MASK = 4

_BLACK = re.compile(rb"\x01+")
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
    made = segno.make_qr(text, error="q" if hard_wearing else "m", boost_error=False, mask=MASK)
    matrix = made.matrix
    side = len(matrix) + 2 * QUIET
    squares = "".join(
        f"M{run.start() + QUIET} {down + QUIET}h{len(run[0])}v1h-{len(run[0])}z"
        for down, row in enumerate(matrix)
        for run in _BLACK.finditer(row)
    )
    return _CODE.format(side=side, squares=squares)
