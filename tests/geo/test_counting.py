"""What counts as one: known answers, and that neither order nor repeats nor re-planning matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import counting
from geo.checkins import CheckIn
from geo.counting import Walked, findings, left_over, patrols, visit_state

AT = datetime(2023, 7, 31, 13, tzinfo=UTC)
LEAK, WATER, TREE = "leak_building", "flood_segment", "leaning_tree"
SCALES = {LEAK: "L2", WATER: "20", TREE: "T4"}


def said(
    key: str, hazard: str | None, kind: str = "", minutes: int = 0, *, scale: str = ""
) -> CheckIn:
    """A finding of that kind at a hazard; an all clear where no kind is given."""
    finding = {"kind": kind, "scale": scale or SCALES[kind]} if kind else None
    return CheckIn(
        key=key, community_id="c", result="finding" if kind else "clear", hazard_id=hazard,
        seen_at=AT + timedelta(minutes=minutes), finding=finding,
    )  # fmt: skip


def walked(
    n: int, *, status: str = "done", visited: int = 3, plan: int = 1, on_phones: bool = True
) -> Walked:
    return Walked(
        place=(plan, n), team_id=f"team {n % 4}", pass_name=f"pass {n // 4}", status=status,
        visited=visited, on_phones=on_phones,
    )  # fmt: skip


def test_the_numbers_of_the_real_event() -> None:
    """16 patrols, 32 leaks, 2 pondings and 2 trees, as they were reported, with what does not
    count beside them: repeats, a wet road, an unfinished round, one that nobody set out on."""
    rounds = [walked(n, status="ended" if n % 5 == 0 else "done") for n in range(16)]
    rounds += [walked(16, status="running"), walked(17, status="ended", visited=0)]
    told = [said(f"l{n}", f"home {n}", LEAK, n) for n in range(32)]
    told += [said(f"again {n}", f"home {n}", LEAK, 200 + n) for n in range(10)]
    told += [said(f"w{n}", f"road {n}", WATER, n) for n in range(2)]
    told += [said("wet", "road 9", WATER, scale="3")]
    told += [said(f"t{n}", f"tree {n}", TREE, n) for n in range(2)]
    told += [said("dry", "road 0", minutes=300), said("other", "road 7")]
    found = findings(told)
    kinds = [each.kind for each in found]
    assert len(patrols(rounds)) == 16
    assert [kinds.count(each) for each in (LEAK, WATER, TREE)] == [32, 2, 2]
    assert sum(each.times for each in found) == 32 + 10 + 2 + 2
    assert [each.last.hazard_id for each in found if each.clear_at] == ["road 0"]


def test_every_number_has_its_rule_and_the_rules_have_a_version() -> None:
    assert counting.VERSION >= 1
    for name in ("patrols", "night_stops", "day_stops", "cleared", "not_reached", "unfinished"):
        assert counting.rule(name) is counting.RULES[name]
    assert counting.rule("found_bike_shed") is counting.RULES["found"]


@pytest.mark.parametrize(
    ("stops", "state"),
    [
        (["done"], "visited"), (["done", "done"], "visited"), (["done", "planned"], "to_come"),
        (["done", "missed"], "half_seen"), (["missed", "missed"], "missed"),
        (["handed_over"], "handed_over"), (["handed_over", "missed"], "missed"),
    ],
)  # fmt: skip
def test_how_a_visit_stands_follows_from_its_stops(stops: list, state: str) -> None:
    assert visit_state(stops, over=True) == state
    # What somebody left may still be seen by others until its time is over.
    assert visit_state(stops, over=False) == ("visited" if state == "visited" else "to_come")


@pytest.mark.parametrize(
    ("told", "clear_after"),
    [
        ([said("a", "h", WATER), said("b", "h", minutes=30)], 30),
        ([said("a", "h", WATER), said("b", "h", minutes=30), said("c", "h", minutes=60)], 30),
        ([said("a", "h", WATER), said("b", "h", WATER, 30, scale="2")], 30),
        # Water that is gone says nothing of a tree there; an all clear does.
        ([said("a", "h", TREE), said("b", "h", WATER, 30, scale="2")], None),
        ([said("a", "h", TREE), said("b", "h", minutes=30)], 30),
        ([said("a", "h", LEAK, 40), said("b", "h", minutes=30)], None),
        ([said("a", "h", LEAK), said("b", "h", minutes=30), said("c", "h", LEAK, 50)], None),
        ([said("a", "h", LEAK), said("b", "next door", minutes=30)], None),
        ([said("a", "h", LEAK), said("b", "h", minutes=0)], None),
    ],
)
def test_only_a_later_look_says_that_it_is_gone(
    told: list[CheckIn], clear_after: int | None
) -> None:
    [found] = [each for each in findings(told) if each.last.key in ("a", "c")]
    at = None if clear_after is None else AT + timedelta(minutes=clear_after)
    assert found.clear_at == at


def test_two_kinds_at_one_place_are_two_and_no_place_is_one_of_its_own() -> None:
    told = [said("a", "h", LEAK), said("b", "h", TREE, 1), said("c", None, TREE, 2),
            said("d", None, TREE, 3)]  # fmt: skip
    assert [(each.kind, each.times) for each in findings(told)] == [
        (LEAK, 1), (TREE, 1), (TREE, 1), (TREE, 1),
    ]  # fmt: skip


CHECKINS = st.lists(
    st.builds(
        said, st.uuids().map(str), st.sampled_from(["h1", "h2", "h3", None]),
        st.sampled_from(["", LEAK, WATER, TREE]), st.integers(0, 6),
    ),
    max_size=12, unique_by=lambda each: each.key,
)  # fmt: skip


@given(CHECKINS, st.data())
def test_neither_order_nor_repeats_of_check_ins_change_what_was_found(
    told: list[CheckIn], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.sampled_from(told), max_size=5)) if told else []
    shuffled = data.draw(st.permutations([*told, *repeats]))
    assert findings(shuffled) == findings(told)
    found = findings(told)
    assert len(found) <= len(told)
    assert all(each.clear_at is None or each.clear_at > each.last.seen_at for each in found)


OPEN = ("published", "running")
STATUSES = st.tuples(
    st.sampled_from(["published", "running", "done", "ended"]), st.integers(0, 3)
).map(lambda each: ("published", 0) if each == ("running", 0) else each)


@given(st.lists(STATUSES, max_size=12), st.data())
def test_planning_again_does_not_change_how_many_patrols_there_were(
    night: list[tuple[str, int]], data: st.DataObject
) -> None:
    """The new plan has what was walked as it was, or leaves out what is over."""
    before = [walked(n, status=status, visited=v) for n, (status, v) in enumerate(night)]
    over = [
        replace(e, on_phones=False, status="replaced" if e.status in OPEN else e.status)
        for e in before
    ]
    kept = [
        replace(e, place=(2, e.place[1])) for e in before
        if e.status in OPEN or data.draw(st.booleans())
    ]  # fmt: skip
    after = data.draw(st.permutations([*over, *kept]))
    assert patrols(after).keys() == patrols(before).keys()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=8),
    st.data(),
)
def test_only_what_was_left_to_a_team_that_stays_makes_a_finished_patrol(
    night: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    """Running rounds, planned again: the open stops go on, or all of them go to others, of a
    team that stays or of one that was taken off duty."""
    before, after = [], []
    for n, (visited, open_, off) in enumerate(night):
        status = "published" if not visited else "running" if open_ else "done"
        before.append(walked(n, status=status, visited=visited))
        keeps = bool(open_) and not off and data.draw(st.booleans())
        if not keeps:
            status = "done" if not open_ and visited else left_over(visited, taken_off=off)
        after.append(walked(n, plan=2, status=status, visited=visited))
    over = [replace(e, on_phones=False, status="replaced" if e.status in OPEN else e.status)
            for e in before]  # fmt: skip
    made = patrols(data.draw(st.permutations([*over, *after])))
    for n, (visited, open_, off) in enumerate(night):
        patrol = made.get(walked(n).walk)
        if off and visited and open_:
            assert patrol is not None and patrol.status == "ended"
        if patrol is not None and patrol.status == "done":
            assert visited and (not open_ or not off)
        assert visited or patrol is None
    assert patrols(before).keys() <= made.keys()


def test_a_walk_in_parts_is_one_patrol_once_all_of_it_is_over() -> None:
    first = walked(0, on_phones=False)
    going = walked(0, plan=2, status="running")
    assert patrols([first, going]) == {}
    assert list(patrols([first, walked(0, plan=2, status="ended")]).values()) == [
        walked(0, plan=2, status="ended")
    ]


def test_without_the_rule_on_repeats_the_count_would_be_wrong() -> None:
    """The control: adding up what was said is not what was found."""
    told = [said("a", "h", LEAK), said("b", "h", LEAK, 5)]
    assert len(told) != len(findings(told)) == 1
