"""The hazards on the list, as a file shows them: marks on the map, worst first beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.analysis.answer import Frame, Row, answer, geometry, view
from api.analysis.speaker import Speaker
from api.services.analysis import Looked, look
from data.store import Connection
from geo.hazards import Hazard, Kind
from geo.sentences import Sentence, reason
from maps.style import RANKS

TITLE = reason("Hazards")
_NONE = reason("There are no hazards on the map yet.")
_RULE = reason("Hazards on the list that have a place on the map.")


def hazards_answer(
    conn: Connection, community_id: str, real: datetime, language: str, kinds: Sequence[Kind]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer, and the hazards as the map's layer reads them.

    Raises
    ------
    NotFound
        No such community.
    """
    looked = look(conn, community_id, "", "", real, kinds)
    speaker = Speaker(looked, language)
    active = looked.active()
    shapes = {key: each.geometry for key, each in active.items() if each.geometry is not None}
    near = speaker.near(list(shapes.values()))
    rows = [_row(active[key], street, speaker) for key, street in zip(shapes, near, strict=True)]
    rows.sort(key=lambda row: (-row.rank, row.name))
    said = speaker.say(reason("{count} hazards", count=len(rows)))
    views = [view("hazards", "", "", [], shapes, [Frame(rows=tuple(rows), sentence=said)])]
    told = answer(looked, "hazards", TITLE, speaker, views=views, counted=[_RULE],
                  empty=None if rows else _NONE)  # fmt: skip
    # A list of now, not of nights.
    return told | {"nights": 0}, _features(looked)


def _row(hazard: Hazard, street: str, speaker: Speaker) -> Row:
    word = speaker.say(Sentence(RANKS[hazard.rank]))
    return Row(id=hazard.id, name=hazard.code, value=hazard.rank, band=None, word=word,
               detail=f"{speaker.kind(hazard.kind)} · {street}", mark=hazard.kind,
               rank=hazard.rank)  # fmt: skip


def _features(looked: Looked) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [_feature(each) for each in looked.active().values()],
    }


def _feature(hazard: Hazard) -> Mapping[str, Any]:
    assert hazard.geometry is not None
    return {
        "type": "Feature", "id": hazard.id, "geometry": geometry(hazard.geometry),
        "properties": {"id": hazard.id, "code": hazard.code, "kind": hazard.kind,
                       "rank": hazard.rank, "status": hazard.status},
    }  # fmt: skip
