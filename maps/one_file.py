"""A map as ONE file of HTML that opens from disk with the network off: nothing is asked for.

Leaflet and the style sheets stand in the page; our ES modules come as `data:` URLs through an
import map, each as it is in `static/` but for the names it imports, so nothing is bundled. The
words of the language are inert JSON; data is in the map's own script, as `maps.inert.Inert`.

The page's own policy lets nothing run or load but that: its scripts and styles carry a nonce,
which is the hash of the whole content, so no text inside it can know it.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maps.inert import inert
from maps.words import browser_json, words

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
STYLES = ("vendor/leaflet.css", "app.css", "one_file.css")

_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'`])(\.{1,2}/[^"'`]+)\2""")
_PICTURE = re.compile(r"url\(\s*[\"']?(?!data:|#)([^)\"']+)[\"']?\s*\)")
# What would end a script or a style element before its end.
_ENDS = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)

Bounds = tuple[float, float, float, float]


def one_file(
    script: str, *, title: str, lang: str = "zh_CN", theme: str = "auto",
    bounds: Bounds | None = None, styles: Sequence[str] = (), head: Markup | str = "",
    foot: Markup | str = "",
) -> str:  # fmt: skip
    """The HTML of a page whose heart is one map.

    script: the map's ES module; it imports ours by "./name.js" and finds the element `map`.
    title: a constant of ours, in English; said in `lang`. theme: light, dark or auto (as the
    system says). bounds: where it opens, (west, south, east, north) in WGS84 degrees. styles:
    more style sheets, by their names in `static/`. head, foot: what stands above and below the
    map; text, or markup of ours.

    Raises
    ------
    ValueError
        A script or style would end its own element: it holds `</script` or the like.
    """
    spoken = words(lang)
    needed = modules(script)
    parts = {
        "words": inert(json.loads(browser_json(spoken.lang))),
        "leaflet": _sound(_leaflet()),
        "imports": json.dumps({"imports": {name: _as_url(js) for name, js in needed.items()}}),
        "script": _sound(_by_bare_names(script)),
        "style": _sound("\n".join(_style(name) for name in (*STYLES, *styles))),
    }
    text = _environment().get_template("one_file.html")
    said = {"title": spoken.say(title), "head": head, "foot": foot}
    nonce = sha256(repr((parts, said, bounds)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return text.render(
        {name: Markup(part) for name, part in parts.items()},  # noqa: S704  (ours, or inert)
        **said, nonce=nonce, lang=spoken.lang, html_lang=spoken.html_lang, bounds=bounds,
        theme=theme if theme in {"light", "dark"} else "",
    )  # fmt: skip


def modules(script: str) -> dict[str, str]:
    """{bare name: source} of every module of ours that a script reaches, its imports rewritten.

    Raises
    ------
    ValueError
        An import that is not a plain name, or of a module that is not there.
    """
    found: dict[str, str] = {}
    waiting = [script]
    while waiting:
        for name in _imported(waiting.pop()):
            if name not in found:
                source = _source(name)
                found[name] = _by_bare_names(source)
                waiting.append(source)
    return dict(sorted(found.items()))


def _imported(source: str) -> Iterable[str]:
    for found in _IMPORT.finditer(source):
        if "$" in found[3]:
            raise ValueError(f"{found[3]} is made while running; name the module plainly.")
        yield _bare(found[3])


def _bare(address: str) -> str:
    """The name of a module of ours in the import map: "hazards.js"."""
    return address.lstrip("./")


def _by_bare_names(source: str) -> str:
    return _IMPORT.sub(lambda found: f'{found[1]}"{_bare(found[3])}"', source)


@cache
def _source(name: str) -> str:
    file = STATIC / name
    if not file.is_file():
        raise ValueError(f"There is no module {name}.")
    return file.read_text("utf-8")


def _as_url(source: str) -> str:
    return f"data:text/javascript;base64,{b64encode(source.encode()).decode('ascii')}"


@cache
def _leaflet() -> str:
    text = (VENDOR / "leaflet.js").read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text)


@cache
def _style(name: str) -> str:
    """A style sheet with its pictures inside; those that we do not bring are left out."""
    file = STATIC / name

    def picture(found: re.Match[str]) -> str:
        of = file.parent / found[1].partition("#")[0]
        if not of.is_file():
            return "none"
        kind = {".png": "image/png", ".svg": "image/svg+xml"}[of.suffix]
        return f'url("data:{kind};base64,{b64encode(of.read_bytes()).decode("ascii")}")'

    return _PICTURE.sub(picture, file.read_text("utf-8"))


def _sound(text: str) -> str:
    found = _ENDS.search(text)
    if found:
        raise ValueError(f"{found[0]} in what is to stand inside an element of its own.")
    return text


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
