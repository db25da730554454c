"""`yuxun map night`: SVG and HTML anywhere, PNG where a browser is."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from api.cli import app
from api.png import MOST_PX, png_of, size_of
from data.store import open_store
from geo.errors import NotReady, TooLarge
from maps.pages.picture import picture
from tests import town
from tests.api import filled
from tests.chromium import CHROMIUM
from tests.hostile import PAYLOADS
from tests.maps.drawn import read, texts
from tests.maps.drawn_night import ground, sheet, walk

NIGHT = ["--night", town.NIGHT.isoformat()]
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    address = f"sqlite:///{tmp_path / 'town.db'}"
    with open_store(address) as opened:
        filled.fill(opened)
    monkeypatch.setenv("YUXUN_STORE", address)
    monkeypatch.setenv("YUXUN_LANGUAGE", "en")
    return lambda *words: CliRunner().invoke(app, ["map", "night", *NIGHT, *words])


def test_svg_and_html(run, tmp_path: Path) -> None:
    for name, lang, word in (("n.svg", "zh_CN", "联系电话"), ("n.svg", "en", "Whom to call"),
                             ("n.html", "zh_CN", "联系电话")):  # fmt: skip
        out = tmp_path / name
        said = run("--out", str(out), "--lang", lang)
        assert said.exit_code == 0, said.output
        assert "rounds: 1" in said.output
        assert word in out.read_text("utf-8")
    read((tmp_path / "n.svg").read_text("utf-8"))


@needs_chromium
def test_a_png_is_exactly_as_large_as_the_picture(run, tmp_path: Path) -> None:
    svg, out = tmp_path / "n.svg", tmp_path / "n.png"
    assert run("--out", str(svg), "--team", "Team 1").exit_code == 0
    assert run("--out", str(out), "--team", "Team 1").exit_code == 0
    root = read(svg.read_text("utf-8"))
    assert size_of(out.read_bytes()) == (1080, int(root.get("height")))
    with Image.open(out) as opened:
        image = opened.convert("RGB")
        assert image.getpixel((4, 4)) == (0x15, 0x56, 0x8C), "the head"
        # Its last rows are drawn too: nothing is cut off below.
        assert image.getpixel((4, image.height - 4)) == (0xF4, 0xF7, 0xF9)
        assert len(image.getcolors(1_000_000) or ()) > 500


@needs_chromium
def test_a_png_of_hostile_texts_is_drawn_and_runs_none() -> None:
    # As many stops as one PNG holds, two payloads each.
    pairs = list(zip_longest(PAYLOADS[::2], PAYLOADS[1::2], fillvalue=""))
    stops = walk(len(pairs)).stops
    named = tuple(replace(s, code=a, where=b) for s, (a, b) in zip(stops, pairs, strict=True))
    made = picture(sheet(walk(len(pairs), stops=named)), ground(), "en")
    assert {str(n) for n in range(1, len(pairs) + 1)} <= set(texts(read(made.svg)))
    assert size_of(png_of(made.svg, made.width_px, made.height_px)) == (1080, made.height_px)
    assert "YUXUN_PWN" not in os.environ


def test_without_a_browser_it_says_what_to_do(run, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = run("--out", str(tmp_path / "n.png"))
    assert said.exit_code == 1
    assert "Install one" in said.output and ".svg" in said.output
    assert not (tmp_path / "n.png").exists()
    assert run("--out", str(tmp_path / "n.svg")).exit_code == 0


@pytest.mark.parametrize("script", ["exit 1", "sleep 30", 'echo no > "${@: -1}"'])
def test_a_browser_that_draws_nothing_is_named(tmp_path: Path, monkeypatch, script: str) -> None:
    fake = tmp_path / "chromium"
    fake.write_text(f"#!/bin/bash\n{script}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(NotReady, match="could not draw"):
        png_of("<svg/>", 10, 10, timeout_s=1)


def test_a_picture_too_tall_for_one_png_is_refused() -> None:
    with pytest.raises(TooLarge, match="--pass"):
        png_of("<svg/>", 1080, MOST_PX + 1)


@pytest.mark.parametrize(("words", "said"), [
    (["--out", "n.pdf"], "ends in .png"), (["--out", "n"], "ends in .png"),
    (["--out", "n.svg", "--team", "none"], "walks no round"),
    (["--out", "n.svg", "--lang", "fr"], "language"),
    (["--out", "/nowhere/at/all/n.svg"], "cannot be written"),
])  # fmt: skip
def test_what_cannot_be_is_said(run, words: list[str], said: str) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert said in told.output.lower()
    assert not Path(words[1]).exists()
