"""Nights to be drawn, in the town, with any number of stops; no store needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from maps.drawing.ground import Ground
from maps.sheets.records import (
    NightSheet,
    SheetLeg,
    SheetPass,
    SheetPhone,
    SheetRound,
    SheetStop,
)
from tests import town

STARTS = datetime(2026, 7, 22, 20, 0, tzinfo=ZoneInfo(town.ZONE))
KINDS = ("flood_segment", "leak_building", "leaning_tree", "culvert")


def ground(**own: Any) -> Ground:
    """The town's ground."""
    return replace(
        Ground(
            boundary=town.community().boundary, streets=town.streets(), gates=town.gates(),
            features=town.ground(),
        ),
        **own,
    )  # fmt: skip


def walk(count: int, *, spread: bool = True, **own: Any) -> SheetRound:
    """A round of so many stops, along the town's streets or all at one place."""
    nodes = [town.node_at(n % 24) for n in range(count + 1)] if spread else []
    at = nodes or [town.node_at(8)] * (count + 1)
    return replace(
        SheetRound(
            id=town.id_of("round"), team="巡查一组", colour=2, starts_at=STARTS,
            ends_at=STARTS + timedelta(hours=2), length_m=1234.0, people=2,
            stops=tuple(
                SheetStop(
                    seq=n, code=f"JS-{n:02}", kind=KINDS[n % 4], rank=n % 4 + 1,
                    eta=STARTS + timedelta(minutes=4 * n), service_s=120, point=at[n],
                    hazard_id=town.id_of(f"hazard {n}"), where="槐安路", lookout=n % 5 == 0,
                )
                for n in range(1, count + 1)
            ),
            legs=tuple(
                SheetLeg(seq=n, corners=(at[n - 1], at[n]), length_m=100.0)
                for n in range(1, count + 1)
            ),
        ),
        **own,
    )  # fmt: skip


def sheet(*walks: SheetRound, **own: Any) -> NightSheet:
    """A night of one pass with these rounds, all its marks set."""
    one = SheetPass(
        no=3, word="夜间加巡 1", extra=True, from_at=STARTS, to_at=STARTS + timedelta(hours=3),
        rounds=walks,
    )  # fmt: skip
    phones = (
        SheetPhone(word="值班室", name="", phone="010-5550-0100"),
        SheetPhone(word="物业公司", name="安居物业", phone="010-5550-0200"),
        SheetPhone(word="抢险单位", name="抢险一队", phone="010-5550-0300"),
    )
    return replace(
        NightSheet(
            community="柳堤社区（虚构）", community_id=town.COMMUNITY, night=town.NIGHT,
            as_of=STARTS, zone=town.ZONE, level="orange", passes=(one,), phones=phones,
            draft=True, invented=True,
        ),
        **own,
    )  # fmt: skip
