"""A night as it is forwarded: what a picture, a file, a sheet of paper or a track may hold.

Nothing personal has a place in these records: no resident, no keeper, no door, no note. `where`
is a street of our own map, never what somebody typed. `inside` is for paper that stays in the
office's hands and is empty for whatever is sent on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetStop:
    """One numbered stop. eta: aware, in the community's zone; point: (lon, lat) on the street.

    code, kind, rank: of the hazard. where: the street beside it. state: planned, done, missed
    or handed_over. lookout: seen from here only. inside: the office's own name of the place.
    """

    seq: int
    code: str
    kind: str
    rank: int
    eta: datetime
    service_s: int
    point: LonLat
    hazard_id: str
    where: str = ""
    state: str = "planned"
    lookout: bool = False
    inside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLeg:
    """The walk before stop `seq`: corners as (lon, lat); through: along a flood segment."""

    seq: int
    corners: tuple[LonLat, ...]
    length_m: float
    through: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRound:
    """One team's walk in one pass. colour: 1 to 6, the team's on every map of the night.

    part: which piece it is of a walk too long for one picture, "2/3"; empty for a whole one.
    """

    id: str
    team: str
    colour: int
    starts_at: datetime
    ends_at: datetime
    length_m: float
    people: int
    stops: tuple[SheetStop, ...]
    legs: tuple[SheetLeg, ...]
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPass:
    """One pass with the rounds that are walked in it; word: its name in the reader's language."""

    no: int
    word: str
    extra: bool
    from_at: datetime
    to_at: datetime
    rounds: tuple[SheetRound, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPhone:
    """A number to call: word says whose (duty desk, property company, repair unit).

    name: of a firm; empty where it would name a person.
    """

    word: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWarning:
    """A weather warning: what of (rain, wind, …) in the reader's language, and its level's word.

    level: blue, yellow, orange or red; empty where the kind alone says it (thunder).
    """

    word: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSheet:
    """A night, or some of its rounds, with the numbers to call. as_of: aware, when it was read.

    level: the response level's word (none, blue, …). warnings: in force from then to the night's
    end, the worst of each kind. draft: not published yet. replaced_at: when another plan took the
    place of this one (aware). invented: a sample community.
    """

    community: str
    community_id: str
    night: date
    as_of: datetime
    zone: str
    level: str
    passes: tuple[SheetPass, ...]
    phones: tuple[SheetPhone, ...]
    warnings: tuple[SheetWarning, ...] = ()
    draft: bool = False
    replaced_at: datetime | None = None
    invented: bool = False

    @property
    def rounds(self) -> list[SheetRound]:
        """All its rounds, in the order of their passes."""
        return [each for one in self.passes for each in one.rounds]
