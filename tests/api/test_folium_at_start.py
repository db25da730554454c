"""folium renders when the application is made, never for a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from branca import element
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from data.store import Store
from maps import shell
from tests import town
from tests.api import filled
from tests.test_docs import addresses

BUILDS = (element.Element, element.MacroElement, element.Figure)


@pytest.fixture
def built(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What of folium was built or rendered since the application was made."""
    seen: list[str] = []

    def counted(of: type, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*args: Any, **named: Any) -> Any:
            seen.append(f"{of.__name__}.{name}")
            return work(*args, **named)

        return instead

    for of in BUILDS:
        for name in {"__init__", "render"} & vars(of).keys():
            monkeypatch.setattr(of, name, counted(of, name, vars(of)[name]))
    return seen


def test_no_request_renders_folium(client: TestClient, built: list[str]) -> None:
    here = f"/app/{town.COMMUNITY}"
    known = {
        "community_id": town.COMMUNITY, "kind": "heat", "hazard_id": town.id_of("JS-01"),
        "round_id": client.get(f"{here}/night").json()["rounds"][0]["id"],
    }  # fmt: skip
    paths = [
        re.sub(r"\{(\w+)\}", lambda part: known.get(part[1], part[0]), path)
        for path in addresses(client.app.routes)  # type: ignore[attr-defined]
    ]
    asked = [path for path in paths if "{" not in path]
    asked += [f"/static/made/map-{page}.js" for page in shell.PAGES]
    assert {"/", "/tonight", "/plan", f"{here}/night", f"{here}/analysis/heat.html"} <= set(asked)
    for path in asked:
        for accept in ("text/html", "application/json"):
            assert client.get(path, headers={"Accept": accept}).status_code < 500, path
    assert built == []


def test_the_control_folium_is_seen_when_it_renders(built: list[str]) -> None:
    shell.script.cache_clear()
    shell.script("community")
    assert {"Figure.render", "Element.__init__"} <= set(built)


def test_the_application_has_every_map_before_it_is_asked(store: Store) -> None:
    app = create_app(Settings(store="sqlite://"), store=store, clock=lambda: filled.NOW)
    assert app.state.map_scripts.keys() == shell.PAGES.keys()
    for page, script in app.state.map_scripts.items():
        assert script == shell.script(page)
