"""A running night planned again: what was walked stays, who is where counts, changes are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.actors import LOCAL_OFFICE
from api.services import checking_in, ending, planning, replanning
from data import confirmations, hazards, plans, round_states, teams
from data.plans import SavedPlan, SavedRound
from data.store import Store
from geo.checkins import CheckIn
from geo.errors import BadInput, NotFound, NotReady
from geo.itinerary import Stop
from geo.rain import Level
from tests import town
from tests.api.services.test_night import AFTERNOON, planned, store

__all__ = ["store"]

# 20:16 in Beijing, in the first night pass.
NIGHT = datetime(2026, 7, 22, 12, 16, tzinfo=UTC)
ONE, TWO = town.id_of("Team 1"), town.id_of("Team 2")


@pytest.fixture
def night(store: Store) -> Store:
    """The town's night as planned in the afternoon, walked as planned until 20:16."""
    planned(store)
    saved = latest(store)
    for _, stop, stop_id in steps(saved):
        if stop.eta <= NIGHT:
            see(store, stop_id, stop.eta)
    return store


def latest(store: Store) -> SavedPlan:
    with store.read() as conn:
        found = plans.latest(conn, town.COMMUNITY, town.NIGHT)
    assert found is not None
    return found


def steps(saved: SavedPlan) -> list[tuple[str, Stop, str]]:
    """(team, stop, stop id) in the order of time."""
    found = [
        (each.team_id, stop, saved.stop_ids[each.id, stop.seq])
        for each in saved.rounds
        for stop in each.round.stops
    ]
    return sorted(found, key=lambda each: each[1].eta)


def left(saved: SavedPlan, team_id: str) -> list[Stop]:
    """The stops that a team has not done, in the order of time."""
    status = {saved.stop_ids[key]: value for key, value in saved.stop_statuses.items()}
    return [s for team, s, stop_id in steps(saved) if team == team_id and status[stop_id] != "done"]


def walking(saved: SavedPlan) -> tuple[str, str, SavedRound]:
    """The team that is out in the first night pass, the other one, and its round."""
    for each in saved.rounds:
        if saved.plan.pass_of(each.round.pass_no).name == "night_1" and each.status == "running":
            return each.team_id, ({ONE, TWO} - {each.team_id}).pop(), each
    raise AssertionError("nobody is out")


def see(store: Store, stop_id: str, at: datetime, **more: object) -> None:
    said = CheckIn(key=str(uuid4()), community_id=town.COMMUNITY, seen_at=at, stop_id=stop_id,
                   **({"result": "clear"} | more))  # type: ignore[arg-type]  # fmt: skip
    with store.write("phone", at) as tx:
        checking_in.check_in(tx, said)


def again(store: Store, now: datetime = NIGHT, **how: object) -> planning.PlanOutcome:
    with store.read() as conn:
        order = replanning.order_again(conn, latest(store).id, now, iterations=60, **how)  # type: ignore[arg-type]
    return planning.plan_night(store, LOCAL_OFFICE, order, now)


def publish(store: Store, plan_id: str, now: datetime = NIGHT) -> None:
    with store.write("office", now) as tx:
        planning.publish(tx, plan_id)


def test_nothing_new_changes_nothing_and_every_team_keeps_its_next_stop(night: Store) -> None:
    before = latest(night)
    outcome = again(night)
    assert outcome.changes is not None
    assert (outcome.changes.changed_hands, outcome.changes.added) == ((), ())
    for each in outcome.changes.next_stops:
        assert each.before == each.after
    publish(night, outcome.plan_id)
    after = latest(night)
    for team in (ONE, TWO):
        assert [s.hazard_id for s in left(before, team)][:1] == [
            s.hazard_id for s in left(after, team)
        ][:1]


def test_what_changed_is_kept_with_the_plan(night: Store) -> None:
    outcome = again(night, level=Level.ORANGE)
    kept = latest(night).changes
    assert kept is not None and outcome.changes is not None
    assert kept.sentence == outcome.changes.sentence()
    assert kept.what["night_passes"] == {"before": 2, "after": 3}
    assert [(a["hazard_id"], a["pass_name"]) for a in kept.what["added"]] == [
        *outcome.changes.added
    ]


