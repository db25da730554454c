"""What is sent on to a chat group: the long picture and the self-contained HTML of a round."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import forward_view
from api.forward_view import Forwarded
from api.language import asked_language
from api.schemas import Night
from api.security import is_local
from data.store import Connection
from geo.errors import NotFound

router = APIRouter(tags=["forward"])

SVG = "image/svg+xml"
HEADERS = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
Theme = Literal["light", "dark"]
Part = Annotated[int | None, Query(ge=1, le=10_000)]
Id = Annotated[str, Query(max_length=200)]


@router.get("/rounds/{round_id}/picture.svg", responses={200: {"content": {SVG: {}}}},
            response_class=Response)  # fmt: skip
def picture(request: Request, round_id: str, theme: Theme = "light", part: Part = None) -> Response:
    """One round as a tall picture for a chat group; names nobody. `part`: as of a night."""
    state = request.app.state
    with state.store.read() as conn:
        those = forward_view.of_round(conn, round_id, state.clock(), own=is_local(request.scope))
        return _picture(request, conn, those, theme, part)


@router.get("/app/{community_id}/picture.svg", responses={200: {"content": {SVG: {}}}},
            response_class=Response)  # fmt: skip
def night_picture(
    request: Request, community_id: str, on: Annotated[Night | None, Query(alias="night")] = None,
    team: Id | None = None, draft: bool = False, theme: Theme = "light", part: Part = None,
) -> Response:  # fmt: skip
    """A whole night, or one team's, as a tall picture: as published, or with `draft` the newest.

    With `part`, from 1, a piece of it that a phone can draw; `Link` leads to the next one.
    """
    state = request.app.state
    with state.store.read() as conn:
        # Only the office itself sees its drafts.
        those = forward_view.of_night(
            conn, community_id, state.clock(), night=on, team=team,
            draft=draft and is_local(request.scope),
        )  # fmt: skip
        return _picture(request, conn, those, theme, part)


@router.get("/rounds/{round_id}.html", include_in_schema=False)
def file(request: Request, round_id: str) -> Response:
    """One round as a file of HTML that opens offline and without scripts."""
    state = request.app.state
    with state.store.read() as conn:
        those = forward_view.of_round(conn, round_id, state.clock(), own=is_local(request.scope))
        html = forward_view.file_of(
            conn, those, asked_language(request), state.store.kinds, phones=is_local(request.scope)
        )
    # To be kept and sent, not read here: our own pages' policy would leave it without its styles.
    kept = {"Content-Disposition": f'attachment; filename="{those.name}.html"'}
    return HTMLResponse(html, headers=HEADERS | kept)


def _picture(
    request: Request, conn: Connection, those: Forwarded, theme: Theme, part: int | None
) -> Response:
    language, kinds = asked_language(request), request.app.state.store.kinds
    own, name, link = is_local(request.scope), those.name, {}
    if part is None:
        made = forward_view.picture_of(conn, those, language, kinds, phones=own, theme=theme)
    else:
        all_ = forward_view.pictures_of(conn, those, language, kinds, phones=own, theme=theme)
        if part > all_.count:
            raise NotFound("There are {n} pictures, and no number {no}.", n=all_.count, no=part)
        made = all_.drawn(part)
        name += f"-{part}" if all_.count > 1 else ""
        if part < all_.count:
            following = request.url.include_query_params(part=part + 1)
            link = {"Link": f'<?{following.query}>; rel="next"'}
    named = {"Content-Disposition": f'inline; filename="{name}.svg"'}
    return Response(made.svg, media_type=SVG, headers=HEADERS | named | link)
