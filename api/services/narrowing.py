"""What streets, round stops and legs, and communities can be filtered by: their own fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, get_args

from api.services.asking import TEXT, Parameter, one_of, whole, word, yes_or_no
from data.osm_tags import STREET_KINDS
from geo.rules import PassName
from geo.sentences import Sentence, reason

STOP_STATES = ("planned", "done", "missed", "handed_over")


def _night(text: str) -> str:
    # fromisoformat() also takes 20260722 and 2026-W30-3.
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _digits(count: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(rf"\d{{{count}}}", text, re.ASCII):
            raise ValueError
        return text

    return read


def _equal(
    name: str, about: str, read: Callable[[str], Any], wanted: Sentence, key: str = "",
    **schema: Any,
) -> Parameter:  # fmt: skip
    return Parameter(name, schema or TEXT, about, read, wanted, property=True, key=key)


def _one_of(name: str, about: str, choices: tuple[str, ...], key: str = "") -> Parameter:
    wanted = reason("one of: {choices}", choices=", ".join(choices))
    return _equal(name, about, one_of(*choices), wanted, key, type="string", enum=list(choices))


NIGHT = _equal(
    "night", "Only of this night: the date on which its first shift begins.", _night,
    reason("a date like 2026-07-22"), type="string", format="date",
)  # fmt: skip
PASS_NO = _equal(
    "pass_no", "Only of this pass of its night, counted from 1.", whole,
    reason("a number like 1"), type="integer", minimum=0,
)  # fmt: skip
ROUND_ID = _equal("round_id", "Only of this round.", word, reason("a round's id"))
STOPS = (
    NIGHT,
    PASS_NO,
    ROUND_ID,
    _one_of("pass_name", "Only of passes of this name.", get_args(PassName)),
    _equal(
        "extra", "Only visits of extra night passes, or only the others.", yes_or_no,
        reason("true or false"), type="boolean",
    ),
    _one_of("status", "Only stops that stand so.", STOP_STATES, "stop_status"),
    _equal("hazard_id", "Only visits to this hazard.", word, reason("a hazard's id")),
    _equal("hazard_code", "Only visits to the hazard of this code, like JS-03.", word,
           reason("a code like JS-03")),
    _equal("team_name", "Only stops of this team.", word, reason("a team's name")),
)  # fmt: skip
LEGS = (NIGHT, PASS_NO, ROUND_ID)
STREETS = (
    _one_of("kind", "Only streets of this kind.", STREET_KINDS, "street_kind"),
    _equal("name", "Only the street of this name.", word, reason("a street's name")),
    _equal("lit", "Only streets that are lit, or are known not to be.", yes_or_no,
           reason("true or false"), type="boolean"),
)  # fmt: skip
COMMUNITIES = (
    _equal("code", "Only the community of this 12-digit code.", _digits(12),
           reason("{count} digits", count=12), "community_code",
           type="string", pattern="^[0-9]{12}$"),
    _equal("district_code", "Only communities of this 6-digit district code.", _digits(6),
           reason("{count} digits", count=6), type="string", pattern="^[0-9]{6}$"),
)  # fmt: skip
