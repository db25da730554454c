"""Sheets of a night made by hand: as many stops as a test wants, texts of its choosing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from maps.sheets.records import (
    NightSheet,
    SheetLeg,
    SheetPass,
    SheetPhone,
    SheetRound,
    SheetStop,
)
from tests import town

ZONE = ZoneInfo(town.ZONE)
STARTS = datetime(2026, 7, 22, 20, 0, tzinfo=ZONE)
KINDS = ("flood_segment", "leak_building", "leaning_tree")


def place(n: int) -> tuple[float, float]:
    """The n-th corner of a walk through the town, to and fro."""
    return town.at(40.0 * (n % 14), 25.0 * (n // 14) + 10 * (n % 3))


def walk(stops: int = 5, *, text: str = "", name: str = "round-1", no: int = 3) -> SheetRound:
    """A round of so many stops, ten minutes apart; text stands wherever somebody wrote it."""
    return SheetRound(
        id=name, team=text or "巡查一组", colour=1, starts_at=STARTS,
        ends_at=STARTS + timedelta(minutes=10 * stops + 10), length_m=120.0 * stops, people=2,
        stops=tuple(
            SheetStop(
                seq=n, code=f"JS-{n:02d}", kind=KINDS[n % 3], rank=n % 4 + 1,
                eta=STARTS + timedelta(minutes=10 * n), service_s=120, point=place(n),
                hazard_id=town.id_of(f"{name} {no} {n}"), where=text or "槐安路", inside=text,
            )
            for n in range(1, stops + 1)
        ),
        legs=tuple(
            SheetLeg(seq=n, corners=(place(n - 1), place(n)), length_m=120.0)
            for n in range(1, stops + 1)
        ),
    )  # fmt: skip


def sheet(*walks: SheetRound, text: str = "", phones: bool = True) -> NightSheet:
    """A night with these rounds in its first extra pass."""
    firms = (
        ("值班室", "", "010-5550-0100"),
        ("物业公司", text or "安居物业", text or "010-5550-0200"),
    )
    return NightSheet(
        community=text or "柳堤社区（虚构）", community_id=town.COMMUNITY, night=date(2026, 7, 22),
        as_of=STARTS, zone=town.ZONE, level="orange",
        passes=(SheetPass(no=3, word="夜间加巡 1", extra=True, from_at=STARTS,
                          to_at=STARTS + timedelta(hours=3), rounds=walks or (walk(),)),),
        phones=tuple(SheetPhone(word=w, name=n, phone=p) for w, n, p in firms) if phones else (),
        invented=True,
    )  # fmt: skip
