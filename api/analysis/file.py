"""An analysis as one file to keep, with the base map of its community."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.services import community as of_community
from data import communities
from data.store import Connection
from maps.analysis import analysis_file, hazards_file


def file_of(conn: Connection, answer: Mapping[str, Any], language: str) -> str:
    """The HTML of an answer."""
    community = communities.one(conn, answer["community"]["id"])
    ground = of_community.ground_of(conn, community)
    return analysis_file(answer, ground, lang=language)


def hazards_file_of(
    conn: Connection, answer: Mapping[str, Any], features: Mapping[str, Any], language: str
) -> str:
    """The HTML of a community's hazards."""
    community = communities.one(conn, answer["community"]["id"])
    return hazards_file(answer, features, of_community.ground_of(conn, community), lang=language)


def file_name(answer: Mapping[str, Any]) -> str:
    """What the file is called: heat_2026-07-01_2026-07-22.html."""
    return f"{answer['kind']}_{answer['from']}_{answer['to']}.html"
