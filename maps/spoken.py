"""Every sentence of the product that somebody may read, found where it stands in the code.

`python -m maps.spoken` names those that have no Chinese yet. Sentences are literal: in templates
`_("…")` and `count("…", "…", n)`, in ES modules `t("…")` and `tn("…", "…", n)`, in Python the
first argument of an error of `geo.errors`, the second of `Problem`, and `reason("…")`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.extract import extract_from_file

from geo import errors
from maps.words import browser_keys, spoken_in_module, words

ROOT = Path(__file__).parent.parent
ROOMS = ("geo", "data", "maps", "api")
Key = tuple[str, ...]

IN_TEMPLATES = {"_": None, "count": (1, 2)}
# Which argument of a call is the sentence.
IN_PYTHON: Mapping[str, int] = {
    **{
        name: 0
        for name, found in vars(errors).items()
        if isinstance(found, type) and issubclass(found, errors.YuxunError)
    },
    "Problem": 1, "reason": 0, "Sentence": 0, "N_": 0,
}  # fmt: skip
WORD = re.compile(r"[^\W\d_]")
FIELD = re.compile(r"\{[^{}]*\}")


def everywhere() -> dict[Key, str]:
    """Each sentence, (one, many) where it counts, with the file that says it."""
    found: dict[Key, str] = {(key,): "static" for key in browser_keys()}
    for file in sorted((ROOT / "maps" / "static").glob("*.js")):
        found |= dict.fromkeys(spoken_in_module(file), file.name)
    for file in sorted((ROOT / "maps" / "templates").glob("*.html")):
        found |= dict.fromkeys(_in_template(file), file.name)
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            found |= dict.fromkeys(in_python(file.read_text("utf-8")), str(file.relative_to(ROOT)))
    # (one, many) of a module also stands there as its singular alone; "{where}: {what}" needs
    # nobody to translate it.
    counted = {key[0] for key in found if len(key) > 1}
    return {
        key: where
        for key, where in found.items()
        if WORD.search(FIELD.sub("", key[0])) and (len(key) > 1 or key[0] not in counted)
    }


def _in_template(file: Path) -> Iterator[Key]:
    for _, key, _, _ in extract_from_file("jinja2.ext:babel_extract", file, IN_TEMPLATES):
        yield (key,) if isinstance(key, str) else tuple(key)


def in_python(source: str) -> Iterator[Key]:
    """The literal sentences of a Python module."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
        name = called if isinstance(called, str) else getattr(called, "id", "")
        place = IN_PYTHON.get(name)
        if place is None or len(node.args) <= place:
            continue
        match node.args[place]:
            case ast.Constant(value=str(sentence)):
                yield (sentence,)


def missing(lang: str = "zh_CN") -> dict[Key, str]:
    """What has no translation in that language, with the file that says it."""
    known = words(lang).catalogue
    return {key: where for key, where in everywhere().items() if key[0] not in known}


if __name__ == "__main__":
    for sentence, place in sorted(missing().items(), key=lambda each: (each[1], each[0])):
        print(f"{place}: {' | '.join(sentence)}")  # noqa: T201
