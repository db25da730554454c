"""The one guarded importer: GDAL reads a stranger's file in a child process, shut in.

`geopandas.read_file(upload)` reads any file of the server: a VRT or GDALG under any name points
wherever it likes. So the child knows one driver only (GDAL_SKIP names all others before it
imports GDAL), sits in an empty folder with that file alone, has limits of memory and CPU and,
where the kernel allows, no network. Its answer comes back as plain arrays, never as pickle.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from data.guarded_child import DAMAGED, TOO_BIG
from geo.errors import BadFile, TooLarge

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layer:
    """Features of one layer: WGS84 geometries, and text columns (None: not said)."""

    geometries: NDArray[np.object_]
    columns: Mapping[str, Sequence[str | None]]

    def __len__(self) -> int:
        return len(self.geometries)

    def tags(self) -> list[dict[str, str]]:
        """What was said of each feature, in order."""
        names = list(self.columns)
        rows = zip(*self.columns.values(), strict=True)
        return [
            {name: value for name, value in zip(names, row, strict=True) if value}
            for row in rows
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What the child may use."""

    memory_bytes: int = 2 << 30
    cpu_s: int = 60


def read_layers(
    file: Path, *, driver: str, kept_as: str, layers: Sequence[str],
    config: Mapping[str, str], bbox: Box | None = None, limits: Limits | None = None,
) -> tuple[dict[str, Layer], Box | None]:  # fmt: skip
    """The layers of a file, read by one GDAL driver in a child process, and the file's extent.

    kept_as: the name the file has in the child's folder, whatever it was called outside.
    bbox: features outside it are left out.

    Raises
    ------
    BadFile
        The driver cannot read it.
    TooLarge
        Reading took more memory or time than `limits`.
    """
    with tempfile.TemporaryDirectory(prefix="yuxun-import-") as made:
        room, answer = Path(made, "in"), Path(made, "answer.npz")
        room.mkdir()
        shutil.copyfile(file, room / kept_as)
        _run(
            room,
            answer,
            driver,
            {**config, "CPL_TMPDIR": made},
            {"file": kept_as, "layers": list(layers), "bbox": bbox},
            limits or Limits(),
            file.name,
        )
        with np.load(answer, allow_pickle=False) as arrays:
            extent = tuple(arrays["extent"].tolist())
            return {name: _layer(arrays, name) for name in layers}, extent or None


def _run(
    room: Path, answer: Path, driver: str, config: Mapping[str, str],
    order: dict[str, object], limits: Limits, called: str,
) -> None:  # fmt: skip
    skipped = [name for name in pyogrio.list_drivers() if name != driver]
    order |= {"driver": driver, "answer": str(answer), "cpu_s": limits.cpu_s,
              "memory_bytes": limits.memory_bytes}  # fmt: skip
    surroundings = {
        "GDAL_SKIP": ",".join(skipped), "OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath, **config,
    }  # fmt: skip
    script = Path(__file__).with_name("guarded_child.py")
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(script)], cwd=room, env=surroundings,
            input=json.dumps(order).encode(), capture_output=True, timeout=limits.cpu_s * 3,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _too_large(called) from None
    if done.returncode == DAMAGED:
        raise BadFile(
            "“{file}” cannot be read as {driver}: {why}",
            file=called, driver=driver, why=done.stderr.decode(errors="replace").strip()[:200],
        )  # fmt: skip
    stopped = (TOO_BIG, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ)
    if done.returncode in stopped or b"bad_alloc" in done.stderr:
        raise _too_large(called)
    if done.returncode:
        raise BadFile(
            "“{file}” could not be read. If other programs open it, export it again and retry.",
            file=called,
        ) from RuntimeError(done.stderr.decode(errors="replace")[-2000:])


def _too_large(called: str) -> TooLarge:
    return TooLarge(
        "Reading “{file}” takes more memory or time than is allowed. Cut it to the "
        "neighbourhood first.",
        file=called,
    )


def _layer(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Layer:
    wkb, at = arrays[f"{name}.wkb"].tobytes(), arrays[f"{name}.at"].tolist()
    pieces = [wkb[at[n] : at[n + 1]] or None for n in range(len(at) - 1)]
    geometries = shapely.from_wkb(np.array([*pieces, None], dtype=object)[:-1])
    return Layer(geometries, json.loads(arrays[f"{name}.columns"].tobytes()))
