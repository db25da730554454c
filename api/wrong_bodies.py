"""What is wrong with a body or an address, in our own sentences: what to send instead.

The library that reads bodies says it in English, and in words of programmers. Its error types
are kept; of its sentences none is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from geo.errors import Problem
from geo.sentences import Sentence, reason

_PARTS = frozenset({"body", "query", "path", "header", "cookie"})
_CHOICE = re.compile(r"'([^']*)'")

_TEXT = reason("Write it as text.")
_WHOLE = reason("Write it as a whole number, without a decimal point.")
_NUMBER = reason("Write it as a number.")
_DAY = reason("Write the day as 2026-07-22.")
_MOMENT = reason("Write the time with its zone, as 2026-07-22T20:00:00+08:00.")
_ID = reason("This is no id. Ids look like 0b5e2d1c-7f3a-4c58-9d06-2a1f8e4b6c73.")
_OBJECT = reason("Send a JSON object here, with Content-Type: application/json.")
_LIST = reason("Send a list here, […].")
_YES_NO = reason("Write true or false.")
_OTHER = reason("This cannot be used here. /docs says what is asked for.")

# What a type alone says; the limits and the choices are said with their values below.
_PLAIN: Mapping[str, Sentence] = {
    "missing": reason("This is missing. Send it too."),
    "extra_forbidden": reason("There is no such field here. Leave it out, or look for a typing "
                              "error in its name."),
    "string_type": _TEXT,
    "string_unicode": reason("It holds characters that are none. Send the text as UTF-8."),
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE,
    "int_parsing_size": reason("The number is too long. Write a smaller one."),
    "float_type": _NUMBER, "float_parsing": _NUMBER,
    "finite_number": reason("Write a number that is not infinite."),
    "bool_type": _YES_NO, "bool_parsing": _YES_NO,
    "date_type": _DAY, "date_parsing": _DAY, "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT, "datetime_parsing": _MOMENT, "datetime_object_invalid": _MOMENT,
    "datetime_from_date_parsing": _MOMENT, "timezone_aware": _MOMENT,
    "uuid_type": _ID, "uuid_parsing": _ID, "uuid_version": _ID,
    "dict_type": _OBJECT, "model_type": _OBJECT, "model_attributes_type": _OBJECT,
    "list_type": _LIST, "tuple_type": _LIST,
}  # fmt: skip

# How what has to be written in one form is written, by that form.
_FORMS: Mapping[str, Sentence] = {
    r"^([01]\d|2[0-3]):[0-5]\d$": reason("Write it as 20:00."),
    r"^[1-4](,[1-4])*$": reason("Write ranks from 1 to 4, with commas between, as 3,4."),
}

_LIMITS = ("ge", "le", "gt", "lt")


def problem_of(complaint: Mapping[str, Any]) -> Problem:
    """Where something is wrong, and what to send there instead.

    complaint: one of the errors of a `RequestValidationError`, with `type`, `loc` and `ctx`.
    """
    place, told = list(complaint["loc"]), complaint.get("ctx") or {}
    if complaint["type"] == "json_invalid":
        # What stands there as its place is the character where reading ended.
        said, place = _broken(place[-1]), place[:1]
    else:
        said = _said(str(complaint["type"]), told)
    inside = place[1:] if place and place[0] in _PARTS else place
    where = ".".join(str(part) for part in inside or place)
    return Problem(where, said.template, dict(said.values))


def _said(kind: str, told: Mapping[str, Any]) -> Sentence:
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "string_pattern_mismatch":
        return _FORMS.get(str(told.get("pattern")), _OTHER)
    if kind in {"literal_error", "enum"} and (choices := _CHOICE.findall(str(told["expected"]))):
        return reason("Choose one of these: {choices}.", choices=", ".join(choices))
    return _length(kind, told) or _limit(told) or _OTHER


def _length(kind: str, told: Mapping[str, Any]) -> Sentence | None:
    """A text or a list of the wrong length."""
    match kind:
        case "string_too_long":
            return reason("It is too long: at most {most} characters.", most=told["max_length"])
        case "string_too_short" if told["min_length"] == 1:
            return reason("This is empty. Fill it in.")
        case "string_too_short":
            return reason("It is too short: at least {least} characters.",
                          least=told["min_length"])  # fmt: skip
        case "too_long":
            return reason("There are too many: at most {most}.", most=told["max_length"])
        case "too_short":
            return reason("There are too few: at least {least}.", least=told["min_length"])
    return None


def _limit(told: Mapping[str, Any]) -> Sentence | None:
    """A number or a moment beyond what is taken."""
    name = next((each for each in _LIMITS if each in told), None)
    if name is None:
        return None
    limit = told[name]
    if isinstance(limit, date | datetime | str):
        day = str(limit)[:10]
        if name in {"ge", "gt"}:
            return reason("Nothing before {day} is taken.", day=day)
        return reason("Nothing after {day} is taken.", day=day)
    if isinstance(limit, float) and limit.is_integer():
        limit = int(limit)
    if name == "ge":
        return reason("Write {least} or more.", least=limit)
    if name == "le":
        return reason("Write {most} or less.", most=limit)
    if name == "gt":
        return reason("Write more than {limit}.", limit=limit)
    return reason("Write less than {limit}.", limit=limit)


def _broken(position: object) -> Sentence:
    if isinstance(position, int):
        return reason("This is no JSON: it cannot be read from character {position} on.",
                      position=position + 1)  # fmt: skip
    return reason("This is no JSON.")
