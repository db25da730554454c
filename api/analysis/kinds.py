"""Each kind of analysis by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.analysis.covered import coverage_answer
from api.analysis.findings import heat_answer, heat_time_answer
from api.analysis.in_time import compliance_answer
from api.analysis.repeats import repeats_answer
from api.analysis.speaker import Speaker
from api.services.analysis import AnalysisKind, Looked, look
from data.store import Connection
from geo.errors import NotFound
from geo.kinds import Kind

_MAKERS: Mapping[AnalysisKind, Callable[[Connection, Looked, Speaker], dict[str, Any]]] = {
    AnalysisKind.HEAT: heat_answer,
    AnalysisKind.HEAT_TIME: heat_time_answer,
    AnalysisKind.COVERAGE: coverage_answer,
    AnalysisKind.COMPLIANCE: compliance_answer,
    AnalysisKind.REPEATS: repeats_answer,
}


def kind_named(name: str) -> AnalysisKind:
    """The kind of that name.

    Raises
    ------
    NotFound
        There is none.
    """
    try:
        return AnalysisKind(name)
    except ValueError:
        raise NotFound(
            "There is no analysis “{name}”. There are: {known}.",
            name=name[:40], known=", ".join(AnalysisKind),
        ) from None  # fmt: skip


def analysed(
    conn: Connection, kind: AnalysisKind, community_id: str, first: str, last: str,
    real: datetime, language: str, kinds: Sequence[Kind],
) -> dict[str, Any]:  # fmt: skip
    """The answer of one kind for the nights from `first` to `last`, dates or "" for the usual.

    Raises
    ------
    NotFound
        No such community.
    BadQuery
        A date cannot be, or the nights are too many.
    """
    looked = look(conn, community_id, first, last, real, kinds)
    return _MAKERS[kind](conn, looked, Speaker(looked, language))
