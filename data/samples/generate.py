"""Writes the sample: an invented Beijing community. Never a real one: leaking homes are named.

`python -m data.samples.generate` writes the files again; the same seed gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random

from shapely import LineString, MultiPoint, Point, Polygon, get_coordinates, transform
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from data.samples import generate_people as people
from data.samples.generate_compounds import wall
from data.samples.generate_hazards import Found, hazards
from data.samples.generate_place import Place, place
from data.samples.generate_plan import ORIGIN
from data.samples.generate_trees import SPECIES_EN
from geo.crs import Metric

SEED = 20260722
FOLDER = Path(__file__).parent / "yuanli"
INVENTED = (
    "雨安里社区是虚构的：街道、楼房、人名、电话和隐患都不存在。"
    "Yu'anli is invented: its streets, buildings, people, phones and hazards do not exist."
)
HOURS = ("23:00", "05:00")

Feature = dict[str, object]


def sample(seed: int = SEED) -> dict[str, str]:
    """The text of every file by name."""
    drawn = place(Random(seed))
    found = hazards(drawn)
    return {
        "community.json": _document(_community(drawn)),
        "streets.geojson": _collection(_streets(drawn)),
        "ground.geojson": _collection(_ground(drawn)),
        "hazards.geojson": _collection(_hazard(each) for each in found),
    }


def _document(body: Mapping[str, object]) -> str:
    return json.dumps({"note": INVENTED, **body}, ensure_ascii=False, indent=1) + "\n"


def _collection(features: Iterable[Feature]) -> str:
    """GeoJSON with one feature on a line."""
    rows = ",\n".join(
        json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features
    )
    note = json.dumps(INVENTED, ensure_ascii=False)
    return f'{{"type":"FeatureCollection","note":{note},"features":[\n{rows}\n]}}\n'


def _wgs84(geometry: BaseGeometry) -> BaseGeometry:
    """The drawing's metres as (lon, lat) with 6 decimals, about 0.1 m."""
    there = Metric(ORIGIN)
    return transform(geometry, lambda points: there.lonlat(points).round(6))


def _feature(geometry: BaseGeometry, **properties: object) -> Feature:
    """A feature with the properties that say something."""
    said = {name: value for name, value in properties.items() if value not in ("", None)}
    return {"type": "Feature", "properties": said, "geometry": mapping(_wgs84(geometry))}


def _streets(drawn: Place) -> Iterable[Feature]:
    for edge in drawn.network.edges:
        way = edge.way
        yield _feature(
            LineString(edge.points),
            **{"from": edge.from_node, "to": edge.to_node},
            way=way.code, kind=way.kind, name=way.name, name_en=way.name_en, lit=way.lit,
            access=way.access, bridge=edge.bridge or None,
        )  # fmt: skip


def _ground(drawn: Place) -> Iterable[Feature]:
    for kind, areas in (("water", drawn.water), ("park", drawn.parks)):
        for name, name_en, area in areas:
            yield _feature(area.simplify(0.3), kind=kind, name=name, name_en=name_en)
    for laid in drawn.laid:
        if laid.compound.walled:
            yield _feature(wall(laid), kind="wall", name=laid.compound.name,
                           name_en=laid.compound.name_en)  # fmt: skip
    for building in drawn.buildings:
        yield _feature(
            building.outline, kind="building", name=building.name, name_en=building.name_en,
            number=building.number, street=building.street, floors=building.floors,
        )  # fmt: skip
    for species, english in SPECIES_EN.items():
        points = [tree.at for tree in drawn.trees if tree.species == species]
        yield _feature(MultiPoint(points), kind="tree", name=species, name_en=english)


def _hazard(found: Found) -> Feature:
    return _feature(
        found.geometry, code=found.code, kind=found.kind, rank=found.rank, name=found.name,
        address=found.address, keeper=found.keeper, deputy=found.deputy, raw=found.raw,
        must_be_keeper=found.must_be_keeper or None,
    )  # fmt: skip


def _community(drawn: Place) -> dict[str, object]:
    return {
        "name": "雨安里社区", "name_en": "Yu'anli Community", "invented": True,
        # No district has the code 110199.
        "code": "110199088001", "street_code": "110199088", "district_code": "110199",
        "zone": "Asia/Shanghai", "demo_night": "2026-07-22",
        "boundary": mapping(_wgs84(drawn.boundary.simplify(0.3))),
        "gates": [_gate(drawn, i) for i in range(sum(len(laid.gates) for laid in drawn.laid))],
        "offices": [
            {"code": code, "name": name, "name_en": name_en, "point": _door(drawn, name)}
            for code, name, name_en in people.OFFICES
        ],
        "contacts": [
            {"code": code, "name": name, "role": role, "phones": list(phones)}
            | ({"deputy": people.DEPUTIES[code]} if code in people.DEPUTIES else {})
            for code, name, role, phones in people.CONTACTS
        ],
        "teams": [_team(*team) for team in people.TEAMS],
        "absences": [
            {"who": who, "nights_later": later, "from": opens, "to": ends}
            for who, later, opens, ends in people.ABSENCES
        ],
        "warnings": [
            {"kind": "rain", "level": "blue", "from": "16:00", "hours": 16,
             "area": "雨安里社区（虚构）", "source": "演示 · demo"}
        ],
    }  # fmt: skip


def _gate(drawn: Place, index: int) -> dict[str, object]:
    spot = [gate for laid in drawn.laid for gate in laid.gates][index]
    node = drawn.network.nearest_node(spot.at)
    body: dict[str, object] = {
        "name": spot.name, "name_en": spot.name_en, "kind": spot.door.kind, "node": node,
        "point": _lonlat(Point(drawn.network.nodes[node])),
    }  # fmt: skip
    return body | ({"closed_from": HOURS[0], "closed_to": HOURS[1]} if spot.door.locked else {})


def _door(drawn: Place, name: str) -> list[float]:
    """Where a team leaves an office: the side of the building that faces its street."""
    building = next(each for each in drawn.buildings if each.name == name)
    streets = [
        LineString(edge.points) for edge in drawn.network.edges if edge.way.name == building.street
    ]
    street = min(streets, key=lambda line: line.distance(building.outline))
    return _lonlat(nearest_points(Polygon(building.outline.exterior), street)[0])


def _lonlat(point: Point) -> list[float]:
    lon, lat = get_coordinates(_wgs84(point))[0].tolist()
    return [lon, lat]


def _team(
    code: str, name: str, name_en: str, mode: str, office: str,
    day: tuple[str, str], night: tuple[str, str],
) -> dict[str, object]:  # fmt: skip
    shifts = [
        {"from": hours[0], "to": hours[1], "members": list(members)}
        for hours, members in ((people.DAY_SHIFT, day), (people.NIGHT_SHIFT, night))
    ]
    return {"code": code, "name": name, "name_en": name_en, "mode": mode, "office": office,
            "usual_shifts": shifts}  # fmt: skip


def write(folder: Path = FOLDER, seed: int = SEED) -> int:
    """Write the files into a folder; the number of bytes written."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = sample(seed)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sum(len(text.encode()) for text in texts.values())


if __name__ == "__main__":
    print(f"{write()} bytes into {FOLDER}", file=sys.stderr)
