"""The R*Tree over the boxes of listed features, on SQLite only; PostGIS has its own index.

It keeps float32 rounded outward, so what it finds are candidates. The collection is its third
dimension: a search among 40 hazards does not walk over 2,000 streets in the same box. Each is
half a unit thick: were it flat, all volumes were nought, by which the tree decides where to put
what, and a search would take seven times as long (measured).
"""

from __future__ import annotations

COLLECTION_NUMBERS = {
    "communities": 0, "hazards": 1, "streets": 2, "round_stops": 3, "round_legs": 4,
}  # fmt: skip

CREATE = "CREATE VIRTUAL TABLE listed_box USING rtree(seq, west, east, south, north, first, last)"


def _box(row: str) -> str:
    whens = " ".join(f"WHEN '{name}' THEN {n}" for name, n in COLLECTION_NUMBERS.items())
    number = f"(CASE {row}.collection {whens} END)"
    return f"{row}.seq, {row}.west, {row}.east, {row}.south, {row}.north, {number}, {number} + 0.5"


TRIGGERS: tuple[str, ...] = (
    f"""CREATE TRIGGER listed_boxed AFTER INSERT ON listed BEGIN
    INSERT INTO listed_box VALUES ({_box("NEW")}); END""",  # noqa: S608
    """CREATE TRIGGER listed_moved AFTER UPDATE OF west, south, east, north ON listed
    WHEN (NEW.west, NEW.south, NEW.east, NEW.north)
        IS NOT (OLD.west, OLD.south, OLD.east, OLD.north)
    BEGIN UPDATE listed_box SET west = NEW.west, south = NEW.south, east = NEW.east,
        north = NEW.north WHERE seq = NEW.seq; END""",
    """CREATE TRIGGER listed_unboxed AFTER DELETE ON listed BEGIN
    DELETE FROM listed_box WHERE seq = OLD.seq; END""",
)
