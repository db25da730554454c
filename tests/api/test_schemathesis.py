"""Requests made from the OpenAPI document, right and wrong ones: no answer is a mistake of ours,
and every answer is what the document says."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import create_app
from api.settings import Settings
from data.store import open_store
from tests.api import filled

EXAMPLES = 20
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip


def as_the_office(app: Any) -> Any:
    """The application as a client on its own machine sees it."""

    async def local(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope["client"] = filled.LOCAL
            kept = [each for each in scope["headers"] if each[0] not in {b"host", b"x-yuxun"}]
            scope["headers"] = [*kept, (b"host", b"127.0.0.1:8000"), (b"x-yuxun", b"1")]
        await app(scope, receive, send)

    return local


def test_no_request_breaks_us() -> None:
    seen: set[str] = set()
    with open_store("sqlite://") as store:
        filled.fill(store)
        made = Settings(store="sqlite://", plan_by_itself=False, plan_seconds=0.1)
        app = as_the_office(create_app(made, store=store, clock=filled.Hand()))
        schema = schemathesis.openapi.from_asgi("/api", app)
        for found in schema.get_all_operations():
            operation = found.ok()
            seen.add(operation.label)
            ask(operation.as_strategy())
    assert {"GET /hazards", "GET /collections/round_legs/items/{fid}", "POST /checkins"} <= seen


def ask(cases: SearchStrategy[Any]) -> None:
    """Send some requests of one operation."""

    @given(cases)
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    def each(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    each()
