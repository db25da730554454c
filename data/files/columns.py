"""What the columns of an office's list are called, in Chinese and English.

A header is matched without regard to case, spaces and a unit in brackets: "水深（cm）" is
`depth_cm`. The fields of the hazard kinds are known by their own names and labels as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from geo.errors import Problem
from geo.hazards import DEFAULT_KINDS, Kind
from geo.texts import shown

# Our name, then what else people write. "街道" is no street here: it is the subdistrict.
_WORDS: dict[str, str] = {
    "id": "id uuid",
    "code": "code 编号 编码 代码 点位编号 隐患编号",
    "kind": "kind type 类型 类别 隐患类型 隐患类别",
    "rank": "rank 等级 级别 风险等级 隐患等级",
    "status": "status 状态",
    "name": "name 名称 名字 点位名称 隐患名称",
    "address": "address 地址 位置 点位地址 具体位置",
    "number": "number building 楼号 楼栋 楼栋号 楼门",
    "street": "street road 道路 路名 街巷 道路名称",
    "lon": "lon lng longitude x 经度",
    "lat": "lat latitude y 纬度",
    "lon_to": "lon_to 终点经度",
    "lat_to": "lat_to 终点纬度",
    "note": "note notes remark 备注 说明 情况说明",
    "keeper": "keeper 责任人 专人 包保人 负责人",
    "keeper_phone": "keeper_phone phone 责任人电话 负责人电话 电话 联系电话 手机 手机号",
    "deputy": "deputy 副责任人 替补责任人 第二责任人",
    "deputy_phone": "deputy_phone 副责任人电话 替补责任人电话 第二责任人电话",
    "must_be_keeper": "must_be_keeper 须责任人到场 必须责任人",
    "valid_from": "valid_from 起始日期 生效日期",
    "valid_to": "valid_to 截止日期 失效日期",
    "visit_from": "visit_from 可访时段起 可访开始时间 可访起始 最早到访",
    "visit_to": "visit_to 可访时段止 可访结束时间 可访截止 最晚到访",
    "visit_hours": "visit_hours 可访时段 可访时间 到访时段",
    # Fields of the three kinds, beside their own labels.
    "depth_cm": "depth 水深 积水深度 深度",
    "scale": "scale 程度",
    "underpass": "下凹桥 地道 下穿通道",
    "drains": "雨水口 雨水篦子",
    "live_wire": "带电 带电线路",
    "year": "年份 建成年代",
    "floors": "楼层数",
    "doors": "门牌 漏雨户",
    "height_m": "高度",
    "lean_deg": "倾斜角度 倾斜角",
    "target": "砸到",
}
_START = {"起点经度": "lon", "起点纬度": "lat"}

# Made by us in an export and made anew here, or a mere count of rows: legal, and not read.
DERIVED = frozenset({
    "序号", "fid", "objectid", "ogc_fid",
    "kind_zh", "community_code", "street_code", "district_code", "extra_night_passes",
    "last_visited_at", "next_due_at", "overdue", "updated_at", "version",
})  # fmt: skip

_UNITS = {"厘米": "cm", "公分": "cm", "毫米": "mm", "米": "m", "度": "°", "°": "°", "deg": "°"}
_BRACKET = re.compile(r"[(（\[]([^)）\]]*)[)）\]]")


def _plain(header: str) -> str:
    return re.sub(r"[\s_*：:]", "", _BRACKET.sub("", header)).lower()


class Columns:
    """Finds our name of a column; knows the fields of the kinds it is given."""

    def __init__(self, kinds: Sequence[Kind] = DEFAULT_KINDS) -> None:
        self.kinds = kinds

    @cached_property
    def _names(self) -> dict[str, str]:
        names = dict(_START)
        for kind in self.kinds:
            for field in kind.fields:
                names |= {_plain(word): field.name for word in (field.name, field.zh, field.en)}
        for name, words in _WORDS.items():
            names |= {_plain(word): name for word in (name, *words.split())}
        return names | {_plain(name): name for name in DERIVED}

    def name_of(self, header: str) -> str | None:
        """Our name of a column, or None where it is unknown."""
        return self._names.get(_plain(header)) if len(header) <= 100 else None

    def check(self, where: str, headers: Iterable[str]) -> list[Problem]:
        """What is wrong with headers that stand side by side: unknown, twice or in other units."""
        problems: list[Problem] = []
        seen: dict[str, str] = {}
        for header in headers:
            name = self.name_of(header)
            if name is None:
                problems.append(self._unknown(where, header))
            elif name in seen:
                problems.append(
                    Problem(
                        where, "“{first}” and “{second}” are both the column {name}. Keep one.",
                        {"first": shown(seen[name]), "second": shown(header), "name": name},
                    )
                )  # fmt: skip
            elif complaint := self._in_other_unit(where, header, name):
                problems.append(complaint)
            if name is not None:
                seen.setdefault(name, header)
        return problems

    def _unknown(self, where: str, header: str) -> Problem:
        return Problem(
            where, "“{header}” is no column that is known here. Rename it or delete it; known: "
            "{known}.",
            {"header": shown(header), "known": ", ".join(_WORDS)},
        )  # fmt: skip

    def _in_other_unit(self, where: str, header: str, name: str) -> Problem | None:
        bracket = _BRACKET.search(header)
        said = _UNITS.get(bracket[1].strip(), bracket[1].strip().lower()) if bracket else ""
        fields = (kind.field(name) for kind in self.kinds)
        unit = next((field.unit for field in fields if field and field.unit), "")
        if not unit or said == unit or said not in {"cm", "mm", "m", "°"}:
            return None
        return Problem(
            where, "“{header}” must be in {unit}. Convert the values and rename the column.",
            {"header": shown(header), "unit": unit},
        )  # fmt: skip