def test_a_team_that_is_out_hands_its_stops_over(night: Store) -> None:
    out, other, _ = walking(latest(night))
    before = left(latest(night), out)
    outcome = again(night, out_team_ids=[out])
    assert outcome.changes is not None
    assert {each.to_team_id for each in outcome.changes.changed_hands} == {other}
    assert out not in str(outcome.change), "teams are called by their names"
    publish(night, outcome.plan_id)
    after = latest(night)
    assert left(after, out) == []
    names = {one.no: one.name for one in after.plan.passes}
    taken = {(s.hazard_id, names[s.pass_no]) for s in left(after, other)}
    nobody = {(each.hazard_id, names[each.pass_no]) for each in after.plan.unserved}
    assert {(s.hazard_id, names[s.pass_no]) for s in before} <= taken | nobody


def test_a_team_taken_off_duty_has_ended_its_round_and_has_not_finished_it(night: Store) -> None:
    out, _, _ = walking(latest(night))
    assert "night_1" not in {each.pass_name for each in patrols(night)}
    publish(night, again(night, out_team_ids=[out]).plan_id)
    [patrol] = [each for each in patrols(night) if each.pass_name == "night_1"]
    assert (patrol.team_id, patrol.status, patrol.reason) == (out, "ended", "off_duty")
    assert patrol.ended_at == NIGHT
    # Planned again, it stays as it ended.
    publish(night, again(night, now=NIGHT + timedelta(minutes=1)).plan_id)
    assert [each for each in patrols(night) if each.team_id == out and each.pass_name == "night_1"
            ] == [patrol]  # fmt: skip


def test_a_round_that_was_walked_in_parts_ends_as_one(night: Store) -> None:
    publish(night, again(night).plan_id)
    out, _, round_ = walking(latest(night))
    parts = [each for each in latest(night).rounds
             if (each.team_id, each.round.pass_no) == (out, round_.round.pass_no)]  # fmt: skip
    assert len(parts) > 1, "planned again, what was walked is a round of its own"
    with night.write("office", NIGHT) as tx:
        ending.end(tx, parts[-1].id, ending.Ending(reason="hurt"))
    [patrol] = [each for each in patrols(night) if each.pass_name == "night_1"]
    assert (patrol.team_id, patrol.status, patrol.reason) == (out, "ended", "hurt")


def patrols(store: Store) -> list[round_states.Patrol]:
    with store.read() as conn:
        return round_states.patrols(conn, town.COMMUNITY, town.NIGHT)


def test_a_shift_that_was_cut_takes_the_team_off_duty_too(night: Store) -> None:
    out, _, _ = walking(latest(night))
    with night.write("office", NIGHT) as tx:
        asked = teams.asked_shifts(tx.conn, town.community(), town.NIGHT, 1)[town.NIGHT]
        cut = [replace(s, to_at=min(s.to_at, NIGHT)) if s.team_id == out else s for s in asked]
        teams.set_shifts(tx, town.COMMUNITY, town.NIGHT, [s for s in cut if s.from_at < s.to_at])
    publish(night, again(night).plan_id)
    [patrol] = [each for each in patrols(night) if each.pass_name == "night_1"]
    assert (patrol.team_id, patrol.status, patrol.reason) == (out, "ended", "off_duty")


def test_ending_a_round_with_the_team_out_cuts_its_shift_and_keeps_the_others(
    night: Store,
) -> None:
    out, other, round_ = walking(latest(night))
    with night.read() as conn:
        was = {t.id: t.shifts for t in teams.on_night(conn, town.community(), town.NIGHT)}
    with night.write("office", NIGHT) as tx:
        ended = ending.end(tx, round_.id, ending.Ending(reason="hurt", team_out=True))
    with night.read() as conn:
        now = {t.id: t.shifts for t in teams.on_night(conn, town.community(), town.NIGHT)}
    assert now[other] == was[other]
    assert max(shift.to_at for shift in now[out]) == NIGHT
    order = planning.PlanOrder(community_id=ended.community_id, owners=ended.owners,
                               iterations=60, cause=ended.cause)  # fmt: skip
    outcome = planning.plan_night(night, LOCAL_OFFICE, order, NIGHT)
    publish(night, outcome.plan_id)
    after = latest(night)
    assert left(after, out) == []
    assert after.changes is not None and after.changes.cause == ended.cause


