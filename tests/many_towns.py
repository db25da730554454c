"""Many communities in one store: towns by seed, each with its office, people and hazards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from shapely import Point, box, total_bounds

from data import communities, hazards, streets, teams
from data.store import Store, Tx
from geo.communities import Community, Contact, Office
from geo.nights import moment
from tests.geo.random_town import NIGHT, ZONE, Town, random_town

NOON = moment(NIGHT, "12:00", ZONE)


def id_of(number: int, what: str = "community") -> str:
    """The same UUID for the same thing of the same community, every time."""
    return str(uuid5(NAMESPACE_URL, f"many/{number}/{what}"))


def fill(
    store: Store, count: int, *, side: int = 3, hazards: int = 6, teams: int = 2, seed: int = 1
) -> list[str]:
    """Put so many communities into a store; their ids, in the order of their numbers."""
    for number in range(count):
        town = random_town(seed + number, side=side, hazards=hazards, teams=teams, full=True)
        with store.write("test", datetime.now(UTC)) as tx:
            settle(tx, number, town)
    return [id_of(number) for number in range(count)]


def settle(tx: Tx, number: int, town: Town) -> None:
    """Keep one town as the community of that number."""
    own, base = id_of(number), town.teams[0].start
    west, south, east, north = total_bounds([street.geometry for street in town.streets])
    code = f"110106{number:06d}"
    communities.add(tx, Community(
        id=own, name=f"第{number}社区（虚构）", name_en=f"Town {number} (invented)", zone=ZONE,
        boundary=box(west - 1e-3, south - 1e-3, east + 1e-3, north + 1e-3), code=code,
        street_code=code[:9], district_code=code[:6], invented=True,
    ))  # fmt: skip
    office = Office(id=id_of(number, "office"), community_id=own, name="居委会", point=Point(base))
    communities.add_office(tx, office)
    names = dict.fromkeys(who for team in town.teams for s in team.shifts for who in s.member_ids)
    people = {name: id_of(number, name) for name in names}
    communities.add_contacts(tx, [
        Contact(id=each, community_id=own, name=name, role="staff")
        for name, each in people.items()
    ])  # fmt: skip
    for team in town.teams:
        teams.add(tx, teams.TeamRow(
            id=id_of(number, team.id), community_id=own, name=team.name, mode=team.mode,
            speed_m_s=team.speed_m_s, office_id=office.id, usual_shifts=[
                {"from": f"{shift.from_at:%H:%M}", "to": f"{shift.to_at:%H:%M}",
                 "members": [people[who] for who in shift.member_ids]}
                for shift in team.shifts
            ],
        ))  # fmt: skip
    streets.replace_ground(
        tx, own,
        [replace(each, id=id_of(number, each.id), community_id=own) for each in town.streets],
        [replace(each, id=id_of(number, each.id), community_id=own) for each in town.gates], [],
    )  # fmt: skip
    hazards.add_many(tx, [
        replace(each, id=id_of(number, each.id), community_id=own,
                keeper_id=people.get(each.keeper_id or ""),
                deputy_id=people.get(each.deputy_id or ""))
        for each in town.hazards
    ])  # fmt: skip
