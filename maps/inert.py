"""Data inside a folium map or a file: JSON that runs nothing, whoever wrote the texts in it.

branca compiles what folium rendered a second time as a Jinja template, popups are template
literals, and a text may close a script element. So every character that any of the three would
read is written as `\\uXXXX` inside strings, and structural braces are kept apart; halves of
surrogate pairs too, which no file could hold. This is the
only way for data into a file or a notebook; names and titles of layers stay constants.
"""

from __future__ import annotations

import json
import re
from typing import NewType

Inert = NewType("Inert", str)

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_READ = re.compile("[{}%#<>&$`'\u2028\u2029\ud800-\udfff]")


def inert(value: object) -> Inert:
    """The value as JSON that may stand in a template, a script or an attribute's script.

    Read back it is the same value.

    Raises
    ------
    ValueError
        It holds NaN or an infinity, or something that JSON has no form for.
    """
    try:
        plain = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(str(error)) from None
    parts: list[str] = []
    end = 0
    for found in _STRING.finditer(plain):
        parts += [_apart(plain[end : found.start()]), _escaped(found[0])]
        end = found.end()
    return Inert("".join([*parts, _apart(plain[end:])]))


def _escaped(text: str) -> str:
    return _READ.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _apart(structure: str) -> str:
    return structure.replace("{", "{ ").replace("}", " }")
