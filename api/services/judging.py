"""One row of a file judged: the hazard that it describes, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from shapely.geometry.base import BaseGeometry

from api.services import placing
from api.services.cells import LONGEST_NAME, Cells, own_id
from api.services.keeping import Keepers
from api.services.placing import Site
from data.files.layer import Row
from geo.buildings import Match, match
from geo.errors import BadGeometry, Problem
from geo.ground import GroundFeature
from geo.hazards import Hazard, Kind
from geo.texts import shown

_NOT_ANSWERS = frozenset({
    "id", "code", "kind", "rank", "status", "name", "address", "number", "street", "note",
    "keeper", "keeper_phone", "deputy", "deputy_phone", "must_be_keeper", "valid_from", "valid_to",
    "visit_from", "visit_to", "visit_hours",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row: a hazard (its code may still be empty), or problems."""

    where: str
    hazard: Hazard | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Judge:
    """Knows what rows are measured against, and what earlier rows of the file already took.

    kind: of rows that name none. codes_by_id: hazards that have one of the file's ids. codes:
    every code ever given, with who has it. twins: by `twin_key`, what is there already.
    """

    site: Site
    kinds: Sequence[Kind]
    crs: str
    kind: Kind | None
    keepers: Keepers
    codes_by_id: Mapping[str, str]
    codes: dict[str, str]
    twins: dict[tuple[object, ...], str]
    _rows_by_id: dict[str, str] = field(default_factory=dict)
    _matched: dict[str, Match] = field(default_factory=dict)

    def judge(self, row: Row) -> Verdict:
        """The verdict on a row; only a good row takes its id, code and keeper."""
        cells = Cells(row.where, row.cells, self.site.community.zone, list(row.problems))
        kind, people = self._kind(cells), len(self.keepers.new)
        hazard = self._hazard(row, kind, cells) if kind else None
        if hazard is None or cells.problems:
            self.keepers.forget_after(people)
            return Verdict(row.where, None, tuple(cells.problems))
        self._rows_by_id[hazard.id] = row.where
        if hazard.code:
            self.codes[hazard.code] = row.where
        self.twins[twin_key(hazard)] = row.where
        return Verdict(row.where, hazard, notes=tuple(cells.notes))

    def _kind(self, cells: Cells) -> Kind | None:
        said = cells.text("kind")
        if not said and self.kind is None:
            cells.problems.append(
                Problem(cells.where, "Its kind is not said. Add a column “kind”, or say --kind.")
            )
            return None
        kind = kind_said(said, self.kinds) if said else self.kind
        if kind is None:
            cells.problems.append(
                Problem(
                    cells.where, "There is no hazard kind “{name}”. Use one of: {known}.",
                    {"name": shown(said), "known": ", ".join(each.id for each in self.kinds)},
                )
            )  # fmt: skip
        elif self.kind is not None and kind != self.kind:
            cells.problems.append(
                Problem(
                    cells.where, "It is a {kind} by its own column, not a {given}.",
                    {"kind": kind.id, "given": self.kind.id},
                )
            )  # fmt: skip
        return kind

    def _hazard(self, row: Row, kind: Kind, cells: Cells) -> Hazard | None:
        raw = cells.answers(kind, _NOT_ANSWERS)
        rank = cells.rank(kind, raw)
        name = cells.text("name", LONGEST_NAME)
        spot = cells.text("street") + cells.text("number")
        address = cells.text("address") or spot
        geometry = self._geometry(row, kind, cells, [spot, address, name])
        valid_from, valid_to = cells.moment("valid_from"), cells.moment("valid_to", ends=True)
        if valid_from and valid_to and valid_to <= valid_from:
            cells.problems.append(Problem(cells.where, "valid_to must be after valid_from."))
        visit_from, visit_to = cells.hours()
        hazard = Hazard(
            id=self._id(row, cells), code=self._code(cells), kind=kind.id, rank=rank, raw=raw,
            community_id=self.site.community.id, status=cells.status(), geometry=geometry,
            name=name, address=address, note=cells.text("note"),
            must_be_keeper=cells.yes("must_be_keeper"), valid_from=valid_from, valid_to=valid_to,
            visit_from=visit_from, visit_to=visit_to,
            keeper_id=self.keepers.find(cells, "keeper"),
            deputy_id=self.keepers.find(cells, "deputy"),
        )  # fmt: skip
        twin = self.twins.get(twin_key(hazard))
        if twin is not None and not cells.problems:
            cells.problems.append(
                Problem(
                    cells.where, "It says the same as {twin}: same kind, place, name and address.",
                    {"twin": twin},
                )
            )  # fmt: skip
        return hazard

    def _id(self, row: Row, cells: Cells) -> str:
        own = own_id(row.id or cells.cells.get("id"))
        if own is None:
            return str(uuid4())
        if own in self.codes_by_id:
            cells.problems.append(
                Problem(
                    cells.where, "It was imported before, as {code}. Open {code} to change it.",
                    {"code": self.codes_by_id[own]},
                )
            )  # fmt: skip
        elif own in self._rows_by_id:
            cells.problems.append(
                Problem(cells.where, "It has the same id as {other}.",
                        {"other": self._rows_by_id[own]})
            )  # fmt: skip
        return own

    def _code(self, cells: Cells) -> str:
        code = cells.code()
        if code in self.codes:
            cells.problems.append(
                Problem(
                    cells.where, "The code {code} is taken by {other}. Write another one, or none "
                    "to be given the next.", {"code": code, "other": self.codes[code]},
                )
            )  # fmt: skip
        return code

    def _geometry(
        self, row: Row, kind: Kind, cells: Cells, addresses: list[str]
    ) -> BaseGeometry | None:
        given = row.geometry
        if given is None and not row.problems:
            given = self._by_address(kind, cells, [each for each in addresses if each])
            crs = "OGC:CRS84"
        else:
            crs = self.crs
        if given is None:
            return None
        try:
            return placing.placed(self.site, kind, given, crs=crs, where=row.where)
        except BadGeometry as error:
            cells.problems.extend(error.problems)
        return None

    def _by_address(self, kind: Kind, cells: Cells, addresses: list[str]) -> BaseGeometry | None:
        if not addresses:
            cells.problems.append(
                Problem(cells.where, "It has neither coordinates nor an address. Add one of them.")
            )
            return None
        found = [self._match(each) for each in addresses] if "Polygon" in kind.shapes else []
        building = next((each for each in found if isinstance(each, GroundFeature)), None)
        if building is not None:
            cells.notes.append(
                Problem(cells.where, "Placed on building {building}.",
                        {"building": building.number or building.name})
            )  # fmt: skip
            return building.geometry
        several = any(isinstance(each, list) for each in found)
        cells.notes.append(
            Problem(cells.where, "Several buildings fit its address; it waits to be placed.")
            if several
            else Problem(cells.where, "It waits to be placed on the map.")
        )
        return None

    def _match(self, text: str) -> Match:
        if text not in self._matched:
            self._matched[text] = match(text, self.site.buildings)
        return self._matched[text]


def kind_said(word: str, kinds: Sequence[Kind]) -> Kind | None:
    """The kind that a cell names, by its id or in Chinese or English; None if it is unknown."""
    said = word.strip().casefold()
    return next((k for k in kinds if said in (k.id, k.zh.casefold(), k.en.casefold())), None)


def twin_key(hazard: Hazard) -> tuple[object, ...]:
    """Equal for two rows that say the same of the same place."""
    place = hazard.geometry.wkb if hazard.geometry is not None else b""
    return hazard.kind, place, hazard.name, hazard.address
