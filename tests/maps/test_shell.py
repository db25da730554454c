"""Real folium maps of constants: no user text can reach branca's second compile."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import folium
import pytest

import maps
from maps import shell
from maps.layers.ours import OurLayer

MAPS = Path(maps.__file__).parent
ROOT = MAPS.parent
MAY_IMPORT = {"maps/shell.py", "maps/layers", "maps/notebook.py", "maps/analysis.py"}


def _imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_folium_is_imported_only_where_constants_live() -> None:
    for room in ("geo", "data", "maps", "api"):
        for file in (ROOT / room).rglob("*.py"):
            where = str(file.relative_to(ROOT))
            if _imports(file) & {"folium", "branca"}:
                assert any(where == place or where.startswith(f"{place}/") for place in MAY_IMPORT)
            assert ".explore(" not in file.read_text("utf-8"), where


@pytest.mark.parametrize("page", shell.PAGES)
def test_a_page_has_a_real_folium_map_with_our_layers(page: str) -> None:
    made = shell.shell_map(page)
    assert isinstance(made, folium.Map)
    layers = [child for child in made._children.values() if isinstance(child, OurLayer)]
    assert [type(layer) for layer in layers] == list(shell.PAGES[page])


@pytest.mark.parametrize("page", shell.PAGES)
def test_the_script_is_the_same_bytes_each_time(page: str) -> None:
    shell.script.cache_clear()
    first = shell.script(page)
    shell.script.cache_clear()
    assert shell.script(page) == first


@pytest.mark.parametrize("page", shell.PAGES)
def test_the_script_holds_constants_only(page: str) -> None:
    text = shell.script(page)
    assert not re.search(r"[^\x20-\x7e\n]", text), "only ASCII: no name of anything"
    assert not re.search(r"[0-9a-f]{16}", text), "no random element ids"
    for danger in ("<", "`", "${", "innerHTML", "http://", "https://", "{{", "{%"):
        assert danger not in text.replace("=>", ""), danger
    assert f"export {{ map, {', '.join(each.script_name for each in shell.PAGES[page])} }};" in text


def test_only_leaflet_is_loaded_and_only_from_our_server() -> None:
    for links in (shell.ShellMap.default_js, shell.ShellMap.default_css):
        assert all(address.startswith("/static/vendor/leaflet") for _, address in links)
    assert folium.Map.default_js is not shell.ShellMap.default_js


def test_what_is_imported_exists() -> None:
    for page in shell.PAGES:
        text = shell.script(page)
        for names, module in re.findall(r"import \{ ([^}]+) \} from \"\.\./([\w.]+)\"", text):
            source = (MAPS / "static" / module).read_text("utf-8")
            for name in names.split(", "):
                assert re.search(rf"export (?:const|function|async function) {name}\b", source)


def test_the_control_shows_why_user_text_must_stay_out() -> None:
    """folium's own layer runs what it is given: if this fails, branca has mended it."""
    hostile = folium.Map(tiles=None)
    folium.Marker((0, 0), popup="{{7*7}}").add_to(hostile)
    assert "49" in hostile.get_root().render()
