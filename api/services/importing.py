"""A list of hazards from a file: all of it, or nothing and a complaint for each bad row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from api.actors import Actor
from api.services import due_times
from api.services.cells import own_id
from api.services.doubting import doubts_of
from api.services.judging import Judge, Verdict, twin_key
from api.services.keeping import Keepers
from api.services.placing import Site
from data import communities, hazards, taken
from data.files.decode import LARGEST
from data.files.layer import MOST_ROWS, Layer
from data.files.reading import read_layer
from data.store import Connection, Store
from geo import crs as crss
from geo.errors import BadInput, Problem
from geo.hazards import STATUSES, Hazard, Kind, code_of, kind_named
from geo.schema import NEAR_M
from geo.sentences import Sentence, reason

State = Literal["taken", "waiting", "left out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLimits:
    """How large a file may be, and how far outside the boundary its hazards may lie."""

    file_bytes: int = LARGEST
    rows: int = MOST_ROWS
    outside_m: float = NEAR_M


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row; a hazard without geometry is waiting for its place."""

    where: str
    state: State
    hazard: Hazard | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did, or in a dry run would do, row by row."""

    outcomes: Sequence[Outcome]
    form: str
    encoding: str
    crs: str
    dry_run: bool
    skip_bad: bool
    doubts: Sequence[Sentence] = ()

    def count(self, state: State) -> int:
        """How many rows ended so."""
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def refused(self) -> bool:
        """Whether nothing at all is taken, because of the bad rows."""
        return not self.skip_bad and self.count("left out") > 0

    def lines(self) -> list[Sentence]:
        """The result in sentences: how the file was read, what was done, each row's own."""
        read = reason(
            "Read as {form} in {encoding}, coordinates as {crs}.",
            form=self.form, encoding=self.encoding, crs=self.crs,
        )  # fmt: skip
        own = [
            reason("{where}: {what}", where=each.where, what=Sentence(each.sentence, each.values))
            for outcome in self.outcomes
            for each in (*outcome.problems, *outcome.notes)
        ]
        return [read, *self.doubts, *own, self._summary()]

    def _summary(self) -> Sentence:
        left, waiting = self.count("left out"), self.count("waiting")
        taken_in = self.count("taken") + waiting
        if self.dry_run and self.refused:
            return reason("Dry run: {left} of {rows} rows are bad, so nothing would be taken.",
                          left=left, rows=len(self.outcomes))  # fmt: skip
        if self.dry_run:
            return reason(
                "Dry run, nothing was changed: {taken} hazards would be taken, {waiting} of them "
                "would wait to be placed, {left} rows would be left out.",
                taken=taken_in, waiting=waiting, left=left,
            )  # fmt: skip
        return reason(
            "{taken} hazards taken, {waiting} of them wait to be placed; {left} rows left out.",
            taken=taken_in, waiting=waiting, left=left,
        )  # fmt: skip


def import_hazards(
    store: Store, actor: Actor, content: bytes, *, filename: str, community_id: str,
    now: datetime, kind: str | None = None, crs: str | None = None, dry_run: bool = False,
    skip_bad: bool = False, limits: ImportLimits | None = None,
) -> ImportResult:  # fmt: skip
    """Take hazards from a GeoJSON or CSV file, in one transaction.

    kind: of every row; else each row's column `kind`. crs: one of `geo.crs.KNOWN`; CSV with
    coordinates must say it, GeoJSON is OGC:CRS84 unless it declares another.

    Raises
    ------
    BadInput
        Rows are bad and neither `skip_bad` nor `dry_run` is set: one problem for each; or the
        coordinate system is not said. BadFile, TooLarge: the file itself cannot be read.
    NotFound
        No such community.
    """
    limits = limits or ImportLimits()
    of_all = kind_named(kind, store.kinds) if kind else None
    layer = read_layer(
        content, filename, store.kinds, largest=limits.file_bytes, most_rows=limits.rows
    )
    system = _crs_of(layer, crs)
    # Judged on a snapshot: the one writer is kept from others only while rows are written.
    with store.read() as conn:
        site = Site.of(conn, community_id, limits.outside_m)
        doubts = doubts_of(site, layer, store.kinds, of_all, system, said=bool(crs))
        judged, keepers = _judged(conn, site, layer, store.kinds, of_all, system)
        verdicts = _coded(conn, community_id, store.kinds, judged)
    if not dry_run:
        if not skip_bad:
            _refuse_bad(verdicts)
        with store.write(actor.id, now) as tx:
            # Codes anew: somebody may have taken one since.
            verdicts = _coded(tx.conn, community_id, store.kinds, judged)
            communities.add_contacts(tx, keepers.new)
            hazards.add_many(tx, [each.hazard for each in verdicts if each.hazard])
            due_times.refresh(tx, community_id)
    return ImportResult(
        outcomes=[_outcome(each) for each in verdicts], form=layer.form, encoding=layer.encoding,
        crs=system, dry_run=dry_run, skip_bad=skip_bad, doubts=doubts,
    )  # fmt: skip


