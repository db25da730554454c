"""One file of HTML that needs nothing else: its modules, its words, its own policy."""

from __future__ import annotations

import json
import re
from base64 import b64decode

import pytest

from maps import shell
from maps.inert import Inert, inert
from maps.layers.ours import OurLayer
from maps.map_parts import Parts
from maps.one_file import STATIC, modules, one_file
from tests.hostile import PAYLOADS


def made(module: str, **data: Inert) -> Parts:
    scripts, styles = ("/static/vendor/leaflet.js",), ("/static/vendor/leaflet.css",)
    return Parts(module=module, modules=(), data=data, scripts=scripts, styles=styles)


SCRIPT = 'import { openAt } from "../place.js";\nopenAt(L.map("map"));'

HAZARDS = 'import "./hazards.js";'


def imports_in(html: str) -> dict[str, str]:
    """{bare name: source} as the page's import map has them."""
    found = re.search(r'<script type="importmap"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found
    urls = json.loads(found[1])["imports"]
    return {name: b64decode(url.partition(",")[2]).decode() for name, url in urls.items()}


def test_every_module_that_is_reached_is_inside_once_by_its_bare_name() -> None:
    inside = imports_in(
        one_file(made('import "./ground.js";\nimport "../hazards.js";'), title="Yuxun")
    )
    assert {"ground.js", "ground_decode.js", "ground_labels.js", "words.js"} <= set(inside)
    for name, source in inside.items():
        assert not re.search(r"""(?:from|import)\s*\(?\s*["']\.""", source), name
        for other in re.findall(r'(?:from|import\()\s*"([^"]+)"', source):
            assert other in inside
        unchanged = (STATIC / name).read_text("utf-8")
        assert source.replace("./", "") == unchanged.replace("./", "")


@pytest.mark.parametrize("layer", OurLayer.__subclasses__())
def test_what_our_layers_import_can_stand_in_a_file(layer: type[OurLayer]) -> None:
    module, name = layer.drawn_by
    assert module in modules(f'import {{ {name} }} from "./{module}";')


def test_nothing_in_it_names_another_place() -> None:
    html = one_file(made(SCRIPT), title="Yuxun")
    pictures = re.findall(r"url\(\s*[\"']?([^)\"']+)", html)
    assert all(each.startswith(("data:", "#")) for each in pictures)
    assert not re.search(r"<(?:link|script|img)[^>]+(?:src|href)=\"(?!data:)", html)


def test_the_same_map_is_the_same_bytes_and_another_has_another_nonce() -> None:
    def nonces(html: str) -> set[str]:
        return set(re.findall(r'nonce="(\w+)"', html))

    one, other = one_file(made(SCRIPT), title="Yuxun"), one_file(made(SCRIPT + "\n"), title="Yuxun")
    assert one == one_file(made(SCRIPT), title="Yuxun")
    assert len(nonces(one)) == len(nonces(other)) == 1
    assert nonces(one) != nonces(other)


def test_words_are_those_of_the_language() -> None:
    chinese, english = (
        one_file(made(HAZARDS), title="Severe", lang=lang) for lang in ("zh_CN", "en")
    )
    assert "<title>重大</title>" in chinese
    assert "<title>Severe</title>" in english
    for html in (chinese, english):
        found = re.search(r'<script type="application/json" id="words">(.*?)</script>', html)
        assert found
        words = json.loads(found[1])
        assert words.get("Severe") in ("重大", None)
        assert "No connection to the server. Check the network and try again." in words or (
            html is english
        )
        assert "Plan the real tonight" not in words, "no module in it says so"


def test_data_comes_back_from_its_element_and_cannot_end_it() -> None:
    told = {payload: payload for payload in PAYLOADS}
    html = one_file(made(SCRIPT, **{"data-x": inert(told)}), title="Yuxun")
    found = re.search(r'<script type="application/json" id="data-x">(.*?)</script>', html)
    assert found and json.loads(found[1]) == told
    with pytest.raises(ValueError, match="</script"):
        one_file(made("const told = '</script><script>1//';"), title="Yuxun")


def test_what_another_server_has_does_not_go_into_a_file() -> None:
    elsewhere = Parts(module=SCRIPT, modules=(), data={}, scripts=("//x.invalid/a.js",), styles=())
    with pytest.raises(ValueError, match="not ours"):
        one_file(elsewhere, title="Yuxun")


def test_a_module_that_is_not_there_or_is_named_while_running_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no module nothing\.js"):
        modules('import "./nothing.js";')
    with pytest.raises(ValueError, match="name the module plainly"):
        modules("import(`./${name}.js`);")


def test_the_pages_of_ours_could_stand_in_a_file() -> None:
    for page in shell.PAGES:
        assert modules(shell.script(page))
