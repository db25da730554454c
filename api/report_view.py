"""A report as it is shown, in words of one language: the page, the table and JSON are made of it.

A stranger is told numbers, times, places that are public and kinds; the office also its teams
and its own reasons. Names of people are in none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.language import say
from api.services.alarms import KIND_WORDS, LEVEL_WORDS
from api.services.report import Number, Report
from api.services.report_lists import Item
from api.team_names import called, names_in, with_names
from data.counted import Place
from data.files.csv_out import write_csv
from data.teams import TeamRow
from geo import counting
from geo.hazards import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE
from geo.kinds import Kind
from geo.needs import PASS_WORDS
from geo.sentences import Sentence, reason

TITLES: dict[str, Sentence] = {
    "patrols": reason("Patrols"),
    "night_stops": reason("Stops visited in the extra night passes"),
    "day_stops": reason("Stops visited by day and in the evening"),
    "cleared": reason("Seen clear again"),
    "not_reached": reason("Stops not reached"),
    "to_come": reason("Stops still to come"),
    "unfinished": reason("Rounds begun, not finished"),
    "requests": reason("Requests and tickets"),
    "fixed": reason("Repairs checked"),
    f"found_{FLOOD_SEGMENT}": reason("Ponding found"),
    f"found_{LEAK_BUILDING}": reason("Leaks found"),
    f"found_{LEANING_TREE}": reason("Dangerous trees found"),
}
# Said in the one sentence.
SHORT: dict[str, Sentence] = {
    FLOOD_SEGMENT: reason("ponding"),
    LEAK_BUILDING: reason("leaks"),
    LEANING_TREE: reason("dangerous trees"),
}
COLUMNS: tuple[tuple[str, Sentence], ...] = (
    ("row", reason("Row")), ("number", reason("Number")), ("count", reason("Count")),
    ("of", reason("Of how many")), ("night", reason("Night")),
    ("last", reason("Last night")),
    ("pass", reason("Pass of the night")), ("team", reason("Team")), ("code", reason("Code")),
    ("kind", reason("Kind")),
    ("planned_at", reason("Planned for")), ("at", reason("At")), ("until", reason("Until")),
    ("state", reason("State")), ("rule", reason("Counting rule")),
)  # fmt: skip
# Where a moment is called by what it is of.
HEADS: dict[tuple[str, str], Sentence] = {
    ("patrols", "at"): reason("First stop"),
    ("patrols", "until"): reason("Over"),
    ("to_come", "at"): reason("Seen at"),
    ("unfinished", "at"): reason("First stop"),
    ("unfinished", "until"): reason("Last stop"),
    ("night_stops", "at"): reason("Visited at"),
    ("day_stops", "at"): reason("Visited at"),
    ("not_reached", "at"): reason("Seen at"),
    ("found", "at"): reason("Said first"),
    ("found", "until"): reason("Seen clear"),
    ("cleared", "at"): reason("Said first"),
    ("cleared", "until"): reason("Seen clear"),
}


class ReportView:
    """Makes the answers for one report in one language."""

    def __init__(
        self, report: Report, teams: Sequence[TeamRow], kinds: Sequence[Kind], language: str, *,
        personal: bool,
    ) -> None:  # fmt: skip
        """personal: with the names of teams and the office's own reasons."""
        self._report = report
        self._language = language
        self._personal = personal
        self._zone = ZoneInfo(report.community.zone)
        self._teams = {each.id: called(each, language) for each in teams} if personal else {}
        self._called = names_in(language, teams)
        self._kinds = {each.id: each.en if language == "en" else each.zh for each in kinds}

    def whole(self) -> dict[str, Any]:
        """Everything; moments are in the community's zone."""
        report = self._report
        return {
            "community": self._named(), "community_id": report.community.id,
            "zone": report.community.zone, "invented": report.community.invented,
            "demo": report.community.demo_night is not None,
            "first": report.first, "last": report.last, "tonight": report.tonight,
            "from": self._at(report.from_at), "to": self._at(report.to_at),
            "as_of": self._at(report.now), "over": report.to_at <= report.now,
            "empty": report.empty, "nights": list(report.nights),
            "sentence": "" if report.empty else self._sentence(),
            "notes": list(self._notes()), "warnings": list(self._warnings()),
            "numbers": [] if report.empty else [self._number(each) for each in report.numbers],
            "unknown": [
                {"id": name, "title": self._say(TITLES[name]), "sentence": self._say(why)}
                for name, why in counting.UNKNOWN.items()
            ],
            "rules_version": counting.VERSION, "personal": self._personal,
        }  # fmt: skip

    def table(self) -> bytes:
        """The same as a CSV file: what it is of, a row for each number, one for each thing counted.

        A number stands in its own row only, so that a column can be added up.
        """
        told = self.whole()
        header = [self._say(word) for _, word in COLUMNS]
        rows = [*self._about(told), *self._totals(told), *self._counted(told)]
        return write_csv(header, ([row.get(name) for name, _ in COLUMNS] for row in rows))

    def _about(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What a reader of the table alone must know of it."""
        shared = {"row": self._say(reason("About")), "night": told["first"], "last": told["last"]}
        facts: tuple[tuple[Sentence, dict[str, Any]], ...] = (
            (reason("Community"), {"state": told["community"]}),
            (reason("Nights shown"), {"at": _cell(told["from"]), "until": _cell(told["to"])}),
            (reason("As of"), {"at": _cell(told["as_of"]), "state": told["zone"]}),
            (reason("Version of the counting rules"), {"state": str(told["rules_version"])}),
        )
        for word, cells in facts:
            yield shared | {"number": self._say(word)} | cells
        for each in told["notes"]:
            yield shared | {"number": self._say(reason("Note")), "state": each}
        for each in told["warnings"]:
            of = {"night": each["night"], "last": each["night"]} if each["night"] else {}
            said = {"number": self._say(reason("In force then")), "kind": each["kind_word"]}
            at = {"at": _cell(each["from"]), "until": _cell(each["to"])}
            yield shared | of | said | at | {"state": each["level_word"]}
        if not told["warnings"]:
            none = self._say(reason("No warning was in force."))
            yield shared | {"number": self._say(reason("In force then")), "state": none}

    def _totals(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        shared = {"row": self._say(reason("Total")), "night": told["first"], "last": told["last"]}
        for each in told["numbers"]:
            of = {"number": each["title"], "count": each["value"], "of": each["of"]}
            yield shared | of | {"rule": each["rule"]}
        for each in told["unknown"]:
            state = self._say(reason("Not known"))
            yield shared | {"number": each["title"], "state": state, "rule": each["sentence"]}

    def _counted(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        shared = {"row": self._say(reason("Counted"))}
        for each in told["numbers"]:
            for item in each["items"]:
                row = item | {"number": each["title"], "kind": item["kind_word"]}
                row |= {"pass": item["pass_word"], "last": item["night"]}
                row |= {"code": item["code"] or item["unnamed"]}
                row |= {name: _cell(item[name]) for name in ("at", "until", "planned_at")}
                yield shared | row

    def _number(self, number: Number) -> dict[str, Any]:
        items = [self._item(each) for each in number.items]
        return {
            "id": number.id, "title": self._title(number), "value": number.value,
            "of": number.of, "kind": number.kind, "rule": self._say(counting.rule(number.id)),
            "items": items,
            "columns": list(self._columns(number, items)),
        }  # fmt: skip

    def _columns(self, number: Number, items: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
        """The columns of a list with their heads; those that say nothing in it are left out."""
        heads = {"kind_word": "kind", "pass_word": "pass"}
        for name in ("planned_at", "at", "until", "code", "kind_word", "pass_word", "team"):
            if any(each[name] or (name == "code" and each["unnamed"]) for each in items):
                own = (
                    HEADS.get(("found" if number.kind else number.id, name))
                    or dict(COLUMNS)[heads.get(name, name)]
                )
                yield {"name": name, "head": self._say(own)}

    def _title(self, number: Number) -> str:
        title = TITLES.get(number.id)
        if title is None:
            title = reason("{kind}: found", kind=self._kinds.get(number.kind, number.kind))
        return self._say(title)

    def _item(self, item: Item) -> dict[str, Any]:
        place = self._report.places.get(item.hazard_id or "")
        kind = item.kind or (place.kind if place else "")
        shown = place is not None and (place.public or self._personal)
        return {
            "night": item.night, "at": self._at(item.at), "until": self._at(item.until),
            "planned_at": self._at(item.planned_at),
            "code": place.code if place and shown else "",
            "unnamed": self._unnamed(place, shown=shown) if item.kind or item.visit else "",
            "kind": kind, "kind_word": self._kinds.get(kind, kind),
            "rank": place.rank if place and shown else 0,
            "pass": item.pass_name, "pass_word": self._pass(item.pass_name),
            "team": self._teams.get(item.team_id or "", ""), "state": self._state(item),
            # To be ended with a reason, which is the office's own to say.
            "round_id": item.round_id if self._personal else "",
        }  # fmt: skip

    def _unnamed(self, place: Place | None, *, shown: bool) -> str:
        """What stands where a place has no code to be called by."""
        if place is None:
            return self._say(reason("not on the list"))
        return "" if shown else self._say(reason("not public"))

    def _state(self, item: Item) -> str:
        """How it stands, and why where that may be told."""
        state, why = self._say(item.state), item.why
        # Sentences with values in them name teams, and orders that were given.
        if why is None or (why.values and not self._personal):
            return state
        return self._say(reason("{state} {why}", state=state, why=self._say(why)))

    def _pass(self, name: str) -> str:
        return next((self._say(word) for known, word in PASS_WORDS.items() if known == name), "")

    def _sentence(self) -> str:
        """The report in one sentence, to be sent on."""
        report = self._report
        patrols, night, day, left = (
            report.number(name) for name in ("patrols", "night_stops", "day_stops", "not_reached")
        )
        parts = [reason("{n} patrols", n=patrols.value if patrols else 0)]
        if night:
            parts.append(reason("stops visited in the extra night passes: {n} of {of}",
                                n=night.value, of=night.of))  # fmt: skip
        elif day:
            parts.append(reason("stops visited: {n} of {of}", n=day.value, of=day.of))
        found = [
            self._say(reason("{what} {n}", what=self._short(each.kind), n=each.value))
            for each in report.numbers if each.kind
        ]  # fmt: skip
        parts.append(reason("found: {found}", found=self._say(reason(", ")).join(found)))
        if left:
            parts.append(reason("stops not reached: {n} of {of}", n=left.value, of=left.of))
        said = self._say(reason("; ")).join(self._say(each) for each in parts)
        return self._say(reason("{said}.", said=said))

    def _short(self, kind: str) -> str:
        word = SHORT.get(kind)
        return self._say(word) if word else self._kinds.get(kind, kind)

    def _notes(self) -> Iterator[str]:
        """What a reader must know before the numbers."""
        report = self._report
        days = (report.last - report.first).days + 1
        if report.empty:
            yield self._say(reason("Nothing was planned or recorded then."))
        elif not report.planned:
            yield self._say(reason("No plan was on the phones then, so no stops were planned."))
        elif len(report.planned) < days:
            yield self._say(reason(
                "Of {nights} nights {planned} had a plan on the phones.",
                nights=days, planned=len(report.planned),
            ))  # fmt: skip
        if report.drafts:
            nights = self._say(reason(", ")).join(each.isoformat() for each in report.drafts)
            yield self._say(reason(
                "A newer plan was made and not published ({nights}). What it asks for is not "
                "counted.", nights=nights,
            ))  # fmt: skip
        if report.to_at > report.now:
            yield self._say(reason("The night is not over yet: the numbers will still change."))
        if report.community.invented:
            yield self._say(reason("Invented data, for trying things out: not a real report."))

    def _warnings(self) -> Iterator[dict[str, Any]]:
        for each in self._report.warnings:
            word = LEVEL_WORDS.get(each.level)
            yield {
                "kind": each.kind, "kind_word": self._say(KIND_WORDS[each.kind]),
                "level": each.level.word, "level_word": self._say(word) if word else "",
                "from": self._at(each.from_at), "to": self._at(each.to_at), "night": None,
            }  # fmt: skip
        for night, level in self._report.responses.items():
            yield {
                "kind": "response", "kind_word": self._say(reason("Our response")),
                "level": level.word, "level_word": self._say(LEVEL_WORDS[level]),
                "from": None, "to": None, "night": night,
            }  # fmt: skip

    def _named(self) -> str:
        community = self._report.community
        return (self._language == "en" and community.name_en) or community.name

    def _say(self, sentence: Sentence) -> str:
        named = with_names(sentence, self._called)
        return say(named.template, named.values, self._language)

    def _at(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self._zone).replace(microsecond=0) if at else None


def _cell(at: datetime | None) -> str | None:
    """A moment as a spreadsheet reads one, by the community's clock."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else None
