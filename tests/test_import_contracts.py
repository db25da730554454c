"""The import contracts that list modules by name list all of them: a new one is covered too."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import maps

ROOT = Path(maps.__file__).parent.parent
# They, and nothing else in maps, may import folium.
MAY = {"maps.shell", "maps.layers", "maps.notebook", "maps.analysis"}


def test_every_other_module_of_maps_is_kept_from_folium() -> None:
    contracts = ConfigParser()
    assert contracts.read(ROOT / ".importlinter")
    listed = contracts["importlinter:contract:folium"]["source_modules"].split()
    there = {
        f"maps.{each.stem}"
        for each in (ROOT / "maps").iterdir()
        if (each.suffix == ".py" and each.stem != "__init__") or (each / "__init__.py").is_file()
    }
    assert there >= MAY
    assert set(listed) == there - MAY
