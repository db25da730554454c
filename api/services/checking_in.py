"""A patroller's word: stored once, answered after COMMIT, and the hazard's due time moved on."""

from __future__ import annotations

from dataclasses import replace

from api.services.clock import now_in
from api.services.in_force import levels_of
from data import checkins, communities, hazards, visits
from data.store import Tx
from geo.checkins import CheckIn, Receipt
from geo.hazards import Visit
from geo.nights import night_of
from geo.passes import next_due
from geo.rules import Rules


def check_in(tx: Tx, said: CheckIn) -> Receipt:
    """Store a check-in; a repeat of the same key and content gets the first receipt again.

    `said.seen_at` is set here, to the community's clock.

    Raises
    ------
    KeyReused
        The same key came before with other content.
    NotFound
        No such community, hazard or stop.
    """
    community = communities.one(tx.conn, said.community_id)
    now = now_in(community, tx.now)
    night = night_of(now, community.zone)
    receipt, first = checkins.append(tx, replace(said, seen_at=now), night)
    if first and said.hazard_id:
        hazard = hazards.one(tx.conn, said.hazard_id)
        levels = levels_of(tx.conn, community, night, tx.now)
        due = next_due(
            hazard, Rules.of(community.rules), levels, community.zone,
            last_visited_at=now, now=now,
        )  # fmt: skip
        visits.set_visit(tx, hazard.id, Visit(now, due, overdue=False))
    return receipt
