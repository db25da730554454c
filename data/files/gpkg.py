"""GeoPackage out: layers with their types, titles and the styles that QGIS opens them with.

Written beside the wanted file under another name, then renamed: whoever reads it finds the old
one or the new one whole. Layers say EPSG:4326, which every reader knows; longitude is first in
the file, as the format wants it.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyogrio.errors import DataSourceError, FeatureError

from geo.errors import BadFile, BadGeometry, BadInput
from geo.frames import blank, in_wgs84
from geo.texts import shown

# As GDAL 3.6 and QGIS 3.22 know it; the newest that they write is 1.4.
_VERSION = "1.2"
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
)
"""
_LISTED = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
VALUES ('layer_styles', 'attributes', 'layer_styles', '')
"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
  styleName, styleQML, styleSLD, useAsDefault, description, owner, ui)
VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', '')
"""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GpkgLayer:
    """One layer. frame: in any CRS, of one type of geometry, since QGIS shows one type of a layer.

    shape: "Point", "LineString", "MultiLineString" or "MultiPolygon"; single ones are made multi
    ones. title, about: for people. style: QML, or empty. Mappings and lists in cells become JSON.
    """

    name: str
    frame: gpd.GeoDataFrame
    shape: str
    title: str
    about: str = ""
    style: str = ""


def write(path: Path, layers: Sequence[GpkgLayer]) -> None:
    """Put these layers into a file; one that was there is replaced.

    Raises
    ------
    BadInput
        The name does not end in .gpkg, or its folder is none.
    BadGeometry
        A frame names no coordinate system, or holds another type of geometry than its layer.
    BadFile
        It cannot be written, or another program has it open.
    """
    _refuse(path)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".yuxun-") as folder:
            made = Path(folder) / "made.gpkg"
            _made(made, layers)
            made.replace(path)
    except OSError as error:
        raise BadFile(
            "{file} cannot be written ({why}). Name a folder that may be written, with room.",
            file=shown(path.name), why=error.strerror or type(error).__name__,
        ) from error  # fmt: skip


def encoded(layers: Sequence[GpkgLayer]) -> bytes:
    """These layers as the bytes of a file; raises BadGeometry as `write` does."""
    with tempfile.TemporaryDirectory(prefix="yuxun-") as folder:
        made = Path(folder) / "made.gpkg"
        _made(made, layers)
        return made.read_bytes()


def _refuse(path: Path) -> None:
    if path.suffix.lower() != ".gpkg" or path.is_dir():
        raise BadInput("“{name}” is no name for a GeoPackage. End it in .gpkg.",
                       name=shown(path.name))  # fmt: skip
    if not path.parent.is_dir():
        raise BadInput("There is no folder {folder}. Make it first.", folder=shown(path.parent))
    # A program's log beside the file would be played into the new one.
    if path.with_name(f"{path.name}-wal").exists():
        raise BadFile("{file} is open in another program, such as QGIS. Close it there, or write "
                      "under another name.", file=shown(path.name))  # fmt: skip


def _made(path: Path, layers: Sequence[GpkgLayer]) -> None:
    try:
        for place, each in enumerate(layers):
            pyogrio.write_dataframe(
                _plain(each), path, layer=each.name, driver="GPKG",
                geometry_type=each.shape, promote_to_multi=each.shape.startswith("Multi"),
                append=place > 0, dataset_options=None if place else {"VERSION": _VERSION},
                layer_options={"IDENTIFIER": each.title, "DESCRIPTION": each.about},
            )  # fmt: skip
        _add_styles(path, [each for each in layers if each.style])
    except (DataSourceError, FeatureError, sqlite3.OperationalError) as error:
        # What stops GDAL and SQLite here is the disk.
        raise OSError(errno.EIO, shown(error)) from error


def _plain(layer: GpkgLayer) -> gpd.GeoDataFrame:
    """The frame in degrees, its cells such as a GeoPackage holds."""
    frame, single = in_wgs84(layer.frame), layer.shape.removeprefix("Multi")
    other = set(frame.geom_type) - {single, layer.shape}
    if other:
        raise BadGeometry(
            "The layer {name} is of {shape}, but has {other} too. Give each type a layer of its "
            "own.", name=layer.name, shape=layer.shape, other=", ".join(sorted(other)),
        )  # fmt: skip
    nested = {
        name: frame[name].map(_as_text).astype("str")
        for name in frame.columns.drop(frame.geometry.name)
        if frame[name].dtype == object
    }
    return frame.assign(**nested).to_crs("EPSG:4326")


def _as_text(cell: object) -> object:
    if isinstance(cell, Mapping | list | tuple):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return None if blank(cell) else str(cell)


def _add_styles(path: Path, layers: Iterable[GpkgLayer]) -> None:
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute(_STYLES)
        conn.execute(_LISTED)
        conn.executemany(_STYLE, [(each.name, each.name, each.style) for each in layers])
