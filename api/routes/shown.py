"""The hazards that a map shows: one by one, or how many where there are too many for that."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api import hazard_view
from api.security import is_local
from api.services.asking import read_bbox
from api.services.clock import now_in
from api.services.overview import due_spans, overview
from data import communities
from data.hazards_in_view import Wanted, in_view
from geo.errors import BadQuery

router = APIRouter(tags=["office"])


@router.get("/app/{community_id}/hazards")
def shown(
    request: Request,
    community_id: str,
    bbox: Annotated[str | None, Query(max_length=200)] = None,
    kind: Annotated[str | None, Query(max_length=1000)] = None,
    rank: Annotated[str | None, Query(pattern=r"^[1-4](,[1-4])*$")] = None,
    overdue: bool = False,
    due: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    cells: Annotated[int | None, Query(ge=1, le=1000)] = None,
) -> Response:
    """The hazards in view, worst first, drafts included; kinds and ranks with commas between.

    due: bands of the visits that are due, with commas between. cells: where more than `limit`
    match, none of them, but `groups`: how many stand in each of at most so many cells.
    """
    state = request.app.state
    with state.store.read() as conn:
        community = communities.one(conn, community_id)
    # To the minute, so that what was counted can be told again.
    now = now_in(community, state.clock()).replace(second=0, microsecond=0)
    wanted = Wanted(
        bounds=_box(bbox) if bbox else None,
        kinds=tuple(kind.split(",")) if kind else None,
        ranks=tuple(int(each) for each in rank.split(",")) if rank else None,
        overdue=overdue,
        due=due_spans(due, now) if due else None,
    )
    if cells is not None:
        body = overview(
            state.store, state.lists.kept, community_id, wanted, limit=limit, most=cells, now=now
        )
        if body is not None:
            return _json(body.plain)
    return _json(json.dumps(
        _one_by_one(request, community.zone, community_id, wanted, limit),
        ensure_ascii=False, separators=(",", ":"),
    ).encode())  # fmt: skip


def _one_by_one(
    request: Request, zone: str, community_id: str, wanted: Wanted, limit: int
) -> dict[str, Any]:
    own = is_local(request.scope)
    with request.app.state.store.read() as conn:
        found = in_view(conn, community_id, wanted, limit)
    return {
        "type": "FeatureCollection",
        "matched": found.matched,
        "returned": len(found.hazards),
        "features": [hazard_view.feature_view(h, v, zone, personal=own) for h, v in found.hazards],
    }


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        return read_bbox(text)
    except ValueError:
        raise BadQuery("bbox is west,south,east,north in degrees.") from None
