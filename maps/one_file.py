"""A map as ONE file of HTML that opens from disk with the network off: nothing is asked for.

Leaflet and the style sheets stand in the page; our ES modules come as `data:` URLs through an
import map, each as it is in `static/` but for the names it imports, so nothing is bundled. The
words of the language and what the layers carry are inert JSON in elements that never run.

The page's own policy lets nothing run or load but that: its scripts and styles carry a nonce,
which is the hash of the whole content, so no text inside it can know it.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maps.inert import Inert, inert
from maps.map_parts import Parts
from maps.words import browser_json, words

ROOT = Path(__file__).parent
STATIC = ROOT / "static"
SERVED = "/static/"  # how a map names what stands in STATIC
STYLES = ("vendor/leaflet.css", "app.css", "one_file.css")

FRAME = Markup(
    '<iframe title="{title}" sandbox="allow-scripts" allow="fullscreen" width="100%" '
    'height="{height}" style="border:0" srcdoc="{html}"></iframe>'
)

_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'`])(\.{1,2}/[^"'`]+)\2""")
_PICTURE = re.compile(r"url\(\s*[\"']?(?!data:|#)([^)\"']+)[\"']?\s*\)")
# What would end a script or a style element before its end.
_ENDS = re.compile(r"</(?:script|style)|<!--", re.IGNORECASE)


def one_file(
    parts: Parts, *, title: str, lang: str = "zh_CN", theme: str = "auto",
    styles: Sequence[str] = (), data: Mapping[str, Inert] = MappingProxyType({}),
    head: Markup | str = "", foot: Markup | str = "", now: datetime | None = None,
    more: str = "",
) -> str:  # fmt: skip
    """The HTML of a page whose heart is one map.

    parts: of a map, as `maps.shell.parts` gives them. title: a constant of ours, in English;
    said in `lang`. theme: light, dark or auto (as the system says). styles: more style sheets,
    by their names in `static/`. data: more of it, by the id of its element. head, foot: what
    stands above and below the map; text, or markup of ours. now: aware, by which visits are
    overdue; else by the reader's own clock. more: lines of ours after the map's module,
    constants only; they see its `map` and layers and may import "./name.js".

    Raises
    ------
    ValueError
        A script or style would end its own element: it holds `</script` or the like; or it
        imports what is not there.
    """
    spoken = words(lang)
    module = f"{parts.module}\n{more}"
    sheets = dict.fromkeys((*STYLES, *map(_in_static, parts.styles), *styles))
    needed = modules(module)
    carried = {"words": _spoken(spoken.lang, needed.values()), **parts.data, **data}
    inside = {
        "style": _sound("\n".join(map(_style, sheets))),
        "scripts": _sound("\n".join(_script(_in_static(each)) for each in parts.scripts)),
        "imports": json.dumps({"imports": {k: _as_url(js) for k, js in needed.items()}}),
        "module": _sound(_by_bare_names(module)),
    }
    said = {"title": spoken.say(title), "head": head, "foot": foot}
    whole = repr((inside, said, carried, now))
    nonce = sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    # All of it is ours, or inert.
    marked = {name: Markup(part) for name, part in inside.items()}  # noqa: S704
    elements = {name: Markup(each) for name, each in carried.items()}  # noqa: S704
    return _environment().get_template("one_file.html").render(
        marked, **said, data=elements, nonce=nonce, lang=spoken.lang, html_lang=spoken.html_lang,
        now=now.isoformat(timespec="seconds") if now else "",
        theme=theme if theme in {"light", "dark"} else "",
    )  # fmt: skip


def in_frame(html: str, *, title: str, height_px: int) -> str:
    """A page in a notebook: it runs its own scripts and reaches nothing of the notebook."""
    return str(FRAME.format(title=title, height=height_px, html=html))


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


def _spoken(lang: str, sources: Iterable[str]) -> Inert:
    """The words of a language that these modules say."""
    text = "".join(sources)
    known = json.loads(browser_json(lang))
    return inert({key: word for key, word in known.items() if _quoted(key) in text})


def _quoted(sentence: str) -> str:
    return json.dumps(sentence, ensure_ascii=False)[1:-1]


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


def _in_static(address: str) -> str:
    """The name in `static/` of what our server has at an address."""
    if not address.startswith(SERVED):
        raise ValueError(f"{address} is not ours to put into a file.")
    return address.removeprefix(SERVED)


@cache
def _script(name: str) -> str:
    return re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", _source(name))


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
