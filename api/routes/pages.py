"""The pages, their words and the scripts of their maps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.language import asked_language
from api.security import is_local
from api.services.clock import now_in
from data import communities
from geo.communities import Community
from geo.errors import NotFound
from geo.sun import is_dark
from maps import words
from maps.pages.render import Place, render

router = APIRouter(include_in_schema=False)

YEAR_S = 365 * 24 * 3600


def page(request: Request, name: str, community_id: str | None, **values: Any) -> Response:
    """A page about the community that was asked for, else the first one.

    values: what else its template reads.
    """
    language, state = asked_language(request), request.app.state
    with state.store.read() as conn:
        known = communities.all_of(conn)
    chosen = next((each for each in known if each.id == community_id), known[0] if known else None)
    html = render(
        name,
        language,
        chosen=place_of(chosen, now_in(chosen, state.clock())) if chosen else None,
        places=[place_of(each) for each in known],
        theme=request.cookies.get("theme", "auto"),
        dark=chosen is not None and _dark(chosen, request),
        **values,
    )
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language, Cookie"}
    answer = HTMLResponse(html, headers=headers)
    if "lang" in request.query_params:
        answer.set_cookie("lang", language, max_age=YEAR_S, samesite="lax")
    return answer


def place_of(community: Community, now: datetime | None = None) -> Place:
    """What a page knows of a community; now: by its own clock, of the one that is shown."""
    return Place(
        id=community.id, name=community.name, name_en=community.name_en,
        bounds=community.boundary.bounds, invented=community.invented,
        demo_night=community.demo_night, now=now,
    )  # fmt: skip


def _dark(community: Community, request: Request) -> bool:
    at = community.boundary.representative_point()
    return is_dark(now_in(community, request.app.state.clock()), at.x, at.y, community.zone)


Chosen = Annotated[str | None, Query(max_length=36)]


@router.get("/")
def community(request: Request, community: Chosen = None) -> Response:
    """The community's map; callers that want JSON were answered before."""
    return page(request, "community", community)


@router.get("/tonight")
def tonight(request: Request, community: Chosen = None) -> Response:
    """The phone's page."""
    return page(request, "tonight", community)


@router.get("/plan")
def plan(request: Request, community: Chosen = None) -> Response:
    """The official's page."""
    return page(request, "plan", community, own=is_local(request.scope))


@router.get("/static/made/map-{name}.js")
def map_script(request: Request, name: str) -> Response:
    """The script of a page's map, as it was made from its folium map at the start."""
    script = request.app.state.map_scripts.get(name)
    if script is None:
        raise NotFound("There is no map “{name}”.", name=name[:40])
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/static/words/{language}.json")
def browser_words(language: str) -> Response:
    """The words that the browser's modules say."""
    return Response(
        words.browser_json(language),
        media_type="application/json",
        headers={"Cache-Control": "no-cache"},
    )
