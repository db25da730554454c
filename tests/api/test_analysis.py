"""Looking back: what each kind answers, for the sample, for nothing, and for wrong questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.actors import LOCAL_OFFICE
from api.app import create_app
from api.cli import app as commands
from api.services.analysis import AnalysisKind
from api.services.sample import load_and_plan
from api.settings import Settings
from data.samples import load
from data.store import open_store
from maps.told import HOURS

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SAMPLE = f"/app/{load.COMMUNITY_ID}/analysis"
KINDS = [kind.value for kind in AnalysisKind]
TWO_WEEKS = "from=2026-07-08&to=2026-07-21"
QUIET = "from=2026-06-01&to=2026-06-05"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with open_store("sqlite://") as store:
        load_and_plan(store, LOCAL_OFFICE, NOW)
        app = create_app(Settings(plan_by_itself=False), store=store, clock=lambda: NOW)
        yield TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))


def told(client: TestClient, kind: str, query: str = TWO_WEEKS) -> dict[str, Any]:
    answer = client.get(f"{SAMPLE}/{kind}?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(answer: dict[str, Any], view: int = 0, frame: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["views"][view]["frames"][frame]["rows"]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_the_list_is_a_place_on_the_map(client: TestClient, kind: str) -> None:
    answer = told(client, kind)
    assert answer["empty"] == "" and answer["views"] and answer["counted"]
    assert (answer["from"], answer["to"], answer["nights"]) == ("2026-07-08", "2026-07-21", 14)
    for view in answer["views"]:
        places = {place["id"] for place in view["places"]}
        bands = {step["band"] for step in view["bands"]}
        for frame in view["frames"]:
            assert {row["id"] for row in frame["rows"]} <= places
            assert {row["band"] for row in frame["rows"]} <= bands
            assert all(row["word"] for row in frame["rows"])


def test_heat_over_time_adds_up_to_heat(client: TestClient) -> None:
    whole = sum(row["value"] for row in rows(told(client, "heat")))
    over_time = told(client, "heat-time")
    for view in over_time["views"]:
        assert sum(row["value"] for frame in view["frames"] for row in frame["rows"]) == whole
    nights = over_time["views"][0]["frames"]
    assert [frame["night"] for frame in nights] == [f"2026-07-{n:02d}" for n in range(8, 22)]


def test_water_came_again_where_it_came_three_times(client: TestClient) -> None:
    found = rows(told(client, "repeats"))
    assert all(row["value"] >= 3 and row["value"] == len(row["nights"]) for row in found)
    assert found[0]["name"].startswith("JS-") and found[0]["value"] == 5
    [off] = [row for row in found if row["name"].startswith("Not on the list")]
    assert off["nights"] == ["2026-07-11", "2026-07-16", "2026-07-18"]


def test_the_red_night_is_told_apart(client: TestClient) -> None:
    answer = told(client, "compliance")
    assert (
        "Of these, nights of red or thunder on which nobody was allowed out: 1."
        in (answer["counted"])
    )
    red = next(row for row in answer["table"]["rows"] if row["night"] == "2026-07-17")
    assert {cell["text"] for cell in red["cells"]} == {"kept in"}
    worst = rows(answer)[0]
    assert (worst["name"], worst["value"]) == ("LD-09", 0)
    alone = told(client, "compliance", "from=2026-07-17&to=2026-07-17")
    assert alone["views"] == [] and "nobody was allowed out" in alone["empty"]


def test_coverage_is_told_up_to_the_end_of_the_time_shown(client: TestClient) -> None:
    now, then = told(client, "coverage", ""), told(client, "coverage", "to=2026-07-17")
    assert now["at"] == now["as_of"] and then["at"].startswith("2026-07-18T05:00")
    # Nobody was out in the red night before.
    assert min(row["value"] for row in rows(then)) > 20
    before = told(client, "coverage", "to=2026-06-20")
    assert {row["word"] for row in rows(before)} == {"never"}


def test_a_square_is_counted_by_the_hours_of_its_colour(client: TestClient) -> None:
    """As the notebook colours it: by hours that nobody rounded."""
    for day in range(9, 22):
        answer = told(client, "coverage", f"to=2026-07-{day:02d}")
        seen = [row for row in rows(answer) if row["value"] is not None]
        assert all(row["band"] == sum(row["value"] >= step for step in HOURS) for row in seen)
        within = sum(row["band"] <= HOURS.index(24) for row in seen)
        said = answer["views"][0]["frames"][0]["sentence"]
        assert said == f"{within} of {len(rows(answer))} squares seen within 24 hours"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "coverage"])
def test_nothing_is_said_in_a_sentence(client: TestClient, kind: str) -> None:
    answer = told(client, kind, QUIET)
    assert answer["empty"].endswith(".") and answer["views"] == [] and answer["table"] is None
    assert client.get(f"{SAMPLE}/{kind}.html?{QUIET}").status_code == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "coverage"])
def test_nights_to_come_are_said_to_be_so(client: TestClient, kind: str) -> None:
    answer = told(client, kind, "from=2027-07-01&to=2027-07-05")
    assert (answer["empty"], answer["views"]) == ("These nights have not come yet.", [])


@pytest.mark.parametrize("page", ["analysis", "report"])
def test_a_page_never_shows_another_community_than_is_named(client: TestClient, page: str) -> None:
    asked = {"Accept": "text/html", "Accept-Language": "en"}
    assert client.get(f"/{page}?community={load.COMMUNITY_ID}", headers=asked).status_code == 200
    answer = client.get(f"/{page}?community=nope", headers=asked)
    assert answer.status_code == 404 and load.COMMUNITY_ID not in answer.text
    assert "There is no community nope." in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-07-21&to=2026-07-08", "Swap them"),
        ("from=yesterday", "“yesterday” is no date"),
        ("from=20260708", "is no date"),
        ("to=0001-01-01", "is no date"),
        ("to=9999-12-31", "is no date"),
        ("from=2024-01-01", "more than 400 nights"),
        ("from=%7B%7B7*7%7D%7D", "“{{7*7}}” is no date"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(
    client: TestClient, query: str, said: str
) -> None:
    for address in (f"{SAMPLE}/heat", f"{SAMPLE}/heat.html"):
        answer = client.get(f"{address}?{query}", headers={"Accept-Language": "en"})
        assert answer.status_code == 400 and said in answer.json()["detail"]


def test_an_unknown_kind_or_community_is_not_found(client: TestClient) -> None:
    answer = client.get(f"{SAMPLE}/%7B%7B7*7%7D%7D", headers={"Accept-Language": "en"})
    assert answer.status_code == 404 and "compliance" in answer.json()["detail"]
    assert client.get("/app/nowhere/analysis/heat").status_code == 404


def test_nothing_that_somebody_wrote_is_in_it(client: TestClient) -> None:
    """Names, notes and addresses of hazards, people and teams; those of our own map may be."""
    sample = load.read(NOW)
    written = {each.name for each in sample.hazards} | {each.address for each in sample.hazards}
    written |= {each.name for each in sample.contacts} | {each.name for each in sample.teams}
    written |= {door for each in sample.hazards for door in each.raw.get("doors", [])}
    streets = {each.name for each in sample.streets}
    for kind in KINDS:
        text = client.get(f"{SAMPLE}/{kind}?{TWO_WEEKS}").text
        file = client.get(f"{SAMPLE}/{kind}.html?{TWO_WEEKS}").text
        for word in written - streets - {""}:
            assert word not in text, (kind, word)
            assert json.dumps(word)[1:-1] not in file and word not in file, (kind, word)


def test_a_file_is_to_be_kept(client: TestClient) -> None:
    answer = client.get(f"{SAMPLE}/repeats.html?{TWO_WEEKS}&lang=en")
    assert answer.headers["content-disposition"] == (
        'attachment; filename="repeats_2026-07-08_2026-07-21.html"'
    )
    assert '<html lang="en"' in answer.text and "default-src 'none'" in answer.text


@pytest.fixture
def store_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    url = f"sqlite:///{tmp_path / 'sample.db'}"
    with open_store(url) as opened:
        load.load(opened, NOW)
    monkeypatch.setenv("YUXUN_STORE", url)
    monkeypatch.setenv("YUXUN_LANGUAGE", "en")
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, ["map", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_yuxun_map_writes_each_kind(store_url: Path) -> None:
    nights = ["--from", "2026-07-08", "--to", "2026-07-21"]
    for kind in (*KINDS, "hazards"):
        out = store_url / f"{kind}.html"
        code, said = run(kind, "--out", str(out), *([] if kind == "hazards" else nights))
        assert code == 0 and out.name in said.replace("\n", "")
        assert 'id="analysis-answer"' in out.read_text("utf-8")


def test_yuxun_map_says_when_nothing_is_there_and_refuses_what_cannot_be(store_url: Path) -> None:
    out = store_url / "a.html"
    code, said = run("heat", "--out", str(out), "--from", "2026-06-01", "--to", "2026-06-05")
    assert code == 0 and "Nothing was found in these nights." in said and out.exists()
    for words, sentence in (
        (["--out", str(store_url / "a.png")], "must end in .html"),
        (["--out", str(out), "--to", "soon"], "is no date"),
        (["--out", str(out), "--community", "nowhere"], "There is no community"),
    ):
        code, said = run("heat", *words)
        assert code == 1 and sentence in said


@pytest.mark.parametrize(
    ("kind", "option", "value", "sentence"),
    [
        ("heat", "--team", "1", "“--team” is for one team's rounds of a night"),
        ("hazards", "--team", "1", "“--team” is for one team's rounds of a night"),
        ("hazards", "--from", "2026-07-01", "“--from” is for the nights of an analysis"),
        ("hazards", "--to", "2026-07-01", "“--to” is for the nights of an analysis"),
        ("hazards", "--night", "2026-07-01", "“--night” is for a night or an analysis"),
        ("night", "--from", "2026-07-01", "“--from” is for the nights of an analysis"),
        ("night", "--to", "2026-07-01", "“--to” is for the nights of an analysis"),
    ],
)
def test_yuxun_map_refuses_an_option_that_would_change_nothing(
    store_url: Path, kind: str, option: str, value: str, sentence: str
) -> None:
    out = store_url / "refused.html"
    code, said = run(kind, "--out", str(out), option, value)
    assert code == 1 and not out.exists()
    assert sentence in said.replace("\n", " ")


def test_yuxun_map_of_an_empty_store_says_how_to_get_a_community(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUXUN_STORE", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("YUXUN_LANGUAGE", "en")
    code, said = run("heat", "--out", str(tmp_path / "a.html"))
    assert code == 1 and "There is no community yet" in said
    assert "import-osm" in said and "yuxun sample" in said.replace("\n", " ")
