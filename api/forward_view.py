"""A night as it is forwarded: from what the services read to a picture or a file of HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.services import night as nights
from api.services.community import drawn_ground_of
from api.services.night import Night
from api.sheet_view import night_sheet
from data import communities
from data.plans import SavedRound
from data.store import Connection
from geo.errors import NotFound
from geo.kinds import Kind
from maps.pages.picture import Picture, picture, pieces
from maps.pages.round_file import round_file
from maps.sheets.walks import as_walks


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What is forwarded: a night and those of its rounds that were asked for."""

    night: Night
    rounds: Sequence[SavedRound]

    @property
    def name(self) -> str:
        """What its file is called, without an ending; plain ASCII."""
        night = self.night.night.isoformat()
        if len(self.rounds) != 1:
            return f"yuxun-{night}"
        return f"yuxun-{night}-{self.rounds[0].round.pass_no}-{self.rounds[0].id[:8]}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """A picture in `count` pieces, each drawn when it is asked for, from 1."""

    count: int
    drawn: Callable[[int], Picture]


def of_night(
    conn: Connection, community_id: str, real: datetime, *, night: date | None = None,
    team: str | None = None, pass_: str | None = None, draft: bool | None = False,
) -> Forwarded:  # fmt: skip
    """A night, tonight by default, as it was published; with `draft` its newest plan.

    draft: None for the draft only where nothing was published.

    team: only that team's rounds, by its id or its name in either language. pass_: only that
    pass's, by its number or its name ("night_1").

    Raises
    ------
    NotFound
        No such community, no plan for that night, or no round of that team.
    """
    community = communities.one(conn, community_id)
    found = nights.read(conn, community, real, published_only=not draft, night=night)
    if found.saved is None and draft is None:
        found = nights.read(conn, community, real, published_only=False, night=night)
    if found.saved is None or not found.saved.rounds:
        raise NotFound(
            "There are no rounds for the night of {night} yet. Plan and publish it first.",
            night=found.night,
        )
    rounds = found.saved.rounds
    if team:
        named = {each.id for each in found.teams if team in (each.id, each.name, each.name_en)}
        rounds = tuple(each for each in rounds if each.team_id in named)
        if not rounds:
            raise NotFound(
                "The team “{team}” walks no round in the night of {night}.",
                team=team[:80], night=found.night,
            )  # fmt: skip
    if pass_:
        named = {str(one.no) for one in found.saved.plan.passes if pass_ in (str(one.no), one.name)}
        rounds = tuple(each for each in rounds if str(each.round.pass_no) in named)
        if not rounds:
            raise NotFound(
                "Nobody walks in the pass “{name}” of the night of {night}. These are walked: "
                "{passes}.",
                name=pass_[:80], night=found.night,
                passes=", ".join(f"{one.no} {one.name}" for one in found.saved.plan.passes),
            )  # fmt: skip
    return Forwarded(found, rounds)


def of_round(conn: Connection, round_id: str, real: datetime, *, own: bool) -> Forwarded:
    """One round; of a draft only for the office itself (own).

    Raises
    ------
    NotFound
        No such round.
    """
    found, saved = nights.of_round(conn, round_id, real, own=own)
    return Forwarded(found, [saved])


def picture_of(
    conn: Connection, those: Forwarded, language: str, kinds: Sequence[Kind], *, phones: bool,
    theme: str = "light",
) -> Picture:  # fmt: skip
    """The long picture, as tall as it comes; phones: with the numbers to call."""
    sheet = as_walks(night_sheet(conn, those.night, language, rounds=those.rounds, phones=phones))
    ground = drawn_ground_of(conn, those.night.community)
    return picture(sheet, ground, language, theme=theme, kinds=kinds)


def pictures_of(
    conn: Connection, those: Forwarded, language: str, kinds: Sequence[Kind], *, phones: bool,
    theme: str = "light",
) -> Pictures:  # fmt: skip
    """The long picture in as many pieces as phones and browsers need; as `picture_of`."""
    sheet = as_walks(night_sheet(conn, those.night, language, rounds=those.rounds, phones=phones))
    ground = drawn_ground_of(conn, those.night.community)
    found = pieces(sheet, ground, language, kinds=kinds)

    def drawn(no: int) -> Picture:
        part = f"{no}/{len(found)}" if len(found) > 1 else ""
        return picture(found[no - 1], ground, language, theme=theme, kinds=kinds, part=part)

    return Pictures(len(found), drawn)


def file_of(
    conn: Connection, those: Forwarded, language: str, kinds: Sequence[Kind], *, phones: bool
) -> str:
    """The HTML that opens from disk; phones: with the numbers to call."""
    sheet = as_walks(night_sheet(conn, those.night, language, rounds=those.rounds, phones=phones))
    return round_file(sheet, drawn_ground_of(conn, those.night.community), language, kinds=kinds)
