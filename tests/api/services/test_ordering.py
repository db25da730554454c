"""A round put in order by hand: its cost, kept in every later plan, given back, as a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.actors import LOCAL_OFFICE
from api.night_view import NightView
from api.services import duty, ordering, planning, templates
from api.services.checking_in import check_in
from api.services.night import tonight
from api.services.planning import PlanOrder, plan_night
from data import checkins, hazards, orders, plans
from data.plans import SavedPlan, SavedRound
from data.store import Store, open_store
from geo.checkins import CheckIn
from geo.errors import BadInput, NotReady
from geo.rules import PassName
from tests import town
from tests.api import filled

AFTERNOON = datetime(2026, 7, 22, 6, 0, tzinfo=UTC)  # 14:00 there
NIGHT = datetime(2026, 7, 22, 12, 30, tzinfo=UTC)  # 20:30 there
ONE = town.id_of("Team 1")
CODES = {each.id: each.code for each in town.hazards()}


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://") as opened:
        filled.fill(opened)
        planned(opened)
        yield opened


def planned(store: Store, real: datetime = AFTERNOON) -> SavedPlan:
    """Tonight planned again; the newest draft."""
    order = PlanOrder(community_id=town.COMMUNITY, night=town.NIGHT, iterations=30)
    plan_night(store, LOCAL_OFFICE, order, real)
    return newest(store)


def newest(store: Store) -> SavedPlan:
    with store.read() as conn:
        found = plans.latest(conn, town.COMMUNITY, town.NIGHT)
    assert found is not None
    return found


def round_of(saved: SavedPlan, name: PassName = "night_1", team: str = ONE) -> SavedRound:
    """The team's last round in a pass."""
    return [
        each
        for each in saved.rounds
        if each.team_id == team and saved.plan.pass_of(each.round.pass_no).name == name
    ][-1]


def ids_of(one: SavedRound) -> list[str]:
    return [stop.hazard_id for stop in one.round.stops]


def keep(store: Store, round_id: str, order: Sequence[str], at: datetime = AFTERNOON) -> None:
    with store.write("test", at) as tx:
        ordering.keep(tx, round_id, order, at)


def test_trying_tells_the_cost_and_keeps_nothing(store: Store) -> None:
    before = newest(store)
    one = round_of(before)
    order = ids_of(one)[::-1]
    with store.read() as conn:
        tried = ordering.attempt(conn, one.id, order, AFTERNOON)
    assert tried.round is not None
    assert [stop.hazard_id for stop in tried.round.stops] == order
    text = str(tried.sentence)
    metres = round(tried.round.length_m) - round(one.round.length_m)
    assert text.startswith(
        f"+{metres} m, " if metres > 0 else f"−{-metres} m, " if metres else "±0"
    )
    assert " instead of " in text
    assert newest(store).id == before.id


def test_a_kept_order_stays_in_every_later_plan(store: Store) -> None:
    before = newest(store)
    one = round_of(before)
    order = ids_of(one)[::-1]
    keep(store, one.id, order)
    draft = newest(store)
    assert draft.id != before.id and draft.status == "draft"
    assert ids_of(round_of(draft)) == order
    others = [each.round for each in draft.rounds if each.id != round_of(draft).id]
    assert others == [each.round for each in before.rounds if each.id != one.id]
    again = [each for each in ids_of(round_of(planned(store))) if each in order]
    assert again == order


def test_what_was_seen_is_dropped_from_it(store: Store) -> None:
    one = round_of(newest(store))
    order = ids_of(one)[::-1]
    keep(store, one.id, order)
    with store.write("test", AFTERNOON) as tx:
        planning.publish(tx, newest(store).id)
    seen_at = NIGHT
    said = CheckIn(key="k1", community_id=town.COMMUNITY, result="clear", seen_at=seen_at,
                   hazard_id=order[0])  # fmt: skip
    with store.write("test", NIGHT) as tx:
        check_in(tx, replace(said, key=town.id_of("key")))
    again = planned(store, datetime(2026, 7, 22, 12, 40, tzinfo=UTC))
    left = [each for each in ids_of(round_of(again)) if each in order[1:]]
    assert left == [each for each in order[1:] if each in left]
    assert order[0] not in left
    with store.read() as conn:
        assert checkins.of_night(conn, town.COMMUNITY, town.NIGHT)