def _crs_of(layer: Layer, said: str | None) -> str:
    if said:
        return crss.named(said)
    if layer.form == "GeoJSON":
        return crss.named(layer.crs or "OGC:CRS84")
    if any(row.geometry is not None for row in layer.rows):
        raise BadInput(
            "Say which coordinate system the file's coordinates are in (--crs): EPSG:4326 for a "
            "GPS or OpenStreetMap, GCJ-02 for 高德, 腾讯 or WeChat, BD-09 for 百度. Known: "
            "{known}.",
            known=", ".join(crss.KNOWN),
        )
    return "OGC:CRS84"


def _judged(
    conn: Connection, site: Site, layer: Layer, kinds: Sequence[Kind], kind: Kind | None, crs: str
) -> tuple[list[Verdict], Keepers]:
    there = hazards.of_community(conn, site.community.id, STATUSES)
    ids = [own for row in layer.rows if (own := own_id(row.id or row.cells.get("id")))]
    judge = Judge(
        site=site, kinds=kinds, crs=crs, kind=kind,
        keepers=Keepers.of(site.community.id, communities.contacts(conn, site.community.id)),
        codes_by_id=taken.codes_by_id(conn, ids),
        codes={code: code for code in taken.codes_of(conn, site.community.id)},
        twins={twin_key(each): each.code for each in there},
    )  # fmt: skip
    verdicts = [judge.judge(row) for row in layer.rows]
    if not verdicts:
        raise BadInput("The file has a header but no rows.")
    return verdicts, judge.keepers


def _coded(
    conn: Connection, community_id: str, kinds: Sequence[Kind], verdicts: Sequence[Verdict]
) -> list[Verdict]:
    """The verdicts with the next codes for the hazards whose rows gave none."""
    used = taken.codes_of(conn, community_id)
    used |= {each.hazard.code for each in verdicts if each.hazard}
    by_id = {kind.id: kind for kind in kinds}
    numbers = {
        kind.id: int(hazards.next_code(conn, community_id, kind).rpartition("-")[2])
        for kind in kinds
    }
    coded = []
    for each in verdicts:
        hazard = each.hazard
        if hazard is not None and not hazard.code:
            kind = by_id[hazard.kind]
            while (code := code_of(kind, numbers[kind.id])) in used:
                numbers[kind.id] += 1
            used.add(code)
            coded.append(replace(each, hazard=replace(hazard, code=code)))
        else:
            coded.append(each)
    return coded


def _refuse_bad(verdicts: Sequence[Verdict]) -> None:
    bad = [each for each in verdicts if each.problems]
    if bad:
        raise BadInput(
            "{bad} of {rows} rows cannot be taken, so nothing was changed. Mend them, or leave "
            "them out (--skip-bad).",
            bad=len(bad), rows=len(verdicts),
            problems=[problem for each in bad for problem in each.problems],
        )  # fmt: skip


def _outcome(verdict: Verdict) -> Outcome:
    hazard = verdict.hazard
    state: State = (
        "left out" if hazard is None else "waiting" if hazard.geometry is None else "taken"
    )
    return Outcome(verdict.where, state, hazard, verdict.problems, verdict.notes)
