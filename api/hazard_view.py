"""Hazards as JSON for the office's own pages, in the language that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from shapely.geometry.base import BaseGeometry

from api.language import say
from api.night_view import contact_view
from api.services.community import Card
from geo.hazards import Hazard, Visit
from geo.kinds import Field, Kind, scale_choices

ANSWERS = {"yes": "Yes", "no": "No"}


def geometry_view(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """GeoJSON with six decimals, about 0.1 m; None where there is none."""
    if geometry is None:
        return None
    return dict(shapely.geometry.mapping(shapely.set_precision(geometry, 1e-6)))


def feature_view(hazard: Hazard, visit: Visit, zone: str, *, personal: bool) -> dict[str, Any]:
    """One hazard as a GeoJSON feature for the map and its list."""
    return {
        "type": "Feature",
        "id": hazard.id,
        "geometry": geometry_view(hazard.geometry),
        "properties": {
            "id": hazard.id, "code": hazard.code, "kind": hazard.kind, "rank": hazard.rank,
            "status": hazard.status, "draft": hazard.status == "draft",
            "name": hazard.name if personal else "",
            "fields": dict(hazard.raw) if personal else {},
            **_visit(visit, zone),
        },
    }  # fmt: skip


def card_view(card: Card, zone: str, language: str, *, personal: bool) -> dict[str, Any]:
    """One hazard's card, its fields with labels and values that people read.

    personal: with people, doors, address and notes, which only the office itself is shown, and
    editable, since it alone may change it.
    """
    hazard, kind = card.hazard, card.kind
    inside = {
        "name": hazard.name, "address": hazard.address, "note": hazard.note,
        "keeper": contact_view(card.keeper), "deputy": contact_view(card.deputy),
        "fields": list(_fields(kind, hazard.raw, language)),
    }  # fmt: skip
    hidden: dict[str, object] = {
        "name": "", "address": "", "note": "", "keeper": None, "deputy": None, "fields": [],
    }  # fmt: skip
    return {
        "id": hazard.id, "code": hazard.code, "kind": hazard.kind, "status": hazard.status,
        "kind_word": kind.zh if language == "zh_CN" else kind.en,
        "rank": hazard.rank, "rank_word": _rank_word(kind, hazard.raw, language),
        **(inside if personal else hidden),
        "must_be_keeper": hazard.must_be_keeper,
        "visit_from": hazard.visit_from, "visit_to": hazard.visit_to,
        **_visit(card.visit, zone),
        "version": hazard.version, "geometry": geometry_view(hazard.geometry),
        "editable": personal,
    }  # fmt: skip


def kinds_view(kinds: Iterable[Kind]) -> list[dict[str, Any]]:
    """The kinds with the pictures of their scales, for "add here" and the finding form."""
    return [
        {
            "id": kind.id, "zh": kind.zh, "en": kind.en, "prefix": kind.prefix,
            "shapes": list(kind.shapes),
            "checklist": [{"zh": zh, "en": en} for zh, en in kind.checklist],
            "scale": {"field": kind.scale, "choices": [asdict(c) for c in scale_choices(kind)]},
        }
        for kind in kinds
    ]  # fmt: skip


def _visit(visit: Visit, zone: str) -> dict[str, object]:
    return {
        "overdue": visit.overdue,
        "last_visited_at": moment_view(visit.last_visited_at, zone),
        "next_due_at": moment_view(visit.next_due_at, zone),
    }


def moment_view(at: datetime | None, zone: str) -> str | None:
    """RFC 3339 in the community's zone."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds") if at else None


def _rank_word(kind: Kind, raw: Mapping[str, object], language: str) -> str:
    scale = kind.field(kind.scale)
    if scale is None or scale.name not in raw:
        return ""
    return str(_value(scale, raw[scale.name], language, kind.steps))


def _fields(kind: Kind, raw: Mapping[str, object], language: str) -> Iterable[dict[str, Any]]:
    for field in kind.fields:
        if field.name in raw:
            yield {
                "name": field.name,
                "label": field.zh if language == "zh_CN" else field.en,
                "value": _value(field, raw[field.name], language),
                "unit": field.unit,
            }


def _value(field: Field, answer: object, language: str, steps: Sequence[float] = ()) -> object:
    """An answer as people read it; with `steps`, the band that a number falls into."""
    pick = 0 if language == "zh_CN" else 1
    if field.type == "yesno":
        return say(ANSWERS["yes" if answer else "no"], {}, language)
    if field.type == "list" and isinstance(answer, list):
        return "、".join(map(str, answer)) if pick == 0 else ", ".join(map(str, answer))
    if field.type == "choice" and answer in field.choices:
        place = field.choices.index(str(answer))
        return field.words[place][pick] if place < len(field.words) else answer
    if steps and field.words:
        place = sum(float(str(answer)) >= step for step in steps)
        return field.words[min(place, len(field.words) - 1)][pick]
    return answer