def test_given_back_it_is_the_planners_again(store: Store) -> None:
    one = round_of(newest(store))
    keep(store, one.id, ids_of(one)[::-1])
    with store.write("test", AFTERNOON) as tx:
        ordering.give_back(tx, round_of(newest(store)).id, AFTERNOON)
        assert orders.by_hand(tx.conn, town.COMMUNITY, town.NIGHT) == ()
    back = round_of(newest(store))
    assert sorted(ids_of(back)) == sorted(ids_of(one))
    assert back.round.length_m <= one.round.length_m + 0.5
    with pytest.raises(NotReady, match="already"), store.write("test", AFTERNOON) as tx:
        ordering.give_back(tx, back.id, AFTERNOON)


def test_an_order_that_breaks_a_window_is_refused_and_named(store: Store) -> None:
    one = round_of(newest(store))
    first, *rest = ids_of(one)
    with store.write("test", AFTERNOON) as tx:
        hazard = hazards.one(tx.conn, first)
        early = replace(hazard, visit_from="08:00", visit_to="20:20")
        hazards.update(tx, early, hazard.version)
        slow = {"table": [
            {"kind": kind, "rank": rank, "level": "none", "base": ["day"], "extra_night": 2,
             "service_min": 15}
            for kind in ("flood_segment", "leak_building", "leaning_tree") for rank in (2, 3, 4)
        ]}  # fmt: skip
        duty.set_rules(tx, town.COMMUNITY, slow)
    one = round_of(planned(store))
    order = [each for each in ids_of(one) if each != first] + [first]
    if first not in ids_of(one):
        pytest.skip("another team has it")
    code = CODES[first]
    with store.read() as conn:
        tried = ordering.attempt(conn, one.id, order, AFTERNOON)
    assert tried.round is None
    assert [code in str(each) and "later than it may be" in str(each) for each in tried.broken]
    before = newest(store).id
    with pytest.raises(NotReady, match=code):
        keep(store, one.id, order)
    assert newest(store).id == before
    assert rest


@pytest.mark.parametrize("wrong", ["missing", "twice", "unknown"])
def test_an_order_of_other_stops_is_refused(store: Store, wrong: str) -> None:
    one = round_of(newest(store))
    order = ids_of(one)
    bad = {"missing": order[1:], "twice": [order[0], *order], "unknown": ["x", *order[1:]]}[wrong]
    with pytest.raises(BadInput, match="every stop"):
        keep(store, one.id, bad)


def test_a_round_of_an_older_plan_is_not_moved(store: Store) -> None:
    one = round_of(newest(store))
    planned(store)
    with pytest.raises(NotReady, match="newer plan"):
        keep(store, one.id, ids_of(one))


def test_a_round_that_is_over_is_not_moved(store: Store) -> None:
    one = round_of(newest(store), "day")
    with pytest.raises(NotReady, match="over"):
        keep(store, one.id, ids_of(one), datetime(2026, 7, 22, 12, 0, tzinfo=UTC))


def test_of_a_round_on_its_way_what_was_done_stays_first(store: Store) -> None:
    draft = newest(store)
    with store.write("test", AFTERNOON) as tx:
        planning.publish(tx, draft.id)
    one = round_of(draft)
    done = one.round.stops[0]
    with store.write("test", NIGHT) as tx:
        plans.mark_done(tx, draft.stop_ids[one.id, done.seq])
    now = datetime(2026, 7, 22, 12, 45, tzinfo=UTC)
    rest = ids_of(one)[1:][::-1]
    keep(store, one.id, rest, now)
    walk = round_of(newest(store)).round
    assert [stop.hazard_id for stop in walk.stops] == [done.hazard_id, *rest]
    assert walk.stops[0].eta == done.eta
    assert all(stop.eta >= now for stop in walk.stops[1:])
    assert walk.legs[1 + any(leg.through and leg.seq == 1 for leg in walk.legs)].seq == 2
    assert [leg.seq for leg in walk.legs] == sorted(leg.seq for leg in walk.legs)


def test_a_template_orders_that_round_every_night(store: Store) -> None:
    one = round_of(newest(store))
    order = ids_of(one)[::-1]
    keep(store, one.id, order)
    with store.write("test", AFTERNOON) as tx:
        made = templates.make(tx, town.COMMUNITY, town.id_of("t"), "一组夜一",
                              round_of(newest(store)).id)  # fmt: skip
        ordering.give_back(tx, round_of(newest(store)).id, AFTERNOON)
    assert made.hazard_ids == tuple(order)
    assert [each for each in ids_of(round_of(planned(store))) if each in order] == order
    with store.write("test", AFTERNOON) as tx:
        templates.change(tx, town.COMMUNITY, made.id, in_use=False, name="旧")
    with store.read() as conn:
        [(kept, stops)] = templates.of_community(conn, town.COMMUNITY, AFTERNOON)
        assert orders.in_force(conn, town.COMMUNITY, town.NIGHT) == ()
    assert (kept.name, kept.in_use, len(stops)) == ("旧", False, len(order))
    assert all(each.minutes > 0 for each in stops)


