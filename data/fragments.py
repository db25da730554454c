"""Public features: what leaves the office, each encoded once as the GeoJSON that is served.

The allow-list stands here and nowhere else. Never public: keepers, deputies, phones, doors,
households, notes, photos, addresses of buildings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.communities import Community
from geo.ground import Street
from geo.hazards import Hazard, Visit

# Seven decimals are a centimetre.
DECIMALS = 7

PUBLIC_FIELDS: Mapping[str, tuple[str, ...]] = {
    "communities": ("name", "name_en", "code", "street_code", "district_code", "invented"),
    "hazards": (
        "code", "kind", "kind_zh", "rank", "status", "community_code", "street_code",
        "district_code", "extra_night_passes", "last_visited_at", "next_due_at", "overdue",
        "updated_at", "version",
    ),
    "streets": ("name", "name_en", "kind", "lit", "length_m"),
    "round_stops": (
        "round_id", "night", "pass_no", "pass_name", "extra", "seq", "hazard_id", "hazard_code",
        "eta", "service_s", "team_name", "status",
    ),
    "round_legs": ("round_id", "seq", "length_m", "walk_s", "night", "pass_no"),
}  # fmt: skip
"""Properties by collection; `id` and `geometry` are members of each feature besides."""

PUBLIC_STATUSES = ("active", "resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One public feature with the columns that lists are filtered by; geometry rounded."""

    collection: str
    id: str
    community_id: str
    geometry: BaseGeometry
    feature: str
    updated_at: datetime
    kind: str = ""
    rank: int = 0
    status: str = ""
    code: str = ""
    overdue: bool = False
    next_due_at: datetime | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None


def community_feature(community: Community, changed_at: datetime) -> Listed:
    """A community and its boundary."""
    values = {name: getattr(community, name) for name in PUBLIC_FIELDS["communities"]}
    return _listed(
        "communities", community.id, community.boundary, values,
        community_id=community.id, updated_at=changed_at, code=community.code,
    )  # fmt: skip


def hazard_feature(
    hazard: Hazard, community: Community, *, kind_zh: str, extra_night_passes: int,
    visit: Visit | None, updated_at: datetime,
) -> Listed:  # fmt: skip
    """A hazard without its people, answers, words and address."""
    seen = visit or Visit(None, None, overdue=False)
    zone = ZoneInfo(community.zone)
    values = {
        "code": hazard.code, "kind": hazard.kind, "kind_zh": kind_zh, "rank": hazard.rank,
        "status": hazard.status, "community_code": community.code,
        "street_code": community.street_code, "district_code": community.district_code,
        "extra_night_passes": extra_night_passes,
        "last_visited_at": _said(seen.last_visited_at, zone),
        "next_due_at": _said(seen.next_due_at, zone), "overdue": seen.overdue,
        "updated_at": _said(updated_at, zone), "version": hazard.version,
    }  # fmt: skip
    assert hazard.geometry is not None
    return _listed(
        "hazards", hazard.id, hazard.geometry, values, community_id=hazard.community_id,
        kind=hazard.kind, rank=hazard.rank, status=hazard.status, code=hazard.code,
        overdue=seen.overdue, next_due_at=seen.next_due_at, from_at=hazard.valid_from,
        to_at=hazard.valid_to, updated_at=updated_at,
    )  # fmt: skip


def street_feature(street: Street, changed_at: datetime) -> Listed:
    """A walkable street."""
    values = {name: getattr(street, name) for name in PUBLIC_FIELDS["streets"]}
    values["length_m"] = round(street.length_m, 1)
    return _listed(
        "streets", street.id, street.geometry, values, community_id=street.community_id,
        kind=street.kind, updated_at=changed_at,
    )  # fmt: skip


def stop_feature(row: Any) -> Listed:
    """A stop of a published round, from its row joined with round, plan, team and hazard."""
    values = {name: getattr(row, name, None) for name in PUBLIC_FIELDS["round_stops"]}
    values |= {"night": row.night.isoformat(), "eta": _said(row.eta, ZoneInfo(row.zone))}
    return _listed(
        "round_stops", row.id, row.point, values, community_id=row.community_id,
        status=row.status, from_at=row.eta, to_at=row.eta, updated_at=row.updated_at,
    )  # fmt: skip


def leg_feature(row: Any) -> Listed:
    """A leg of a published round, from its row joined with round and plan."""
    values = {name: getattr(row, name, None) for name in PUBLIC_FIELDS["round_legs"]}
    values |= {"night": row.night.isoformat(), "length_m": round(row.length_m, 1)}
    return _listed(
        "round_legs", row.id, row.geometry, values, community_id=row.community_id,
        from_at=row.starts_at, to_at=row.ends_at, updated_at=row.updated_at,
    )  # fmt: skip


def _listed(
    collection: str,
    feature_id: str,
    geometry: BaseGeometry,
    values: Mapping[str, Any],
    **columns: Any,
) -> Listed:
    shown = _rounded(geometry)
    feature = {
        "type": "Feature",
        "id": feature_id,
        "geometry": mapping(shown),
        "properties": {name: values[name] for name in PUBLIC_FIELDS[collection]},
    }
    text = json.dumps(feature, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Listed(collection=collection, id=feature_id, geometry=shown, feature=text, **columns)


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    rounded = shapely.transform(geometry, lambda each: np.round(each, DECIMALS))
    # RFC 7946, 3.1.6: outer rings run against the clock.
    return shapely.orient_polygons(rounded, exterior_cw=False)


def _said(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="seconds")
