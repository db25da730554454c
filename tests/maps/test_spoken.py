"""Every sentence that anybody may read has its Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from maps.spoken import FIELD, WORD, everywhere, missing
from maps.words import LOCALE, words

FILES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
NAME = re.compile(r"\{(\w+)[^{}]*\}")


def test_nothing_is_without_chinese() -> None:
    left = [f"{place}: {' | '.join(key)}" for key, place in missing().items()]
    assert not left, "\n".join(sorted(left))


def test_the_search_finds_what_stands_in_each_room() -> None:
    found = {key[0]: place for key, place in everywhere().items()}
    assert found["Add a hazard"] == "community.html"
    assert found["Undo"] == "add_here.js"
    assert found["{n} hazard"] == "hazard_list.js"
    assert found["Some answers cannot be true."] == "geo/answers.py"
    assert any(place.startswith("data/") for place in found.values())
    assert any(place.startswith("api/") for place in found.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}/{file.name}")
def test_a_translation_fills_in_the_same_values(file: Path) -> None:
    with file.open("rb") as stream:
        for message in read_po(stream, abort_invalid=True):
            keys = message.id if isinstance(message.id, tuple | list) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            if keys[0]:
                asked = set().union(*(NAME.findall(key) for key in keys))
                for form in forms:
                    assert set(NAME.findall(str(form))) == asked, (keys[0], form)


def test_no_sentence_is_translated_in_two_ways() -> None:
    seen: dict[str, str] = {}
    for file in (file for file in FILES if file.parts[-3] == "zh_CN"):
        with file.open("rb") as stream:
            for message in read_po(stream):
                key = message.id if isinstance(message.id, str) else message.id[0]
                said = message.string if isinstance(message.string, str) else message.string[0]
                assert seen.setdefault(key, said) == said, (file.name, key)


def test_every_translation_is_still_said_by_somebody() -> None:
    said = {key[0] for key in everywhere()}
    known = words("zh_CN").catalogue
    left = {key for key in known if key not in said and WORD.search(FIELD.sub("", key))}
    assert not left, "\n".join(sorted(left))