def test_kept_again_a_teams_template_is_replaced_and_by_hand_wins_over_it(store: Store) -> None:
    one = round_of(newest(store))
    with store.write("test", AFTERNOON) as tx:
        first = templates.make(tx, town.COMMUNITY, town.id_of("a"), "a", one.id)
        templates.change(tx, town.COMMUNITY, first.id, name="一组常走", in_use=False)
    order = tuple(ids_of(one)[::-1])
    keep(store, one.id, order)
    with store.write("test", AFTERNOON) as tx:
        now = round_of(newest(store))
        second = templates.make(tx, town.COMMUNITY, town.id_of("b"), "b", now.id)
        [kept] = orders.templates(tx.conn, town.COMMUNITY)
        in_force = orders.in_force(tx.conn, town.COMMUNITY, town.NIGHT)
    assert kept == second == replace(first, name="一组常走", hazard_ids=order, in_use=True)
    assert [(each.hazard_ids, each.binds) for each in in_force] == [(order, True), (order, False)]


def test_a_template_is_put_away_from_its_round(store: Store) -> None:
    one = round_of(newest(store))
    with store.write("test", AFTERNOON) as tx:
        made = templates.make(tx, town.COMMUNITY, town.id_of("t"), "t", one.id)
        templates.change(tx, town.COMMUNITY, made.id, hazard_ids=ids_of(one)[::-1])
    usual = round_of(planned(store))
    assert ids_of(usual) == ids_of(one)[::-1]
    keep(store, usual.id, ids_of(one))
    with store.write("test", AFTERNOON) as tx:
        back = ordering.give_back(tx, round_of(newest(store)).id, AFTERNOON)
    assert ids_of(round_of(newest(store))) == ids_of(usual), "the template has it again"
    with store.write("test", AFTERNOON) as tx:
        ordering.give_back(tx, back.round_id, AFTERNOON)
        [kept] = orders.templates(tx.conn, town.COMMUNITY)
    assert not kept.in_use
    assert round_of(newest(store)).round.length_m <= one.round.length_m + 0.5
    with pytest.raises(NotReady, match="already"), store.write("test", AFTERNOON) as tx:
        ordering.give_back(tx, round_of(newest(store)).id, AFTERNOON)


def test_what_one_crew_has_by_hand_is_not_the_next_crews(store: Store) -> None:
    crews = (("20:00", "21:15", ("staff 3", "staff 4")), ("21:15", "05:00", ("staff 5", "staff 6")))
    with store.write("test", AFTERNOON) as tx:
        duty.set_shifts(
            tx, town.COMMUNITY, town.NIGHT,
            [duty.Turn(ONE, begins, ends, tuple(map(town.id_of, who)))
             for begins, ends, who in crews],
        )  # fmt: skip
    before = planned(store)
    [one, *_] = [
        each for each in before.rounds
        if before.plan.pass_of(each.round.pass_no).name == "night_1"
    ]  # fmt: skip
    order = ids_of(one)[::-1]
    keep(store, one.id, order)
    planned(store)
    found = tonight(store, town.COMMUNITY, AFTERNOON, published_only=False)
    assert found.saved is not None
    view = NightView(found, "en").whole()
    name = {each["no"]: each["name"] for each in view["passes"]}
    marked = [each for each in view["rounds"] if each["by_hand"]]
    assert [name[each["pass_no"]] for each in marked] == ["night_1"]
    [walk] = marked
    assert [stop["hazard_id"] for stop in walk["stops"] if stop["hazard_id"] in order] == order
    assert walk["shift_from"][11:16] in ("20:00", "21:15")
    kept = next(each.round for each in found.saved.rounds if each.id == walk["id"])
    assert kept.member_ids == one.round.member_ids


@pytest.mark.parametrize(
    "change", [{"name": ""}, {"name": "a\0b"}, {"hazard_ids": ["x"]}, {"hazard_ids": []}]
)
def test_a_template_that_cannot_be_is_refused(store: Store, change: dict[str, object]) -> None:
    with store.write("test", AFTERNOON) as tx:
        made = templates.make(tx, town.COMMUNITY, town.id_of("t"), "t", round_of(newest(store)).id)
    with pytest.raises(BadInput), store.write("test", AFTERNOON) as tx:
        templates.change(tx, town.COMMUNITY, made.id, **change)  # type: ignore[arg-type]
