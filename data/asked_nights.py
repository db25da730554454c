"""What the published plans of many nights asked for, without the ways between the stops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, select

from data import plan_rows, tables
from geo.compliance import AskedNight, AskedStop

_plan, _round, _stop = tables.plan, tables.round_, tables.stop


def asked_nights(conn: Connection, community_id: str, first: date, last: date) -> list[AskedNight]:
    """The nights from `first` to `last`, both counted, that have a published plan; by date."""
    theirs = (
        _plan.c.community_id == community_id, _plan.c.status == "published",
        _plan.c.night >= first, _plan.c.night <= last,
    )  # fmt: skip
    stops: dict[str, list[AskedStop]] = defaultdict(list)
    found = select(
        _round.c.plan_id, _stop.c.id, _stop.c.hazard_id, _stop.c.pass_no, _stop.c.service_s
    )
    found = found.join(_round, _round.c.id == _stop.c.round_id)
    found = found.join(_plan, _plan.c.id == _round.c.plan_id).where(*theirs)
    for row in conn.execute(found.order_by(_plan.c.seq, _round.c.seq, _stop.c.seq)):
        stops[row.plan_id].append(AskedStop(row.id, row.hazard_id, row.pass_no, row.service_s))
    plans = select(_plan).where(*theirs).order_by(_plan.c.night, _plan.c.seq)
    # At most one plan of a night is published; should there be two, the later one counts.
    by_night = {row.night: row for row in conn.execute(plans)}
    return [
        AskedNight(
            night, plan_rows.levels_of(row.levels), plan_rows.passes_of(row.passes),
            tuple(stops[row.id]),
            tuple(plan_rows.unserved_of(each) for each in row.unserved),
        )
        for night, row in by_night.items()
    ]  # fmt: skip
