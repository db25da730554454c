"""The drawing of Yu'anli, a community that does not exist: streets, water and compounds.

Coordinates are metres east and north of `ORIGIN`. The drawing lies over a closed airfield, so
that no real home is under a building that is said to leak.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.samples.generate_curves import XY

ORIGIN = (116.3885, 39.7835)

WIDTH_M = {
    "primary": 24.0, "secondary": 18.0, "tertiary": 13.0, "residential": 8.0, "living_street": 5.0,
    "service": 5.0, "footway": 2.5, "path": 2.0, "steps": 3.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """A street as drawn: control points of a curve, or corners where it is crooked."""

    code: str
    name: str
    name_en: str
    kind: str
    points: tuple[XY, ...]
    lit: bool = True
    access: str = ""
    curved: bool = True
    closed: bool = False

    @property
    def width_m(self) -> float:
        """Width of the carriageway or path."""
        return WIDTH_M[self.kind]


@dataclass(frozen=True, slots=True)
class Door:
    """A gate as drawn: roughly where, which side it is called after, and its hours."""

    at: XY
    side: str
    side_en: str
    kind: str = "lift_gate"
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Compound:
    """A residential compound: the block that holds `inside`, its rows of blocks and its gates.

    angle_deg: how far its blocks turn from facing south, anticlockwise. bow_m: how much a row
    bends with the street. spines: how many lanes cross the rows. walled: False where the old
    wall came down.
    """

    name: str
    name_en: str
    inside: XY
    style: str
    count: int
    floors: tuple[int, int]
    year: tuple[int, int]
    doors: tuple[Door, ...]
    angle_deg: float = 0.0
    bow_m: float = 0.0
    pitch_m: float = 43.0
    block_m: float = 58.0
    spines: int = 1
    walled: bool = True
    lit: bool = True
    footway_lit: bool = True


# Where one way passes under another without meeting it.
APART = frozenset({frozenset({"xidong", "yuan"}), frozenset({"xibian", "yuan"})})

STREETS = (
    Way("donghuai", "东槐大街", "Donghuai Avenue", "primary",
        ((500, 600), (515, 445), (548, 260), (531, 130), (528, 40), (552, -120), (560, -250),
         (540, -400), (536, -540))),
    Way("yuan", "雨安路", "Yu'an Road", "secondary",
        ((-700, 66), (-565, 36), (-430, 20), (-300, -20), (-180, -58), (-60, -62), (80, -34),
         (220, 12), (360, 46), (528, 36), (650, 14))),
    Way("beiwang", "北望路", "Beiwang Road", "secondary",
        ((-700, 452), (-565, 432), (-420, 452), (-260, 482), (-95, 464), (80, 470), (240, 494),
         (400, 480), (515, 445), (650, 420))),
    Way("qingpu", "清浦路", "Qingpu Road", "secondary",
        ((-700, -398), (-565, -424), (-468, -434), (-300, -458), (-150, -432), (-40, -442),
         (120, -478), (260, -480), (400, -440), (540, -412), (660, -424))),
    Way("liuyin", "柳荫街", "Liuyin Street", "tertiary",
        ((-112, 590), (-95, 464), (-68, 345), (-100, 225), (-112, 110), (-76, -10), (-58, -90),
         (-30, -230), (-58, -350), (-40, -442), (-16, -550))),
    Way("xidong", "溪东路", "Xidong Road", "residential",
        ((-420, 452), (-436, 365), (-462, 255), (-448, 95), (-430, -50), (-454, -200),
         (-470, -330), (-468, -434))),
    Way("xixi", "溪西路", "Xixi Road", "residential",
        ((-508, 436), (-520, 345), (-545, 250), (-528, 85), (-508, -55), (-540, -215),
         (-552, -340), (-546, -427)), lit=False),
    Way("jingtai", "井台街", "Jingtai Street", "residential",
        ((-461, 262), (-385, 252), (-285, 292), (-180, 308), (-78, 300))),
    Way("huan", "听雨环路", "Tingyu Ring", "residential",
        ((-79, 388), (20, 410), (140, 402), (250, 370), (318, 292), (316, 204), (258, 132),
         (150, 100), (30, 90), (-112, 122))),
    Way("fengqiao", "枫巷", "Maple Lane", "residential", ((140, 402), (152, 440), (138, 476))),
    Way("yinxing", "银杏巷", "Ginkgo Lane", "residential",
        ((322, 250), (400, 266), (470, 244), (547, 255))),
    Way("hefeng", "荷风巷", "Hefeng Lane", "residential", ((62, 92), (78, 40), (64, -38))),
    Way("jixian", "集贤巷", "Jixian Lane", "residential", ((268, 140), (286, 92), (276, 28))),
    Way("wangxi", "望溪巷", "Wangxi Lane", "residential",
        ((-288, -24), (-262, -110), (-290, -225), (-252, -335), (-272, -457))),
    Way("lianchi", "莲池路", "Lianchi Road", "residential",
        ((-31, -234), (60, -214), (160, -246), (262, -224), (380, -252), (470, -222), (559, -214))),
    Way("shusheng", "书声街", "Shusheng Street", "residential",
        ((236, 17), (224, -70), (252, -150), (240, -230))),
    Way("xingtan", "杏坛巷", "Xingtan Lane", "residential",
        ((188, -240), (212, -330), (186, -400), (200, -482))),
    Way("caochang", "操场巷", "Caochang Lane", "residential",
        ((376, -252), (392, -330), (372, -400), (382, -445))),
    Way("ramp", "雨安桥辅路", "Yu'an Bridge Slip Road", "service",
        ((-340, -8), (-374, 44), (-408, 112), (-456, 176))),
    Way("xibian", "溪边步道", "Streamside Walk", "footway",
        ((-447, 448), (-462, 345), (-486, 252), (-470, 85), (-451, -55), (-481, -218),
         (-493, -345), (-486, -432)), lit=False),
)  # fmt: skip

# Old lanes: corners stay corners.
HUTONGS = (
    ("bansan", "半伞胡同", "Bansan Hutong",
     ((-332, 275), (-338, 232), (-322, 204), (-329, 142), (-311, 98), (-316, 50), (-308, -17))),
    ("yanyan", "燕檐胡同", "Yanyan Hutong",
     ((-456, 196), (-404, 182), (-379, 196), (-326, 186), (-270, 201), (-254, 187), (-190, 196),
      (-148, 186), (-106, 190))),
    ("zhulian", "竹帘胡同", "Zhulian Hutong",
     ((-314, 106), (-262, 119), (-250, 104), (-200, 113), (-150, 99), (-111, 103))),
    ("jingyan", "井沿胡同", "Jingyan Hutong",
     ((-218, 303), (-224, 254), (-209, 240), (-214, 193))),
    ("nanjing", "南井胡同", "South Well Hutong",
     ((-238, 107), (-229, 62), (-241, 44), (-234, -42))),
    ("luopan", "罗盘胡同", "Luopan Hutong",
     ((-402, 183), (-398, 152), (-378, 143), (-374, 112))),
    ("xiaozhu", "小竹帘胡同", "Little Zhulian Hutong",
     ((-172, 105), (-166, 62), (-149, 52), (-152, 6))),
    ("beijia", "北夹道", "North Alley",
     ((-150, 187), (-146, 232), (-160, 246), (-158, 276))),
    ("xijing", "西井胡同", "West Well Hutong",
     ((-398, 252), (-394, 226), (-399, 183))),
    ("dengcao", "灯草胡同", "Dengcao Hutong",
     ((-271, 201), (-279, 236), (-266, 252), (-276, 294))),
)  # fmt: skip

RIVER: tuple[XY, ...] = (
    (-452, 640), (-474, 440), (-484, 345), (-508, 252), (-492, 88), (-472, -56), (-502, -220),
    (-515, -345), (-508, -430), (-484, -600),
)  # fmt: skip
RIVER_WIDTH_M = 21.0
LAKE: tuple[XY, ...] = (
    (8, 262), (34, 316), (84, 322), (118, 346), (176, 322), (214, 270), (196, 212), (140, 182),
    (100, 206), (62, 196), (26, 212),
)  # fmt: skip
ISLAND: tuple[XY, ...] = ((150, 262), (164, 276), (182, 268), (178, 250), (160, 246))

PARK_WAYS = (
    Way("parkwest", "听雨公园西径", "Tingyu Park West Path", "footway",
        ((-93, 262), (-50, 268), (-8, 262))),
    Way("parksouth", "听雨公园南径", "Tingyu Park South Path", "footway",
        ((92, 95), (84, 140), (98, 190))),
    Way("parkeast", "听雨公园东径", "Tingyu Park East Path", "footway",
        ((226, 236), (268, 228), (318, 214)), lit=False),
    Way("parknorth", "听雨公园北径", "Tingyu Park North Path", "footway",
        ((92, 340), (70, 372), (78, 410))),
    Way("bridge", "听雨桥", "Tingyu Bridge", "footway", ((81, 204), (70, 258), (78, 327))),
    Way("hillsteps", "望亭台阶", "Pavilion Steps", "steps", ((214, 300), (232, 318), (246, 326)),
        lit=False),
    Way("hill", "望亭小径", "Pavilion Path", "path", ((246, 326), (262, 318), (299, 322)),
        lit=False),
)  # fmt: skip

BANK_STEPS = (
    ("banknorth", ((-447, 330), (-467, 333))),
    ("bankmiddle", ((-449, 150), (-477, 150))),
    ("banksouth", ((-462, -262), (-486, -262))),
)

COMPOUNDS = (
    Compound("柳荫小区", "Liuyin Estate", (-160, -250), "slab", 15, (5, 6), (1982, 1989),
             (Door((-170, -66), "北门", "North Gate"), Door((-42, -300), "东门", "East Gate"),
              Door((-266, -300), "西门", "West Gate", "gate")),
             angle_deg=-4, bow_m=5, block_m=56),
    Compound("望河苑", "Wanghe Court", (-360, -220), "slab", 13, (6, 7), (1994, 1998),
             (Door((-370, -8), "北门", "North Gate", "lift_gate", True),
              Door((-285, -210), "东门", "East Gate"),
              Door((-380, -440), "南门", "South Gate", "gate")),
             angle_deg=7, bow_m=-4, block_m=62, spines=0),
    Compound("北望里", "Beiwangli", (-260, 390), "slab", 11, (4, 5), (1978, 1984),
             (Door((-250, 472), "北门", "North Gate"),
              Door((-84, 390), "东门", "East Gate", "gate"),
              Door((-290, 292), "南门", "South Gate", "gate")),
             angle_deg=4, bow_m=7, block_m=50, spines=1, lit=False),
    Compound("听雨苑", "Tingyu Court", (430, 370), "tower", 8, (16, 22), (2003, 2008),
             (Door((312, 310), "西门", "West Gate", "gate", True),
              Door((440, 468), "北门", "North Gate"),
              Door((420, 262), "南门", "South Gate"))),
    Compound("槐安里", "Huai'anli", (430, 150), "slab", 10, (4, 6), (1979, 1986),
             (Door((535, 150), "东门", "East Gate"), Door((300, 160), "西门", "West Gate"),
              Door((420, 46), "南门", "South Gate")),
             angle_deg=-6, bow_m=-5, block_m=48, walled=False),
    Compound("雨安家园", "Yu'an Gardens", (100, -140), "tower", 8, (18, 26), (2009, 2014),
             (Door((110, -22), "北门", "North Gate"), Door((90, -222), "南门", "South Gate"),
              Door((240, -120), "东门", "East Gate", "gate"))),
    Compound("雨安新村", "Yu'an New Village", (400, -110), "slab", 13, (6, 6), (1988, 1993),
             (Door((400, 42), "北门", "North Gate"), Door((555, -150), "东门", "East Gate"),
              Door((330, -242), "南门", "South Gate", "gate")),
             angle_deg=5, bow_m=6, block_m=60, lit=True),
    Compound("清浦小区", "Qingpu Estate", (80, -350), "slab", 9, (6, 6), (1990, 1996),
             (Door((90, -470), "南门", "South Gate"), Door((100, -222), "北门", "North Gate"),
              Door((206, -330), "东门", "East Gate", "gate")),
             angle_deg=-7, bow_m=5, block_m=66, spines=1),
    Compound("东槐苑", "Donghuai Court", (470, -330), "tower", 4, (14, 18), (2001, 2005),
             (Door((548, -330), "东门", "East Gate"), Door((460, -228), "北门", "North Gate")),
             walled=False),
)  # fmt: skip

BOUNDARY_WAYS = ("beiwang", "donghuai", "qingpu")
