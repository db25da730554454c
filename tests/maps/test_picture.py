"""The long picture: complete, nothing over anything else, nothing cut, nothing that runs."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from maps.pages.picture import picture
from maps.pages.round_file import round_file
from maps.sheets.records import SheetPhone
from tests.hostile import ALL, PAYLOADS
from tests.maps.drawn import NS, read, texts, written
from tests.maps.drawn_night import ground, sheet, walk

LANGUAGES = ["zh_CN", "en"]
SMALLEST = 34


def drawn(night, lang="zh_CN", theme="light"):
    made = picture(night, ground(), lang, theme=theme)
    root = read(made.svg)
    assert (made.width_px, made.height_px) == (int(root.get("width")), int(root.get("height")))
    assert made.width_px == 1080
    return root


def tidy(root):
    """No text outside the picture or over another."""
    found = [each for each in written(root) if each.text]
    high = float(root.get("height"))
    for each in found:
        left, top, right, bottom = each.box
        assert left >= 0 and right <= 1080 and top >= 0 and bottom <= high, each
    for one, other in combinations(sorted(found, key=lambda each: each.box[1]), 2):
        a, b = one.box, other.box
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("stops", [1, 12, 40])
def test_every_stop_has_its_row_and_nothing_is_cut(stops, lang):
    night = sheet(walk(stops))
    root = drawn(night, lang)
    rows = {int(g.get("data-row")): texts(g) for g in root.iter(f"{NS}g") if g.get("data-row")}
    assert sorted(rows) == list(range(1, stops + 1))
    for stop in night.rounds[0].stops:
        assert {str(stop.seq), stop.code, stop.where, f"{stop.eta:%H:%M}"} <= set(rows[stop.seq])
    tidy(root)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_where_when_who_and_whom_to_call(lang):
    said = " ".join(texts(drawn(sheet(walk(5), replace(walk(3), team="巡查二组")), lang)))
    for word in ("柳堤社区（虚构）", "巡查一组", "巡查二组", "夜间加巡 1", "010-5550-0100",
                 "安居物业", "010-5550-0200", "抢险一队", "010-5550-0300", "20:04"):  # fmt: skip
        assert word in said, word
    words = {
        "zh_CN": ("2026年7月22日", "截至", "响应橙色", "草稿", "虚构", "谁也不进去", "重大",
                  "雨巡"),
        "en": ("Jul 22, 2026", "As of", "Response Orange", "draft", "invented",
               "Nobody goes in", "Severe", "Yuxun"),
    }  # fmt: skip
    for word in words[lang]:
        assert word in said, word


def test_large_enough_for_a_phone_in_a_chat_group():
    root = drawn(sheet(walk(12)))
    sizes = [
        float(t.get("font-size")) for t in root.iter(f"{NS}text") if t not in inside_maps(root)
    ]
    assert min(sizes) >= SMALLEST


def inside_maps(root):
    return {t for svg in root.iter(f"{NS}svg") if svg is not root for t in svg.iter(f"{NS}text")}


def test_without_phones_and_rounds():
    said = texts(drawn(sheet(phones=(), passes=())))
    assert "这一夜还没有排班。" in said
    assert not [each for each in said if "010-" in each]


def test_a_way_walked_again_is_not_drawn_twice():
    one = sheet(walk(12))
    again = replace(one, passes=(*one.passes, replace(one.passes[0], no=4, word="夜间加巡 2")))
    root = drawn(again)
    assert len(list(root.iter(f"{NS}svg"))) == 2, "the picture and one map"
    assert "路线同夜间加巡 1。" in texts(root)
    tidy(root)


def test_how_stops_stand_is_said():
    stops = walk(3).stops
    states = ("done", "missed", "handed_over")
    stood = tuple(replace(s, state=state) for s, state in zip(stops, states, strict=True))
    night = sheet(walk(3, stops=stood))
    assert {"✓ 已巡查", "× 漏查", "→ 已移交"} <= set(texts(drawn(night)))


def hostile(text):
    one = walk(3, team=text)
    stops = tuple(replace(s, code=text, where=text, kind=text) for s in one.stops)
    phones = tuple(SheetPhone(word=text, name=text, phone=text) for _ in range(2))
    night = sheet(replace(one, stops=stops), community=text, phones=phones, level=text)
    return replace(night, passes=(replace(night.passes[0], word=text),))


@pytest.mark.parametrize("text", [*PAYLOADS, ALL])
def test_a_hostile_text_is_drawn_as_text_and_fits(text):
    tidy(drawn(hostile(text)))


@pytest.mark.parametrize("text", [*PAYLOADS, ALL])
def test_a_street_of_that_name_stays_on_the_map(text):
    streets = [replace(each, name=text, name_en=text) for each in ground().streets]
    made = picture(sheet(walk(3)), ground(streets=streets), "en")
    assert set(texts(read(made.svg))) >= {"1", "2", "3"}


@pytest.mark.parametrize("text", [*PAYLOADS, ALL])
def test_a_hostile_text_makes_nothing_in_the_file(text):
    html = round_file(hostile(text), ground(), "zh_CN")
    assert "<script" not in html.lower()
    assert "<img" not in html.lower() and "<iframe" not in html.lower()
