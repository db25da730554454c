"""Nothing that somebody wrote is compiled, wherever in a map's tree folium lets them put it."""

from __future__ import annotations

import copy
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import folium
import pytest
from folium import plugins
from folium.utilities import JsCode

from geo.errors import BadInput
from maps.inert import inert
from maps.layers.hazards import HazardLayer
from maps.layers.ours import OurLayer
from maps.shell import OpeningView, ShellMap, community_map, parts

BOUNDS = (116.382, 39.779, 116.395, 39.788)
RAN = "YUXUN_KEPT"
EVIL = "{{cycler.__init__.__globals__.os.environ.__setitem__('" + RAN + "','1')}}49=={{7*7}}"
PLACE = (39.78, 116.39)

Work = Callable[[ShellMap, HazardLayer], object]


@pytest.fixture(autouse=True)
def nothing_ran() -> Iterator[None]:
    os.environ.pop(RAN, None)
    yield
    os.environ.pop(RAN, None)


def mapped() -> tuple[ShellMap, HazardLayer]:
    made = community_map(BOUNDS)
    layer = HazardLayer(inert({"type": "FeatureCollection", "features": []}))
    made.add_child(layer)
    return made, layer


def control(made: ShellMap) -> Any:
    return next(each for name, each in made._children.items() if "control" in name)


def view(made: ShellMap) -> Any:
    return next(each for each in made._children.values() if isinstance(each, OpeningView))


def elsewhere(made: ShellMap) -> None:
    figure = folium.Figure()
    figure._children["map"] = made
    vars(made).update(_parent=figure)


class Ours(OurLayer):
    script_name = EVIL
    drawn_by = ("hazards.js", "HazardLayer")


AT_ONCE: dict[str, Work] = {
    "popup on a layer": lambda m, of: folium.Popup(EVIL).add_to(of),
    "tooltip on a layer": lambda m, of: folium.Tooltip(EVIL).add_to(of),
    "marker on a layer": lambda m, of: folium.Marker(PLACE, popup=EVIL).add_to(of),
    "layer on a layer": lambda m, of: HazardLayer().add_to(of),
    "event of a layer": lambda m, of: of.on(click=JsCode(EVIL)),
    "popup on a control": lambda m, of: folium.Popup(EVIL).add_to(control(m)),
    "popup on the view": lambda m, of: folium.Popup(EVIL).add_to(view(m)),
    "popup on the map": lambda m, of: folium.Popup(EVIL).add_to(m),
    "event of the map": lambda m, of: m.on(click=JsCode(EVIL)),
    "layer of somebody's": lambda m, of: Ours("/app/{community}/hazards").add_to(m),
    "fitted": lambda m, of: m.fit_bounds([PLACE, PLACE]),
    "draw": lambda m, of: plugins.Draw().add_to(m),  # type: ignore[no-untyped-call]
    "figure": lambda m, of: m.get_root().add_child(folium.Element(EVIL)),
    "another figure": lambda m, of: folium.Figure().add_child(m),
    **{
        name: lambda m, of, name=name: getattr(m.get_root(), name).add_child(  # type: ignore[misc]
            folium.Element(EVIL)
        )
        for name in ("header", "html", "script")
    },
    "data": lambda m, of: setattr(of, "data", EVIL),
    "address": lambda m, of: setattr(of, "address", EVIL),
    "name": lambda m, of: setattr(of, "script_name", EVIL),
    "get_name": lambda m, of: setattr(of, "get_name", lambda: EVIL),
    "template": lambda m, of: setattr(of, "_template", folium.Element(EVIL)._template),
    "layer_name": lambda m, of: setattr(of, "layer_name", EVIL),
    "corners": lambda m, of: setattr(view(m), "corners", EVIL),
    "title": lambda m, of: setattr(m.get_root(), "title", EVIL),
    "slot": lambda m, of: setattr(m.get_root(), "header", folium.Element(EVIL)),
    "crs": lambda m, of: setattr(m, "crs", EVIL),
    "position": lambda m, of: setattr(m, "position", EVIL),
    "location": lambda m, of: setattr(m, "location", EVIL),
    "new options": lambda m, of: setattr(m, "options", {"x": EVIL}),
    "options": lambda m, of: m.options.update(x=EVIL),
    "an option": lambda m, of: m.options.__setitem__("x", EVIL),
    "more options": lambda m, of: m.options.__ior__({"x": EVIL}),
    "script link": lambda m, of: m.add_js_link("x", "https://evil.example/x.js"),
    "style link": lambda m, of: m.add_css_link("x", "https://evil.example/x.css"),
    "its own render": lambda m, of: of.render(),
    "the map's render": lambda m, of: m.render(),
}

