"""A night as a GeoPackage: what is in it, what is not, and that GDAL and QGIS show it."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from starlette.testclient import TestClient
from typer.testing import CliRunner

from api.cli import app
from data import plans
from data.store import Store, open_store
from geo.rain import Levels
from maps.style import LIGHT, RANKS, TEAMS_LIGHT
from tests import hostile, town
from tests.api import filled
from tests.api.test_way_home import AWAY
from tests.data import nights
from tests.data.test_frames import HOME, personal, with_a_home

ADDRESS = f"/app/{town.COMMUNITY}/night.gpkg"
SCRIPT = Path(__file__).parent.parent / "seen_in_qgis.py"
SIZES = {"boundary": 1, "hazards": 12, "hazard_lines": 4, "hazard_areas": 4, "streets": 35,
         "stops": 12, "legs": 13}  # fmt: skip
TYPES = {"boundary": "MultiPolygon", "hazards": "Point", "hazard_lines": "MultiLineString",
         "hazard_areas": "MultiPolygon", "streets": "LineString", "stops": "Point",
         "legs": "LineString"}  # fmt: skip
Run = Callable[..., Result]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a store with the town and its published night."""
    address = f"sqlite:///{tmp_path / 'town.db'}"
    with open_store(address) as opened:
        filled.fill(opened)
    return address


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`yuxun export`, in English."""
    monkeypatch.setenv("YUXUN_STORE", url)
    monkeypatch.setenv("YUXUN_LANGUAGE", "en")

    def ran(*words: str) -> Result:
        return CliRunner().invoke(app, ["export", *words])

    return ran


def table(file: Path | bytes, query: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(":memory:" if isinstance(file, bytes) else file)) as conn:
        if isinstance(file, bytes):
            conn.deserialize(file)
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(query)]


def counts(file: Path | bytes) -> dict[str, int]:
    return {name: table(file, f"SELECT count(*) AS n FROM {name}")[0]["n"] for name in SIZES}


@cache
def no_qgis() -> str | None:
    """Why QGIS cannot look here; None where it can."""
    if not Path("/usr/share/qgis/resources/srs.db").exists():
        return "QGIS is not installed: apt install python3-qgis qgis-providers"
    asked = ["/usr/bin/python3", "-c", "import qgis.core"]
    ran = subprocess.run(asked, capture_output=True, check=False, timeout=60)
    return "the system's Python has no QGIS: apt install python3-qgis" if ran.returncode else None


def in_qgis(file: Path, picture: Path) -> dict[str, Any]:
    """What QGIS sees in a file; the picture it drew is kept beside."""
    if why := no_qgis():
        pytest.skip(why)
    ran = subprocess.run(
        ["/usr/bin/python3", str(SCRIPT), str(file), str(picture)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    seen: dict[str, Any] = json.loads(ran.stdout)
    return seen


def test_the_command_writes_the_night_and_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "night.gpkg"
    done = run(str(file), "--night", "2026-07-22")
    assert done.exit_code == 0, done.output
    assert done.output == (
        "night.gpkg: the night of 2026-07-22 with 12 hazards, 35 streets, 12 stops and 13 legs.\n"
    )
    assert counts(file) == SIZES
    [first, *_] = table(file, "SELECT * FROM stops ORDER BY seq")
    told = {
        name: first[name]
        for name in (
            "team",
            "seq",
            "code",
            "rank_word",
            "clock",
            "colour",
            "kind_word",
            "pass_word",
            "eta",
            "status",
            "beside",
        )
    }
    assert told == {
        "team": "巡查一组", "seq": 1, "code": "JS-01", "rank_word": "Low", "clock": "20:05",
        "colour": 1, "kind_word": "Flood-prone road", "pass_word": "Night pass 1",
        "eta": "2026-07-22T12:05:00.000Z", "status": "planned", "beside": "Huai'an Road",
    }  # fmt: skip


def test_ogrinfo_lists_the_layers(run: Run, tmp_path: Path) -> None:
    if shutil.which("ogrinfo") is None:
        pytest.skip("no ogrinfo: apt install gdal-bin")
    file = tmp_path / "night.gpkg"
    assert run(str(file), "--night", "2026-07-22").exit_code == 0
    words = ["ogrinfo", "-ro", "-so", "-al", str(file)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    assert ran.stderr == ""
    said = {}
    for part in ran.stdout.split("Layer name: ")[1:]:
        name = part.split("\n", 1)[0]
        kind, number = (re.search(pattern, part)[1]  # type: ignore[index]
                        for pattern in (r"Geometry: (.*)", r"Feature Count: (\d+)"))  # fmt: skip
        said[name] = (kind.replace(" ", ""), int(number), 'ID["EPSG",4326]' in part)
    assert said.pop("layer_styles")[0] == "None"
    assert said == {name: (TYPES[name], SIZES[name], True) for name in SIZES}


def test_qgis_shows_every_layer_in_our_colours(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "night.gpkg"
    assert run(str(file), "--night", "2026-07-22").exit_code == 0
    seen = in_qgis(file, tmp_path / "night.png")
    assert seen["errors"] == []
    for name, count in SIZES.items():
        layer = seen["layers"][name]
        assert (layer["valid"], layer["count"]) == (True, count), name
        assert (layer["crs"], layer["type"]) == ("EPSG:4326", TYPES[name]), name
    by_field = {name: each["field"] for name, each in seen["layers"].items()}
    assert by_field | {"hazards": "rank", "stops": "colour", "legs": "colour"} == by_field
    assert {each["labels"] for each in seen["layers"].values()} == {"", "seq", "code", "name"}
    ours = {LIGHT[f"rank-{rank}"] for rank in RANKS} | {TEAMS_LIGHT["team-1"]}
    assert ours <= set(seen["colours"])


def test_a_night_without_a_plan_is_exported_with_a_sentence(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "night.gpkg"
    done = run(str(file), "--night", "2026-09-01")
    assert done.exit_code == 0
    assert "has no plan yet, so stops and legs are empty" in done.output
    assert counts(file) == SIZES | {"stops": 0, "legs": 0}
    assert table(file, "SELECT plan_status, night FROM boundary") == [
        {"plan_status": "none", "night": "2026-09-01"}
    ]
    if not no_qgis():
        layers = in_qgis(file, tmp_path / "night.png")["layers"]
        assert all(each["valid"] for each in layers.values())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("night.csv",), "End it in .gpkg"),
        (("nowhere/night.gpkg",), "There is no folder"),
        (("/proc/night.gpkg",), "cannot be written"),
        (("night.gpkg", "--night", "tonight"), "is not a date"),
        (("night.gpkg", "--community", "nowhere"), "no community"),
    ],
)
def test_what_cannot_be_written_ends_with_a_sentence(
    words: tuple[str, ...], sentence: str, run: Run, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    assert sentence in " ".join(done.output.split())
    assert [each.name for each in tmp_path.iterdir() if "gpkg" in each.name] == []


def to_a_home(store: Store) -> None:
    with store.write("test", filled.NOW) as tx:
        plan = with_a_home(nights.plan())
        plans.publish(tx, plans.save(tx, town.COMMUNITY, plan, Levels(), 1.0))


def test_nothing_of_anybody_and_no_way_home_is_in_the_file(store: Store, tmp_path: Path) -> None:
    to_a_home(store)
    made = filled.client_of(store).get(ADDRESS).content
    assert counts(made)["legs"] == 7
    # The pages of the file as they are, free ones too.
    assert struct.pack("<dd", *HOME) not in made
    names = personal() - {f"{HOME[0]} {HOME[1]}"}
    assert not [each for each in names if each.encode() in made]
    for each in ("槐安路1号楼", "积水点1", "国槐"):
        assert each.encode() not in made
    with store.read() as conn:  # the store itself holds all of it
        kept = plans.latest(conn, town.COMMUNITY, town.NIGHT)
    assert kept is not None and kept.rounds[-1].round.legs[-1].geometry.coords[-1] == HOME


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    hostile.fill(tmp_path / "hostile.db")
    with open_store(f"sqlite:///{tmp_path / 'hostile.db'}") as store:
        made = filled.client_of(store).get(f"{ADDRESS}?night={town.NIGHT}").content
    file = tmp_path / "hostile.gpkg"
    file.write_bytes(made)
    streets = {row["name"] for row in table(file, "SELECT name FROM streets")}
    assert streets <= set(hostile.STORABLE) and len(streets) > 30
    assert table(file, "SELECT DISTINCT team FROM stops") == [{"team": hostile.ALL}]
    assert table(file, "SELECT name FROM boundary") == [{"name": hostile.ALL}]
    # Names, addresses and notes of hazards are nowhere: what they hold alone is not in the file.
    every = table(file, "SELECT * FROM hazards")
    typed = {str(value) for row in every for name, value in row.items() if name != "beside"}
    assert not typed & set(hostile.STORABLE)
    if not no_qgis():
        seen = in_qgis(file, tmp_path / "hostile.png")
        assert seen["errors"] == []
        assert seen["layers"]["hazards"]["count"] == len(every) > 90


def test_the_address_gives_the_same_file_to_the_office(store: Store, client: TestClient) -> None:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geopackage+sqlite3"
    assert answer.headers["content-disposition"] == 'attachment; filename="night-2026-07-22.gpkg"'
    assert counts(answer.content) == SIZES
    assert client.head(ADDRESS).status_code == 200
    zh = client.get(f"{ADDRESS}?lang=zh_CN").content
    assert table(zh, "SELECT kind_word, rank_word, beside FROM hazards ORDER BY code")[0] == {
        "kind_word": "易积水路段", "rank_word": "低", "beside": "槐安路",
    }  # fmt: skip
    assert client.get("/app/nowhere/night.gpkg").status_code == 404
    assert client.get(f"{ADDRESS}?night=soon").status_code in (400, 422)
    with store.read() as conn:
        assert plans.newest_id(conn, town.COMMUNITY, town.NIGHT) is not None


def test_another_machine_gets_what_is_published(store: Store) -> None:
    with store.write("test", filled.NOW) as tx:
        plans.save(tx, town.COMMUNITY, nights.plan(), Levels(), 1.0)
    for address, status in ((filled.LOCAL, "draft"), (AWAY, "published")):
        made = filled.client_of(store, address=address).get(ADDRESS).content
        assert table(made, "SELECT plan_status FROM boundary") == [{"plan_status": status}]
