"""gzip: who takes it, and our own files packed once."""

from __future__ import annotations

import gzip
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

LEAST_BYTES = 1_000
# Pictures and fonts are packed already.
PACKABLE = frozenset({".css", ".html", ".js", ".json", ".map", ".mjs", ".svg", ".txt",
                      ".webmanifest"})  # fmt: skip


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip."""
    for part in accept_encoding.lower().split(","):
        coding, _, parameter = part.partition(";")
        if coding.strip() in {"gzip", "*"}:
            weight = parameter.replace(" ", "").removeprefix("q=")
            return not weight or weight.strip("0.") != ""
    return False


def packed(body: bytes, level: int = 5) -> bytes:
    """The body in gzip, the same bytes for the same body."""
    return gzip.compress(body, level, mtime=0)


class PackedStatic(StaticFiles):
    """Our static files, text ones packed once per version of the file."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        plain = super().file_response(full_path, stat_result, scope, status_code)
        plain.headers["Cache-Control"] = "no-cache"
        path = Path(full_path)
        if path.suffix not in PACKABLE or stat_result.st_size < LEAST_BYTES:
            return plain
        plain.headers["Vary"] = "Accept-Encoding"
        if plain.status_code != status_code or not _wanted(scope):
            return plain
        body = _packed_file(path, stat_result.st_mtime_ns, stat_result.st_size)
        return Response(body, status_code, _packed_headers(plain.headers, len(body)))


def _wanted(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    # A range counts the bytes of the plain file.
    return "range" not in headers and takes_gzip(headers.get("accept-encoding", ""))


def _packed_headers(plain: Mapping[str, str], length: int) -> dict[str, str]:
    kept = {k: v for k, v in plain.items() if k not in {"content-length", "accept-ranges"}}
    return kept | {"content-encoding": "gzip", "content-length": str(length)}


@lru_cache(maxsize=512)
def _packed_file(path: Path, mtime_ns: int, size: int) -> bytes:
    return packed(path.read_bytes(), 6)
