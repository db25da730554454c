"""Read one vector file with GDAL, shut in. A script for `data.guarded`, imported by nobody.

Started in an empty folder that holds the one file, with GDAL_SKIP naming every driver but the
one allowed. Order on stdin (JSON), answer in the file the order names (npz, no pickle): per
layer the WKB of each feature, end to end, where each starts, and its columns as JSON.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from typing import Any

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
DAMAGED, TOO_BIG = 3, 4


def _shut_in(order: dict[str, Any]) -> None:
    unshare = getattr(ctypes.CDLL(None), "unshare", None)  # Linux only
    if unshare and unshare(_NEW_NETWORK):  # not root: by way of a user namespace, if allowed
        unshare(_NEW_USER | _NEW_NETWORK)
    for name, most in (
        (resource.RLIMIT_AS, order["memory_bytes"]), (resource.RLIMIT_CPU, order["cpu_s"]),
        (resource.RLIMIT_FSIZE, order["memory_bytes"]), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(name, (most, most))


def _packed(read: Any, order: dict[str, Any]) -> dict[str, Any]:
    import numpy as np

    found: dict[str, Any] = {}
    bbox = tuple(order["bbox"]) if order["bbox"] else None
    for layer in order["layers"]:
        meta, _, wkb, columns = read(order["file"], layer=layer, bbox=bbox)
        sizes = [len(each or b"") for each in wkb]
        found[f"{layer}.wkb"] = np.frombuffer(b"".join(each or b"" for each in wkb), np.uint8)
        found[f"{layer}.at"] = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        texts = {
            str(name): [None if value is None else str(value) for value in column]
            for name, column in zip(meta["fields"], columns, strict=True)
        }
        found[f"{layer}.columns"] = np.frombuffer(json.dumps(texts).encode(), np.uint8)
    return found


def _main() -> int:
    order = json.load(sys.stdin)
    _shut_in(order)
    import numpy as np
    import pyogrio
    from pyogrio.raw import read

    if set(pyogrio.list_drivers()) != {order["driver"]}:
        raise RuntimeError(f"drivers left: {sorted(pyogrio.list_drivers())}")
    try:
        extent = pyogrio.read_info(order["file"], layer=order["layers"][0]).get("total_bounds")
        found = _packed(read, order)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        sys.stderr.write(str(error)[:300])
        return DAMAGED
    found["extent"] = np.array(extent if extent is not None else [], dtype=np.float64)
    with open(order["answer"], "wb") as answer:  # noqa: PTH123
        np.savez(answer, **found)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(_main())
    except MemoryError:
        sys.exit(TOO_BIG)
