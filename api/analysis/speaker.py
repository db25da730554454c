"""What things are called: sentences, kinds, codes and streets in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from shapely.geometry.base import BaseGeometry

from api.language import say
from api.services.analysis import Looked
from geo.ground import Street
from geo.hazards import Hazard
from geo.sentences import Sentence, reason

COMMA = ", "
_OFF = reason("off the named streets")


class Speaker:
    """Says sentences and names of places in one language."""

    def __init__(self, looked: Looked, language: str) -> None:
        self._looked = looked
        self._kinds = {kind.id: kind for kind in looked.kinds}
        self.language = language

    def say(self, sentence: Sentence) -> str:
        """A sentence."""
        return say(sentence.template, sentence.values, self.language)

    def kind(self, kind_id: str) -> str:
        """The word for a kind; of one that nobody knows here, its own name."""
        kind = self._kinds.get(kind_id)
        return kind_id if kind is None else kind.en if self.language == "en" else kind.zh

    def street(self, street: Street | None) -> str:
        """The name of a street of our own map; "" for none."""
        if street is None:
            return ""
        return (self.language == "en" and street.name_en) or street.name

    def near(self, shapes: Sequence[BaseGeometry]) -> list[str]:
        """What each place is called by: the street beside it."""
        return [
            self.say(reason("near {street}", street=self.street(each)) if each else _OFF)
            for each in self._looked.beside(shapes)
        ]  # fmt: skip

    def kinds(self, counted: Mapping[str, int]) -> str:
        """积水 3 · 漏雨 2, the most first."""
        parts = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        return " · ".join(f"{self.kind(kind)} {count}" for kind, count in parts)

    def codes(self, hazards: Iterable[Hazard]) -> str:
        """Codes, in order, with commas."""
        return COMMA.join(sorted(each.code for each in hazards))
