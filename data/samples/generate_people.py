"""The sample's people and firms. All names are invented; no number here can be rung."""

from __future__ import annotations

from data.samples.generate_curves import XY

# (code, name, role, phones). 139-0000 and 010-5550 are assigned to nobody.
CONTACTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("su", "苏念安", "keeper", ("139-0000-0101",)),
    ("he", "贺听澜", "keeper", ("139-0000-0102",)),
    ("lin", "林晚舟", "keeper", ("139-0000-0103",)),
    ("tao", "陶景行", "staff", ("139-0000-0104",)),
    ("gu", "顾长庚", "keeper", ("139-0000-0105",)),
    ("qin", "秦望舒", "keeper", ("139-0000-0106",)),
    ("ye", "叶书怀", "keeper", ("139-0000-0107",)),
    ("xu", "许归雁", "staff", ("139-0000-0108",)),
    ("wen", "温砚秋", "keeper", ("139-0000-0109",)),
    ("lu", "陆知微", "keeper", ("139-0000-0110",)),
    ("fang", "方既白", "keeper", ("139-0000-0111",)),
    ("jiang", "江月初", "staff", ("139-0000-0112",)),
    ("desk", "雨安里社区值班室", "desk", ("010-5550-0100", "139-0000-0100")),
    ("property", "听檐物业服务公司", "property", ("010-5550-0200",)),
    ("repair", "清浦应急抢险队", "repair", ("010-5550-0300", "139-0000-0300")),
)

# Who stands in on the roster for whom.
DEPUTIES = {"lin": "jiang", "he": "wen", "qin": "lu", "tao": "jiang", "gu": "fang", "xu": "fang"}

# (who, how many nights after the demo night, from, to)
ABSENCES = (("qin", 1, "08:00", "05:00"), ("xu", 2, "08:00", "20:00"))

OFFICES = (
    ("office", "雨安里社区居委会", "Yu'anli Community Office"),
    ("station", "雨安里便民服务站", "Yu'anli Service Station"),
)

# (code, name, English name, mode, office, day members, night members)
TEAMS: tuple[tuple[str, str, str, str, str, tuple[str, str], tuple[str, str]], ...] = (
    ("team-1", "雨安一组", "Yu'an Team 1", "foot", "office", ("su", "tao"), ("lin", "he")),
    ("team-2", "溪东二组", "Xidong Team 2", "ebike", "station", ("gu", "xu"), ("qin", "ye")),
)

DAY_SHIFT, NIGHT_SHIFT = ("08:00", "20:00"), ("20:00", "05:00")

# Whose quarter it is: (where its middle lies, keeper, deputy).
QUARTERS: tuple[tuple[XY, str, str], ...] = (
    ((-280, 390), "wen", "qin"),
    ((-300, 120), "qin", "ye"),
    ((-180, 130), "ye", "qin"),
    ((-360, -200), "gu", "xu"),
    ((-160, -250), "he", "lin"),
    ((30, 10), "su", "he"),
    ((120, 250), "lu", "lin"),
    ((430, 360), "fang", "lu"),
    ((430, 120), "lu", "fang"),
    ((110, -140), "lin", "su"),
    ((400, -110), "fang", "lin"),
    ((80, -350), "lin", "he"),
    ((340, -340), "lin", "tao"),
)
