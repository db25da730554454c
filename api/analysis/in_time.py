"""Whether visits were made in their windows: by hazard, by street, by night and pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from api.analysis.answer import Frame, Row, answer, view
from api.analysis.bands import LEFT_STEPS, left_ranges, step
from api.analysis.speaker import Speaker
from api.services import analysis
from api.services.analysis import AnalysisKind, Looked
from data.store import Connection
from geo import compliance
from geo.compliance import AskedNight, Judged, Share, VisitWord
from geo.found import middle_of
from geo.hazards import Hazard
from geo.needs import PASS_WORDS
from geo.sentences import Sentence, reason

_HEAD = reason("Made in time")
_NOTHING_ASKED = reason("No plan was published for these nights, so no visit was asked for.")
_KEPT_IN = reason(
    "On all nights with a plan nobody was allowed out, because of red or thunder. No visit counts."
)
_TO_COME = reason("No visit's time is over yet.")
_WORDS: Mapping[VisitWord, Sentence] = {
    "late": Sentence("{count} late"),
    "missed": Sentence("{count} missed"),
    "unserved": Sentence("{count} that nobody could make"),
    "kept_in": Sentence("{count} kept in"),
    "to_come": Sentence("{count} to come"),
}


def compliance_answer(conn: Connection, looked: Looked, speaker: Speaker) -> dict[str, Any]:
    """Compliance, with a table of nights and passes."""
    nights, judged = analysis.asked(conn, looked)
    hazards = _placed(looked, judged)
    shares = compliance.shares(judged, {key: key for key in hazards})
    by_hazard = [
        _row(speaker, key, each.code, shares[key], mark=each.kind, rank=each.rank)
        for key, each in hazards.items()
    ]
    street_of, lines = _streets(looked, speaker, hazards)
    by_street = [
        _row(speaker, name, name, share)
        for name, share in compliance.shares(judged, street_of).items()
    ]
    total = speaker.say(_total(compliance.share_of(judged)))
    head = speaker.say(_HEAD)
    points: dict[str, BaseGeometry] = {
        key: shapely.Point(middle_of(each.geometry))
        for key, each in hazards.items() if each.geometry is not None
    }  # fmt: skip
    views = [
        view("hazard", speaker.say(reason("By hazard")), head, left_ranges(), points,
             [_frame(by_hazard, total)]),
        view("street", speaker.say(reason("By street")), head, left_ranges(), lines,
             [_frame(by_street, total)]),
    ]  # fmt: skip
    return answer(looked, AnalysisKind.COMPLIANCE, reason("Visits made in time"), speaker,
                  views=views, counted=[compliance.RULE, *_nights(looked, nights)],
                  empty=_empty(nights, judged),
                  table=_table(nights, judged, speaker))  # fmt: skip


def _placed(looked: Looked, judged: Sequence[Judged]) -> dict[str, Hazard]:
    """The hazards of these visits that are on the map, by code."""
    asked = {each.hazard_id for each in judged}
    known = [
        each for key, each in looked.hazards.items()
        if key in asked and each.geometry is not None
    ]  # fmt: skip
    return {each.id: each for each in sorted(known, key=lambda each: each.code)}


def _empty(nights: Sequence[AskedNight], judged: Sequence[Judged]) -> Sentence | None:
    if compliance.share_of(judged).asked:
        return None
    if nights and all(each.kept_in for each in nights):
        return _KEPT_IN
    return _TO_COME if judged else _NOTHING_ASKED


def _row(
    speaker: Speaker, key: str, name: str, share: Share, *, mark: str = "", rank: int = 0
) -> Row | None:
    pct = share.made_pct
    if pct is None:
        return None
    parts = [speaker.say(reason("{made} of {asked}", made=share.words["made"], asked=share.asked))]
    if share.extra_asked:
        parts.append(speaker.say(reason(
            "extra night passes {made} of {asked}", made=share.extra["made"],
            asked=share.extra_asked,
        )))  # fmt: skip
    parts += [
        speaker.say(Sentence(sentence.template, {"count": share.words[word]}))
        for word, sentence in _WORDS.items() if share.words[word]
    ]  # fmt: skip
    return Row(id=key, name=name, value=pct, band=step(LEFT_STEPS, 100 - pct), word=f"{pct} %",
               detail=" · ".join(parts), mark=mark, rank=rank)  # fmt: skip


def _frame(rows: Sequence[Row | None], sentence: str) -> Frame:
    known = [row for row in rows if row is not None]
    return Frame(rows=tuple(sorted(known, key=lambda row: (row.value, row.name))),
                 sentence=sentence)  # fmt: skip


def _total(share: Share) -> Sentence:
    return reason(
        "{made} of {asked} visits made in time ({pct} %); of the extra night passes "
        "{extra_made} of {extra_asked}", made=share.words["made"], asked=share.asked,
        pct=share.made_pct if share.asked else 0, extra_made=share.extra["made"],
        extra_asked=share.extra_asked,
    )  # fmt: skip


def _nights(looked: Looked, nights: Sequence[AskedNight]) -> list[Sentence]:
    kept_in, without = sum(each.kept_in for each in nights), len(looked.period.nights) - len(nights)
    said = [reason("Nights with a published plan: {count}.", count=len(nights))]
    if kept_in:
        said.append(reason(
            "Of these, nights of red or thunder on which nobody was allowed out: {count}.",
            count=kept_in,
        ))  # fmt: skip
    if without:
        said.append(reason("Nights without a plan, which count nothing: {count}.", count=without))
    return said


def _streets(
    looked: Looked, speaker: Speaker, hazards: Mapping[str, Hazard]
) -> tuple[dict[str, str], dict[str, BaseGeometry]]:
    """By hazard id its street's name, and by name the whole of that street."""
    shapes = [each.geometry for each in hazards.values() if each.geometry is not None]
    beside = looked.beside(shapes)
    named = {
        key: speaker.street(street)
        for key, street in zip(hazards, beside, strict=True) if street is not None
    }  # fmt: skip
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for street in looked.streets:
        name = speaker.street(street)
        if name in named.values():
            parts[name].append(street.geometry)
    lines: dict[str, BaseGeometry] = {
        name: shapely.line_merge(shapely.MultiLineString(own)) for name, own in parts.items()
    }
    return named, lines


def _table(
    nights: Sequence[AskedNight], judged: Sequence[Judged], speaker: Speaker
) -> dict[str, Any]:
    """Night by night, the share of each pass; a cell is {"text", "band"}."""
    names = list(dict.fromkeys(one.name for night in nights for one in night.passes))
    order = [name for name in PASS_WORDS if name in names]
    by_cell: dict[tuple[object, object], list[Judged]] = defaultdict(list)
    for each in judged:
        by_cell[each.night, each.one.name].append(each)
    return {
        "title": speaker.say(reason("By night and pass")),
        "columns": [speaker.say(PASS_WORDS[name]) for name in order],
        "rows": [
            {"night": night.night.isoformat(),
             "cells": [_cell(by_cell[night.night, name], speaker) for name in order]}
            for night in reversed(nights)
        ],
    }  # fmt: skip


def _cell(judged: Sequence[Judged], speaker: Speaker) -> dict[str, Any]:
    share = compliance.share_of(judged)
    if share.made_pct is not None:
        left = step(LEFT_STEPS, 100 - share.made_pct)
        return {"text": f"{share.words['made']}/{share.asked}", "band": left}
    if share.words["kept_in"]:
        return {"text": speaker.say(reason("kept in")), "band": None}
    return {"text": speaker.say(reason("to come")) if judged else "–", "band": None}
