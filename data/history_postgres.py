"""The triggers in PostgreSQL's words."""

from __future__ import annotations

NAMES = """
    SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND starts_with(t.tgname::text, 'yx_')
    AND c.relnamespace = current_schema()::regnamespace ORDER BY t.tgname"""

_FUNCTIONS: tuple[str, ...] = (
    """CREATE OR REPLACE FUNCTION yx_count() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.version NOT IN (OLD.version, OLD.version + 1) THEN
            RAISE EXCEPTION 'the store counts versions'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        NEW.version := OLD.version + 1;
        RETURN NEW;
    END $$""",
    """CREATE OR REPLACE FUNCTION yx_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO hazard_history
            (hazard_id, version, changed_by, changed_at, deleted, "row", geometry)
        VALUES (NEW.id, NEW.version, NEW.changed_by, NEW.changed_at, NEW.deleted,
            (to_jsonb(NEW) - 'geometry')::json, NEW.geometry);
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE FUNCTION yx_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0],
            ERRCODE = 'integrity_constraint_violation';
    END $$""",
)


def _refuse(verbs: str, table: str, why: str) -> tuple[str, str]:
    return (
        f"CREATE TRIGGER yx_{table}_fixed BEFORE {verbs} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION yx_refuse('{why}')",
        f"CREATE TRIGGER yx_{table}_kept BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION yx_refuse('{why}')",
    )


# The first letters mark them as ours, and keep the counting before the refusing.
CREATE: tuple[str, ...] = (
    *_FUNCTIONS,
    """CREATE TRIGGER yx_hazard_counted BEFORE UPDATE ON hazard
    FOR EACH ROW EXECUTE FUNCTION yx_count()""",
    """CREATE TRIGGER yx_hazard_kept_as AFTER INSERT OR UPDATE ON hazard
    FOR EACH ROW EXECUTE FUNCTION yx_keep()""",
    *_refuse("DELETE", "hazard", "hazards are marked deleted, never removed"),
    *_refuse("UPDATE OR DELETE", "hazard_history", "history is never changed"),
    *_refuse("UPDATE OR DELETE", "checkin", "check-ins are never changed"),
)