def test_an_ended_round_of_a_team_that_stays_goes_to_the_other_for_that_pass_only(
    night: Store,
) -> None:
    out, other, round_ = walking(latest(night))
    open_before = {
        s.hazard_id for s in left(latest(night), out) if s.pass_no == round_.round.pass_no
    }
    with night.write("office", NIGHT) as tx:
        ended = ending.end(
            tx, round_.id, ending.Ending(reason="屋里老人要送医", hand_over_to=other)
        )
    order = planning.PlanOrder(community_id=ended.community_id, owners=ended.owners, iterations=60)
    outcome = planning.plan_night(night, LOCAL_OFFICE, order, NIGHT)
    publish(night, outcome.plan_id)
    after = latest(night)
    names = {one.no: one.name for one in after.plan.passes}
    assert "night_1" not in {names[s.pass_no] for s in left(after, out)}
    mine = {s.hazard_id for s in left(after, other) if names[s.pass_no] == "night_1"}
    nobody = {u.hazard_id for u in after.plan.unserved if names[u.pass_no] == "night_1"}
    assert open_before == mine | nobody


def test_a_round_ends_only_with_a_reason_and_to_a_team_that_is_there(night: Store) -> None:
    out, _, round_ = walking(latest(night))
    done = next(each.id for each in latest(night).rounds if each.status == "done")

    def refused(kind: type[Exception], where: str, **how: object) -> None:
        before = latest(night)
        with pytest.raises(kind), night.write("office", NIGHT) as tx:
            ending.end(tx, where, ending.Ending(**how))  # type: ignore[arg-type]
        assert latest(night) == before

    refused(BadInput, round_.id, reason="  ")
    refused(BadInput, round_.id, reason="a\x00b")
    refused(BadInput, round_.id, reason="hurt", hand_over_to=out)
    refused(BadInput, round_.id, reason="hurt", hand_over_to="nobody")
    refused(NotFound, "nowhere", reason="hurt")
    refused(NotReady, done, reason="hurt")
    draft = again(night)
    with night.read() as conn:
        drafted = plans.one(conn, draft.plan_id).rounds[-1].id
    refused(NotReady, drafted, reason="hurt")


def test_a_finding_of_tonight_is_seen_by_somebody_soon(night: Store) -> None:
    drafted = town.hazards()[-1]
    found = type(drafted)(
        id=str(uuid4()), code="SM-99", kind=drafted.kind, community_id=town.COMMUNITY, rank=4,
        raw=drafted.raw, status="draft", geometry=drafted.geometry,
    )  # fmt: skip
    with night.write("phone", NIGHT - timedelta(minutes=1)) as tx:
        hazards.add(tx, found)
    outcome = again(night)
    assert outcome.changes is not None and outcome.changes.found == (found.id,)
    stop = next(s for r in outcome.plan.rounds for s in r.stops if s.hazard_id == found.id)
    assert stop.eta <= NIGHT + timedelta(minutes=30)


def test_only_the_newest_plan_can_be_published(night: Store) -> None:
    first, second = again(night), again(night)
    with pytest.raises(NotReady):
        publish(night, first.plan_id)
    publish(night, second.plan_id)


def test_a_team_confirms_what_is_on_the_phones(night: Store) -> None:
    old, draft = latest(night).id, again(night).plan_id
    with pytest.raises(NotReady), night.write("phone", NIGHT) as tx:
        replanning.confirm(tx, draft, ONE)
    with pytest.raises(BadInput), night.write("phone", NIGHT) as tx:
        replanning.confirm(tx, old, "nobody")
    publish(night, draft)
    with night.write("phone", NIGHT) as tx:
        assert replanning.confirm(tx, draft, ONE) == NIGHT
    with pytest.raises(NotReady), night.write("phone", NIGHT) as tx:
        replanning.confirm(tx, old, ONE)
    with night.read() as conn:
        assert confirmations.of_plan(conn, draft) == {ONE: NIGHT}


def test_a_draft_or_a_night_that_is_over_is_not_planned_again(store: Store) -> None:
    order = planning.PlanOrder(community_id=town.COMMUNITY, iterations=60)
    draft = planning.plan_night(store, LOCAL_OFFICE, order, AFTERNOON).plan_id
    with store.read() as conn:
        with pytest.raises(NotReady):
            replanning.order_again(conn, draft, AFTERNOON)
        with pytest.raises(NotFound):
            replanning.order_again(conn, "nothing", AFTERNOON)
    publish(store, draft, AFTERNOON)
    with store.read() as conn:
        assert replanning.order_again(conn, draft, AFTERNOON).community_id == town.COMMUNITY
        with pytest.raises(NotReady):
            replanning.order_again(conn, draft, AFTERNOON + timedelta(days=1))
        with pytest.raises(BadInput):
            replanning.order_again(conn, draft, AFTERNOON, out_team_ids=["nobody"])
