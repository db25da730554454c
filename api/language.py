"""Which language a reader asked for: `?lang=`, else the cookie, else Accept-Language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from starlette.requests import HTTPConnection

Language = Literal["zh_CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")


def asked_language(request: HTTPConnection, default: Language | None = None) -> Language:
    """The language to answer in; `default` (else the setting's) where nobody asked."""
    for asked in (request.query_params.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return asked
    if default is None:
        settings = getattr(request.app.state, "settings", None) if "app" in request.scope else None
        default = settings.language if settings else "zh_CN"
    return preferred(request.headers.get("accept-language", ""), default)


def preferred(accept_language: str, default: Language) -> Language:
    """The one of our languages that an Accept-Language header ranks highest."""
    best, best_weight = default, 0.0
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        weight = _weight(parameter)
        language = _ours(tag.strip().lower(), default)
        if language and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameter: str) -> float:
    try:
        return float(parameter.replace(" ", "").removeprefix("q=")) if parameter else 1.0
    except ValueError:
        return 0.0


_PRIMARY: dict[str, Language] = {"zh": "zh_CN", "en": "en"}


def _ours(tag: str, default: Language) -> Language | None:
    if tag == "*":
        return default
    return _PRIMARY.get(tag.partition("-")[0])


def say(sentence: str, values: Mapping[str, object], language: str) -> str:
    """The sentence in that language; in English where the catalogue has no translation."""
    template = _translated(sentence, language)
    try:
        return template.format(**values)
    except (KeyError, IndexError, ValueError):
        return sentence.format(**values)


def _translated(sentence: str, language: str) -> str:
    try:
        from maps import words
    except ImportError:
        return sentence
    return words.translated(sentence, language)
