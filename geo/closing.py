"""What is closed tonight: streets under water, locked gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geo.ground import Gate


@dataclass(frozen=True, slots=True)
class Wet:
    """A part of a street that nobody may walk: metres from its from_node."""

    edge: int
    from_m: float
    to_m: float


@dataclass(frozen=True, slots=True)
class Closed:
    """What no way may lead through; everything else is open.

    edges: whole streets (places in the network's sequence). nodes: street nodes with a locked
    gate. wet: parts of streets; both dry ends of such a part can still be reached.
    """

    edges: frozenset[int] = frozenset()
    nodes: frozenset[int] = frozenset()
    wet: frozenset[Wet] = field(default_factory=frozenset)

    def parts(self, edge: int, length_m: float) -> list[tuple[float, float]]:
        """The closed parts of a street, (from, to) in metres along it."""
        if edge in self.edges:
            return [(0.0, length_m)]
        return [(part.from_m, part.to_m) for part in self.wet if part.edge == edge]

    def touched(self) -> frozenset[int]:
        """The streets that cannot be walked from end to end."""
        return self.edges | {part.edge for part in self.wet}

    def with_edges(self, edges: Iterable[int]) -> Closed:
        """This and more closed streets."""
        return Closed(self.edges | frozenset(edges), self.nodes, self.wet)

    def with_nodes(self, nodes: Iterable[int]) -> Closed:
        """This and more closed nodes."""
        return Closed(self.edges, self.nodes | frozenset(nodes), self.wet)


OPEN = Closed()


def closed_gates(
    gates: Sequence[Gate], from_at: datetime, to_at: datetime, zone: str
) -> frozenset[int]:
    """Street nodes whose gate is shut at any moment between two aware ones.

    A gate closed and opened at the same clock time never opens.
    """
    return frozenset(
        gate.node for gate in gates if gate.node is not None and is_shut(gate, from_at, to_at, zone)
    )


def is_shut(gate: Gate, from_at: datetime, to_at: datetime, zone: str) -> bool:
    """Whether the gate is shut at any moment between two aware ones."""
    until = max(to_at, from_at + timedelta(microseconds=1))
    return bool(shut_times(gate, from_at, until, zone))


def shut_times(
    gate: Gate, from_at: datetime, to_at: datetime, zone: str
) -> list[tuple[datetime, datetime]]:
    """From when to when it is shut, each time that meets the ones given."""
    if gate.closed_from is None or gate.closed_to is None:
        return []
    shut, opens = _clock(gate.closed_from), _clock(gate.closed_to)
    tz = ZoneInfo(zone)
    day = from_at.astimezone(tz).date() - timedelta(days=1)
    found = []
    while day <= to_at.astimezone(tz).date():
        shut_at, open_at = _closing(day, shut, opens, tz)
        if shut_at < to_at and open_at > from_at:
            found.append((shut_at, open_at))
        day += timedelta(days=1)
    return found


def longest_open(
    gates: Sequence[Gate], from_at: datetime, to_at: datetime, zone: str
) -> tuple[datetime, datetime] | None:
    """The longest time between two aware moments in which all of them are open."""
    shut = sorted(each for gate in gates for each in shut_times(gate, from_at, to_at, zone))
    best, at = (from_at, from_at), from_at
    for shut_at, open_at in [*shut, (to_at, to_at)]:
        best = max(best, (at, shut_at), key=lambda part: part[1] - part[0])
        at = max(at, open_at)
    return best if best[0] < best[1] else None


def _closing(day: date, shut: time, opens: time, tz: ZoneInfo) -> tuple[datetime, datetime]:
    until = day + timedelta(days=1) if opens <= shut else day
    return datetime.combine(day, shut, tz), datetime.combine(until, opens, tz)


def _clock(text: str) -> time:
    hour, minute = (int(part) for part in text.split(":"))
    return time(hour % 24, minute)
