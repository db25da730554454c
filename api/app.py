"""The application: settings in, ASGI out. Nothing is configured at import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

import maps
from api import error_page
from api.idempotency import UnderWay
from api.lane import Lane
from api.openapi import document
from api.packing import PackedStatic
from api.routes import (
    analysis,
    docs,
    exports,
    forward,
    health,
    list_pages,
    lists,
    night,
    office,
    ogc,
    ordering,
    pages,
    paper,
    report,
    roster,
    rounds,
    running,
    shown,
)
from api.security import Doors
from api.services.by_itself import PlansByItself
from api.services.listing import Lists
from api.services.planning_jobs import PlanningJobs
from api.settings import Settings
from api.stores import store_of
from data.store import Store
from maps import shell
from maps.analysis import render_ahead

# The lists come first: they are asked most. What prefers a page falls through to the pages.
ROUTES = (*lists.ROUTES, *ogc.ROUTES, *list_pages.ROUTES, *ogc.UNKNOWN)
ROUTERS = (
    health.router, docs.router, pages.router, night.router, shown.router, office.router,
    running.router, roster.router, forward.router, paper.router, rounds.router, ordering.router,
    report.router, analysis.router, exports.router,
)  # fmt: skip

STATIC = Path(maps.__file__).parent / "static"

Clock = Callable[[], datetime]


def real_time() -> datetime:
    """The moment it is now, aware."""
    return datetime.now(UTC)


class Application(FastAPI):
    """FastAPI behind our doors, which stand outside of everything, its error pages included."""

    def build_middleware_stack(self) -> ASGIApp:
        lane = Lane(super().build_middleware_stack(), lists.PAGES | ogc.ITEMS, ogc.ITEM)
        return Doors(lane, self.state.settings)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.0 document of every address, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = document(self)
        return self.openapi_schema


def create_app(
    settings: Settings, *, store: Store | None = None, clock: Clock = real_time
) -> FastAPI:
    """The application on its store, which is opened (and closed with it) unless given.

    What the routes need stands in `app.state`: settings, store, clock and lists.

    Raises
    ------
    StoreUnavailable
        The store cannot be opened.
    """
    opened = store is None
    store = store or store_of(settings)

    # PyVRP works one core; a second plan at once would only make both late.
    executor = ThreadPoolExecutor(1, "planning")
    by_itself = PlansByItself(store, clock, settings.plan_seconds)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if settings.plan_by_itself:
            by_itself.start()
        yield
        by_itself.stop()
        app.state.jobs.stop()
        executor.shutdown(wait=False, cancel_futures=True)
        app.state.lists.close()
        if opened:
            store.close()

    app = Application(
        title="Yuxun 雨巡",
        version="0.1.0",
        openapi_url=None, docs_url=None, redoc_url=None,
        # It would send requests and errors to wherever the environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        lifespan=lifespan,
    )  # fmt: skip
    app.state.jobs = PlanningJobs(store, executor, clock)
    app.state.settings, app.state.store, app.state.clock = settings, store, clock
    app.state.under_way = UnderWay()
    # folium renders here and for no request.
    app.state.map_scripts = {page: shell.script(page, settings.tiles) for page in shell.PAGES}
    render_ahead()
    app.state.lists = Lists(store, clock, settings.list_cache_bytes)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)
    error_page.install(app)
    app.router.routes += ROUTES
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", PackedStatic(directory=STATIC), name="static")
    return app
