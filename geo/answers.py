"""The answers that describe a hazard: each of its field's type and within its bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from geo.errors import BadInput, Problem
from geo.kinds import Field, Kind
from geo.texts import check_text, shown


def check_answers(kind: Kind, raw: Mapping[str, object]) -> dict[str, object]:
    """The raw answers with every value of its field's type, unknown fields refused.

    Raises
    ------
    BadInput
        With one problem for each answer that cannot be true.
    """
    problems: list[Problem] = []
    checked: dict[str, object] = {}
    for name, answer in raw.items():
        spec = kind.field(name)
        if spec is None:
            problems.append(Problem(name, "“{kind}” has no such field.", {"kind": kind.id}))
        elif answer is not None and answer != "":
            value = _as_type(spec, answer)
            if value is None:
                problems.append(_complaint(spec, answer))
            else:
                checked[name] = value
    if problems:
        raise BadInput("Some answers cannot be true.", problems=problems)
    return checked


_YES = frozenset({"true", "yes", "y", "1", "是", "有", "√"})
_NO = frozenset({"false", "no", "n", "0", "否", "无", "没有", "×"})
# float() would also take "1_000", "nan" and "infinity".
_NUMBER = re.compile(
    r"[+-]?([0-9]{1,15}(\.[0-9]{0,20})?|\.[0-9]{1,20})(e[+-]?[0-9]{1,2})?", re.IGNORECASE
)
_UNIT_WORDS = {"cm": ("厘米", "公分"), "m": ("米",), "°": ("度", "deg")}


def yes_or_no(answer: object) -> bool | None:
    """What a yes/no answer in Chinese or English says; None where it says neither."""
    word = str(answer).strip().lower()
    return True if word in _YES else False if word in _NO else None


def number_in(answer: object, unit: str = "") -> float | None:
    """The finite number that an answer says, with or without its unit; None where it is none."""
    if isinstance(answer, bool):
        return None
    text = str(answer).strip()
    for word in (unit, *_UNIT_WORDS.get(unit, ())):
        text = text.removesuffix(word) if word else text
    value = float(text) if _NUMBER.fullmatch(text := text.strip()) else float("inf")
    return value if abs(value) < float("inf") else None


def _as_type(spec: Field, answer: object) -> object | None:
    match spec.type:
        case "yesno":
            return yes_or_no(answer)
        case "choice":
            return _as_choice(spec, answer)
        case "text":
            return _as_text(answer)
        case "list":
            return _as_list(answer)
        case _:
            return _as_number(spec, answer)


def _as_choice(spec: Field, answer: object) -> str | None:
    word = str(answer).strip().lower()
    by_word = {each.lower(): each for each in spec.choices}
    for choice, words in zip(spec.choices, spec.words, strict=False):
        by_word |= {each.lower(): choice for each in words}
    return by_word.get(word)


def _as_text(answer: object) -> str | None:
    if isinstance(answer, bool) or not isinstance(answer, str | int | float):
        return None
    text = str(answer).strip()
    if isinstance(answer, float) and not math.isfinite(answer):
        return None
    return None if check_text("", text) else text


def _as_list(answer: object) -> list[str] | None:
    parts = re.split("[;；、]", answer) if isinstance(answer, str) else answer
    texts = [_as_text(part) for part in (parts if isinstance(parts, list) else [parts])]
    whole = [text for text in texts if text]
    return None if None in texts or check_text("", ";".join(whole)) else whole


def _as_number(spec: Field, answer: object) -> float | int | None:
    value = number_in(answer, spec.unit)
    low = spec.least if spec.least is not None else float("-inf")
    high = spec.most if spec.most is not None else float("inf")
    if value is None or not (low <= value <= high):
        return None
    if spec.type == "whole":
        return int(value) if value == int(value) else None
    return value


def _complaint(spec: Field, answer: object) -> Problem:
    said = shown(answer)
    if spec.type == "choice":
        return Problem(
            spec.name, "“{answer}” is not one of: {choices}.",
            {"answer": said, "choices": ", ".join(spec.choices)},
        )  # fmt: skip
    if spec.type in {"number", "whole"}:
        return _no_number(spec, said)
    if spec.type == "yesno":
        return Problem(spec.name, "“{answer}” is neither yes nor no.", {"answer": said})
    return Problem(spec.name, "“{answer}” cannot be kept as text.", {"answer": said})


def _no_number(spec: Field, said: str) -> Problem:
    values = {"answer": said, "unit": f" {spec.unit}" if spec.unit else ""}
    if spec.least is not None and spec.most is not None:
        return Problem(
            spec.name, "“{answer}” is not a number from {least:g} to {most:g}{unit}.",
            values | {"least": spec.least, "most": spec.most},
        )  # fmt: skip
    if spec.least is not None:
        return Problem(
            spec.name, "“{answer}” is not a number of {least:g}{unit} or more.",
            values | {"least": spec.least},
        )  # fmt: skip
    if spec.most is not None:
        return Problem(
            spec.name, "“{answer}” is not a number of {most:g}{unit} or less.",
            values | {"most": spec.most},
        )  # fmt: skip
    if spec.type == "whole":
        return Problem(spec.name, "“{answer}” is not a whole number.", {"answer": said})
    return Problem(spec.name, "“{answer}” is not a number.", {"answer": said})
