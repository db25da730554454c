"""The night in numbers: as a page to read and print, as a table, and as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.errors import status_of
from api.language import asked_language, say
from api.report_view import ReportView
from api.routes.pages import place_of
from api.security import is_local
from api.services.clock import now_in, tonight_in
from api.services.ending import END_WORDS
from api.services.report import FIRST_NIGHT, ONE_DAY, Asked, report
from data import communities, counted, teams
from geo.communities import Community
from geo.errors import BadInput, NotFound
from geo.sun import is_dark
from maps.pages.render import render

router = APIRouter(tags=["night"])

Chosen = Annotated[str | None, Query(max_length=36)]
# A date that cannot be read is answered with a sentence, and on the page with a choice.
Day = Annotated[str, Query(max_length=40)]
From = Annotated[str, Query(max_length=40, alias="from")]


class Table(Response):
    """A table of comma-separated values."""

    media_type = "text/csv"


@router.get("/app/{community_id}/report")
def numbers(
    request: Request, community_id: str, night: Day = "", first: From = "", to: Day = ""
) -> dict[str, Any]:
    """A night, or the nights `from` … `to`, in numbers, each with the list of what it counts."""
    return _view(request, community_id, Asked(night, first, to)).whole()


@router.get("/report.csv", response_class=Table)
def table(
    request: Request, community: Chosen = None, night: Day = "", first: From = "", to: Day = ""
) -> Response:
    """The same as a table: what it is of, each number, then one row for each thing it counts."""
    view = _view(request, _chosen(request, community).id, Asked(night, first, to))
    told = view.whole()
    name = "_".join(dict.fromkeys(str(told[each]) for each in ("first", "last")))
    return Table(
        view.table(),
        headers={"Content-Disposition": f'attachment; filename="report-{name}.csv"',
                 "Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"},
    )  # fmt: skip


@router.get("/report", include_in_schema=False)
def page(
    request: Request, community: Chosen = None, night: Day = "", first: From = "", to: Day = "",
    lists: Day = "",
) -> Response:  # fmt: skip
    """The same as a page; a date that cannot be is answered with a choice of those that can."""
    chosen, asked, trouble = _chosen(request, community), Asked(night, first, to), ""
    told: dict[str, Any] | None = None
    status = 200
    try:
        told = _view(request, chosen.id, asked).whole()
    except BadInput as error:
        trouble = say(error.sentence, error.values, asked_language(request))
        status = int(status_of(error))
    return _page(request, chosen, status, told=told, trouble=trouble, open_all=lists == "all")


def _page(request: Request, chosen: Community, status: int, **values: Any) -> Response:
    language, state = asked_language(request), request.app.state
    with state.store.read() as conn:
        known = communities.all_of(conn)
        nights = counted.nights(conn, chosen.id)
    now, tonight = now_in(chosen, state.clock()), tonight_in(chosen, state.clock())
    at = chosen.boundary.representative_point()
    before, after = _beside(values["told"], tonight)
    html = render(
        "report", language, chosen=place_of(chosen, now), places=[place_of(each) for each in known],
        theme=request.cookies.get("theme", "auto"), dark=is_dark(now, at.x, at.y, chosen.zone),
        nights=nights, tonight=tonight, before=before, after=after,
        reasons=[
            {"id": name, "word": say(word.template, word.values, language)}
            for name, word in END_WORDS.items()
        ],
        **values,
    )  # fmt: skip
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Cookie"}
    return HTMLResponse(html, status, headers=headers)


def _beside(told: dict[str, Any] | None, tonight: date) -> tuple[date | None, date | None]:
    """The nights before and after the one that is shown; None where there is none."""
    if told is None:
        return None, None
    before, after = told["first"] - ONE_DAY, told["last"] + ONE_DAY
    return max(before, FIRST_NIGHT), after if after <= tonight else None


def _view(request: Request, community_id: str, asked: Asked) -> ReportView:
    store = request.app.state.store
    found = report(store, community_id, asked, request.app.state.clock())
    with store.read() as conn:
        known = teams.of_community(conn, community_id)
    language, own = asked_language(request), is_local(request.scope)
    return ReportView(found, known, store.kinds, language, personal=own)


def _chosen(request: Request, community_id: str | None) -> Community:
    """The community that is asked for, else the first one: never another than is named."""
    with request.app.state.store.read() as conn:
        if community_id:
            return communities.one(conn, community_id)
        known = communities.all_of(conn)
    if not known:
        raise NotFound("There is no community yet. Import one, or load the sample.")
    return known[0]
