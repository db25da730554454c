"""The triggers in SQLite's words."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean

from data.boxes import TRIGGERS as BOX_TRIGGERS
from data.tables import hazard

NAMES = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"


def _row_as_json() -> str:
    parts = []
    for column in hazard.columns:
        name = column.name
        if isinstance(column.type, Boolean):
            parts.append(f"'{name}', json(iif({name}, 'true', 'false'))")
        elif isinstance(column.type, JSON):
            parts.append(f"'{name}', json({name})")
        elif name != "geometry":
            parts.append(f"'{name}', {name}")
    return f"json_object({', '.join(parts)})"


_KEEP = f"""
    INSERT INTO hazard_history
        (hazard_id, version, changed_by, changed_at, deleted, "row", geometry)
    SELECT id, version, changed_by, changed_at, deleted, {_row_as_json()}, geometry
    FROM hazard WHERE id = NEW.id;"""  # noqa: S608


def _refuse(verb: str, table: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


CREATE: tuple[str, ...] = (
    f"CREATE TRIGGER hazard_added AFTER INSERT ON hazard BEGIN {_KEEP} END",
    # NEW cannot be changed here, so the version is raised by a second update, which the next
    # trigger then keeps. Neither calls itself, whatever recursive_triggers says.
    """CREATE TRIGGER hazard_counted AFTER UPDATE ON hazard WHEN NEW.version = OLD.version BEGIN
    UPDATE hazard SET version = OLD.version + 1 WHERE id = NEW.id; END""",
    f"""CREATE TRIGGER hazard_changed AFTER UPDATE ON hazard WHEN NEW.version = OLD.version + 1
    BEGIN {_KEEP} END""",
    """CREATE TRIGGER hazard_version BEFORE UPDATE OF version ON hazard
    WHEN NEW.version NOT IN (OLD.version, OLD.version + 1)
    BEGIN SELECT RAISE(ABORT, 'the store counts versions'); END""",
    _refuse("DELETE", "hazard", "hazards are marked deleted, never removed"),
    _refuse("UPDATE", "hazard_history", "history is never changed"),
    _refuse("DELETE", "hazard_history", "history is never removed"),
    _refuse("UPDATE", "checkin", "check-ins are never changed"),
    _refuse("DELETE", "checkin", "check-ins are never removed"),
    *BOX_TRIGGERS,
)
