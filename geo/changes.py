"""What is different in a new plan of the same night: visit by visit, and in one sentence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from geo.hazards import Hazard
from geo.itinerary import Plan, Round, Stop
from geo.rules import PassName
from geo.sentences import Sentence, reason
from geo.teams import Team

Visit = tuple[str, PassName]

# So many codes and groups are named in the sentence; the map shows them all.
_CODES, _GROUPS = 4, 2


@dataclass(frozen=True, slots=True)
class Handed:
    """A visit that another team makes now."""

    hazard_id: str
    pass_name: PassName
    from_team_id: str
    to_team_id: str


@dataclass(frozen=True, slots=True)
class NextStop:
    """Where a team goes next, by the plan before and by the new one; None: nowhere."""

    team_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The difference between two plans of one night; a visit is (hazard id, pass).

    added, removed: by hazard and kind of pass, so that a visit that only moves to another pass
    of its kind is neither. dry_ends: hazards that are only looked at now, from outside.
    found: hazards nobody has confirmed yet, seen tonight. moved: visits at another time.
    """

    night_passes_before: int
    night_passes: int
    added: tuple[Visit, ...] = ()
    removed: tuple[Visit, ...] = ()
    changed_hands: tuple[Handed, ...] = ()
    dry_ends: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    next_stops: tuple[NextStop, ...] = ()
    unserved_before: int = 0
    unserved: int = 0
    lookout_before: bool = False
    lookout: bool = False
    moved: int = 0
    codes: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> Sentence:
        """What changed, for the official; of the counts only those that are not 0."""
        parts = list(self._parts())
        if not parts:
            return reason("Nothing changed.")
        said = parts[0]
        for part in parts[1:]:
            said = reason("{this} {more}", this=said, more=part)
        return said

    def as_json(self) -> dict[str, object]:
        """Everything but the sentence, by ids, for the map."""
        return {
            "night_passes": {"before": self.night_passes_before, "after": self.night_passes},
            "added": [_visit_json(each) for each in self.added],
            "removed": [_visit_json(each) for each in self.removed],
            "changed_hands": [
                {
                    "hazard_id": each.hazard_id, "pass_name": each.pass_name,
                    "from_team_id": each.from_team_id, "to_team_id": each.to_team_id,
                }
                for each in self.changed_hands
            ],
            "dry_ends": list(self.dry_ends),
            "found": list(self.found),
            "next_stops": [
                {"team_id": each.team_id, "before": each.before, "after": each.after}
                for each in self.next_stops
            ],
            "unserved": {"before": self.unserved_before, "after": self.unserved},
            "moved": self.moved,
        }  # fmt: skip

    def _parts(self) -> Iterator[Sentence]:
        if self.lookout and not self.lookout_before:
            yield reason("Look-out points only now.")
        if self.night_passes != self.night_passes_before:
            yield reason(
                "Night passes: {passes} instead of {before}.",
                passes=self.night_passes, before=self.night_passes_before,
            )  # fmt: skip
        if self.found:
            yield reason("Found tonight: {codes}.", codes=self._listed(self.found))
        if self.added:
            yield self._more()
        # What nobody can make any more is said as that alone.
        if len(self.removed) > max(0, self.unserved - self.unserved_before):
            yield self._fewer()
        if self.dry_ends and self.codes and not self.lookout:
            yield reason("{codes} from the dry ends only.", codes=self._listed(self.dry_ends))
        if self.unserved != self.unserved_before:
            yield self._by_nobody()
        yield from self._hands()
        if self.moved and not (self.added or self.removed or self.changed_hands or self.dry_ends):
            yield reason("The same visits; {moved} of them at another time.", moved=self.moved)

    def _more(self) -> Sentence:
        """How many visits are new, and at how many hazards."""
        added, hazards = len(self.added), len({hazard for hazard, _ in self.added})
        if added == 1:
            return reason("{added} visit more, at {hazards} hazard.", added=added, hazards=hazards)
        if hazards == 1:
            return reason("{added} visits more, at {hazards} hazard.", added=added,
                          hazards=hazards)  # fmt: skip
        return reason("{added} visits more, at {hazards} hazards.", added=added, hazards=hazards)

    def _fewer(self) -> Sentence:
        if len(self.removed) == 1:
            return reason("{removed} visit fewer.", removed=1)
        return reason("{removed} visits fewer.", removed=len(self.removed))

    def _by_nobody(self) -> Sentence:
        if self.unserved == 1:
            return reason(
                "{unserved} visit that nobody can make, instead of {before}.",
                unserved=1, before=self.unserved_before,
            )  # fmt: skip
        return reason(
            "{unserved} visits that nobody can make, instead of {before}.",
            unserved=self.unserved, before=self.unserved_before,
        )  # fmt: skip

    def _hands(self) -> Iterator[Sentence]:
        """Who takes over what, the largest groups by name, and how many stops in all."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in self.changed_hands:
            groups[each.from_team_id, each.to_team_id].append(each.hazard_id)
        names = dict(self.names)
        largest = sorted(groups.items(), key=lambda each: -len(each[1]))
        for (giver, taker), hazard_ids in largest[: _GROUPS if names else 0]:
            yield reason(
                "{codes} from {giver} to {taker}.", codes=self._listed(hazard_ids),
                giver=names.get(giver, giver), taker=names.get(taker, taker),
            )  # fmt: skip
        if self.changed_hands:
            yield reason("Stops that change hands: {count}.", count=len(self.changed_hands))

    def _listed(self, hazard_ids: Sequence[str]) -> object:
        """The first codes, and how many more."""
        known = dict(self.codes)
        codes = list(dict.fromkeys(known.get(each, "?") for each in hazard_ids))
        shown, more = ", ".join(codes[:_CODES]), len(codes) - _CODES
        return shown if more <= 0 else reason("{codes} and {more} more", codes=shown, more=more)


def compare(
    before: Plan, after: Plan, hazards: Sequence[Hazard] = (), teams: Sequence[Team] = (), *,
    done: Collection[tuple[int, int]] = (),
) -> Changes:  # fmt: skip
    """What changed from one plan of a night to the next.

    hazards, teams: for their codes and names; without, the sentence only counts.
    done: stops of `before` that were made, as (place of the round in the plan, seq); what was
    made changes hands no more.
    """
    old, new = _Open.of_before(before, done), _Open.of_after(after, before, done)
    added, removed = _differing(before, after)
    times = {key: stop.eta for key, stops in old.visits.items() for _, stop in stops}
    drafts = {hazard.id for hazard in hazards if hazard.status == "draft"}
    lookout = _lookout(after)
    return Changes(
        night_passes_before=_night_passes(before),
        night_passes=_night_passes(after),
        added=added,
        removed=removed,
        changed_hands=tuple(_handed(old, new)),
        dry_ends=_dry_ends(old, new),
        found=tuple(dict.fromkeys(hazard for hazard, _ in added if hazard in drafts)),
        next_stops=_next_stops(old, new, teams),
        unserved_before=len(before.unserved),
        unserved=len(after.unserved),
        lookout_before=_lookout(before),
        lookout=lookout,
        moved=sum(
            times.get(key, stop.eta) != stop.eta
            for key, stops in new.visits.items()
            for _, stop in stops
        ),
        codes=tuple((hazard.id, hazard.code) for hazard in hazards),
        names=tuple((team.id, team.name) for team in teams),
    )


@dataclass(frozen=True, slots=True)
class _Open:
    """The stops of a plan that are still to be made: by visit, and in the order of time."""

    visits: dict[Visit, list[tuple[Round, Stop]]]

    @classmethod
    def of_before(cls, plan: Plan, done: Collection[tuple[int, int]]) -> _Open:
        """Without those that were made."""
        return cls._of(plan, [
            (each, stop)
            for place, each in enumerate(plan.rounds)
            for stop in each.stops
            if (place, stop.seq) not in done
        ])  # fmt: skip

    @classmethod
    def of_after(cls, plan: Plan, before: Plan, done: Collection[tuple[int, int]]) -> _Open:
        """Without what the plan has kept of those: as many of each visit, the earliest first."""
        made = Counter(
            (stop.hazard_id, before.pass_of(stop.pass_no).name)
            for place, each in enumerate(before.rounds)
            for stop in each.stops
            if (place, stop.seq) in done
        )
        left = []
        steps = [(each, stop) for each in plan.rounds for stop in each.stops]
        for each, stop in sorted(steps, key=lambda step: step[1].eta):
            key = stop.hazard_id, plan.pass_of(stop.pass_no).name
            if made[key]:
                made[key] -= 1
            else:
                left.append((each, stop))
        return cls._of(plan, left)

    @classmethod
    def _of(cls, plan: Plan, steps: Sequence[tuple[Round, Stop]]) -> _Open:
        visits: dict[Visit, list[tuple[Round, Stop]]] = defaultdict(list)
        for each, stop in sorted(steps, key=lambda step: step[1].eta):
            visits[stop.hazard_id, plan.pass_of(stop.pass_no).name].append((each, stop))
        return cls(dict(visits))

    def next_of(self, team_id: str) -> str | None:
        """The hazard that a team sees first."""
        mine = [
            stop
            for steps in self.visits.values()
            for each, stop in steps
            if each.team_id == team_id
        ]  # fmt: skip
        return min(mine, key=lambda stop: stop.eta).hazard_id if mine else None


def _differing(before: Plan, after: Plan) -> tuple[tuple[Visit, ...], tuple[Visit, ...]]:
    """The visits that are new and those that are gone, of each hazard in each kind of pass."""
    old, new = _by_kind(before), _by_kind(after)
    added: list[Visit] = []
    removed: list[Visit] = []
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key, []), new.get(key, [])
        fresh, gone = [v for v in now if v not in was], [v for v in was if v not in now]
        both = min(len(fresh), len(gone))
        added += fresh[both:]
        removed += gone[both:]
    return tuple(added), tuple(removed)


def _by_kind(plan: Plan) -> dict[tuple[str, bool], list[Visit]]:
    """The visits to each hazard, in base and in extra passes apart."""
    found: dict[tuple[str, bool], list[Visit]] = defaultdict(list)
    for each in plan.rounds:
        for stop in each.stops:
            visit = stop.hazard_id, plan.pass_of(stop.pass_no).name
            if visit not in found[stop.hazard_id, stop.extra]:
                found[stop.hazard_id, stop.extra].append(visit)
    return found


def _handed(old: _Open, new: _Open) -> Iterator[Handed]:
    for (hazard_id, name), steps in new.visits.items():
        had = [each.team_id for each, _ in old.visits.get((hazard_id, name), [])]
        have = [each.team_id for each, _ in steps]
        takers = [team for team in have if team not in had]
        givers = [team for team in had if team not in have] or had[:1]
        if takers and givers:
            yield Handed(hazard_id, name, givers[0], takers[0])


def _dry_ends(old: _Open, new: _Open) -> tuple[str, ...]:
    """Hazards seen from outside now that were not before."""
    was = {key[0] for key, steps in old.visits.items() if not all(s.lookout for _, s in steps)}
    now = [key[0] for key, steps in new.visits.items() if any(s.lookout for _, s in steps)]
    return tuple(dict.fromkeys(each for each in now if each in was))


def _next_stops(old: _Open, new: _Open, teams: Sequence[Team]) -> tuple[NextStop, ...]:
    walking = [each.team_id for o in (old, new) for s in o.visits.values() for each, _ in s]
    ids = [team.id for team in teams] or sorted(set(walking))
    return tuple(NextStop(each, old.next_of(each), new.next_of(each)) for each in ids)


def _visit_json(each: Visit) -> dict[str, object]:
    return {"hazard_id": each[0], "pass_name": each[1]}


def _night_passes(plan: Plan) -> int:
    return sum(one.extra for one in plan.passes)


def _lookout(plan: Plan) -> bool:
    """Whether nobody goes in any more: by the last round, which no earlier plan has left."""
    walks = [each for each in plan.rounds if each.stops]
    last = max(walks, key=lambda each: each.starts_at, default=None)
    return last is not None and all(stop.lookout for stop in last.stops)
