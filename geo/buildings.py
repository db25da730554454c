"""Buildings and the ways people write their addresses: 3号楼, 三号楼, 3#, 3栋, No. 3."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from geo.ground import GroundFeature

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100}
_NUMBER = r"([甲乙丙丁]?(?:\d+|[零〇一二两三四五六七八九十百]+)[a-z]?|[a-z])"
_AFTER = re.compile(_NUMBER + r"(?:号楼|号公寓|栋|幢|座|#)")
_BEFORE = re.compile(r"(?:\bno\.?|building|bldg\.?|block|#)\s*(?:no\.?\s*)?(\d+[a-z]?)\b")
_DASHES = re.compile(r"(\d+)-\d+(?:-\d+)?$")  # 3-2-501: building, entrance, door
_BARE = re.compile(_NUMBER + r"号?$")
_DOOR = re.compile(r"(\d+)号(?!楼|公寓)")  # 学院路18号: a number on a street

Match = GroundFeature | list[GroundFeature] | None


def match(text: str, buildings: Sequence[GroundFeature]) -> Match:
    """The building that an address means.

    A list where it may be any of several, None where it is none that is known. Tried in this
    order: the building's whole name, its 楼号 (with street or name to tell two apart), its
    number on a street, a name that the address holds.
    """
    said = _plain(text)
    if not said:
        return None
    candidates = (
        [b for b in buildings if said in _names(b)]
        or _by_number(said, buildings)
        or _by_door(said, buildings)
        or _by_name(said, buildings)
    )
    return candidates[0] if len(candidates) == 1 else candidates or None


def number_in(text: str) -> str | None:
    """The 楼号 in a text, as digits with what belongs to them ("3", "甲3", "12a", "a")."""
    said = _plain(text)
    for pattern in (_AFTER, _BEFORE, _DASHES):
        found = pattern.search(said)
        if found:
            return _as_digits(found[1])
    return None


def number_from(name: str, house_number: str = "", ref: str = "") -> str:
    """The number to show on a building: its 楼号 if its name has one, else its house number."""
    for text in (name, house_number, ref):
        found = number_in(text)
        if found is not None:
            return f"{found.upper()}号楼"
    if re.fullmatch(r"\d+[A-Za-z]?", ref):
        return f"{ref}号楼"
    plain = house_number.strip()
    return f"{plain}号" if plain.isdigit() else plain


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    # A space between Chinese signs and digits means nothing; between Latin words it does.
    return re.sub(r"(?<=[^a-z.])\s+|\s+(?=[^a-z0-9])", "", folded)


def _as_digits(number: str) -> str:
    lead, tail = re.match(r"([甲乙丙丁]?)(.*)", number).groups()  # type: ignore[union-attr]
    if not tail or tail[0].isascii():
        return lead + re.sub(r"^0+(?=\d)", "", tail)
    if not any(sign in _TENS for sign in tail):
        return lead + "".join(str(_DIGITS.get(sign, sign)) for sign in tail)
    total, digit = 0, 0
    for sign in tail:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS.get(sign, 0)
    return f"{lead}{total + digit}"


def _names(building: GroundFeature) -> set[str]:
    return {_plain(name) for name in (building.name, building.name_en) if name}


def _own_number(building: GroundFeature) -> str | None:
    found = number_in(building.number) or number_in(building.name)
    if found is None and not building.name:
        return number_in(building.name_en)
    return found


def _by_number(said: str, buildings: Sequence[GroundFeature]) -> list[GroundFeature]:
    number = number_in(said)
    if number is None:
        bare = _BARE.fullmatch(said)
        number = _as_digits(bare[1]) if bare else None
    if number is None:
        return []
    fitting = {b.id: _fits(said, b, buildings) for b in buildings if _own_number(b) == number}
    best = max(fitting.values(), default=0)
    return [b for b in buildings if best > 0 and fitting.get(b.id) == best]


def _fits(said: str, building: GroundFeature, buildings: Sequence[GroundFeature]) -> int:
    """0: the address speaks of another; else the more the better."""
    street, family = _plain(building.street_name), _family(building.name)
    if street and street not in said and _street_in(said, buildings):
        return 0
    rest = _family(said)
    for each in {_plain(b.street_name) for b in buildings if b.street_name}:
        rest = rest.replace(each, "")
    if family and rest and family not in said and rest not in family:
        return 0
    return 1 + 2 * (bool(street) and street in said) + 2 * (bool(family) and family in said)


def _street_in(said: str, buildings: Sequence[GroundFeature]) -> bool:
    return any(b.street_name and _plain(b.street_name) in said for b in buildings)


def _family(name: str) -> str:
    """What stands before the number: 紫荆公寓 of 紫荆公寓3号楼."""
    said = _plain(name)
    found = _AFTER.search(said) or _BEFORE.search(said) or _DASHES.search(said)
    return re.sub(r"\d+号院?$", "", said[: found.start()]).strip() if found else ""


def _by_door(said: str, buildings: Sequence[GroundFeature]) -> list[GroundFeature]:
    door = _DOOR.search(said)
    if door is None:
        return []
    return [
        b for b in buildings
        if b.street_name and _plain(b.street_name) in said
        and re.fullmatch(rf"{door[1]}号?", _plain(b.number))
    ]  # fmt: skip


def _by_name(said: str, buildings: Sequence[GroundFeature]) -> list[GroundFeature]:
    # An address with a number speaks of a numbered building, not of the school next to it.
    if number_in(said) is not None:
        return []
    held = {b.id: max((len(n) for n in _names(b) if len(n) > 1 and n in said), default=0)
            for b in buildings}  # fmt: skip
    longest = max(held.values(), default=0)
    return [b for b in buildings if longest and held[b.id] == longest]
