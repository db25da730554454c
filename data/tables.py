"""The tables. Every geometry is WGS84 lon/lat; every time is an aware moment, stored in UTC."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.column_types import Geometry, Moment

metadata = MetaData()


def _id() -> Column[str]:
    return Column("id", String(36), primary_key=True)


def _community() -> Column[str]:
    return Column("community_id", String(36), ForeignKey("community.id"), nullable=False)


def _changed() -> tuple[Column[str], Column[datetime]]:
    by = Column("changed_by", Text, nullable=False)
    return by, Column("changed_at", Moment, nullable=False)


meta = Table(
    "meta", metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

community = Table(
    "community", metadata, _id(),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False, default=""),
    Column("code", String(12), nullable=False, default=""),
    Column("street_code", String(9), nullable=False, default=""),
    Column("district_code", String(6), nullable=False, default=""),
    Column("zone", Text, nullable=False, default="Asia/Shanghai"),
    Column("boundary", Geometry, nullable=False),
    # An invented community says so on every page; a demo night pins its clock.
    Column("invented", Boolean, nullable=False, default=False),
    Column("demo_night", Date),
    Column("demo_started_at", Moment),
    # The rule table, windows, trigger and plan hour as geo.passes.Rules reads them.
    Column("rules", JSON, nullable=False),
    # Raised with each change of streets, gates, buildings or water; keys the base map's cache.
    Column("ground_version", Integer, nullable=False, default=1),
    Column("changed_by", Text, nullable=False, default=""),
    Column("changed_at", Moment, nullable=False),
)  # fmt: skip

office = Table(
    "office", metadata, _id(), _community(),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False, default=""),
    Column("point", Geometry, nullable=False),
)  # fmt: skip

# Personal: names and phones of keepers, members and firms live here and nowhere else.
contact = Table(
    "contact", metadata, _id(), _community(),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),  # keeper, staff, desk, property, repair
    Column("phones", JSON, nullable=False, default=list),
    Column("deputy_id", String(36)),  # who stands in on the roster
)  # fmt: skip

team = Table(
    "team", metadata, _id(), _community(),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False, default=""),
    Column("mode", String(10), nullable=False, default="foot"),
    Column("speed_m_s", Float, nullable=False),
    Column("office_id", String(36), ForeignKey("office.id"), nullable=False),
    # Where no shift is written for a night: [{"from": "20:00", "to": "05:00", "members": [..]}]
    Column("usual_shifts", JSON, nullable=False, default=list),
)  # fmt: skip

shift = Table(
    "shift", metadata, _id(),
    Column("team_id", String(36), ForeignKey("team.id"), nullable=False),
    Column("night", Date, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("member_ids", JSON, nullable=False, default=list),
    # Personal: where the last round of the shift ends when that is a home, not the office.
    Column("end_point", Geometry),
    Index("shift_night", "night", "team_id"),
)  # fmt: skip

# When somebody cannot be on duty. Personal: no reason is kept.
absence = Table(
    "absence", metadata, _id(), _community(),
    Column("contact_id", String(36), ForeignKey("contact.id"), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    *_changed(),
    Index("absence_contact", "contact_id", "from_at"),
)  # fmt: skip

# A round worth repeating: its stops in order, for one team in one pass of every night.
round_template = Table(
    "round_template", metadata, _id(), _community(),
    Column("name", Text, nullable=False),
    Column("pass_name", String(10), nullable=False),
    Column("team_id", String(36), ForeignKey("team.id"), nullable=False),
    Column("hazard_ids", JSON, nullable=False),
    Column("in_use", Boolean, nullable=False, default=True),
    *_changed(),
    Index("round_template_community", "community_id"),
)  # fmt: skip

# An order that somebody made by hand for one night; it wins over the planner's and a template's.
hand_order = Table(
    "hand_order", metadata,
    Column("community_id", String(36), ForeignKey("community.id"), primary_key=True),
    Column("night", Date, primary_key=True),
    Column("team_id", String(36), ForeignKey("team.id"), primary_key=True),
    Column("pass_name", String(10), primary_key=True),
    Column("hazard_ids", JSON, nullable=False),
    *_changed(),
)  # fmt: skip

hazard = Table(
    "hazard", metadata, _id(), _community(),
    Column("code", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("raw", JSON, nullable=False, default=dict),
    Column("status", String(10), nullable=False),
    Column("geometry", Geometry),  # null: waits in the "to be placed" list
    Column("name", Text, nullable=False, default=""),
    Column("address", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("keeper_id", String(36), ForeignKey("contact.id")),
    Column("deputy_id", String(36), ForeignKey("contact.id")),
    Column("must_be_keeper", Boolean, nullable=False, default=False),
    Column("valid_from", Moment),
    Column("valid_to", Moment),
    # Clock times "20:00" between which a visit may begin; null: at any time.
    Column("visit_from", String(5)),
    Column("visit_to", String(5)),
    Column("version", Integer, nullable=False, default=1),
    *_changed(),
    Column("deleted", Boolean, nullable=False, default=False),
    # Deleted hazards stay as rows, so that a code is never given twice.
    UniqueConstraint("community_id", "code"),
)  # fmt: skip

# What the check-ins and the rules say of a hazard's visits.
visit = Table(
    "visit", metadata,
    Column("hazard_id", String(36), ForeignKey("hazard.id"), primary_key=True),
    Column("last_visited_at", Moment),
    Column("next_due_at", Moment, index=True),
    Column("overdue", Boolean, nullable=False, default=False),
    Column("changed_at", Moment, nullable=False),
)  # fmt: skip

# Written by triggers only: the row as it was after each change.
hazard_history = Table(
    "hazard_history", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("hazard_id", String(36), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    *_changed(),
    Column("deleted", Boolean, nullable=False),
    Column("row", JSON, nullable=False),
    Column("geometry", Geometry),
)  # fmt: skip

# What leaves the office: one encoded GeoJSON feature of public fields for each record that is
# listed, with the columns that lists filter and page by. Written in the record's transaction.
listed = Table(
    "listed", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),  # the paging key
    Column("collection", String(20), nullable=False),
    Column("id", String(36), nullable=False),
    Column("community_id", String(36), nullable=False),
    Column("kind", String(40), nullable=False, default=""),
    Column("rank", Integer, nullable=False, default=0),
    Column("status", String(12), nullable=False, default=""),
    Column("code", String(20), nullable=False, default=""),
    Column("overdue", Boolean, nullable=False, default=False),
    Column("next_due_at", Moment),
    Column("from_at", Moment),
    Column("to_at", Moment),
    Column("updated_at", Moment, nullable=False),
    Column("west", Float, nullable=False),
    Column("south", Float, nullable=False),
    Column("east", Float, nullable=False),
    Column("north", Float, nullable=False),
    Column("geometry", Geometry, nullable=False),  # as in the feature: seven decimals
    Column("feature", Text, nullable=False),
    UniqueConstraint("collection", "id"),
    Index("listed_page", "collection", "seq"),
    Index("listed_kind", "collection", "kind", "seq"),
    Index("listed_community", "community_id", "collection"),
    # A number given once is never given again, or a reader between two pages would miss a row.
    sqlite_autoincrement=True,
)  # fmt: skip

street = Table(
    "street", metadata, _id(), _community(),
    Column("way", String(20), nullable=False, default=""),  # OSM way id, or empty
    Column("from_node", BigInteger, nullable=False),
    Column("to_node", BigInteger, nullable=False),
    Column("geometry", Geometry, nullable=False),
    Column("length_m", Float, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("name_en", Text, nullable=False, default=""),
    Column("lit", Boolean),
    Column("steps", Boolean, nullable=False, default=False),
    Column("access", String(20), nullable=False, default=""),
    Index("street_community", "community_id"),
)  # fmt: skip

# A gate stands on a street node; walls are ground of kind "wall".
gate = Table(
    "gate", metadata, _id(), _community(),
    Column("node", BigInteger),
    Column("point", Geometry, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("name_en", Text, nullable=False, default=""),
    Column("closed_from", String(5)),  # "23:00"; null: always open
    Column("closed_to", String(5)),
    Index("gate_community", "community_id"),
)  # fmt: skip

# Buildings, single trees, water, parks and walls: what the base map draws.
ground = Table(
    "ground", metadata, _id(), _community(),
    Column("kind", String(20), nullable=False),  # building, tree, water, park, wall
    Column("geometry", Geometry, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("name_en", Text, nullable=False, default=""),
    Column("number", Text, nullable=False, default=""),  # 楼号
    Column("street_name", Text, nullable=False, default=""),
    Column("floors", Integer),
    Index("ground_community", "community_id", "kind"),
)  # fmt: skip

warning = Table(
    "warning", metadata, _id(), _community(),
    Column("kind", String(10), nullable=False),
    Column("level", String(10), nullable=False),
    Column("area", Text, nullable=False, default=""),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("source", Text, nullable=False, default=""),
    *_changed(),
)  # fmt: skip

# What the official decided for a night, apart from the colour of any warning.
response = Table(
    "response", metadata, _id(), _community(),
    Column("night", Date, nullable=False),
    Column("level", String(10), nullable=False),
    # Red or thunder: going out needs the word of a named leader.
    Column("leader", Text, nullable=False, default=""),
    Column("by_hand", Boolean, nullable=False, default=False),  # extra passes switched on by hand
    *_changed(),
    UniqueConstraint("community_id", "night"),
)  # fmt: skip

plan = Table(
    "plan", metadata, _id(), _community(),
    Column("seq", Integer, nullable=False),  # later plans have higher ones
    Column("night", Date, nullable=False),
    Column("status", String(10), nullable=False),  # draft, published, replaced
    Column("levels", JSON, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("iterations", Integer, nullable=False),
    Column("passes", JSON, nullable=False),
    Column("unserved", JSON, nullable=False),
    Column("notes", JSON, nullable=False, default=list),
    Column("person_hours", Float, nullable=False, default=0.0),
    # What is different from the plan before it, as `plan_rows` keeps it; null for a first plan.
    Column("changes", JSON(none_as_null=True)),
    *_changed(),
    Index("plan_night", "community_id", "night"),
)  # fmt: skip

round_ = Table(
    "round", metadata, _id(),
    Column("plan_id", String(36), ForeignKey("plan.id"), nullable=False),
    Column("seq", Integer, nullable=False),  # its place in the plan
    Column("team_id", String(36), ForeignKey("team.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("pass_name", String(10), nullable=False),
    Column("extra", Boolean, nullable=False),
    # draft, published, running, done, ended, replaced
    Column("status", String(10), nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("length_m", Float, nullable=False),
    Column("member_ids", JSON, nullable=False, default=list),
    # Ended before its last stop: when, by whom and why.
    Column("ended_at", Moment),
    Column("ended_by", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Index("round_plan", "plan_id"),
)  # fmt: skip

stop = Table(
    "stop", metadata, _id(),
    Column("round_id", String(36), ForeignKey("round.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hazard_id", String(36), ForeignKey("hazard.id"), nullable=False),
    Column("pass_no", Integer, nullable=False),
    Column("extra", Boolean, nullable=False),
    Column("eta", Moment, nullable=False),
    Column("service_s", Integer, nullable=False),
    Column("point", Geometry, nullable=False),
    Column("leaves", Geometry, nullable=False),
    Column("lookout", Boolean, nullable=False, default=False),
    Column("walker", String(10), nullable=False, default="other"),
    # planned, done, missed, handed_over
    Column("status", String(12), nullable=False, default="planned"),
    Column("changed_at", Moment, nullable=False),
    Index("stop_round", "round_id"),
)  # fmt: skip

leg = Table(
    "leg", metadata, _id(),
    Column("round_id", String(36), ForeignKey("round.id"), nullable=False),
    Column("place", Integer, nullable=False),  # in the round; several legs may lead to a stop
    Column("seq", Integer, nullable=False),
    Column("geometry", Geometry, nullable=False),
    Column("length_m", Float, nullable=False),
    Column("walk_s", Integer, nullable=False),
    Column("through", Boolean, nullable=False, default=False),
    Index("leg_round", "round_id"),
)  # fmt: skip

# A team that has seen and accepted a plan that came while it was out.
confirmation = Table(
    "confirmation", metadata,
    Column("plan_id", String(36), ForeignKey("plan.id"), primary_key=True),
    Column("team_id", String(36), ForeignKey("team.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
)  # fmt: skip

# Append-only. The key is made by the phone; seq is the order in which the server had them.
checkin = Table(
    "checkin", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("key", String(36), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),  # SHA-256 of the content, to know a repeat
    _community(),
    Column("round_id", String(36)),
    Column("stop_id", String(36)),
    Column("hazard_id", String(36)),
    Column("night", Date, nullable=False),
    Column("result", String(10), nullable=False),  # clear, finding
    Column("finding", JSON(none_as_null=True)),  # {"kind", "scale", "note", "flags"}
    Column("position", Geometry),
    Column("accuracy_m", Float),
    Column("device_id", String(64), nullable=False, default=""),
    Column("counter", BigInteger),
    Column("device_time", Moment),
    Column("seen_at", Moment, nullable=False),  # the visit, by the community's clock
    Column("received_at", Moment, nullable=False),
    Column("received_by", Text, nullable=False),
    # Typed in later from a paper sheet: seen_at is what the sheet says.
    Column("typed_in", Boolean, nullable=False, default=False),
    Index("checkin_night", "community_id", "night"),
    sqlite_autoincrement=True,
)  # fmt: skip

# One stored answer for each Idempotency-Key of an actor.
answered = Table(
    "answered", metadata,
    Column("actor", Text, primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
)  # fmt: skip
