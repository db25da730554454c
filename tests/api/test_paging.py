"""Whatever is added, changed and taken off between two pages, `next` leads through the list:
everything that was there throughout is seen exactly once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from shapely import Point
from starlette.testclient import TestClient

from data import communities, hazards
from data.store import open_store
from geo.hazards import Hazard
from tests import town
from tests.api import filled


class Paging(RuleBasedStateMachine):
    """One reader goes through the trees page by page while others write."""

    there = Bundle("there")

    def __init__(self) -> None:
        super().__init__()
        self.store = open_store("sqlite://")
        with self.store.write("test", filled.NOW) as tx:
            communities.add(tx, town.community())
        self.client: TestClient = filled.client_of(self.store)
        self.number = 0
        self.begin()

    def teardown(self) -> None:
        self.client.app.state.lists.close()  # type: ignore[attr-defined]
        self.store.close()

    def begin(self) -> None:
        self.next: str | None = None
        self.reading = False
        self.seen: list[str] = []
        self.throughout: set[str] = set()

    @rule(target=there)
    def add(self) -> str:
        self.number += 1
        hazard = Hazard(
            id=str(UUID(int=self.number)), code=f"SM-{self.number:02d}", kind="leaning_tree",
            community_id=town.COMMUNITY, rank=2, raw={"scale": "T2"},
            geometry=Point(town.at(self.number, 5)),
        )  # fmt: skip
        with self.store.write("test", filled.NOW) as tx:
            hazards.add(tx, hazard)
        return hazard.id

    @rule(hazard_id=there, east=st.integers(0, 500), status=st.sampled_from(["active", "draft"]))
    def change(self, hazard_id: str, east: int, status: str) -> None:
        with self.store.write("test", filled.NOW) as tx:
            before = hazards.one(tx.conn, hazard_id)
            changed = replace(before, geometry=Point(town.at(east, 9)), status=status)  # type: ignore[arg-type]
            hazards.update(tx, changed, before.version)
        if status == "draft":
            self.throughout.discard(hazard_id)

    @rule(limit=st.integers(1, 4))
    def start(self, limit: int) -> None:
        self.begin()
        self.reading = True
        every = self.client.get("/collections/leaning_trees/items?limit=1000").json()["features"]
        self.throughout = {each["id"] for each in every}
        self.next = f"/collections/leaning_trees/items?limit={limit}"

    @rule()
    def read_on(self) -> None:
        if self.next is None:
            return
        page = self.client.get(self.next).json()
        self.seen += [each["id"] for each in page["features"]]
        self.next = next((each["href"] for each in page["links"] if each["rel"] == "next"), None)
        if self.next is None:
            assert self.throughout <= set(self.seen)

    @invariant()
    def nothing_is_seen_twice(self) -> None:
        twice = {each for each in self.seen if self.seen.count(each) > 1}
        assert not twice & self.throughout


TestPaging = Paging.TestCase
TestPaging.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
