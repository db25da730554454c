"""The command line: the settings hold there too, and what is wrong ends with a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import app
from data import communities, hazards, plans
from data.store import open_store
from geo.hazards import STATUSES
from tests import town
from tests.api import filled
from tests.data import town_osm
from tests.data.files.bad_files import collection, feature, point

Run = Callable[..., Result]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a store with the town."""
    address = f"sqlite:///{tmp_path / 'town.db'}"
    with open_store(address) as opened:
        filled.fill(opened)
    return address


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command in English, its settings by keyword."""
    monkeypatch.setenv("YUXUN_STORE", url)
    monkeypatch.setenv("YUXUN_LANGUAGE", "en")

    def ran(*words: str, **settings: object) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(f"YUXUN_{name.upper()}", str(value))
        return CliRunner().invoke(app, list(words))

    return ran


def said(result: Result) -> str:
    """What a refused command says; a traceback is none of it."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.output


def hazards_file(folder: Path, *places: tuple[float, float]) -> str:
    file = folder / "hazards.geojson"
    file.write_bytes(collection(*(feature(point(*town.at(*each))) for each in places)))
    return str(file)


def count(url: str) -> int:
    with open_store(url) as opened, opened.read() as conn:
        return len(hazards.of_community(conn, town.COMMUNITY, STATUSES))


def test_how_far_outside_a_hazard_may_lie_is_the_settings(
    run: Run, url: str, tmp_path: Path
) -> None:
    file, before = hazards_file(tmp_path, (-60 - 200, 100)), count(url)
    assert "cannot be taken" in said(run("import-hazards", file, outside_m=100))
    assert count(url) == before
    assert run("import-hazards", file, outside_m=300).exit_code == 0
    assert count(url) == before + 1


@pytest.mark.parametrize(
    ("setting", "says"), [({"import_bytes": 1024}, "at most"), ({"import_features": 2}, "2 are")]
)
def test_how_large_a_file_may_be_is_the_settings(
    run: Run, tmp_path: Path, setting: dict[str, int], says: str
) -> None:
    places = [(10.0 + 20 * n, 90.0) for n in range(12)]
    assert says in said(run("import-hazards", hazards_file(tmp_path, *places), **setting))


def test_what_is_no_file_ends_with_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.geojson").mkdir()
    for name in ("missing.geojson", "folder.geojson"):
        assert "cannot be read" in said(run("import-hazards", str(tmp_path / name)))
    endless = Path("/dev/zero")
    if endless.exists() and os.access(endless, os.R_OK):
        assert said(run("import-hazards", str(endless), import_bytes=4096))


@pytest.mark.parametrize("hours", ["nan", "inf", "-inf", "1e300", "-1", "0"])
def test_hours_that_cannot_be(run: Run, hours: str) -> None:
    answer = said(run("warn", "rain", "blue", "--hours", hours))
    assert "hours at most" in answer or "end before it begins" in answer


@pytest.mark.parametrize(
    ("option", "value"),
    [("--night", "9999-12-31"), ("--night", "0001-01-01"), ("--night", ""), ("--teams", "-1"),
     ("--teams", "0"), ("--seconds", "nan"), ("--seconds", "-1"), ("--iterations", "0"),
     ("--seed", "-1")],
)  # fmt: skip
def test_a_plan_that_cannot_be_asked_for(run: Run, option: str, value: str) -> None:
    answer = said(run("plan", option, value))
    assert value in answer
    assert "cannot be" in answer or "is not a date" in answer


def test_a_setting_that_cannot_be_is_named(run: Run) -> None:
    for words in (["warn", "rain", "none"], ["serve"], ["plan"]):
        assert "YUXUN_PLAN_SECONDS" in said(run(*words, plan_seconds="soon"))


@pytest.mark.parametrize("name", ["", "   ", "柳" * 201, "a\x00b", "a\x1b[31m"])
def test_a_communitys_name_is_checked(run: Run, url: str, tmp_path: Path, name: str) -> None:
    assert said(run("import-osm", str(town_osm.write(tmp_path)), "--community", name))
    with open_store(url) as opened, opened.read() as conn:
        assert len(communities.all_of(conn)) == 1


@pytest.mark.parametrize(
    "text", ['{"id": "x"}', '"x"', "7", "null", "[" * 100_000], ids=["object", "text", "number",
                                                                    "nothing", "deep"]
)  # fmt: skip
def test_a_kinds_file_that_is_no_list(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "kinds.json"
    file.write_text(text)
    assert said(run("warn", "rain", "none", kinds_file=file))


def test_warn_says_kind_and_level_in_the_readers_language(run: Run) -> None:
    answer = run("warn", "rain", "orange", language="zh_CN")
    assert answer.exit_code == 0
    assert "橙" in answer.output
    assert not {"rain", "orange", "Rain", "Orange"} & set(answer.output.split())


def test_all_communities_are_planned_and_published_and_who_cannot_be_is_named(
    run: Run, url: str
) -> None:
    with open_store(url) as opened, opened.write("test", filled.NOW) as tx:
        other = replace(town.community(), id=str(UUID(int=7)), name="无路", code="110106990002")
        communities.add(tx, other)
    night = f"{datetime.now(UTC).year + 1}-07-22"
    words = ["--all", "--night", night, "--iterations", "5", "--workers", "1", "--publish"]
    output = said(run("plan", *words))
    assert f"{town.community().name}: " in output
    assert "无路: 无路 has no streets yet." in output
    assert "Communities planned: 1. Without a plan: 1 (无路)." in output
    with open_store(url) as opened, opened.read() as conn:
        kept = plans.latest(conn, town.COMMUNITY, date.fromisoformat(night), published_only=True)
    assert kept is not None
    assert kept.plan.rounds


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--all", "--community", "x"], "not both"),
        (["--workers", "2"], "add --all"),
        (["--cluster", "tcp://127.0.0.1:1"], "add --all"),
        (["--all", "--workers", "0"], "--workers 0 cannot be"),
        (["--all", "--cluster", "here"], "no address of a cluster"),
    ],
)
def test_many_communities_asked_for_wrongly(run: Run, words: list[str], why: str) -> None:
    assert why in said(run("plan", *words))
