"""The night's pages as sent: nothing inline, every word in Chinese, colours that read."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from maps import style
from maps.pages.render import TEMPLATES, Place, render
from maps.words import LANGUAGES, STATIC, spoken_in_module, words

PAGES = ("tonight", "plan")
MODULES = (
    "against", "alarm", "running", "running_alarms", "running_map", "typed_in",
    "checkin", "clock", "demo", "found_form", "levels", "plan", "plan_job", "plan_levels",
    "plan_map", "plan_result", "plan_teams", "position", "rounds", "route_line", "rules",
    "rules_inputs", "scales", "spread", "stop_list", "stops", "tonight", "tonight_card",
    "tonight_follow", "tonight_passes",
)  # fmt: skip
HOSTILE = "</script><script>alert(1)</script>{{7*7}}{% off ${1}<img src=x onerror=alert(1)>"
NIGHT_SHEET = (STATIC / "rounds.css").read_text("utf-8")


def page(name: str, lang: str = "zh_CN", place_name: str = "雨安里社区") -> str:
    place = Place(id="c1", name=place_name, name_en=place_name, bounds=(116.3, 39.7, 116.4, 39.8),
                  invented=True, demo_night=date(2026, 7, 22))  # fmt: skip
    return render(name, lang, chosen=place, places=[place], dark=True)


class Inline(HTMLParser):
    """Collects what a strict CSP would refuse, and what a button without a name would be."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.ids += [names["id"] or ""] if "id" in names else []
        if tag == "style" or (tag == "script" and not names.get("src")):
            self.refused.append(tag)
        self.refused += [f"{tag} {name}" for name in names if name == "style" or name[:2] == "on"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_inline_and_no_id_twice(name: str, lang: str) -> None:
    seen = Inline()
    seen.feed(page(name, lang))
    assert seen.refused == []
    assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_name_is_text(name: str) -> None:
    sent = page(name, place_name=HOSTILE)
    seen = Inline()
    seen.feed(sent)
    assert seen.refused == []
    assert "<img" not in sent
    assert "{{7*7}}" in sent
    assert "49" not in re.sub(r"<svg.*?</svg>", "", sent, flags=re.DOTALL)


def sentences() -> set[str]:
    said = {key[0] for each in MODULES for key in spoken_in_module(STATIC / f"{each}.js")}
    for name in PAGES:
        template = (TEMPLATES / f"{name}.html").read_text("utf-8")
        said |= set(re.findall(r'_\("((?:[^"\\]|\\.)*)"', template))
    return said


def test_every_sentence_is_said_in_chinese() -> None:
    missing = sorted(sentences() - set(words("zh_CN").catalogue))
    assert missing == []


def test_a_translation_keeps_its_values() -> None:
    catalogue = words("zh_CN").catalogue
    names = re.compile(r"\{(\w+)\}")
    for key in sentences():
        for form in catalogue[key]:
            assert set(names.findall(form)) == set(names.findall(key)), key


def test_no_module_says_a_sentence_that_cannot_be_found() -> None:
    """Babel does not look into template literals: a t() inside one would stay English."""
    inside = re.compile(r"`[^`]*\$\{[^}`]*\bt\(\"[^`]*`")
    assert [each for each in MODULES if inside.search((STATIC / f"{each}.js").read_text())] == []


def test_no_markup_from_strings() -> None:
    for each in MODULES:
        code = (STATIC / f"{each}.js").read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", code)


def night_tokens(dark: bool) -> dict[str, str]:
    block = NIGHT_SHEET.split('[data-theme="dark"] {')[1 if dark else 0].split("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


@pytest.mark.parametrize("dark", [False, True])
def test_colours_of_the_night_can_be_read(dark: bool) -> None:
    mine, shared = night_tokens(dark), style.DARK if dark else style.LIGHT
    land = (style.MAP_DARK if dark else style.MAP_LIGHT)["land"]
    for text in ("stop-clear", "stop-found", "stop-missed"):
        assert style.contrast(mine[text], shared["paper"]) >= 4.5, text
    for fill in ("stop-clear", "stop-found", "route"):
        assert style.contrast(mine[f"{fill}-ink"], mine[fill]) >= 4.5, fill
    for line in ("route", *(f"team-{n}" for n in range(1, 7))):
        assert style.contrast(mine[line], land) >= 3, line


def test_the_dark_of_the_system_is_the_dark_of_the_switch() -> None:
    switch, system = NIGHT_SHEET.split(':root[data-theme="dark"] {')[1].split("@media", 1)
    chosen = re.findall(r"--[\w-]+: [^;]+;", switch.split("}")[0])
    assert re.findall(r"--[\w-]+: [^;]+;", system.split("}")[0]) == chosen


def test_what_the_pages_load_is_there() -> None:
    for name in PAGES:
        for path in re.findall(r'(?:src|href)="/static/([^"]+)"', page(name)):
            if not path.startswith(("vendor/", "made/")):
                assert (Path(STATIC) / path).is_file(), path
