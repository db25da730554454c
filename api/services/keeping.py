"""Keepers and deputies by name: found among those that the community knows, or made new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from api.services.cells import LONGEST_NAME, Cells
from geo.communities import Contact
from geo.errors import Problem


@dataclass(slots=True)
class Keepers:
    """The contacts of a community by name, and those that a file names for the first time."""

    community_id: str
    known: dict[str, list[Contact]] = field(default_factory=dict)
    new: list[Contact] = field(default_factory=list)

    @classmethod
    def of(cls, community_id: str, contacts: Iterable[Contact]) -> Keepers:
        """Those contacts, none new."""
        keepers = cls(community_id)
        for each in contacts:
            keepers.known.setdefault(each.name, []).append(each)
        return keepers

    def find(self, cells: Cells, column: str) -> str | None:
        """The id of the person that a row names in that column, with `<column>_phone`."""
        name = cells.text(column, LONGEST_NAME)
        phone = cells.phone(f"{column}_phone")
        if not name:
            if phone:
                cells.problems.append(
                    Problem(cells.where, "There is a telephone number but no name beside it.")
                )
            return None
        known = self.known.get(name, [])
        fitting = [each for each in known if _plain(phone) in map(_plain, each.phones)]
        fitting = fitting or [each for each in known if each.role == "keeper"] or known
        if len(fitting) > 1:
            cells.problems.append(
                Problem(
                    cells.where, "Several people have the name in “{column}”. Add the telephone "
                    "number of the one that is meant.", {"column": column},
                )
            )  # fmt: skip
        elif not fitting:
            return None if cells.problems else self._add(name, phone)
        elif phone and _plain(phone) not in map(_plain, fitting[0].phones):
            cells.notes.append(
                Problem(
                    cells.where, "The person in “{column}” is known with another telephone "
                    "number; that one is kept.", {"column": column},
                )
            )  # fmt: skip
        return fitting[0].id

    def forget_after(self, count: int) -> None:
        """Unmake the newest, down to `count` new ones: the row that named them is left out."""
        for person in self.new[count:]:
            self.known[person.name].remove(person)
        del self.new[count:]

    def _add(self, name: str, phone: str) -> str:
        person = Contact(
            id=str(uuid4()), community_id=self.community_id, name=name, role="keeper",
            phones=(phone,) if phone else (),
        )  # fmt: skip
        self.known.setdefault(name, []).append(person)
        self.new.append(person)
        return person.id


def _plain(phone: str) -> str:
    return "".join(each for each in phone if each.isdigit())
