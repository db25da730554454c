"""Puts the sample, an invented community, into a store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shapely import Point
from shapely.geometry import shape

from data import communities, hazards, streets, teams, visits, warnings
from data.store import Store, Tx
from geo.communities import Community, Contact, Office
from geo.crs import geodesic_m
from geo.ground import Gate, GroundFeature, Street
from geo.hazards import LEAK_BUILDING, LEANING_TREE, Hazard, Visit
from geo.nights import moment
from geo.rain import Level, Warning  # noqa: A004
from geo.teams import SPEED_M_S

FOLDER = Path(__file__).parent / "yuanli"
ACTOR = "sample"

Raw = Mapping[str, Any]


def sample_id(code: str) -> str:
    """The id of a thing of the sample; the same in every store."""
    return str(uuid5(NAMESPACE_URL, f"urn:yuxun:sample:yuanli/{code}"))


COMMUNITY_ID = sample_id("community")


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything that the files of the sample say, as records."""

    community: Community
    offices: tuple[Office, ...]
    contacts: tuple[Contact, ...]
    teams: tuple[teams.TeamRow, ...]
    streets: tuple[Street, ...]
    gates: tuple[Gate, ...]
    ground: tuple[GroundFeature, ...]
    hazards: tuple[Hazard, ...]
    warnings: tuple[Warning, ...]


def load(store: Store, now: datetime) -> Community:
    """Write the sample in one transaction; its demo night begins at `now` (aware).

    Raises
    ------
    EditConflict
        The sample is there already.
    """
    with store.write(ACTOR, now) as tx:
        return add(tx, read(now))


def add(tx: Tx, sample: Sample) -> Community:
    """Write the sample within an open transaction."""
    community = communities.add(tx, sample.community)
    for office in sample.offices:
        communities.add_office(tx, office)
    communities.add_contacts(tx, sample.contacts)
    for team in sample.teams:
        teams.add(tx, team)
    streets.replace_ground(tx, community.id, sample.streets, sample.gates, sample.ground)
    hazards.add_many(tx, sample.hazards)
    for hazard in sample.hazards:
        visits.set_visit(tx, hazard.id, last_visit(sample.community, hazard))
    for warning in sample.warnings:
        warnings.add(tx, community.id, warning)
    return community


def read(now: datetime, folder: Path = FOLDER) -> Sample:
    """The records in the sample's files; the demo night begins at `now` (aware)."""
    body = json.loads((folder / "community.json").read_text(encoding="utf-8"))
    community = _community(body, now)
    return Sample(
        community,
        tuple(_office(raw) for raw in body["offices"]),
        tuple(_contact(raw) for raw in body["contacts"]),
        tuple(_team(raw) for raw in body["teams"]),
        tuple(_streets(_features(folder / "streets.geojson"))),
        tuple(_gate(raw) for raw in body["gates"]),
        tuple(_ground(_features(folder / "ground.geojson"))),
        tuple(_hazard(raw) for raw in _features(folder / "hazards.geojson")),
        tuple(_warning(raw, community) for raw in body["warnings"]),
    )


def last_visit(community: Community, hazard: Hazard) -> Visit:
    """When the hazard was last seen before the demo night: most by day, two a day too long ago."""
    night = community.demo_night or date.min
    number = int(hazard.code.rsplit("-", 1)[1])
    late = hazard.kind in (LEAK_BUILDING, LEANING_TREE) and number == 2
    day = night - timedelta(days=2 if late else 1 if hazard.rank == 1 else 0)
    seen = moment(day, f"{8 + number % 9:02d}:{number * 7 % 60:02d}", community.zone)
    due = moment(night - timedelta(days=1) if late else night, "20:00", community.zone)
    return Visit(seen, due, late)


def _features(path: Path) -> list[Raw]:
    body = json.loads(path.read_text(encoding="utf-8"))
    return [
        {**feature["properties"], "geometry": shape(feature["geometry"])}
        for feature in body["features"]
    ]


