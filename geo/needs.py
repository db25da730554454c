"""What a night asks for: its passes, the visits needed in them, and those nobody can make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from geo.rules import PassName
from geo.sentences import Sentence, reason

# What each pass is called.
PASS_WORDS: dict[PassName, Sentence] = {
    "day": reason("Day patrol"),
    "evening": reason("Evening patrol"),
    "night_1": reason("Night pass 1"),
    "night_2": reason("Night pass 2"),
    "night_3": reason("Night pass 3"),
    "urgent": reason("Urgent look"),
}


@dataclass(frozen=True, slots=True)
class Pass:
    """One patrol over a set of hazards: its number in the night, name and window (aware)."""

    no: int
    name: PassName
    extra: bool
    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Need:
    """One visit that a hazard needs in a pass.

    min_gap_s, max_gap_s: from leaving the visit before to the start of this one.
    lookout: only from look-out points, nobody enters. team_of: smallest legal team.
    by_keeper: the keeper's business first of all. from_at, to_at: narrower than the pass where
    the hazard has hours of its own. urgent: found tonight, to be seen before all else.
    """

    hazard_id: str
    pass_no: int
    extra: bool
    service_s: int
    min_gap_s: int
    lookout: bool = False
    team_of: int = 1
    max_gap_s: int | None = None
    by_keeper: bool = False
    from_at: datetime | None = None
    to_at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Unserved:
    """A visit nobody can make, and why: an English template with its values.

    remedy: the smallest change that would serve it, computed; None where none was found.
    """

    hazard_id: str
    pass_no: int
    extra: bool
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)
    remedy: Sentence | None = None

    def __str__(self) -> str:
        return self.reason.format(**self.values)


@dataclass(frozen=True, slots=True)
class PassPlan:
    """The passes of one night in the order of time, who needs a visit in which, and who cannot.

    note: a sentence for the official, such as that it is not the flood season.
    """

    night: date
    passes: tuple[Pass, ...]
    needs: tuple[Need, ...]
    unserved: tuple[Unserved, ...]
    note: Sentence | None = None

    def pass_of(self, no: int) -> Pass:
        """The pass of that number."""
        return next(each for each in self.passes if each.no == no)
