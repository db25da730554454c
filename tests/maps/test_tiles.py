"""Tiles of a provider: an address that is one, and nothing of them where none is set."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from api.app import create_app
from api.security import content_security_policy, headers_of_safety
from api.settings import Settings
from data.store import open_store
from geo.errors import BadInput
from maps import shell
from maps.tiles import Tiles
from tests.hostile import PAYLOADS

URL = "https://tiles.example.org:8443/wmts/{z}/{x}/{y}.png?key=a1"
REFUSED = (
    "https://tiles.example.org/{z}/{x}.png", "//tiles.example.org/{z}/{x}/{y}",
    "javascript:{z}{x}{y}", "ftp://a/{z}/{x}/{y}", "https://a b/{z}/{x}/{y}",
    "https://me:pw@a/{z}/{x}/{y}", "https://a/{z}/{x}/{y}; script-src *",
    "https://a/{z}/{x}/{y}\n", "https://*/{z}/{x}/{y}", "https://a/{z}/{x}/{y}/{{7*7}}",
    "https://{s}.a/{z}/{x}/{y}",
)  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_of_tiles_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(BadInput, match="Tiles have an address like"):
        Tiles(url=url)
    with pytest.raises(ValidationError, match="Tiles have an address like"):
        Settings(tile_url=url)


def test_unknown_coordinates_are_refused() -> None:
    with pytest.raises(BadInput):
        Tiles(url=URL, crs="BD-09")  # type: ignore[arg-type]


def test_the_policy_lets_pictures_in_from_the_provider_alone() -> None:
    headers = dict(headers_of_safety(Settings(tile_url=URL)))
    policy = headers[b"content-security-policy"].decode()
    assert "img-src 'self' data: blob: https://tiles.example.org:8443;" in policy
    assert policy.count("example.org") == 1
    assert dict(headers_of_safety(Settings()))[b"content-security-policy"].decode() == (
        content_security_policy()
    )


@pytest.mark.parametrize("page", shell.PAGES)
def test_nothing_of_tiles_is_in_a_map_without_them(page: str) -> None:
    plain = shell.script(page, Settings().tiles)
    assert "tile" not in plain and "gcj02" not in plain
    assert "L.CRS.EPSG3857" in plain
    assert plain == shell.script(page)


@pytest.mark.parametrize("page", shell.PAGES)
def test_tiles_are_put_on_the_map_before_its_layers(page: str) -> None:
    module = shell.script(page, Tiles(url=URL, crs="GCJ-02", credit="x"))
    assert 'import "../gcj02.js";' in module and "crs: L.CRS.GCJ02," in module
    assert module.index("tiled(map") < module.index("openAt(map") < module.index("new GroundLayer")
    in_wgs84 = shell.script(page, Tiles(url=URL))
    assert "gcj02" not in in_wgs84 and "tiled(map" in in_wgs84


@pytest.mark.parametrize("credit", PAYLOADS)
def test_what_the_operator_wrote_is_data_in_the_script(credit: str) -> None:
    line = Tiles(url=URL, credit=credit).script
    for mark in ("{{", "</", "${", "`", "{%", "\n"):
        assert mark not in line


def test_the_application_serves_the_map_with_its_settings() -> None:
    with open_store("sqlite://") as store:
        app = create_app(Settings(tile_url=URL, tile_crs="GCJ-02"), store=store)
        with TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1)) as client:
            served = client.get("/static/made/map-community.js").text
    assert served == shell.script("community", Tiles(url=URL, crs="GCJ-02"))
