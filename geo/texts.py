"""What text may be: short, and made of characters that a screen and a store can hold.

Markup and template code ({{7*7}}, <script>) are legal text: they are stored and shown
literally, never cleaned away.
"""

from __future__ import annotations

import re

from geo.errors import Problem

LONGEST = 2_000

# Control characters other than tab and line ends, halves of surrogate pairs (JSON's "\ud800"
# makes them; UTF-8 cannot hold them) and the two code points that are never characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def check_text(where: str, text: str, longest: int = LONGEST) -> list[Problem]:
    """What is wrong with a text as a value, one problem each; empty if nothing is."""
    found = _UNFIT.search(text)
    problems = []
    if found:
        code = f"U+{ord(found.group()):04X}"
        problems.append(
            Problem(where, "The text holds {code}, a control character. Delete it.", {"code": code})
        )
    if len(text) > longest:
        problems.append(
            Problem(
                where, "The text has {length} characters; at most {most} are kept. Shorten it.",
                {"length": len(text), "most": longest},
            )
        )  # fmt: skip
    return problems


def shown(value: object, most: int = 40) -> str:
    """A value as an error message quotes it: short, on one line and printable."""
    text = str(value)[:400]
    printable = "".join(each if each.isprintable() else "·" for each in text)
    return printable if len(printable) <= most else printable[: most - 1] + "…"
