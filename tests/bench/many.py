"""Many hazards over a community of about 3 × 3 km, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from shapely import LineString, Point, box

from data import communities, hazards
from data.store import Store
from geo.communities import Community
from geo.hazards import DEFAULT_KINDS, Hazard, code_of, rank_of

WEST, SOUTH, EAST, NORTH = 116.30, 39.85, 116.335, 39.877
COMMUNITY = str(UUID(int=1))


def community() -> Community:
    """The place they lie in."""
    return Community(
        id=COMMUNITY, name="千患社区（虚构）", name_en="Ten thousand (invented)",
        boundary=box(WEST, SOUTH, EAST, NORTH), code="110106990099", street_code="110106990",
        district_code="110106", invented=True,
    )  # fmt: skip


def many_hazards(
    count: int, seed: int = 1, *, of: str = COMMUNITY,
    within: tuple[float, float, float, float] = (WEST, SOUTH, EAST, NORTH), after: int = 0,
) -> Iterator[Hazard]:  # fmt: skip
    """Hazards of the three kinds in turn: short lines, small buildings, points.

    of: a community's id. within: where. after: the number before the first in their codes.
    """
    dice = random.Random(seed)
    west, south, east, north = within
    for number in range(count):
        kind = DEFAULT_KINDS[number % 3]
        x, y = dice.uniform(west, east), dice.uniform(south, north)
        across, up = dice.uniform(-1e-3, 1e-3), dice.uniform(-1e-3, 1e-3)
        shape = (LineString([(x, y), (x + across / 2, y + up / 2), (x + across, y + up)]),
                 box(x, y, x + 3e-4, y + 1.2e-4), Point(x, y))[number % 3]  # fmt: skip
        level = dice.randint(1, 4)
        raw = ({"depth_cm": 13.0 * level}, {"scale": f"L{level}"}, {"scale": f"T{level}"})[
            number % 3
        ]
        rank = rank_of(kind, raw)
        assert rank is not None
        yield Hazard(
            id=str(UUID(int=dice.getrandbits(128), version=4)), kind=kind.id,
            code=code_of(kind, number // 3 + 1 + after), community_id=of, rank=rank, raw=raw,
            geometry=shape,
        )  # fmt: skip


def fill(store: Store, count: int, seed: int = 1) -> list[str]:
    """Put them into a store; their ids."""
    made = list(many_hazards(count, seed))
    with store.write("bench", datetime.now(UTC)) as tx:
        communities.add(tx, community())
        hazards.add_many(tx, made)
    return [each.id for each in made]


def crowd(store: Store, count: int) -> None:
    """Put so many more into the community that a store has."""
    with store.read() as conn:
        [place] = communities.all_of(conn)
    made = many_hazards(count, of=place.id, within=place.boundary.bounds, after=1000)
    with store.write("bench", datetime.now(UTC)) as tx:
        hazards.add_many(tx, list(made))
