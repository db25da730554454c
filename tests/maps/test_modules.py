"""The ES modules: sound, without markup from data, and complete."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import maps

STATIC = Path(maps.__file__).parent / "static"
TEMPLATES = STATIC.parent / "templates"
MODULES = sorted(STATIC.glob("*.js"))
FORBIDDEN = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function",
    "createContextualFragment", "bindPopup", "bindTooltip", "javascript:", "DOMParser",
)  # fmt: skip
NODE = shutil.which("node")


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_no_module_makes_markup_or_code_from_text(file: Path) -> None:
    text = file.read_text("utf-8")
    assert [word for word in FORBIDDEN if word in text] == []
    assert not re.search(r"https?://(?!www\.w3\.org)", text), "works with the internet cable out"


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_what_a_module_imports_is_there(file: Path) -> None:
    made = re.compile(r"made/map-\w+\.js")
    for module in re.findall(r"(?:from|import\(?)\s*\"\./([\w./-]+)\"", file.read_text("utf-8")):
        assert made.fullmatch(module) or (STATIC / module).is_file(), module


@pytest.mark.skipif(NODE is None, reason="Node is not installed; the browser tests parse them too")
@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.name)
def test_it_parses(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / f"{file.stem}.mjs"
    shutil.copy(file, copy)
    done = subprocess.run([NODE, "--check", copy], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-(\w+)"', (TEMPLATES / "icons.svg").read_text("utf-8")))
    files = [*MODULES, *TEMPLATES.glob("*.html")]
    asked = {
        name for file in files for name in re.findall(r'\bicon\("(\w+)"', file.read_text("utf-8"))
    }
    assert asked <= drawn
