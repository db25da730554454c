"""SVG from Python: elements whose names are ours and whose values are always escaped.

Presentation attributes only, no style element and no script, so that it is drawn the same as a
file, in an <img> and inside a page with a strict CSP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# What XML 1.0 has no form for would make the whole picture unreadable; the marks that turn the
# direction of writing would turn the text after them.
_UNSEEN = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff\x85\u2028\u2029]"
    "|[\u200e\u200f\u202a-\u202e\u2066-\u2069\x7f-\x84\x86-\x9f]"
)
_BREAKS = re.compile(r"[\s\x85\u2028\u2029]+")


def el(name: str, /, *children: str | Markup, **attributes: object) -> Markup:
    """An element. An attribute's `_` is a hyphen, a last one falls away; None leaves it out."""
    said = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = joined(_child(each) for each in children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, said, inside)


def joined(parts: Iterable[Markup]) -> Markup:
    """The pieces one after the other."""
    return Markup("").join(parts)


def plain(text: str) -> str:
    """The text on one line, without what XML cannot hold or what turns its direction."""
    return _BREAKS.sub(" ", _UNSEEN.sub("", text)).strip()


def number(value: float) -> str:
    """A number to a tenth: "12", "3.5"."""
    tenths = round(float(value) * 10)
    whole, rest = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}{f'.{rest}' if rest else ''}"


def path(points: Floats, *, closed: bool = False) -> str:
    """The `d` of one line through (n, 2) pixels, to a tenth and relative, which is short."""
    tenths = np.rint(points * 10).astype(np.int64)
    if closed and len(tenths) > 1 and (tenths[0] == tenths[-1]).all():
        tenths = tenths[:-1]
    steps = np.diff(tenths, axis=0)
    steps = steps[steps.any(axis=1)]
    first = f"M{_tenth(tenths[0, 0])} {_tenth(tenths[0, 1])}"
    rest = "".join(f"l{_tenth(x)}{'' if y < 0 else ' '}{_tenth(y)}" for x, y in steps.tolist())
    return first + rest + ("z" if closed else "")


def _tenth(tenths: int) -> str:
    return number(tenths / 10)


def _value(value: object) -> str | Markup:
    if isinstance(value, float | np.floating):
        return number(float(value))
    return value if isinstance(value, Markup) else escape(plain(str(value)))


def _child(child: str | Markup) -> Markup:
    return child if isinstance(child, Markup) else escape(plain(child))
