"""Each error's status, and how it is said: RFC 9457 problem+json in the reader's language."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.language import asked_language, say
from api.wrong_bodies import problem_of
from geo.errors import (
    BadFile,
    BadGeometry,
    BadInput,
    BadQuery,
    Busy,
    EditConflict,
    KeyReused,
    NotAllowed,
    NotFound,
    NotReady,
    StoreUnavailable,
    TooLarge,
    VersionMissing,
    YuxunError,
)

STATUS: dict[type[YuxunError], HTTPStatus] = {
    YuxunError: HTTPStatus.INTERNAL_SERVER_ERROR,
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadGeometry: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadFile: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadQuery: HTTPStatus.BAD_REQUEST,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    EditConflict: HTTPStatus.PRECONDITION_FAILED,
    VersionMissing: HTTPStatus.PRECONDITION_REQUIRED,
    NotReady: HTTPStatus.CONFLICT,
    Busy: HTTPStatus.CONFLICT,
    StoreUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

PROBLEM_JSON = "application/problem+json"
# Seconds after which it makes sense to ask again.
RETRY_AFTER = {StoreUnavailable: "10", Busy: "2"}

# Complaints in one answer; a file with more is mended and sent again anyway.
MOST_TOLD = 200

# Values of sentences that say where on this machine something lies.
_PATHS = frozenset({"store", "path"})

log = logging.getLogger("yuxun")


def status_of(error: YuxunError) -> HTTPStatus:
    """The status of an error: its own class's, or the nearest class above it."""
    return next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)


def problem_answer(error: YuxunError, language: str, status: HTTPStatus | None = None) -> Response:
    """The error as problem+json; `problems` holds the complaints about single places."""
    status = status or status_of(error)
    name = type(error).__name__
    values = error.values
    if isinstance(error, StoreUnavailable):
        log.error("%s", error)
        values = _without_folders(values)
    body: dict[str, Any] = {
        "type": f"urn:yuxun:problem:{name}",
        "title": status.phrase,
        "status": int(status),
        "detail": say(error.sentence, values, language),
    }
    if error.problems:
        body["problems"] = [
            {"where": each.where, "sentence": say(each.sentence, each.values, language)}
            for each in error.problems[:MOST_TOLD]
        ]
        if len(error.problems) > MOST_TOLD:
            body["problems_in_all"] = len(error.problems)
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"}
    for cls, seconds in RETRY_AFTER.items():
        if isinstance(error, cls):
            headers["Retry-After"] = seconds
    content = json.dumps(body, ensure_ascii=False).encode()
    return Response(content, status, headers, media_type=PROBLEM_JSON)


def _without_folders(values: Mapping[str, object]) -> dict[str, object]:
    """Where the store lies is the log's and the command line's business: its file's name stays."""
    return {
        name: re.split(r"[/\\]", value)[-1] if isinstance(value, str) and name in _PATHS else value
        for name, value in values.items()
    }


def install(app: FastAPI) -> None:
    """Answer every error of `app` with problem+json."""
    app.add_exception_handler(YuxunError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


async def answer_to(request: Request, error: Exception) -> Response:
    """What to answer to an error that went past the framework."""
    return await (_ours if isinstance(error, YuxunError) else _unforeseen)(request, error)


async def _ours(request: Request, error: Exception) -> Response:
    return problem_answer(cast(YuxunError, error), asked_language(request))


async def _invalid(request: Request, error: Exception) -> Response:
    """What pydantic refused: 400 where the address is wrong, 422 where the body is."""
    complaints = cast(RequestValidationError, error).errors()
    in_address = any(each["loc"][:1] in {("query",), ("path",)} for each in complaints)
    problems = [problem_of(each) for each in complaints]
    if in_address:
        said: YuxunError = BadQuery("The address asks for something impossible.", problems=problems)
    else:
        said = BadInput("Some of what was sent cannot be used.", problems=problems)
    return problem_answer(said, asked_language(request))


async def _http(request: Request, error: Exception) -> Response:
    """Starlette's own refusals: no such address, a wrong verb, an unreadable body."""
    refused = cast(HTTPException, error)
    status = HTTPStatus(refused.status_code)
    if status is HTTPStatus.NOT_FOUND:
        said: YuxunError = NotFound(
            "There is nothing at “{path}”. There are /, /tonight, /plan, /collections and /docs.",
            path=request.url.path[:200],
        )
    elif status is HTTPStatus.METHOD_NOT_ALLOWED:
        said = BadQuery(
            "“{path}” does not take {method}.",
            path=request.url.path[:200], method=request.method,
        )  # fmt: skip
    else:
        log.warning("refused by the framework: %s", refused.detail)
        said = BadInput(
            "What was sent could not be read ({status}). Send it as JSON in UTF-8, with "
            "Content-Type: application/json.", status=int(status),
        )  # fmt: skip
    answer = problem_answer(said, asked_language(request), status)
    answer.headers.update(refused.headers or {})
    return answer


async def _unforeseen(request: Request, error: Exception) -> Response:
    """A mistake of ours: the log has it whole, the reader learns nothing of our insides."""
    log.error("unforeseen error at %s %s", request.method, request.url.path, exc_info=error)
    said = YuxunError("Something went wrong here, and nothing was stored. Please try again.")
    return problem_answer(said, asked_language(request), HTTPStatus.INTERNAL_SERVER_ERROR)
