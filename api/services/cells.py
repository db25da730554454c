"""Cells of a file or fields of a form, read as the values of a hazard; complaints are collected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from geo.answers import check_answers, number_in, yes_or_no
from geo.errors import BadInput, Problem
from geo.hazards import RANKS, Kind, Status, rank_of
from geo.texts import LONGEST, check_text, shown

LONGEST_NAME = 200
_CODE = re.compile(r"[^\s\"',;<>]{1,20}")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::00)?")
_SPAN = re.compile(r"\s*([\d:：]+)\s*(?:[-–—~～]+|至|到)\s*([\d:：]+)\s*")
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{2,24}")
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_STATUS_WORDS = {"草稿": "draft", "在册": "active", "有效": "active", "已解决": "resolved",
                 "已消除": "resolved", "已归档": "archived"}  # fmt: skip


def own_id(text: object) -> str | None:
    """A feature's own id as it is kept, if it is a UUID."""
    return str(UUID(text)) if isinstance(text, str) and _UUID.fullmatch(text) else None


@dataclass(slots=True)
class Cells:
    """The cells of one row and everything that is wrong with them.

    where: "row 7", before each complaint. zone: of dates that name none.
    """

    where: str
    cells: Mapping[str, object]
    zone: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def text(self, name: str, longest: int = LONGEST) -> str:
        """A text, stripped and otherwise as it stands; empty where there is none."""
        value = self.cells.get(name, "")
        if isinstance(value, (bool, list)):
            self.problems.append(
                Problem(self._at(name), "“{value}” is no text.", {"value": shown(value)})
            )
            return ""
        text = str(value).strip()
        found = check_text(self._at(name), text, longest)
        self.problems.extend(found)
        return "" if found else text

    def code(self) -> str:
        """The code that the file gives, or nothing."""
        text = self.text("code")
        if text and not _CODE.fullmatch(text):
            self.problems.append(
                Problem(
                    self.where, "“{code}” is no code: up to 20 characters without spaces, like "
                    "JS-03.", {"code": shown(text)},
                )
            )  # fmt: skip
            return ""
        return text

    def answers(self, kind: Kind, not_answers: frozenset[str]) -> dict[str, object]:
        """The kind's own fields, each of its type; other cells are complained of."""
        own = {name: value for name, value in self.cells.items() if name not in not_answers}
        try:
            return check_answers(kind, own)
        except BadInput as error:
            self.problems.extend(
                Problem(self._at(each.where), each.sentence, each.values) for each in error.problems
            )
        return {}

    def rank(self, kind: Kind, raw: Mapping[str, object]) -> int:
        """The rank by the answers; only where the scale is not answered, the one that is said."""
        said, ranked = self._said_rank(), rank_of(kind, raw)
        if ranked is not None:
            if said not in {None, ranked}:
                self.notes.append(
                    Problem(
                        self.where, "By its answers the rank is {rank}, not {said}; the answers "
                        "count.", {"rank": ranked, "said": said},
                    )
                )  # fmt: skip
            return ranked
        if said is None and not self.problems:
            self.problems.append(
                Problem(self.where, "It says neither {scale} nor rank. Fill in one of them.",
                        {"scale": kind.scale})
            )  # fmt: skip
        return said or 1

    def _said_rank(self) -> int | None:
        value = self.cells.get("rank")
        if value is None:
            return None
        number = number_in(value)
        if number not in RANKS:
            self.problems.append(
                Problem(
                    self._at("rank"), "The rank “{rank}” is not one of 1, 2, 3, 4 (4 is worst).",
                    {"rank": shown(value)},
                )
            )  # fmt: skip
            return None
        return int(number)

    def status(self) -> Status:
        """The status; active where none is said."""
        word = self.text("status").lower()
        known = _STATUS_WORDS.get(word, word or "active")
        if known not in get_args(Status):
            self.problems.append(
                Problem(
                    self._at("status"), "The status “{status}” is not one of: {known}.",
                    {"status": shown(word), "known": ", ".join(get_args(Status))},
                )
            )  # fmt: skip
        return cast(Status, known)

    def yes(self, name: str) -> bool:
        """A yes or no; no where nothing is said."""
        value = self.cells.get(name)
        said = False if value is None else yes_or_no(value)
        if said is None:
            self.problems.append(
                Problem(self._at(name), "“{answer}” is neither yes nor no.",
                        {"answer": shown(value)})
            )  # fmt: skip
        return bool(said)

    def moment(self, name: str, *, ends: bool = False) -> datetime | None:
        """An aware moment; a bare day is its first, or with `ends` its last, in the zone."""
        text = self.text(name).replace("/", "-")
        if not text:
            return None
        try:
            # strptime takes 2026-6-1, which spreadsheets write; fromisoformat does not.
            day = bool(_DAY.fullmatch(text))
            at = datetime.strptime(text, "%Y-%m-%d") if day else datetime.fromisoformat(text)  # noqa: DTZ007
        except ValueError:
            at = None
        if at is None or not 1900 <= at.year <= 2200:
            self.problems.append(
                Problem(self._at(name), "“{text}” is no date. Write it as 2026-06-01.",
                        {"text": shown(text)})
            )  # fmt: skip
            return None
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(self.zone))
        return at + timedelta(days=1) if day and ends else at

    def clock(self, name: str) -> str | None:
        """A clock time as "08:00"; 8:00 and 8：00 are read as well."""
        text = self.text(name).replace("：", ":")
        if not text:
            return None
        # Spreadsheets write seconds.
        read = _CLOCK.fullmatch(text)
        if read is None:
            self.problems.append(
                Problem(self._at(name), "“{text}” is no clock time. Write it as 08:00.",
                        {"text": shown(text)})
            )  # fmt: skip
            return None
        return f"{int(read[1]):02d}:{read[2]}"

    def hours(self) -> tuple[str | None, str | None]:
        """Between which clock times it may be visited; None: no bound."""
        both = _SPAN.fullmatch(self.text("visit_hours"))
        if both is not None:
            ends_of = {"visit_from": both[1], "visit_to": both[2]}
            return Cells(self.where, ends_of, self.zone, self.problems).hours()
        if self.text("visit_hours"):
            self.problems.append(
                Problem(self._at("visit_hours"), "“{text}” are no hours. Write them as "
                        "08:00-21:00.", {"text": shown(self.text("visit_hours"))})
            )  # fmt: skip
        opens, ends = self.clock("visit_from"), self.clock("visit_to")
        if opens is not None and opens == ends:
            self.problems.append(
                Problem(self._at("visit_to"), "It may be visited from {time} to {time}: never. "
                        "Leave both empty where it may be at any time.", {"time": opens})
            )  # fmt: skip
        return opens, ends

    def phone(self, name: str) -> str:
        """A telephone number as it is written, or nothing."""
        text = self.text(name)
        if text and not _PHONE.fullmatch(text):
            self.problems.append(Problem(self._at(name), "This is no telephone number."))
            return ""
        return text

    def _at(self, name: str) -> str:
        return f"{self.where}, {name}" if self.where else name
