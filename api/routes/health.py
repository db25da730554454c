"""Operations: is it alive, is it ready to write, what are its limits."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from api.services.asking import LIMIT_CLAMPED, LIMIT_DEFAULT, LIMIT_MOST
from geo.errors import StoreUnavailable

router = APIRouter(tags=["operations"])
log = logging.getLogger("yuxun")

_STATE = {
    "type": "object", "required": ["status"],
    "properties": {"status": {"type": "string"}, "store": {"type": "string"}},
}  # fmt: skip


def _said(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


@router.get("/healthz", summary="Whether the process runs", responses={200: _said(_STATE)})
async def healthz() -> JSONResponse:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.get(
    "/readyz", summary="Whether it can read and write",
    responses={200: _said(_STATE), 503: _said(_STATE)},
)  # fmt: skip
def readyz(request: Request) -> JSONResponse:
    """200 when the store can be read and written now, else 503; the log knows more."""
    state = request.app.state
    try:
        with state.store.read() as conn:
            state.store.data_version(conn)
    except StoreUnavailable as error:
        return _not_ready("cannot be read", error)
    try:
        with state.store.write("readyz", state.clock()):
            pass
    except StoreUnavailable as error:
        return _not_ready("cannot be written", error)
    return JSONResponse({"status": "ok", "store": "ok"}, headers={"Cache-Control": "no-store"})


def _not_ready(cause: str, error: StoreUnavailable) -> JSONResponse:
    # The path of the store is for the log, not for whoever asks.
    log.warning("not ready: %s", error)
    return JSONResponse(
        {"status": "not ready", "store": cause}, 503,
        {"Cache-Control": "no-store", "Retry-After": "10"},
    )  # fmt: skip


_LIMITS = {"type": "object", "additionalProperties": {"type": "integer"}}


@router.get("/limits", summary="What may be sent and asked", responses={200: _said(_LIMITS)})
async def limits(request: Request) -> dict[str, int]:
    """The limits in bytes and counts, so that a client can split what is too large."""
    settings = request.app.state.settings
    return {
        "body_bytes": settings.body_bytes,
        "import_bytes": settings.import_bytes,
        "import_features": settings.import_features,
        "list_limit_default": LIMIT_DEFAULT,
        "list_limit": LIMIT_MOST,
        "list_limit_clamped": LIMIT_CLAMPED,
    }
