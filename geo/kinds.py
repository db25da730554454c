"""The kinds of hazard: what each is called, asked, drawn and ranked by.

Three stand in code. More come from a configuration, without code: `kinds_of` reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from geo.errors import BadInput

FLOOD_SEGMENT, LEAK_BUILDING, LEANING_TREE = "flood_segment", "leak_building", "leaning_tree"


@dataclass(frozen=True, slots=True)
class Field:
    """One of a kind's own fields, as asked on a form or found in a file.

    type: "number", "whole", "yesno", "text", "choice" or "list" (of text).
    least, most: bounds in `unit`, both ends legal.
    words: (zh, en) of each choice; of a number that ranks, one for each band that the kind's
    steps make (one more than there are steps).
    public: False keeps it out of everything that leaves the office.
    """

    name: str
    type: Literal["number", "whole", "yesno", "text", "choice", "list"]
    zh: str
    en: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    public: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of hazard: how it is named, drawn, asked about and ranked.

    scale: name of the field that ranks it; a choice field ranks by position (first is 1), a
    number by how many of `steps` it has reached (0 or 1 reached is rank 1).
    adds_one: yes/no fields that each lift the rank by one, at most to 4. checklist: what to look
    at on a visit, (zh, en) each.
    """

    id: str
    zh: str
    en: str
    prefix: str
    shapes: tuple[str, ...]
    fields: tuple[Field, ...]
    scale: str
    steps: tuple[float, ...] = ()
    adds_one: tuple[str, ...] = ()
    checklist: tuple[tuple[str, str], ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((each for each in self.fields if each.name == name), None)


_LIVE_WIRE = Field("live_wire", "yesno", "有带电线路", "Live wire near")

DEFAULT_KINDS: tuple[Kind, ...] = (
    Kind(
        FLOOD_SEGMENT, "易积水路段", "Flood-prone road", "JS", ("LineString", "MultiLineString"),
        (
            Field(
                "depth_cm", "number", "常见水深", "Usual depth", "cm", 0, 300,
                words=(("路面湿", "Wet"), ("没鞋面", "Over the shoe"), ("没小腿", "To the calf"),
                       ("到膝盖", "To the knee"), ("到大腿", "To the thigh")),
            ),
            Field("underpass", "yesno", "下凹桥或地道", "Underpass"),
            Field("drains", "whole", "雨水口数量", "Drains", "", 0, 200),
            Field("cover_missing", "yesno", "井盖缺失", "Manhole cover missing"),
            _LIVE_WIRE,
        ),
        # W1 5-15, W2 15-27, W3 27-50, W4 from 50 cm (domain.md, water depth): the first step
        # reached is still rank 1, so W0 and W1 share it.
        scale="depth_cm", steps=(5, 15, 27, 50),
        adds_one=("underpass", "cover_missing", "live_wire"),
        checklist=(
            ("路缘处水深", "Depth at the kerb"),
            ("雨水口是否通畅", "Drains running, not blocked"),
            ("井盖是否齐全、有无移位", "Manhole covers in place"),
            ("电线、电箱是否临水", "Wires and boxes clear of the water"),
            ("看不清地面的水里不要走", "Never step where you cannot see the ground"),
        ),
    ),
    Kind(
        LEAK_BUILDING, "易漏房屋", "Leak-prone building", "LD",
        ("Polygon", "MultiPolygon", "Point"),
        (
            Field(
                "scale", "choice", "漏雨程度", "Leak scale", choices=("L1", "L2", "L3", "L4"),
                words=(("水渍", "Stain"), ("滴水", "Dripping"), ("流水", "Running"),
                       ("近电、顶棚鼓包或有人受险", "Near electrics, bulging or somebody at risk")),
            ),
            Field("year", "whole", "建成年份", "Year built", "", 1900, 2100),
            Field("floors", "whole", "层数", "Floors", "", 1, 60),
            Field("doors", "list", "漏雨门牌", "Doors that leak"),
            _LIVE_WIRE,
        ),
        scale="scale", adds_one=("live_wire",),
        checklist=(
            ("屋檐、屋面边缘", "Roof edge"),
            ("顶层窗户", "Top-floor windows"),
            ("落水管有无堵塞、开裂", "Downpipes whole and running"),
            ("在楼外查看，居民来过电话的才敲门", "From outside; knock only where they called"),
        ),
    ),
    Kind(
        LEANING_TREE, "倾斜树木", "Leaning tree", "SM", ("Point",),
        (
            Field(
                "scale", "choice", "危险程度", "Tree scale", choices=("T1", "T2", "T3", "T4"),
                words=(("观察", "Watch"), ("旧倾斜、土松软", "Old lean, soaked soil"),
                       ("新倾斜、根盘抬起或断枝悬挂", "New lean, lifted roots or a hanging limb"),
                       ("倒伏或正在开裂", "Down or cracking now")),
            ),
            Field("species", "text", "树种", "Species"),
            Field("height_m", "number", "树高", "Height", "m", 0.5, 60),
            Field("lean_deg", "number", "倾角", "Lean", "°", 0, 90),
            Field(
                "target", "choice", "可能砸到", "Would hit",
                choices=("path", "wire", "car", "roof", "nothing"),
                words=(("道路", "Path"), ("电线", "Wire"), ("车辆", "Car"), ("房屋", "Roof"),
                       ("无", "Nothing")),
            ),
            _LIVE_WIRE,
        ),
        scale="scale", adds_one=("live_wire",),
        checklist=(
            ("树干有无新裂缝", "New cracks in the trunk"),
            ("树根、根盘有无抬起", "Roots or root plate lifting"),
            ("有无断枝悬挂", "Hanging limbs"),
            ("会砸到什么：电线、车辆、行人", "What it would hit: wires, cars, people"),
            ("远处查看，不站在树下", "From a distance, never below it"),
        ),
    ),
)  # fmt: skip


def kind_named(name: str, kinds: Sequence[Kind] = DEFAULT_KINDS) -> Kind:
    """The kind of that id.

    Raises
    ------
    BadInput
        No such kind.
    """
    for kind in kinds:
        if kind.id == name:
            return kind
    known = ", ".join(kind.id for kind in kinds)
    raise BadInput("There is no hazard kind “{name}”. Use one of: {known}.", name=name, known=known)


@dataclass(frozen=True, slots=True)
class Choice:
    """One picture on the form "add here": the answer it stands for and the rank it gives."""

    value: str | float
    zh: str
    en: str
    rank: int


def scale_choices(kind: Kind) -> tuple[Choice, ...]:
    """The pictures that rank a kind, least first; a depth picture answers where its band begins."""
    scale = kind.field(kind.scale)
    if scale is None:
        return ()
    if scale.type == "choice":
        ranked: list[tuple[str | float, int]] = [
            (value, min(4, place)) for place, value in enumerate(scale.choices, 1)
        ]
    else:
        starts = (scale.least or 0, *kind.steps)
        ranked = [(value, min(4, max(1, reached))) for reached, value in enumerate(starts)]
    named = (*scale.words, *[(str(value), str(value)) for value, _ in ranked[len(scale.words) :]])
    return tuple(
        Choice(value, zh, en, rank) for (value, rank), (zh, en) in zip(ranked, named, strict=False)
    )
