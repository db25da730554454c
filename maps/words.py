"""What the product says, in Chinese and in English.

The keys are the English sentences. `locale/<language>/LC_MESSAGES/*.po` are read at start,
all files of the folder, so that a page or a room may keep its words in a file of its own.
Chinese is the first language; English needs an entry only where the key is not good English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from geo.sentences import Sentence
from maps import style

Lang = Literal["zh_CN", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh_CN", "en")
FIRST: Lang = "zh_CN"
LOCALE = Path(__file__).parent / "locale"
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's catalogue: sentence → translation; plural entries by their singular."""

    lang: Lang
    catalogue: Mapping[str, tuple[str, ...]]

    def say(self, template: str, /, **values: object) -> str:
        """The sentence in this language with its values in; English where nobody translated.

        A value is only ever filled in, never read as a template.
        """
        sentence = self.catalogue.get(template, (template,))[0]
        return sentence.format(**values) if values else sentence

    def count(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The sentence for `n` things; {n} is the number."""
        forms = self.catalogue.get(one) or (one, many)
        return forms[0 if n == 1 or len(forms) == 1 else 1].format(n=n, **values)

    @property
    def html_lang(self) -> str:
        """The language for HTML's lang attribute: "zh-CN"."""
        return self.lang.replace("_", "-")


@cache
def words(lang: str) -> Words:
    """The catalogue of a language; an unknown language gets the first one."""
    known: Lang = "en" if lang == "en" else FIRST
    catalogue: dict[str, tuple[str, ...]] = {}
    for file in sorted((LOCALE / known / "LC_MESSAGES").glob("*.po")):
        with file.open("rb") as stream:
            for message in read_po(stream, locale=known, abort_invalid=True):
                key = message.id if isinstance(message.id, str) else message.id[0]
                said = message.string
                forms = (said,) if isinstance(said, str) else tuple(map(str, said or ("",)))
                if key and all(forms) and not message.fuzzy:
                    catalogue[key] = forms
    return Words(known, catalogue)


def say(lang: str, template: str, /, **values: object) -> str:
    """The sentence in that language with its values filled in."""
    return words(lang).say(template, **values)


def said(lang: str, sentence: Sentence) -> str:
    """A sentence of `geo.sentences.reason` in that language."""
    return words(lang).say(sentence.template, **sentence.values)


def count(lang: str, one: str, many: str, n: int, /, **values: object) -> str:
    """The sentence for `n` things in that language."""
    return words(lang).count(one, many, n, **values)


def negotiate(asked: str | None, cookie: str | None, accept: str | None) -> Lang:
    """The language to answer in: `?lang=`, else the cookie, else Accept-Language, else Chinese."""
    for wish in (asked, cookie):
        known = _known(wish or "")
        if known:
            return known
    for wish in _by_quality(accept or ""):
        known = _known(wish)
        if known:
            return known
    return FIRST


def _known(tag: str) -> Lang | None:
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return {"zh": FIRST, "en": LANGUAGES[1]}.get(primary)


def _by_quality(accept: str) -> list[str]:
    wishes: list[tuple[float, str]] = []
    for part in accept[:500].split(","):
        tag, _, rest = part.partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", rest) if rest else None
        quality = float(found[1]) if found else 1.0
        if tag.strip() and quality > 0:
            wishes.append((quality, tag))
    return [tag for _, tag in sorted(wishes, key=lambda wish: -wish[0])]


@cache
def browser_json(lang: str) -> str:
    """The words that the browser's modules use: a JSON object, English sentence → translation.

    Only those, since a phone pays for each kilobyte before the map.
    """
    spoken = words(lang)
    known = {key: spoken.catalogue[key][0] for key in browser_keys() if key in spoken.catalogue}
    return json.dumps(known, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@cache
def browser_keys() -> frozenset[str]:
    """Every sentence that a module in `static/` says by t("…") or tn("…", "…", n)."""
    keys = {*style.RANKS.values(), *style.LEVELS.values(), style.OTHER_KIND.word}
    keys |= {mark.word for mark in style.KINDS.values()} | {due.word for due in style.DUE.values()}
    for file in sorted(STATIC.glob("*.js")):
        keys |= {key[0] for key in spoken_in_module(file)}
    return frozenset(keys)


def spoken_in_module(file: Path) -> set[tuple[str, ...]]:
    """The sentences that one ES module says; (one, many) where it counts."""
    keywords = {"t": None, "tn": (1, 2)}
    found = extract_from_file("javascript", file, keywords, options={"template_string": "False"})
    return {(key,) if isinstance(key, str) else tuple(key) for _, key, _, _ in found}
