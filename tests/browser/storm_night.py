"""A night of storm in a store: a place, its yellow plan on the phones, and a clock set by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from shapely import LineString, Point, STRtree
from shapely.ops import substring

from api.actors import LOCAL_OFFICE
from api.services import alarms, checking_in, planning
from api.services.streets import import_osm
from data import communities, hazards, plans, streets
from data.samples import load
from data.store import Store, Tx
from geo.checkins import CheckIn
from geo.hazards import DEFAULT_KINDS, Hazard, code_of, kind_named, rank_of
from geo.nights import moment

OSM = Path(__file__).parents[3] / "shared" / "data" / "osm" / "beijing_haidian_tsinghua.osm"
OPENS = "20:30"


@dataclass(slots=True)
class Night:
    """The night of one community; `at` turns its clock."""

    store: Store
    community_id: str

    def at(self, clock: str | datetime) -> datetime:
        """Let it be that time there from now on; the aware moment."""
        with self.store.read() as conn:
            here = communities.one(conn, self.community_id)
        assert here.demo_night is not None
        wanted = clock if isinstance(clock, datetime) else moment(here.demo_night, clock, here.zone)
        opens = moment(here.demo_night, OPENS, here.zone)
        real = datetime.now(UTC)
        with self.store.write("story", real) as tx:
            communities.update(tx, replace(here, demo_started_at=real - (wanted - opens)))
        return wanted

    def write(self, work: Callable[[Tx], object]) -> None:
        with self.store.write(LOCAL_OFFICE.id, datetime.now(UTC)) as tx:
            work(tx)

    def saved(self) -> plans.SavedPlan:
        """The plan that is on the phones."""
        with self.store.read() as conn:
            night = communities.one(conn, self.community_id).demo_night
            assert night is not None
            found = plans.latest(conn, self.community_id, night, published_only=True)
        assert found is not None
        return found

    def codes(self) -> dict[str, str]:
        """Hazard ids to codes."""
        with self.store.read() as conn:
            every = hazards.of_community(conn, self.community_id, ("active", "draft"))
        return {each.id: each.code for each in every}

    def open_stops(self) -> list[tuple[datetime, str, str, str, str]]:
        """(eta, team id, hazard code, stop id, pass name) of what is still to be made, in time."""
        saved, codes = self.saved(), self.codes()
        return sorted(
            (stop.eta, each.team_id, codes[stop.hazard_id], saved.stop_ids[each.id, stop.seq],
             saved.plan.pass_of(stop.pass_no).name)
            for each in saved.rounds
            for stop in each.round.stops
            if saved.stop_statuses[each.id, stop.seq] == "planned"
        )  # fmt: skip

    def next_of(self, team_id: str) -> str | None:
        """The code of the stop that a team is on its way to."""
        return next((code for _, team, code, *_ in self.open_stops() if team == team_id), None)

    def next_visit(self, team_id: str) -> tuple[str, str] | None:
        """That stop as (hazard code, pass): the same hazard in another pass is another stop."""
        mine = (each for each in self.open_stops() if each[1] == team_id)
        return next(((code, name) for _, _, code, _, name in mine), None)

    def walk_until(self, clock: str, leave: frozenset[str] = frozenset()) -> None:
        """Every team does its stops in time, but the hazards named are not answered for."""
        end = self.at(clock)
        for eta, _, code, stop_id, _ in self.open_stops():
            if eta >= end:
                break
            if code in leave:
                continue
            self.at(eta)
            said = CheckIn(key=str(uuid4()), community_id=self.community_id, result="clear",
                           seen_at=eta, stop_id=stop_id)  # fmt: skip
            self.write(lambda tx, said=said: checking_in.check_in(tx, said))
        self.at(clock)


def sample(store: Store) -> Night:
    """The invented community on its demo night."""
    load.load(store, datetime.now(UTC))
    return _begun(Night(store, load.COMMUNITY_ID))


def tsinghua(store: Store) -> Night:
    """The real streets around a campus, with hazards that are invented on them."""
    made = import_osm(store, LOCAL_OFFICE, OSM, community_name="清华园", now=datetime.now(UTC))
    community = made.community
    with store.read() as conn:
        walkable = streets.streets(conn, community.id)
    found = _hazards_on([each.geometry for each in walkable], community.id, community.boundary)
    real = datetime.now(UTC)
    with store.write("story", real) as tx:
        hazards.add_many(tx, found)
        communities.update(
            tx, replace(community, demo_night=load.demo_night(), demo_started_at=real)
        )
    return _begun(Night(store, community.id))


def _begun(night: Night) -> Night:
    """Yellow rain is announced, the night is planned and published at 20:30."""
    night.at(OPENS)
    night.write(lambda tx: alarms.issue(tx, night.community_id, "rain", "yellow"))
    order = planning.PlanOrder(community_id=night.community_id, iterations=150)
    made = planning.plan_night(night.store, LOCAL_OFFICE, order, datetime.now(UTC))
    night.write(lambda tx: planning.publish(tx, made.plan_id))
    return night


def _hazards_on(lines: list[LineString], community_id: str, area: object) -> list[Hazard]:
    """Twelve flood segments and ten trees around the middle, spread along the streets."""
    tree, middle = STRtree(lines), area.representative_point()  # type: ignore[attr-defined]
    near = sorted(int(n) for n in tree.query(middle.buffer(0.006)))
    long = [n for n in near if lines[n].length > 0.0008]
    found = []
    for number, n in enumerate(long[:: max(1, len(long) // 12)][:12], 1):
        part = substring(lines[n], 0.2, 0.8, normalized=True)
        raw: dict[str, object] = {"depth_cm": (20, 60, 40, 18)[number % 4], "drains": 1}
        found.append(_hazard("flood_segment", number, raw, part, community_id))
    for number, n in enumerate(near[3 :: max(1, len(near) // 10)][:10], 1):
        at = lines[n].interpolate(0.5, normalized=True)
        raw = {"scale": f"T{1 + number % 4}", "species": "国槐", "height_m": 6.0, "lean_deg": 10.0}
        place = Point(at.x + 0.00008, at.y)
        found.append(_hazard("leaning_tree", number, raw, place, community_id))
    return found


def _hazard(
    kind_id: str, number: int, raw: dict[str, object], geometry: object, community_id: str
) -> Hazard:
    kind = kind_named(kind_id, DEFAULT_KINDS)
    rank = rank_of(kind, raw)
    assert rank is not None
    return Hazard(id=str(uuid4()), code=code_of(kind, number), kind=kind_id, rank=rank, raw=raw,
                  community_id=community_id, geometry=geometry,  # type: ignore[arg-type]
                  name=f"{kind.zh} {number}")  # fmt: skip
