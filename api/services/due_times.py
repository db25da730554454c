"""When each hazard is due: recomputed wherever something that it follows from has changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from api.services.clock import now_in
from api.services.in_force import levels_of
from data import communities, visits, warnings
from data.store import Tx
from geo.hazards import Hazard, Visit
from geo.nights import night_of
from geo.passes import next_due
from geo.rules import Rules


def refresh(tx: Tx, community_id: str, hazard_ids: Collection[str] | None = None) -> int:
    """Write anew when hazards are due, of a community or only those named; how many changed.

    Those that are not active are due at no time. What did not change is not written, so that
    lists and their ETags stay as they are.

    Raises
    ------
    NotFound
        No such community.
    """
    community = communities.one(tx.conn, community_id)
    rules, now = Rules.of(community.rules), now_in(community, tx.now)
    night = night_of(now, community.zone)
    levels = levels_of(tx.conn, community, night, tx.now)
    ruling = warnings.response(tx.conn, community_id, night)
    by_hand = bool(ruling and ruling.by_hand)

    # A file's hazards share their moment: then a thousand are due alike, by kind and rank.
    @cache
    def visit_of(
        kind: str, rank: int, active: bool, visited: datetime | None, changed: datetime
    ) -> Visit:
        if not active:
            return Visit(visited, None, overdue=False)
        one = Hazard(
            id="", code="", kind=kind, community_id=community_id, rank=rank,
            # A demo night has a clock of its own, which runs in circles.
            changed_at=min(now, now_in(community, changed)),
        )  # fmt: skip
        due = next_due(
            one, rules, levels, community.zone, last_visited_at=visited, now=now, by_hand=by_hand
        )
        return Visit(visited, due, overdue=due is not None and due < now)

    fresh: dict[str, Visit] = {}
    for each in visits.awaited(tx.conn, community_id, hazard_ids):
        last = each.visit.last_visited_at
        visit = visit_of(each.kind, each.rank, each.active, last, each.changed_at)
        if visit != each.visit:
            fresh[each.hazard_id] = visit
    visits.set_visits(tx, fresh)
    return len(fresh)
