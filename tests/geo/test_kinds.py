"""The three kinds, their pictures, and more kinds by configuration."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from data.files.columns import DERIVED, Columns
from data.fragments import PUBLIC_FIELDS
from geo.errors import BadInput
from geo.hazards import Hazard, rank_of
from geo.kinds import DEFAULT_KINDS, Kind, kind_named, scale_choices
from geo.kinds_reading import TAKEN_FIELDS, TAKEN_KINDS, kinds_of

FIRE_LANE: dict[str, Any] = {
    "id": "fire_lane", "zh": "消防通道", "en": "Fire lane", "prefix": "XF",
    "shapes": ["LineString"], "scale": "scale",
    "fields": [{"name": "scale", "type": "choice", "zh": "堵塞程度", "en": "Blocked",
                "choices": ["F1", "F2"], "words": [["半堵", "Half"], ["全堵", "Fully"]]}],
}  # fmt: skip


@pytest.mark.parametrize("kind", DEFAULT_KINDS, ids=lambda kind: kind.id)
def test_each_picture_answers_what_gives_its_rank(kind: Kind) -> None:
    pictures = scale_choices(kind)
    assert [each.rank for each in pictures] == sorted(each.rank for each in pictures)
    assert {each.rank for each in pictures} == {1, 2, 3, 4}
    for each in pictures:
        assert rank_of(kind, {kind.scale: each.value}) == each.rank
        assert each.zh
        assert each.en


def test_water_has_five_pictures_from_wet_to_thigh() -> None:
    pictures = scale_choices(kind_named("flood_segment"))
    assert [(each.value, each.rank) for each in pictures] == [
        (0, 1), (5, 1), (15, 2), (27, 3), (50, 4),
    ]  # fmt: skip
    assert pictures[3].zh == "到膝盖"


def test_a_choice_has_as_many_words_as_choices() -> None:
    for kind in DEFAULT_KINDS:
        for field in kind.fields:
            if field.type == "choice":
                assert len(field.words) == len(field.choices)


def test_unknown_kinds_are_named_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"volcano.*flood_segment"):
        kind_named("volcano")


def test_another_kind_comes_by_configuration() -> None:
    kinds = kinds_of([FIRE_LANE])
    assert kinds[:3] == DEFAULT_KINDS
    assert rank_of(kinds[3], {"scale": "F2"}) == 2
    assert [each.zh for each in scale_choices(kinds[3])] == ["半堵", "全堵"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "Fire Lane"}, "small Latin letters"),
        ({"id": "flood_segment"}, "Another kind has its id"),
        ({"prefix": "JS"}, "Another kind has its prefix"),
        ({"prefix": "xf-"}, "capital letters"),
        ({"shapes": ["Circle"]}, "shapes must be of"),
        ({"shapes": "Point"}, "a list is needed"),
        ({"shapes": []}, "shapes must be of"),
        ({"scale": "depth"}, "scale must be a field"),
        ({"adds_one": ["scale"]}, "yes/no fields"),
        ({"zh": "a\0"}, "control characters"),
        ({"fields": [{"name": "scale", "type": "colour", "zh": "", "en": ""}]}, "type is one of"),
        ({"fields": 7}, "cannot be read"),
        ({"colour": "red"}, "unknown keys colour"),
    ],
)
def test_a_configured_kind_that_cannot_be_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as caught:
        kinds_of([FIRE_LANE | change])
    assert "kind 1" in str(caught.value)
    assert says in str(caught.value)


def test_a_record_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="kind 1"):
        kinds_of([{}])


@pytest.mark.parametrize("word", sorted(TAKEN_KINDS))
def test_a_kind_cannot_hide_a_list(word: str) -> None:
    with pytest.raises(BadInput, match="name of a list"):
        kinds_of([FIRE_LANE | {"id": word}])


@pytest.mark.parametrize("word", ["name", "lon", "rank", "code", "kind", "id", "note", "status"])
def test_a_field_cannot_hide_a_column(word: str) -> None:
    field = {"name": word, "type": "text", "zh": "甲", "en": "A"}
    with pytest.raises(BadInput, match=f"record's own: {word}"):
        kinds_of([FIRE_LANE | {"fields": [*FIRE_LANE["fields"], field]}])


def test_the_records_own_columns_are_all_taken() -> None:
    own = {each.name for each in fields(Hazard)} | set(PUBLIC_FIELDS["hazards"]) | DERIVED
    named = {name for word in TAKEN_FIELDS if (name := Columns(()).name_of(word))}
    assert named <= TAKEN_FIELDS
    assert {each for each in own if each.isascii()} <= TAKEN_FIELDS
    kinds = {field.name for kind in DEFAULT_KINDS for field in kind.fields}
    assert not kinds & TAKEN_FIELDS


@pytest.mark.parametrize("records", [{"id": "x"}, "x", 7, None, True])
def test_kinds_that_are_no_list_are_refused(records: Any) -> None:
    with pytest.raises(BadInput, match="must be a list"):
        kinds_of(records)


def test_a_configured_kind_has_its_own_checklist() -> None:
    looks = [["车辆是否占道", "Cars in the lane"]]
    assert kinds_of([FIRE_LANE | {"checklist": looks}])[-1].checklist == (tuple(looks[0]),)
    assert kinds_of([FIRE_LANE])[-1].checklist == ()


@pytest.mark.parametrize(
    "looks",
    [[["只有中文"]], [["长" * 61, "long"]], [["", "empty"]], [["a\0", "b"]], [["看", "look"]] * 9,
     "text", [7]],
)  # fmt: skip
def test_a_checklist_that_nobody_could_read_at_a_stop_is_refused(looks: Any) -> None:
    with pytest.raises(BadInput):
        kinds_of([FIRE_LANE | {"checklist": looks}])


def test_every_kind_says_what_to_look_at_in_both_languages() -> None:
    for kind in DEFAULT_KINDS:
        assert 3 <= len(kind.checklist) <= 6
        assert all(zh and en and zh != en for zh, en in kind.checklist)
