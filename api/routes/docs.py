"""The reference of the API: Swagger UI from our own files, without a CDN or an inline script."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

import maps

router = APIRouter()

PAGE = Path(maps.__file__).parent / "static" / "docs.html"


@router.get("/docs", include_in_schema=False)
async def docs() -> FileResponse:
    """The page; its script asks /api for what there is to show."""
    return FileResponse(PAGE, media_type="text/html; charset=utf-8")
