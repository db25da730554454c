"""What callers may send, field by field; anything else is refused with a sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat

from geo.checkins import CheckIn

LevelWord = Literal["none", "blue", "yellow", "orange", "red"]
ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Lon = Annotated[FiniteFloat, Field(ge=-180, le=180)]
Lat = Annotated[FiniteFloat, Field(ge=-90, le=90)]
# Calendars and time zones are sure of their ground within these; at year 9999 sums overflow.
Night = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]
RosterTime = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2199, 12, 31, tzinfo=UTC)),
]
# A phone whose clock was lost says 1970; no clock is centuries away.
DeviceTime = Annotated[
    AwareDatetime,
    Field(ge=datetime(1969, 12, 31, tzinfo=UTC), le=datetime(2199, 12, 31, tzinfo=UTC)),
]
ShortText = Annotated[str, Field(max_length=200)]


class Body(BaseModel):
    """A request's body; unknown fields are refused, so that a typing error is heard of."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FindingBody(Body):
    """What was found: kind, the picture chosen on its scale, danger flags, a note."""

    kind: Annotated[str, Field(max_length=40)]
    scale: Annotated[str, Field(max_length=40)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    flags: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10)] = []


class CheckInBody(Body):
    """A check-in as the phone sends it, or as the office types it in from a paper sheet.

    typed_in: `device_time` is then the time on the sheet, and the time of the visit.
    """

    key: UUID
    community_id: ShortText
    result: Literal["clear", "finding"]
    hazard_id: ShortText | None = None
    round_id: ShortText | None = None
    stop_id: ShortText | None = None
    finding: FindingBody | None = None
    position: tuple[Lon, Lat] | None = None
    accuracy_m: Annotated[FiniteFloat, Field(ge=0, le=100_000)] | None = None
    device_id: Annotated[str, Field(max_length=64)] = ""
    counter: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    device_time: DeviceTime | None = None
    typed_in: bool = False

    def record(self, received: datetime) -> CheckIn:
        """The record; `seen_at` is set by the verb."""
        return CheckIn(**self.model_dump(exclude={"key"}), key=str(self.key), seen_at=received)


class PlanBody(Body):
    """What to plan; everything but the community is taken from tonight when left out."""

    community_id: ShortText
    night: Night | None = None
    level: LevelWord | None = None
    team_ids: list[ShortText] | None = None
    seconds: Annotated[FiniteFloat, Field(gt=0, le=600)] | None = None
    iterations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


class ReplanBody(Body):
    """How to plan a running night again; all of it may be left out."""

    out_team_ids: Annotated[list[ShortText], Field(max_length=200)] = []
    level: LevelWord | None = None
    iterations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seconds: Annotated[FiniteFloat, Field(gt=0, le=600)] | None = None


class EndBody(Body):
    """How a round ends before its last stop."""

    reason: ShortText = ""
    team_out: bool = False
    hand_over_to: ShortText | None = None


class ConfirmBody(Body):
    """The team that has accepted a plan."""

    team_id: ShortText


class WarningBody(Body):
    """A warning as issued; without times it holds from now for twelve hours."""

    community_id: ShortText
    kind: Literal["rain", "ponding", "wind", "thunder"]
    level: LevelWord
    from_at: AwareDatetime | None = None
    to_at: AwareDatetime | None = None
    source: ShortText = ""


class ResponseBody(Body):
    """The office's own response level for tonight; what is left out stays."""

    level: LevelWord
    leader: ShortText | None = None
    by_hand: bool | None = None


class ShiftBody(Body):
    """One team's shift; from and to are clock times of the night."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    team_id: ShortText
    from_: Annotated[ClockTime, Field(alias="from")]
    to: ClockTime
    member_ids: Annotated[list[ShortText], Field(max_length=50)]
    end: tuple[Lon, Lat] | None = None


class ShiftsBody(Body):
    """Who is on duty in a night."""

    night: Night
    teams: Annotated[list[ShiftBody], Field(max_length=200)]


class AbsenceBody(Body):
    """When somebody cannot be on duty; the id is made by the page."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: UUID
    contact_id: ShortText
    from_: Annotated[RosterTime, Field(alias="from")]
    to: RosterTime


class DeputyBody(Body):
    """Who stands in for somebody; null: nobody."""

    deputy_id: Annotated[ShortText, Field(min_length=1)] | None


class SwapBody(Body):
    """Two people who have each other's shifts from now on, each in one night."""

    night: Night
    person_id: ShortText
    with_night: Night
    with_id: ShortText


class HazardBody(Body):
    """A hazard seen on the spot: what, how bad, where. The id is made by the page."""

    id: UUID
    kind: Annotated[str, Field(max_length=40)]
    scale: Annotated[str | FiniteFloat, Field(union_mode="left_to_right")]
    geometry: dict[str, Any]
    name: ShortText = ""


class PlaceBody(Body):
    """Where a hazard that waited for a place is."""

    geometry: dict[str, Any]


class HoursBody(Body):
    """Between which clock times a hazard may be visited; both null: at any time."""

    visit_from: ClockTime | None
    visit_to: ClockTime | None


class OrderBody(Body):
    """A round's open stops in order, by their hazards; try: only what it would cost."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    hazard_ids: Annotated[list[ShortText], Field(min_length=1, max_length=500)]
    try_: Annotated[bool, Field(alias="try")] = False


class TemplateBody(Body):
    """A round to keep as a template. The id is made by the page."""

    id: UUID
    name: ShortText
    round_id: ShortText


class TemplateChangeBody(Body):
    """What to change of a template; what is left out stays."""

    name: ShortText | None = None
    in_use: bool | None = None
    hazard_ids: Annotated[list[ShortText], Field(max_length=500)] | None = None
