"""Sentences carry their values apart."""

from __future__ import annotations

from geo.sentences import Sentence, reason


def test_a_sentence_is_a_template_and_what_fills_it() -> None:
    said = reason("{team} is {minutes} min short.", team="一组", minutes=3)
    assert said == Sentence("{team} is {minutes} min short.", {"team": "一组", "minutes": 3})
    assert str(said) == "一组 is 3 min short."
    assert str(reason("Nothing changed.")) == "Nothing changed."


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert str(reason("{name} stays.", name="{{7*7}} {x}")) == "{{7*7}} {x} stays."
