"""Whether a check-in can be: what it says was found, and that what it names is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data import checkins, hazards
from data.store import Connection
from geo.answers import check_answers
from geo.checkins import CheckIn
from geo.errors import BadInput, NotFound, Problem
from geo.hazards import Kind, kind_named

# What may be dangerous beside the hazard itself; maps/static/found_form.js offers the same.
FLAGS = ("live_wire", "cover_missing", "blocked", "person")


def check(conn: Connection, said: CheckIn, kinds: Sequence[Kind]) -> None:
    """Let a check-in pass that can be; one that was stored before passes as it is.

    A stop of a plan that was replaced meanwhile can be: a phone may not have heard of it.

    Raises
    ------
    BadInput
        What it says contradicts itself, or cannot have been found.
    NotFound
        Its hazard, round or stop is nowhere in that community.
    """
    if checkins.is_kept(conn, said.key):
        return
    problems = [*_of_result(said), *_of_place(conn, said)]
    if said.finding is not None:
        problems += _of_finding(said.finding, kinds)
    if problems:
        raise BadInput(
            "This check-in was not stored. Look at what it says, then send it again.",
            problems=problems,
        )


def _of_result(said: CheckIn) -> list[Problem]:
    problems = []
    if said.result == "finding" and said.finding is None:
        problems.append(Problem("finding", "Say what was found, or send “all clear”."))
    if said.result == "clear" and said.finding is not None:
        problems.append(Problem("finding", "“All clear” cannot have a finding. Send one of them."))
    if said.hazard_id is None and said.stop_id is None and said.position is None:
        problems.append(Problem("hazard_id", "Say where it was: the hazard, the stop or a place."))
    return problems


def _of_finding(finding: Mapping[str, object], kinds: Sequence[Kind]) -> list[Problem]:
    problems = []
    try:
        kind = kind_named(str(finding["kind"]), kinds)
        problems += _of_scale(kind, finding["scale"])
    except BadInput as error:
        problems.append(Problem("finding.kind", error.sentence, error.values))
    flags = finding["flags"]
    assert isinstance(flags, list)
    problems += [
        Problem("finding.flags", "“{flag}” is no danger that is known here. Known: {known}.",
                {"flag": flag, "known": ", ".join(FLAGS)})
        for flag in flags if flag not in FLAGS
    ]  # fmt: skip
    return problems


def _of_scale(kind: Kind, scale: object) -> list[Problem]:
    if kind.field(kind.scale) is None:
        return []
    try:
        answered = check_answers(kind, {kind.scale: scale})
    except BadInput as error:
        return [Problem("finding.scale", each.sentence, each.values) for each in error.problems]
    return [] if answered else [Problem("finding.scale", "Choose how bad it is.")]


def _of_place(conn: Connection, said: CheckIn) -> list[Problem]:
    if said.hazard_id is not None:
        hazard = hazards.one(conn, said.hazard_id)
        if hazard.community_id != said.community_id:
            raise NotFound("{code} is not in this community. Load the page again.",
                           code=hazard.code)  # fmt: skip
    problems = []
    if said.round_id is not None:
        _same_community(checkins.community_of_round(conn, said.round_id), said)
    if said.stop_id is not None:
        stop = checkins.stop_named(conn, said.stop_id)
        _same_community(stop.community_id if stop else None, said)
        assert stop is not None
        if said.hazard_id not in (None, stop.hazard_id):
            problems.append(
                Problem("stop_id", "This stop is at another hazard. Load tonight again.")
            )
        if said.round_id not in (None, stop.round_id):
            problems.append(
                Problem("stop_id", "This stop is in another round. Load tonight again.")
            )
    return problems


def _same_community(community_id: str | None, said: CheckIn) -> None:
    if community_id != said.community_id:
        raise NotFound(
            "This round or stop is in no plan of this community. Load tonight again, and send "
            "the check-in for the hazard."
        )
