"""Which language a reader asked for, and a sentence said in it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import HTTPConnection

from geo.sentences import Sentence
from maps import words
from maps.words import LANGUAGES, Lang

__all__ = ["LANGUAGES", "Lang", "asked_language", "say"]


def asked_language(request: HTTPConnection) -> Lang:
    """`?lang=`, else the cookie, else Accept-Language, else Chinese."""
    return words.negotiate(
        request.query_params.get("lang"),
        request.cookies.get("lang"),
        request.headers.get("accept-language"),
    )


def say(sentence: str, values: Mapping[str, object], language: str) -> str:
    """The sentence in that language, and those within it; English where none was translated."""
    said = {
        name: say(value.template, value.values, language) if isinstance(value, Sentence) else value
        for name, value in values.items()
    }
    return words.say(language, sentence, **said)
