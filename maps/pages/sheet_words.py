"""The words of a forwarded night in one language: what its picture and its file both say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel.dates import format_date, format_skeleton

from geo.kinds import DEFAULT_KINDS, Kind
from maps.sheets.records import NightSheet, SheetRound, SheetWarning
from maps.style import LEVELS, N_, OTHER_KIND, RANKS
from maps.words import words

# How a stop stands, once it does not only lie ahead.
STATES: Mapping[str, str] = {
    "done": N_("Visited"), "missed": N_("Missed"), "handed_over": N_("Handed over")
}  # fmt: skip
STATE_SIGNS: Mapping[str, str] = {"done": "✓", "missed": "×", "handed_over": "→"}


class SheetWords:
    """Says what stands on a sheet."""

    def __init__(self, lang: str, kinds: Sequence[Kind] = DEFAULT_KINDS) -> None:
        self._spoken = words(lang)
        self.lang, self.html_lang = self._spoken.lang, self._spoken.html_lang
        self._kinds = {each.id: each.en if self.lang == "en" else each.zh for each in kinds}

    def say(self, template: str, /, **values: object) -> str:
        """The sentence in this language."""
        return self._spoken.say(template, **values)

    def kind(self, kind: str) -> str:
        """What a kind is called."""
        return self._kinds.get(kind) or self.say(OTHER_KIND.word)

    def rank(self, rank: int) -> str:
        """The word of a rank; empty where there is none."""
        return self.say(RANKS[rank]) if rank in RANKS else ""

    def state(self, state: str) -> str:
        """How a stop stands; empty for one that lies ahead."""
        return self.say(STATES[state]) if state in STATES else ""

    def lookout(self) -> str:
        """What to mind at a look-out stop."""
        return self.say(N_("Look from here only. Nobody goes in."))

    def level(self, level: str) -> str:
        """The response level in words."""
        if level not in LEVELS or level == "none":
            return self.say(N_("No emergency response"))
        return self.say(N_("Response {level}"), level=self.say(LEVELS[level]))

    def warning(self, warning: SheetWarning) -> str:
        """What was warned of, with its level."""
        if warning.level not in LEVELS:
            return warning.word
        level = self.say(LEVELS[warning.level])
        return self.say(N_("{kind} {level}"), kind=warning.word, level=level)

    def replaced(self, sheet: NightSheet) -> str:
        """That another plan took this one's place; empty where none did."""
        if sheet.replaced_at is None:
            return ""
        return self.say(N_("This plan was replaced at {time}. Do not walk by it."),
                        time=f"{sheet.replaced_at:%H:%M}")  # fmt: skip

    def notices(self, sheet: NightSheet) -> list[str]:
        """What a reader must know before he goes by it."""
        draft = N_("This plan is a draft; the office has not published it yet.")
        invented = N_("An invented community: no such people or homes.")
        known = ((sheet.draft, draft), (sheet.invented, invented))
        replaced = [self.replaced(sheet)] if sheet.replaced_at else []
        return replaced + [self.say(template) for holds, template in known if holds]

    def phones(self) -> str:
        """The heading of the numbers to call."""
        return self.say(N_("Whom to call"))

    def night(self, sheet: NightSheet) -> str:
        """Which night, with its weekday."""
        skeleton = "yMMMEd" if self.lang == "en" else "yMMMMEEEEd"
        day = format_skeleton(skeleton, sheet.night, locale=self.lang)
        return self.say(N_("Night of {night}"), night=day)

    def as_of(self, sheet: NightSheet) -> str:
        """When all this was so."""
        day = format_skeleton("MMMd", sheet.as_of.date(), locale=self.lang)
        return self.say(N_("As of {time}"), time=f"{day} {sheet.as_of:%H:%M}")

    def figures(self, walk: SheetRound) -> str:
        """A round's hours, stops, length and people."""
        parts = [
            f"{walk.starts_at:%H:%M}–{walk.ends_at:%H:%M}",
            self._spoken.count("{n} stop", "{n} stops", len(walk.stops)),
            self.say("{n} km", n=f"{walk.length_m / 1000:.1f}"),
        ]
        if walk.people:
            parts.append(self._spoken.count("{n} person", "{n} people", walk.people))
        return " · ".join(parts)

    def title(self, sheet: NightSheet) -> str:
        """What a file or a picture of it is called."""
        rounds = sheet.rounds
        words = [rounds[0].team, sheet.passes[0].word] if len(rounds) == 1 else []
        day = format_date(sheet.night, "yyyy-MM-dd")
        return " · ".join([sheet.community, day, *words])
