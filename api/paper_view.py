"""A night and its hazards on paper: from what the services read to pages that are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from api.language import say
from api.public_address import PublicAddress
from api.services import night as nights
from api.services.community import drawn_ground_of
from api.services.night import Night
from api.sheet_view import night_sheet
from data import communities, hazards
from data.plans import SavedRound
from data.store import Connection
from geo.communities import Community
from geo.errors import BadQuery, NotFound
from geo.kinds import Kind, kind_named
from maps import words
from maps.drawing import round_map
from maps.pages.paper import Labelled, kind_words, labels_page, print_page
from maps.sheets.gpx import round_gpx
from maps.sheets.records import NightSheet, SheetRound
from maps.sheets.walks import as_walks
from maps.style import RANKS

Drawn = Mapping[str, Markup]

# A sheet's map is 186 mm wide and as tall as its round is, within this many millimetres. Up to
# so many stops it leaves room for all of them on its page.
MAP_PX, MAP_MM = 1600.0, 186.0
LEAST_MM, MOST_MM, ROW_MM, ONE_PAGE, LEFT_MM = 70.0, 122.0, 12.0, 9, 186.0


def night_on_paper(
    conn: Connection, community_id: str, real: datetime, night: date | None = None, *, own: bool
) -> Night:
    """A night as it is printed: what was published, else, for the office itself, the draft.

    own: for the office itself; nobody else sees a draft.

    Raises
    ------
    NotFound
        No such community, or no plan for that night.
    """
    community = communities.one(conn, community_id)
    for published_only in (True, False) if own else (True,):
        found = nights.read(conn, community, real, published_only=published_only, night=night)
        if found.saved and found.saved.rounds:
            return found
    raise NotFound(
        "There are no rounds to print for the night of {night}. Plan it first.", night=found.night
    )


def sheets_of(
    conn: Connection, found: Night, language: str, kinds: Sequence[Kind],
    address: PublicAddress, *, rounds: Sequence[SavedRound] | None = None, own: bool = False,
) -> str:  # fmt: skip
    """The page with a sheet for each walk of a night, or for some of its rounds.

    own: for the office itself, with its names of places, the leader and the numbers to call.
    """
    sheet = as_walks(night_sheet(conn, found, language, rounds=rounds, inside=own, phones=own))
    community_id = found.community.id
    return print_page(
        sheet, language, kinds=kinds,
        addresses={each.id: address.of_round(community_id, each.id) for each in sheet.rounds},
        drawn=_drawn(conn, sheet, found.community, language),
        leader=found.ruling.leader if own else "",
        trouble=_said(address, language),
    )  # fmt: skip


def _drawn(conn: Connection, sheet: NightSheet, community: Community, language: str) -> Drawn:
    """The map of each round, by its id."""
    ground = drawn_ground_of(conn, community)

    def drawn(walk: SheetRound) -> Markup:
        least, most = (mm / MAP_MM * MAP_PX for mm in map_mm(len(walk.stops)))
        high = round_map.height_of(ground, [walk], MAP_PX, least, most)
        return round_map.svg(ground, [walk], MAP_PX, high, lang=language)

    return {each.id: drawn(each) for each in sheet.rounds}


def map_mm(stops: int) -> tuple[float, float]:
    """How tall at least and at most the map of a round of so many stops is, in millimetres."""
    room = LEFT_MM - ROW_MM * stops if stops <= ONE_PAGE else MOST_MM
    return LEAST_MM, min(MOST_MM, max(LEAST_MM, room))


def track_of(
    conn: Connection, found: Night, saved: SavedRound, language: str, kinds: Sequence[Kind]
) -> str:
    """A round as GPX; nothing in it is the office's own."""
    sheet = night_sheet(conn, found, language, rounds=[saved], inside=False, phones=False)
    spoken = words.words(language)
    ranks = {rank: spoken.say(word) for rank, word in RANKS.items()}
    return round_gpx(sheet, sheet.rounds[0], kind_words(language, kinds), ranks)


def labels_of(
    conn: Connection, community: Community, language: str, kinds: Sequence[Kind],
    address: PublicAddress, *, kind: str | None = None, whole: bool = False,
    most: int | None = None,
) -> str:  # fmt: skip
    """The page of labels of a community's hazards in use that are on the map, by code.

    kind: only those. whole: for one file that needs nothing besides. most: labels on one page.

    Raises
    ------
    BadInput
        No such kind.
    BadQuery
        More labels than a page may hold.
    """
    wanted = kind_named(kind, kinds).id if kind else None
    labelled = [
        Labelled(each.code, each.kind, address.of_hazard(each.id))
        for each in hazards.of_community(conn, community.id)
        if each.geometry is not None and wanted in (None, each.kind)
    ]
    if most is not None and len(labelled) > most:
        raise BadQuery(
            "These are {count} labels, and a page holds {most}. Choose one kind with “kind”, or "
            "make a file with “yuxun labels”.", count=len(labelled), most=most,
        )  # fmt: skip
    return labels_page(
        labelled, language, kinds=kinds, community_id=community.id, whole=whole,
        community=(language == "en" and community.name_en) or community.name,
        trouble=_said(address, language),
    )  # fmt: skip


def _said(address: PublicAddress, language: str) -> str:
    trouble = address.trouble()
    return say(trouble.template, trouble.values, language) if trouble else ""
