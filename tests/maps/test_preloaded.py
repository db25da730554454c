"""What the map waits for is asked for at once, not module by module as each is read."""

from __future__ import annotations

import re
from pathlib import Path

import maps
from maps import shell
from maps.pages.render import Place, render

STATIC = Path(maps.__file__).parent / "static"
AT_ONCE = re.compile(r'^(?:import|export)\b[^;"]*?"(\.{1,2}/[^"]+)";', re.MULTILINE | re.DOTALL)
LATER = re.compile(r'\bimport\(\s*"(\./[^"]+)"\s*\)')
PRELOADED = re.compile(r'<link rel="modulepreload" href="/static/([^"]+)"( fetchpriority="low")?>')

HTML = render("community", "en", chosen=Place(id="c", name="C", bounds=(0, 0, 1, 1)))


def source(module: str) -> str:
    if module == "made/map-community.js":
        return shell.script("community")
    return (STATIC / module).read_text("utf-8")


def reached(module: str, seen: set[str]) -> set[str]:
    """The module and all that it imports before it runs."""
    if module not in seen:
        seen.add(module)
        for name in AT_ONCE.findall(source(module)):
            reached(name.replace("../", "").replace("./", ""), seen)
    return seen


def test_every_module_that_the_map_waits_for_is_preloaded() -> None:
    needed = reached("community.js", set()) - {"community.js"}
    first = {name for name, low in PRELOADED.findall(HTML) if not low}
    assert needed <= first
    assert first - needed == {"ground_decode.js"}


def test_what_hazards_are_drawn_with_comes_beside_their_answer() -> None:
    first = {name for name, low in PRELOADED.findall(HTML) if not low}
    later = {name.removeprefix("./") for name in LATER.findall(source("hazards.js"))}
    drawn_with = set().union(*(reached(each, set()) for each in later - {"said.js"})) - first
    assert drawn_with == {name for name, low in PRELOADED.findall(HTML) if low}


def test_the_preloaded_answer_is_the_one_that_is_asked_for() -> None:
    script = source("hazards.js")
    limit, cells = (
        re.search(rf"^const {name} = (\d+);", script, re.MULTILINE) for name in ("LIMIT", "CELLS")
    )
    assert limit and cells
    assert f'/app/c/hazards?limit={limit[1]}&amp;cells={cells[1]}"' in HTML
