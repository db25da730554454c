"""Puts the sample, an invented community, into a store."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from shapely import Point
from shapely.geometry import shape

from data import absences, communities, hazards, streets, teams, visits, warnings
from data.samples import history
from data.samples.ids import ACTOR, COMMUNITY_ID, contact_id, sample_id
from data.store import Store, Tx
from geo.communities import Community, Contact, Office
from geo.crs import geodesic_m
from geo.errors import EditConflict, NotFound
from geo.ground import Gate, GroundFeature, Street
from geo.hazards import Hazard, Visit
from geo.kinds import FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE
from geo.nights import DemoClock, moment
from geo.passes import next_due
from geo.rain import Level, Levels, WeatherWarning
from geo.roster import Absence
from geo.rules import Rules
from geo.teams import SPEED_M_S

__all__ = [
    "ACTOR", "COMMUNITY_ID", "FOLDER", "Sample", "add", "again", "as_before_the_night",
    "as_never_seen", "demo_night", "last_visit", "load", "read", "sample_id",
]  # fmt: skip

FOLDER = Path(__file__).parent / "yuanli"
WEEK = timedelta(days=7)

Raw = Mapping[str, Any]


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
    warnings: tuple[WeatherWarning, ...]
    absences: tuple[Absence, ...]


def load(store: Store, now: datetime) -> Community:
    """Write the sample in one transaction; its demo night begins at `now` (aware).

    Raises
    ------
    EditConflict
        The sample is there already.
    """
    with store.write(ACTOR, now) as tx:
        if any(each.id == COMMUNITY_ID for each in communities.all_of(tx.conn)):
            raise EditConflict("The sample is here already. Use --anew to load it again.")
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
    as_before_the_night(tx, sample)
    for warning in sample.warnings:
        warnings.add(tx, community.id, warning)
    for absence in sample.absences:
        absences.add(tx, community.id, absence)
    history.add(tx, history.read(FOLDER, demo_night(), community.zone))
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
        tuple(_absence(raw, community) for raw in body["absences"]),
    )


def again(tx: Tx, sample: Sample) -> Community:
    """Put everything of the sample back as its files say it, within an open transaction.

    What was added by hand stays, and so do check-ins, plans and what was deleted. The nights
    before the demo night are added where they are not there yet.

    Raises
    ------
    NotFound
        The sample is not in the store.
    """
    # The version goes on counting: base maps are cached by it.
    ground = communities.one(tx.conn, sample.community.id).ground_version
    community = communities.update(tx, replace(sample.community, ground_version=ground))
    streets.replace_ground(tx, community.id, sample.streets, sample.gates, sample.ground)
    for hazard in sample.hazards:
        version = _version(tx, hazard)
        if version is not None:
            hazards.update(tx, hazard, version)
    teams.forget_shifts(tx, community.id, demo_night())
    _roster_again(tx, sample)
    _warn_again(tx, community, sample.warnings)
    as_before_the_night(tx, sample)
    history.add(tx, history.read(FOLDER, demo_night(), community.zone))
    return community


def _roster_again(tx: Tx, sample: Sample) -> None:
    opens = moment(demo_night(), "08:00", sample.community.zone)
    for each in absences.between(tx.conn, COMMUNITY_ID, opens, opens + WEEK):
        absences.remove(tx, COMMUNITY_ID, each.id)
    for absence in sample.absences:
        absences.add(tx, COMMUNITY_ID, absence)
    for contact in sample.contacts:
        absences.name_deputy(tx, COMMUNITY_ID, contact.id, contact.deputy_id)


def as_before_the_night(tx: Tx, sample: Sample) -> None:
    """Let the sample's hazards have been seen last before the demo night."""
    there = [each for each in sample.hazards if _version(tx, each) is not None]
    visits.set_visits(tx, {each.id: last_visit(sample.community, each) for each in there})


def as_never_seen(tx: Tx, sample: Sample) -> None:
    """Forget the visits before the demo night, which the real time knows nothing of."""
    there = [each for each in sample.hazards if _version(tx, each) is not None]
    visits.set_visits(tx, {each.id: Visit(None, None, overdue=False) for each in there})


def demo_night(folder: Path = FOLDER) -> date:
    """The night that the sample opens on."""
    body = json.loads((folder / "community.json").read_text(encoding="utf-8"))
    return date.fromisoformat(body["demo_night"])


# Only its keeper may go, and he is on no shift.
NEVER_SEEN = ("LD-09",)


def last_visit(community: Community, hazard: Hazard) -> Visit:
    """When the hazard was last seen before the demo night opens, and when it is due.

    Most were seen that day, flood segments in the evening; two others too long ago; one never,
    as the nights before tell of it.
    """
    if hazard.code in NEVER_SEEN:
        return Visit(None, None, overdue=False)
    night = demo_night()
    number = int(hazard.code.rsplit("-", 1)[1])
    late = hazard.kind in (LEAK_BUILDING, LEANING_TREE) and number == 2
    clock = f"{8 + number % 9:02d}:{number * 7 % 60:02d}"
    if hazard.kind == FLOOD_SEGMENT:
        clock = f"18:{number * 4:02d}"
    seen = moment(night - timedelta(days=2 if late else 0), clock, community.zone)
    opens = moment(night, DemoClock(night, seen, community.zone).opens, community.zone)
    due = next_due(
        hazard, Rules.of(community.rules), Levels(rain=Level.BLUE), community.zone,
        last_visited_at=seen, now=opens,
    )  # fmt: skip
    return Visit(seen, due, due is not None and due < opens)


def _version(tx: Tx, hazard: Hazard) -> int | None:
    try:
        return hazards.one(tx.conn, hazard.id).version
    except NotFound:
        return None


def _warn_again(tx: Tx, community: Community, issued: Iterable[WeatherWarning]) -> None:
    opens = moment(demo_night(), "08:00", community.zone)
    for before in warnings.issued(tx.conn, community.id, opens, opens + timedelta(days=1)):
        warnings.end(tx, before.id, opens)
    for warning in issued:
        warnings.add(tx, community.id, warning)
    warnings.set_response(tx, community.id, warnings.Response(demo_night()))


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
        id=contact_id(raw["code"]), community_id=COMMUNITY_ID, name=raw["name"],
        role=raw["role"], phones=tuple(raw["phones"]),
        deputy_id=contact_id(raw["deputy"]) if "deputy" in raw else None,
    )  # fmt: skip


def _absence(raw: Raw, community: Community) -> Absence:
    night = demo_night() + timedelta(days=raw["nights_later"])
    return Absence(
        id=sample_id(f"absence/{raw['who']}/{raw['nights_later']}"),
        contact_id=contact_id(raw["who"]), from_at=moment(night, raw["from"], community.zone),
        to_at=moment(night, raw["to"], community.zone),
    )  # fmt: skip


def _team(raw: Raw) -> teams.TeamRow:
    shifts = [
        {**shift, "members": [contact_id(code) for code in shift["members"]]}
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
        name=raw["name"], address=raw["address"], keeper_id=contact_id(raw["keeper"]),
        deputy_id=contact_id(raw["deputy"]), must_be_keeper=raw.get("must_be_keeper", False),
    )  # fmt: skip


def _warning(raw: Raw, community: Community) -> WeatherWarning:
    begins = moment(community.demo_night or date.min, raw["from"], community.zone)
    return WeatherWarning(
        raw["kind"], Level.of(raw["level"]), begins, begins + timedelta(hours=raw["hours"]),
        raw["area"], raw["source"],
    )  # fmt: skip
