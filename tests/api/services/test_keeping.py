"""Keepers by name: known, new, or not to be told apart."""

from __future__ import annotations

from api.services.cells import Cells
from api.services.keeping import Keepers
from geo.communities import Contact
from tests import town


def _keepers(*more: Contact) -> Keepers:
    return Keepers.of(town.COMMUNITY, [*town.contacts(), *more])


def _cells(**cells: object) -> Cells:
    return Cells("row 2", cells, "Asia/Shanghai")


def _person(name: str, phone: str, role: str = "keeper") -> Contact:
    return Contact(id=f"{name} {phone}", community_id=town.COMMUNITY, name=name, phones=(phone,),
                   role=role)  # type: ignore[arg-type]  # fmt: skip


def test_a_known_name_is_that_person_whatever_the_number() -> None:
    keepers = _keepers()
    cells = _cells(keeper="张槐", keeper_phone="13811112222")
    assert keepers.find(cells, "keeper") == town.id_of("keeper 1")
    assert keepers.new == []
    assert "another telephone number" in str(cells.notes[0])
    assert "张槐" not in str(cells.notes[0])


def test_a_new_name_is_made_once() -> None:
    keepers = _keepers()
    first = keepers.find(_cells(keeper="林新", keeper_phone="13811112222"), "keeper")
    assert keepers.find(_cells(deputy="林新"), "deputy") == first
    assert [(each.name, each.role, each.phones) for each in keepers.new] == [
        ("林新", "keeper", ("13811112222",))
    ]


def test_two_of_one_name_are_told_apart_by_the_number() -> None:
    keepers = _keepers(_person("张槐", "010-8888 1111"))
    cells = _cells(keeper="张槐", keeper_phone="01088881111")
    assert keepers.find(cells, "keeper") == "张槐 010-8888 1111"
    unclear = _cells(keeper="张槐")
    keepers.find(unclear, "keeper")
    assert "Several people" in str(unclear.problems[0])


def test_a_keeper_goes_before_staff_of_the_same_name() -> None:
    keepers = _keepers(_person("张槐", "1234567", "staff"))
    assert keepers.find(_cells(keeper="张槐"), "keeper") == town.id_of("keeper 1")


def test_nobody_is_legal_and_a_number_alone_is_not() -> None:
    cells = _cells(keeper_phone="13811112222")
    assert _keepers().find(cells, "deputy") is None
    assert cells.problems == []
    assert _keepers().find(cells, "keeper") is None
    assert "no name" in str(cells.problems[0])