def _community(body: Raw, now: datetime) -> Community:
    return Community(
        id=COMMUNITY_ID, name=body["name"], name_en=body["name_en"], code=body["code"],
        street_code=body["street_code"], district_code=body["district_code"], zone=body["zone"],
        boundary=shape(body["boundary"]), invented=body["invented"],
        demo_night=date.fromisoformat(body["demo_night"]), demo_started_at=now,
    )  # fmt: skip


def _office(raw: Raw) -> Office:
    return Office(
        id=sample_id(raw["code"]), community_id=COMMUNITY_ID, name=raw["name"],
        name_en=raw["name_en"], point=Point(raw["point"]),
    )  # fmt: skip


def _contact(raw: Raw) -> Contact:
    return Contact(
        id=_contact_id(raw["code"]), community_id=COMMUNITY_ID, name=raw["name"],
        role=raw["role"], phones=tuple(raw["phones"]),
    )  # fmt: skip


def _contact_id(code: str) -> str:
    return sample_id(f"contact/{code}")


def _team(raw: Raw) -> teams.TeamRow:
    shifts = [
        {**shift, "members": [_contact_id(code) for code in shift["members"]]}
        for shift in raw["usual_shifts"]
    ]
    return teams.TeamRow(
        id=sample_id(raw["code"]), community_id=COMMUNITY_ID, name=raw["name"],
        name_en=raw["name_en"], mode=raw["mode"], speed_m_s=SPEED_M_S[raw["mode"]],
        office_id=sample_id(raw["office"]), usual_shifts=tuple(shifts),
    )  # fmt: skip


def _streets(rows: Iterable[Raw]) -> Iterable[Street]:
    for number, raw in enumerate(rows, start=1):
        yield Street(
            id=sample_id(f"street/{number}"), community_id=COMMUNITY_ID, from_node=raw["from"],
            to_node=raw["to"], geometry=raw["geometry"], length_m=geodesic_m(raw["geometry"]),
            kind=raw["kind"], name=raw.get("name", ""), name_en=raw.get("name_en", ""),
            way=raw["way"], lit=raw["lit"], steps=raw["kind"] == "steps",
            access=raw.get("access", ""),
        )  # fmt: skip


def _gate(raw: Raw) -> Gate:
    return Gate(
        id=sample_id(f"gate/{raw['node']}"), community_id=COMMUNITY_ID, point=Point(raw["point"]),
        kind=raw["kind"], node=raw["node"], name=raw["name"], name_en=raw["name_en"],
        closed_from=raw.get("closed_from"), closed_to=raw.get("closed_to"),
    )  # fmt: skip


def _ground(rows: Iterable[Raw]) -> Iterable[GroundFeature]:
    for number, raw in enumerate(rows, start=1):
        # All trees of a species are one MultiPoint in the file, and a feature each in the store.
        trees = raw["kind"] == "tree"
        for part, geometry in enumerate(raw["geometry"].geoms if trees else [raw["geometry"]]):
            yield GroundFeature(
                id=sample_id(f"ground/{number}/{part}"), community_id=COMMUNITY_ID,
                kind=raw["kind"], geometry=geometry, name=raw.get("name", ""),
                name_en=raw.get("name_en", ""), number=raw.get("number", ""),
                street_name=raw.get("street", ""), floors=raw.get("floors"),
            )  # fmt: skip


def _hazard(raw: Raw) -> Hazard:
    return Hazard(
        id=sample_id(raw["code"]), code=raw["code"], kind=raw["kind"],
        community_id=COMMUNITY_ID, rank=raw["rank"], raw=raw["raw"], geometry=raw["geometry"],
        name=raw["name"], address=raw["address"], keeper_id=_contact_id(raw["keeper"]),
        deputy_id=_contact_id(raw["deputy"]), must_be_keeper=raw.get("must_be_keeper", False),
    )  # fmt: skip


def _warning(raw: Raw, community: Community) -> Warning:
    begins = moment(community.demo_night or date.min, raw["from"], community.zone)
    return Warning(
        raw["kind"], Level.of(raw["level"]), begins, begins + timedelta(hours=raw["hours"]),
        raw["area"], raw["source"],
    )  # fmt: skip
