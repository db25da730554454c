"""The sample's one-off buildings: the office, the service station, a school, shops, a market."""

from __future__ import annotations

import math

from shapely import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from data.samples.generate_buildings import Building, Site
from data.samples.generate_curves import XY, turned

OFFICE = "雨安里社区居委会"
STATION = "雨安里便民服务站"


def civic(site: Site) -> list[Building]:
    """The civic buildings, each moved a little where a street is in its way."""
    built = []
    for name, name_en, number, street, at, angle, shape, floors, year, use in _CIVIC:
        outline = _placed(site, at, math.radians(angle), shape)
        if outline is not None:
            site.take(outline)
            built.append(
                Building(outline, name, name_en, number, street, floors, year, use)
            )  # fmt: skip
    return built


def _placed(site: Site, at: XY, angle: float, shape: Polygon) -> Polygon | None:
    for radius in (0, 3, 6, 9, 12, 16, 20):
        for turn in range(8 if radius else 1):
            spot = Point(at[0] + radius * math.cos(turn * math.pi / 4),
                         at[1] + radius * math.sin(turn * math.pi / 4))  # fmt: skip
            outline = turned(shape, spot, angle)
            if site.fits(outline, 5.0):
                return outline
    return None


def _block(wide: float, deep: float) -> Polygon:
    return box(-wide / 2, -deep / 2, wide / 2, deep / 2)


def _wings(wide: float, deep: float, wing: float) -> Polygon:
    """A house with two wings to the south."""
    court = box(-wide / 2 + wing, -deep, wide / 2 - wing, deep / 2 - wing)
    shape: BaseGeometry = _block(wide, deep).difference(court)
    return Polygon(shape)


def _corner(wide: float, deep: float, wing: float) -> Polygon:
    """A house around a street corner."""
    shape = _block(wide, deep).difference(box(-wide / 2 + wing, -deep, wide, deep / 2 - wing))
    return Polygon(shape)


_CIVIC: tuple[tuple[str, str, str, str, XY, float, Polygon, int, int, str], ...] = (
    (OFFICE, "Yu'anli Community Office", "1号", "荷风巷", (46, 40), -6, _corner(38, 26, 12),
     3, 1998, "office"),
    ("雨安里社区卫生站", "Yu'anli Health Station", "3号", "荷风巷", (44, -2), 8, _block(34, 15),
     2, 2001, "office"),
    ("雨安菜市场", "Yu'an Market", "36号", "雨安路", (126, 30), 8, _block(64, 30), 2, 1996,
     "shop"),
    ("雨安邮局", "Yu'an Post Office", "42号", "雨安路", (196, 52), 14, _block(36, 18), 3, 1992,
     "office"),
    ("听雨茶社", "Tingyu Tea House", "8号", "听雨环路", (150, 76), 8, _block(28, 14), 2, 2005,
     "shop"),
    ("柳荫街百货", "Liuyin Street Stores", "21号", "柳荫街", (-72, 62), -74, _block(46, 16), 3,
     1987, "shop"),
    ("雨安里1号楼", "Yu'anli Building 1", "1号楼", "柳荫街", (-30, 26), -4, _block(44, 12.5), 6,
     1985, "home"),
    ("雨安里2号楼", "Yu'anli Building 2", "2号楼", "柳荫街", (-18, -16), 2, _block(52, 12.5), 6,
     1985, "home"),
    ("北望公寓1号楼", "Beiwang Flats, Building 1", "1号楼", "北望路", (-42, 434), 3,
     _block(40, 15), 12, 1999, "home"),
    ("北望公寓2号楼", "Beiwang Flats, Building 2", "2号楼", "北望路", (24, 440), 3,
     _block(44, 15), 12, 1999, "home"),
    ("北望公寓3号楼", "Beiwang Flats, Building 3", "3号楼", "北望路", (96, 440), 4,
     _block(46, 15), 12, 2000, "home"),
    ("北望路底商", "Beiwang Road Shops", "60号", "北望路", (200, 448), 6, _block(62, 13), 2,
     2002, "shop"),
    ("雨安小学教学楼", "Yu'an Primary School, Classrooms", "1号", "杏坛巷", (286, -282), -3,
     _wings(84, 40, 13), 4, 1991, "school"),
    ("雨安小学食堂", "Yu'an Primary School, Canteen", "1号", "杏坛巷", (346, -292), -3,
     _block(22, 26), 2, 1995, "school"),
    ("雨安小学体育馆", "Yu'an Primary School, Gymnasium", "1号", "杏坛巷", (340, -400), -4,
     _block(34, 46), 2, 2010, "school"),
    (STATION, "Yu'anli Service Station", "28号", "井台街", (-128, 284), 3, _block(24, 14), 2,
     2012, "office"),
    ("溪东泵站", "Xidong Pumping Station", "51号", "溪东路", (-418, 158), 8, _block(18, 12), 1,
     1989, "office"),
)  # fmt: skip

# The running track of the school, drawn as green.
TRACK = (268.0, -385.0, 38.0, 62.0)
