"""docs/library.md names every function on frames and every column of the store's, and no other."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point

import geo
from data import frames
from data.store import Store, open_store
from maps import one_file, shell
from maps.layers.controls import CONTROLS
from maps.layers.ours import OurLayer
from maps.shell import STANDS_ON

TEXT = (Path(__file__).parent.parent / "docs" / "library.md").read_text("utf-8")


def functions_on_frames() -> dict[str, Callable[..., Any]]:
    """Every public function of geo that takes or gives a GeoDataFrame, by "module.name"."""
    found = {}
    for each in pkgutil.iter_modules(geo.__path__):
        module = importlib.import_module(f"geo.{each.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and "GeoDataFrame" in " ".join(map(str, function.__annotations__.values())):
                found[f"{each.name}.{name}"] = function
    return found


FUNCTIONS = functions_on_frames()


def test_every_function_on_frames_is_named_and_no_other() -> None:
    named = set(re.findall(r"^\| `(\w+\.\w+)`", TEXT, re.MULTILINE))
    named |= set(re.findall(r"`(frames\.\w+)`", TEXT))
    assert named == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_says_what_comes_out_and_what_it_raises(name: str) -> None:
    function = FUNCTIONS[name]
    said = inspect.getdoc(function) or ""
    takes = [str(each) for key, each in function.__annotations__.items() if key != "return"]
    if any("GeoDataFrame" in each for each in takes):
        assert "Raises\n------" in said or "raises" in said, said
    gives = str(function.__annotations__["return"])
    if "GeoDataFrame" in gives:
        assert "CRS" in said or "WGS84" in said, said


def table_of(store: Store, name: str) -> list[str]:
    return [each for each in store.frame(name).columns if each != "geometry"]


def test_every_table_of_the_store_has_its_columns_named() -> None:
    named = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| `([\w ]+)` \|", TEXT, re.MULTILINE))
    with open_store("sqlite://") as store:
        assert {name: table_of(store, name) for name in frames.NAMES} == {
            name: columns.split() for name, columns in named.items()
        }
        assert all(f" {name}," in Store.frame.__doc__ or f"{name}\n" in Store.frame.__doc__  # type: ignore[operator]
                   for name in frames.NAMES[1:-1])  # fmt: skip


MAPS = TEXT.partition("## Maps of your own")[2].partition("\n## ")[0]


def test_every_layer_and_control_is_named_and_no_other() -> None:
    known = {
        (each.__name__, each.__module__.rpartition(".")[2])
        for each in STANDS_ON
        if issubclass(each, OurLayer)
    }
    assert set(re.findall(r"^\| `(\w+Layer)` \| `(\w+)` \|", MAPS, re.MULTILINE)) == known
    said = MAPS.partition("Controls by name: ")[2].partition(".")[0]
    assert re.findall(r"`(\w+)`", said) == sorted(CONTROLS)


@pytest.mark.parametrize("function", [shell.community_map, one_file.one_file])
def test_what_makes_a_map_is_named_with_what_it_takes(function: Callable[..., Any]) -> None:
    named = re.search(rf"`[\w.]*\b{function.__name__}\((.*?)\)`", MAPS)
    assert named
    assert set(re.findall(r"(\w+)=", named[1])) <= inspect.signature(function).parameters.keys()


def test_the_example_runs_and_its_file_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = re.findall(r"```python\n(.*?)```", MAPS, re.DOTALL)
    assert len(code) == 1
    monkeypatch.chdir(tmp_path)
    frame = gpd.GeoDataFrame(
        {"code": ["JS-01"], "kind": "flood_segment", "rank": 3},
        geometry=[Point(116.39, 39.783)], crs="OGC:CRS84",
    )  # fmt: skip
    exec(code[0], {"frame": frame})
    assert "JS-01" in (tmp_path / "map.html").read_text("utf-8")
