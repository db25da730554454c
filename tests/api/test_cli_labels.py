"""`yuxun labels`: one file that needs nothing besides."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from data.store import open_store
from tests import town
from tests.api import filled
from tests.maps.test_paper import Read, codes


@pytest.fixture
def labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the labels go; the store of the settings holds the town."""
    url = f"sqlite:///{tmp_path / 'town.db'}"
    with open_store(url) as opened:
        filled.fill(opened)
    monkeypatch.setenv("YUXUN_STORE", url)
    monkeypatch.setenv("YUXUN_LANGUAGE", "en")
    return tmp_path / "labels.html"


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["labels", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output


def test_without_an_address_the_codes_hold_the_path_and_it_is_said(labels: Path) -> None:
    code, said = run("--out", str(labels))
    assert code == 0 and str(labels) in said and "YUXUN_PUBLIC_URL" in said
    html = labels.read_text("utf-8")
    assert set(codes(html)) == {f"/h/{each.id}" for each in town.hazards()}
    assert Read(html).named("script") == []


def test_the_address_the_language_and_the_kind_are_chosen(labels: Path) -> None:
    code, said = run("--out", str(labels), "--public-url", "https://a.example/yuxun/",
                     "--lang", "zh_CN", "--kind", "leak_building")  # fmt: skip
    assert code == 0 and "YUXUN_PUBLIC_URL" not in said
    html = labels.read_text("utf-8")
    page = Read(html)
    assert page.all("data-code") == ["LD-01", "LD-02", "LD-03", "LD-04"]
    assert next(codes(html)) == f"https://a.example/yuxun/h/{town.id_of('LD-01')}"
    assert "请扫码报告" in page.text and "槐安路" not in page.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "nothing"], "There is no hazard kind “nothing”"),
        (["--public-url", "javascript:alert(1)"], "YUXUN_PUBLIC_URL"),
        (["--lang", "fr"], "YUXUN_LANGUAGE"),
        (["--community", "nowhere"], "There is no community “nowhere” here."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    labels: Path, words: list[str], said: str
) -> None:
    code, told = run("--out", str(labels), *words)
    assert code == 1 and said in told
    assert not labels.exists()


def test_a_folder_that_is_not_there_is_named(labels: Path) -> None:
    code, told = run("--out", str(labels.parent / "no" / "labels.html"))
    assert code == 1 and "cannot be written" in told