# What no guard at the door sees: proved before anything is rendered.
BEHIND: dict[str, Work] = {
    "child of a layer": lambda m, of: folium.Element.add_child(of, folium.Popup(EVIL)),
    "child of a control": lambda m, of: control(m)._children.update(x=folium.Popup(EVIL)),
    "child of the map": lambda m, of: m._children.update(x=folium.Popup(EVIL)),
    "child of the figure": lambda m, of: m.get_root()._children.update(x=folium.Popup(EVIL)),
    "new children": lambda m, of: setattr(of, "_children", {"x": folium.Popup(EVIL)}),
    "data": lambda m, of: vars(of).update(data=EVIL),
    "address": lambda m, of: vars(of).update(data=None, address=EVIL),
    "show": lambda m, of: vars(of).update(show=EVIL),
    "place": lambda m, of: setattr(of, "_place", EVIL),
    "template": lambda m, of: vars(of).update(_template=folium.Element(EVIL)._template),
    "name": lambda m, of: vars(of).update(script_name=EVIL),
    "corners": lambda m, of: vars(view(m)).update(corners=EVIL),
    "bounds": lambda m, of: vars(view(m)).update(bounds=EVIL),
    "crs": lambda m, of: vars(m).update(crs=EVIL),
    "width": lambda m, of: vars(m).update(width=(EVIL, "")),
    "options": lambda m, of: dict.update(m.options, x=EVIL),
    "switches": lambda m, of: setattr(m.global_switches, "no_touch", EVIL),
    "front": lambda m, of: m.keep_in_front(folium.Marker(PLACE)),  # type: ignore[arg-type]
    "parent": lambda m, of: elsewhere(m),
    "slot": lambda m, of: vars(m.get_root()).update(header=folium.Element(EVIL)),
    "control's template": lambda m, of: vars(control(m)).update(
        _template=folium.Element(EVIL)._template
    ),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_it_is_refused_at_once(name: str) -> None:
    made, layer = mapped()
    before = parts(made)
    with pytest.raises(BadInput, match="folium would run what is written"):
        AT_ONCE[name](made, layer)
    assert RAN not in os.environ
    assert parts(made) == before


@pytest.mark.parametrize("work", [parts, ShellMap.page, lambda m: m.get_root().render()])
@pytest.mark.parametrize("name", BEHIND)
def test_it_is_refused_before_anything_is_rendered(name: str, work: Any) -> None:
    made, layer = mapped()
    BEHIND[name](made, layer)
    with pytest.raises(BadInput):
        work(made)
    assert RAN not in os.environ


def test_what_was_slipped_into_the_page_is_not_in_it() -> None:
    made, _ = mapped()
    before = parts(made)
    made.get_root().script._children["x"] = folium.Element(EVIL)  # type: ignore[attr-defined]
    assert parts(made) == before
    assert RAN not in os.environ


def test_the_control_without_the_proof_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    made, layer = mapped()
    BEHIND["child of a layer"](made, layer)
    monkeypatch.setattr(ShellMap, "prove", lambda self: None)
    parts(made)
    assert os.environ[RAN] == "1"


def test_a_copy_is_a_map_too() -> None:
    made, _ = mapped()
    other = copy.deepcopy(made)
    assert parts(other) == parts(made)
    with pytest.raises(BadInput):
        other.options.update(x=EVIL)


def test_it_is_saved_and_shown_foliums_way(tmp_path: Path) -> None:
    made, _ = mapped()
    made.save(tmp_path / "a.html")
    made.save(bytes(tmp_path / "b.html"))
    whole = (tmp_path / "a.html").read_text("utf-8")
    assert whole == (tmp_path / "b.html").read_text("utf-8") == made.page()
    assert "importmap" in whole and "/static/" not in whole.split("<body")[1]
    held = io.BytesIO()
    made.get_root().save(held, close_file=False, lang="en", title="Hazards")
    assert 'lang="en"' in held.getvalue().decode()
    assert "sandbox" in made._repr_html_() and made._repr_html_() == made.get_root()._repr_html_()  # type: ignore[attr-defined]


def test_a_layer_without_data_has_no_place_in_a_file(tmp_path: Path) -> None:
    made = community_map(BOUNDS)
    HazardLayer().add_to(made)
    for work in (lambda: made.save(tmp_path / "x.html"), made._repr_html_):
        with pytest.raises(BadInput, match=r"HazardLayer its data by maps\.inert"):
            work()
    assert not (tmp_path / "x.html").exists()
    with pytest.raises(BadInput, match="open that file"):
        made.show_in_browser()
