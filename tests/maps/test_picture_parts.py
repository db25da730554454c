"""A picture of any night comes in pieces that a phone can draw, and none of its stops is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from maps.pages.picture import picture, pieces
from maps.pages.picture_parts import MOST_PX
from maps.sheets.records import NightSheet
from maps.sheets.walks import as_walks
from tests.maps.drawn import read, texts
from tests.maps.drawn_night import ground, sheet, walk
from tests.maps.test_picture import tidy


def night(passes: int, teams: int, stops: int) -> NightSheet:
    """So many passes, each walked by so many teams with so many stops."""
    rounds = [walk(stops, team=f"巡查{n}组", colour=n, id=f"r{n}") for n in range(1, teams + 1)]
    one = sheet(*rounds)
    again = [replace(one.passes[0], no=n, word=f"夜间加巡 {n}") for n in range(passes)]
    return replace(one, passes=tuple(again))


def stood(sheets: list[NightSheet]) -> list[tuple[int, str, int]]:
    return [
        (one.no, each.team, stop.seq)
        for part in sheets for one in part.passes for each in one.rounds for stop in each.stops
    ]  # fmt: skip


@pytest.mark.parametrize(("passes", "teams", "stops", "count"), [
    (1, 1, 40, 1), (3, 1, 40, 3), (3, 4, 40, 12), (1, 2, 200, 6), (5, 4, 12, 5),
])  # fmt: skip
def test_every_piece_fits_and_no_stop_is_lost(passes, teams, stops, count):
    whole = night(passes, teams, stops)
    found = pieces(whole, ground(), "zh_CN")
    assert len(found) == pytest.approx(count, abs=count / 2)
    assert stood(found) == stood([whole])
    legs = [leg.seq for part in found for each in part.rounds for leg in each.legs]
    assert legs == [leg.seq for each in whole.rounds for leg in each.legs]
    for each in (found[0], found[-1]):
        made = picture(each, ground(), "en", part="1/9")
        assert made.height_px <= MOST_PX
        tidy(read(made.svg))


def test_control_the_whole_night_fits_no_phone():
    assert picture(night(3, 4, 12), ground(), "zh_CN").height_px > MOST_PX


def test_a_round_cut_between_its_stops_says_which_piece_it_is():
    first, *_, last = found = pieces(sheet(walk(200)), ground(), "zh_CN")
    said = texts(read(picture(last, ground(), "zh_CN", part=f"{len(found)}/{len(found)}").svg))
    assert f"图 {len(found)}/{len(found)}" in said
    assert f"巡查一组 · 夜间加巡 1 · {len(found)}/{len(found)}" in said
    assert "200" in said and "1" not in said
    assert first.rounds[0].stops[0].seq == 1


def again(done: int, ahead: int) -> NightSheet:
    """A walk that was planned again after so many stops; its first part's way back was not gone."""
    all_ = walk(done + ahead)
    before = replace(
        all_, id="before", stops=tuple(replace(s, state="done") for s in all_.stops[:done]),
        legs=(*all_.legs[:done], replace(all_.legs[done], length_m=900.0)), length_m=1500.0,
    )  # fmt: skip
    after = replace(all_, id="after", stops=all_.stops[done:], legs=all_.legs[done:],
                    length_m=700.0, starts_at=all_.starts_at + timedelta(hours=1))  # fmt: skip
    other = walk(3, team="巡查二组", colour=3, id="other")
    return sheet(before, after, other)


def test_the_parts_of_a_walk_planned_again_are_one():
    one, other = as_walks(again(5, 7)).rounds
    assert (one.id, other.id) == ("after", "other")
    assert [stop.seq for stop in one.stops] == [leg.seq for leg in one.legs] == list(range(1, 13))
    assert one.length_m == 1500.0 - 900.0 + 700.0
    assert one.starts_at == other.starts_at
    same = sheet(walk(3), walk(3, starts_at=one.starts_at + timedelta(hours=2)))
    assert len(as_walks(same).rounds) == 2, "a walk that begins again at 1 is another"


def test_a_night_planned_again_is_hardly_taller():
    """What was visited stands on one line each."""
    first = picture(as_walks(again(0, 12)), ground(), "zh_CN")
    later = picture(as_walks(again(6, 6)), ground(), "zh_CN")
    assert later.height_px < first.height_px
    tidy(read(later.svg))
