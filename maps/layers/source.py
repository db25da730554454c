"""Where a layer takes what it draws from: an address of ours, or data that runs nothing.

What goes into a folium map is compiled a second time as a template (`safety.md` 1.1), so only
two things may stand there: a constant address on our own server, in which the browser fills the
community in, and what `maps.inert.inert` made. Both are proved here, whoever calls.
"""

from __future__ import annotations

import json
import re

from geo.errors import BadInput
from maps.inert import inert

_PART = r"(?:[a-z][a-z0-9_-]*|\{community\})"
_ASKED = r"[a-z][a-z0-9_-]*=(?:[a-z0-9_.,-]+|\{community\})"
ADDRESS = re.compile(rf"(?:/{_PART})+(?:\?{_ASKED}(?:&{_ASKED})*)?", re.ASCII)
LONGEST = 200


def is_address(source: str) -> bool:
    """Whether it is an address on our own server that no person had a hand in.

    Raises
    ------
    BadInput
        It is neither such an address nor the output of `inert`.
    """
    if source.startswith("/") and len(source) <= LONGEST and ADDRESS.fullmatch(source):
        return True
    if not _is_inert(source):
        raise BadInput(
            "A layer takes an address of Yuxun like “{example}”, or data from maps.inert. "
            "“{given}” is neither.",
            example="/app/{community}/hazards", given=source[:60],
        )  # fmt: skip
    return False


def _is_inert(text: str) -> bool:
    """Whether the text is what `inert` makes of its own content, to the letter."""
    try:
        return bool(inert(json.loads(text)) == text)
    except (ValueError, RecursionError):
        return False
