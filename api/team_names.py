"""Teams in sentences by the name that they have in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.teams import TeamRow
from geo.sentences import Sentence


def names_in(language: str, teams: Iterable[TeamRow]) -> dict[str, str]:
    """By each team's name, what it is called in a language."""
    return {each.name: called(each, language) for each in teams}


def called(team: TeamRow, language: str) -> str:
    """What a team is called in a language."""
    return (language == "en" and team.name_en) or team.name


def with_names(sentence: Sentence, names: Mapping[str, str]) -> Sentence:
    """The sentence with its teams, those of sentences within it too, called by those names."""
    values = {
        key: with_names(value, names)
        if isinstance(value, Sentence)
        else names.get(value, value)
        if isinstance(value, str)
        else value
        for key, value in sentence.values.items()
    }
    return Sentence(sentence.template, values)
