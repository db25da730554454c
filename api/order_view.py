"""A round's new order and the templates, as JSON for the office's page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.language import say
from api.services.ordering import Tried
from api.services.templates import TemplateStop
from data.orders import Template
from geo.itinerary import Round
from geo.kinds import Kind
from geo.needs import PASS_WORDS
from geo.sentences import Sentence


def tried_view(tried: Tried, zone: str, language: str) -> dict[str, Any]:
    """What an order costs, and its stops as they would be made; none where it cannot be."""
    return {
        "sentence": _said(tried.sentence, language),
        "broken": [_said(each, language) for each in tried.broken],
        **(_walk(tried.round, zone) if tried.round else {"stops": []}),
    }


def template_view(
    template: Template,
    stops: Sequence[TemplateStop],
    kinds: Sequence[Kind],
    language: str,
    *,
    personal: bool,
) -> dict[str, Any]:
    """A template with its stops, the minutes at each and what to look at there."""
    looks = {
        kind.id: [{"zh": zh, "en": en} for zh, en in kind.checklist] for kind in kinds
    }  # fmt: skip
    return {
        "id": template.id, "name": template.name if personal else "",
        "team_id": template.team_id, "pass": template.pass_name,
        "word": _said(PASS_WORDS[template.pass_name], language), "in_use": template.in_use,
        "minutes": sum(each.minutes for each in stops),
        "stops": [
            {
                "hazard_id": each.hazard.id, "code": each.hazard.code, "kind": each.hazard.kind,
                "rank": each.hazard.rank, "name": each.hazard.name if personal else "",
                "minutes": each.minutes, "checklist": looks.get(each.hazard.kind, []),
            }
            for each in stops
        ],
    }  # fmt: skip


def _walk(walk: Round, zone: str) -> dict[str, Any]:
    def at(moment: datetime) -> str:
        return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")

    on_foot = {leg.seq: leg.length_m for leg in walk.legs if not leg.through}
    return {
        "starts_at": at(walk.starts_at), "ends_at": at(walk.ends_at),
        "length_m": round(walk.length_m),
        "stops": [
            {"hazard_id": stop.hazard_id, "seq": stop.seq, "eta": at(stop.eta),
             "service_s": stop.service_s, "walk_m": round(on_foot.get(stop.seq, 0))}
            for stop in walk.stops
        ],
    }  # fmt: skip


def _said(sentence: Sentence, language: str) -> str:
    return say(sentence.template, sentence.values, language)
