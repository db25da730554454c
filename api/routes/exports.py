"""Nights as files for other programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.language import asked_language
from api.night_package import night_package
from api.security import is_local
from api.services.clock import tonight_in
from data import communities
from data.files import gpkg

router = APIRouter(tags=["night"])


@router.get("/app/{community_id}/night.gpkg")
def geopackage(
    request: Request, community_id: str, night: Annotated[date | None, Query()] = None
) -> Response:
    """A night as a GeoPackage for QGIS; a draft for the office itself only."""
    state = request.app.state
    with state.store.read() as conn:
        community = communities.one(conn, community_id)
        package = night_package(
            conn, community, night or tonight_in(community, state.clock()),
            asked_language(request), state.store.kinds,
            published_only=not is_local(request.scope),
        )  # fmt: skip
    return Response(
        gpkg.encoded(package.layers),
        media_type="application/geopackage+sqlite3",
        headers={
            "Content-Disposition": f'attachment; filename="night-{package.night}.gpkg"',
            "Cache-Control": "no-store",
        },
    )
