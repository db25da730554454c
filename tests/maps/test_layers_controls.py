"""Controls are folium's own where that is safe, and bring nothing from another host."""

from __future__ import annotations

import re
from pathlib import Path

import folium
import pytest
from folium import plugins

import maps
from geo.errors import NotReady
from maps.inert import inert
from maps.layers.boundary import BoundaryLayer
from maps.layers.controls import CONTROLS
from maps.layers.ground import GroundLayer
from maps.shell import PAGES, ShellMap, community_map, parts, shell_map

BOUNDS = (116.382, 39.779, 116.395, 39.788)
STATIC = Path(maps.__file__).parent / "static"
FOLIUMS = {
    "fullscreen": plugins.Fullscreen, "position": plugins.MousePosition,
    "locate": plugins.LocateControl, "minimap": plugins.MiniMap, "layers": folium.LayerControl,
}  # fmt: skip


def controlled(*names: str) -> ShellMap:
    made = community_map(BOUNDS, controls=names)
    GroundLayer(inert({})).add_to(made)
    return made


@pytest.mark.parametrize(("name", "kind"), FOLIUMS.items())
def test_a_control_is_foliums_own(name: str, kind: type) -> None:
    assert issubclass(CONTROLS[name], kind)


@pytest.mark.parametrize("made", [lambda: controlled(*CONTROLS), *(
    lambda page=page: shell_map(page) for page in PAGES
)])  # fmt: skip
def test_no_map_names_another_host(made: object) -> None:
    html = made().get_root().render()
    assert not re.search(r"(?:https?:)?//[\w.]+\.", html)
    assert [src for src in re.findall(r'(?:src|href)="([^"]*)"', html) if src[0] != "/"] == []


def test_the_control_folium_alone_names_many() -> None:
    plain = folium.Map()
    plugins.Fullscreen().add_to(plain)
    assert "https://cdn.jsdelivr.net" in plain.get_root().render()


def test_what_is_named_is_there() -> None:
    made = parts(controlled(*CONTROLS))
    for address in (*made.scripts, *made.styles):
        assert (STATIC / address.removeprefix("/static/")).is_file(), address
    for module in made.modules:
        assert (STATIC / module).is_file(), module


def test_one_map_s_controls_are_not_another_s() -> None:
    """folium's own trap: `add_js_link` on one map changes the class for all."""
    before = parts(controlled()).scripts
    assert len(parts(controlled(*CONTROLS)).scripts) > len(before)
    assert parts(controlled()).scripts == before == ("/static/vendor/leaflet.js",)


def test_the_script_is_the_same_bytes_each_time() -> None:
    assert parts(controlled(*CONTROLS)) == parts(controlled(*CONTROLS))
    made = controlled(*CONTROLS)
    assert parts(made) == parts(made)


def test_controls_come_after_the_layers_they_speak_of() -> None:
    module = parts(controlled("layers", "minimap")).module
    assert module.index("var ground") < module.index("layerControl(map")


def test_a_small_map_without_a_layer_says_what_it_needs() -> None:
    with pytest.raises(NotReady, match="base map or the boundary"):
        parts(community_map(BOUNDS, controls=["minimap"]))
    outlined = community_map(BOUNDS, controls=["minimap"])
    BoundaryLayer(inert({})).add_to(outlined)
    assert "miniMapControl(map, boundary);" in parts(outlined).module
