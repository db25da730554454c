"""What OpenStreetMap's tags mean to somebody who walks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from geo.ground import GroundKind

Tags = Mapping[str, str]
Leave = Literal["open", "private", "no"]

_KINDS = {
    "footway": "footway", "corridor": "footway", "path": "path", "bridleway": "path",
    "steps": "steps", "pedestrian": "pedestrian", "residential": "residential",
    "unclassified": "residential", "road": "residential", "living_street": "living_street",
    "service": "service", "cycleway": "cycleway", "track": "track", "tertiary": "tertiary",
    "tertiary_link": "tertiary", "secondary": "secondary", "secondary_link": "secondary",
    "primary": "primary", "primary_link": "primary", "trunk": "primary", "trunk_link": "primary",
}  # fmt: skip
STREET_KINDS = tuple(dict.fromkeys(_KINDS.values()))
_INVITED = ("yes", "designated", "permissive")
_PRIVATE = ("private", "customers", "residents", "permit", "delivery", "destination")
_SHUTTING = (
    "gate", "lift_gate", "swing_gate", "sliding_gate", "kissing_gate", "hampshire_gate",
    "wicket_gate", "turnstile", "full-height_turnstile", "entrance",
)  # fmt: skip
_WALLS = ("wall", "fence", "retaining_wall", "city_wall", "hedge", "guard_rail")
_WATER = {
    "natural": ("water",), "landuse": ("reservoir", "basin"), "leisure": ("swimming_pool",),
    "waterway": ("river", "canal", "stream", "ditch", "drain", "riverbank", "dock"),
}  # fmt: skip
_GREEN = {
    "leisure": ("park", "garden", "nature_reserve"), "natural": ("wood", "grassland", "scrub"),
    "landuse": ("grass", "forest", "meadow", "recreation_ground", "village_green", "greenfield"),
}  # fmt: skip

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_SHUT = re.compile(r"\s*\b(off|closed)\s*(\".*\")?$", re.IGNORECASE)
_DAILY = re.compile(r"(Mo-Su\s+)?" + _SPAN.pattern)
_ALL_DAY = ("00:00", "00:00")
Hours = tuple[str, str] | None


def street_kind(tags: Tags) -> str | None:
    """The kind of street this is to a walker; None: not one to walk.

    Trunk roads only where somebody says that people walk there; motorways never.
    """
    highway = tags.get("highway", "")
    foot_said = tags.get("foot") in _INVITED or tags.get("sidewalk") in ("both", "left", "right")
    if highway.startswith("trunk") and not foot_said:
        return None
    return _KINDS.get(highway) if may_walk(tags) != "no" else None


def may_walk(tags: Tags) -> Leave:
    """Whether walkers are let in; one-way is for wheels and is not asked."""
    foot, access = tags.get("foot", ""), tags.get("access", "")
    if foot in _INVITED:
        return "open"
    if foot in ("no", "use_sidepath") or (not foot and access == "no"):
        return "no"
    return "private" if (foot or access) in _PRIVATE else "open"


def is_lit(tags: Tags) -> bool | None:
    """Whether it is lit at night; None where nobody said."""
    lit = tags.get("lit", "")
    return None if not lit else lit not in ("no", "disused")


def shutting(tags: Tags) -> str | None:
    """The kind of gate that this node is; None for what shuts nobody out on foot."""
    kind = tags.get("barrier", "")
    return kind if kind in _SHUTTING else None


def gate_hours(tags: Tags) -> tuple[Hours, bool]:
    """When a gate is closed each day, ("23:00", "05:00"), None for never; and whether all that
    was said was understood.

    A locked gate, or one where walkers are not let in, is closed ("00:00", "00:00"): all day.
    Of days that differ, and of several spans a day, the first opening and the last closing
    count; that is right for the night. Hours said to be "off" are those when it is closed; they
    count where no others are said.
    """
    if tags.get("locked") == "yes" or may_walk(tags) == "no":
        return _ALL_DAY, True
    said = tags.get("opening_hours", "").strip()
    if said in ("", "24/7"):
        return None, True
    rules = [each.strip() for each in said.split(";") if each.strip()]
    opening = [each for each in rules if not _SHUT.search(each)]
    spans = _SPAN.findall(";".join(opening))
    if not spans:
        shut = [_SHUT.sub("", each) for each in rules if _SHUT.search(each)]
        return _shut(shut, whole=len(rules) == 1) if not opening else (None, False)
    opens = min(_minutes(a, b) for a, b, _, _ in spans)
    closes = max(_until(span) for span in spans)
    simple = _DAILY.fullmatch(said) is not None
    if closes - opens >= 24 * 60:
        return None, simple
    return (_clock(closes), _clock(opens)), simple


def _shut(rules: list[str], *, whole: bool) -> tuple[Hours, bool]:
    """When a gate is closed of which only closed hours are said, of several rules the first."""
    for rule in rules:
        if rule in ("", "24/7", "Mo-Su"):
            return _ALL_DAY, whole
        spans = _SPAN.findall(rule)
        if spans:
            understood = whole and _DAILY.fullmatch(rule) is not None
            closes, opens = _minutes(*spans[0][:2]), _until(spans[0])
            all_day = opens - closes >= 24 * 60
            return (_ALL_DAY if all_day else (_clock(closes), _clock(opens))), understood
    return None, False


def drawn_as(tags: Tags) -> GroundKind | None:
    """What an area or line is drawn as; buildings first, then water, green and walls."""
    if tags.get("building", "no") != "no":
        return "building"
    if _among(tags, _WATER) and tags.get("tunnel", "no") in ("no", ""):
        return "water"
    if _among(tags, _GREEN):
        return "park"
    return "wall" if tags.get("barrier") in _WALLS else None


def named(tags: Tags) -> tuple[str, str]:
    """The name and the English name."""
    return tags.get("name") or tags.get("name:zh", ""), tags.get("name:en", "")


def floors(tags: Tags) -> int | None:
    """Storeys above ground, where somebody counted them believably."""
    try:
        counted = int(float(tags.get("building:levels", "")))
    except (ValueError, OverflowError):
        return None
    return counted if 1 <= counted <= 150 else None


def _among(tags: Tags, table: Mapping[str, tuple[str, ...]]) -> bool:
    return any(tags.get(key) in values for key, values in table.items())


def _minutes(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)


def _until(span: tuple[str, str, str, str]) -> int:
    opens, closes = _minutes(*span[:2]), _minutes(*span[2:])
    return closes if closes > opens else closes + 24 * 60


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
