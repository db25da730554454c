"""Third-party files by the lock file, and sentences when they cannot be had."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from maps import build_assets

ROOT = build_assets.ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


class Npm:
    """An npm that writes the files, or fails as it is told to."""

    def __init__(self, files: list[str], stderr: str = "") -> None:
        self.files, self.stderr, self.calls = files, stderr, []

    def __call__(self, args: list[str], cwd: Path, **_: object) -> subprocess.CompletedProcess[str]:
        self.calls.append(args)
        if args[0] == "config":
            return subprocess.CompletedProcess(args, 0, "https://mirror.example/npm/\n", "")
        for name in self.files:
            file = cwd / "node_modules" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(name, "utf-8")
        return subprocess.CompletedProcess(args, 1 if self.stderr else 0, "", self.stderr)


def test_files_are_copied_once_and_scripts_never_run(checkout: Path) -> None:
    npm = Npm(list(build_assets.FILES))
    assert build_assets.make(checkout, npm)
    assert not build_assets.make(checkout, npm)
    assert len(npm.calls) == 1
    assert npm.calls[0][:2] == ["ci", "--ignore-scripts"]
    made = {file.name for file in (checkout / build_assets.VENDOR).iterdir()}
    assert made == {*build_assets.FILES.values(), build_assets.STAMP}


def test_a_new_lock_file_makes_them_anew(checkout: Path) -> None:
    npm = Npm(list(build_assets.FILES))
    build_assets.make(checkout, npm)
    with (checkout / "package-lock.json").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert build_assets.make(checkout, npm)


def test_a_lost_file_is_fetched_again(checkout: Path) -> None:
    npm = Npm(list(build_assets.FILES))
    build_assets.make(checkout, npm)
    (checkout / build_assets.VENDOR / "leaflet.js").unlink()
    assert build_assets.make(checkout, npm)


def test_no_network_names_the_registry_and_the_remedy(checkout: Path) -> None:
    npm = Npm([], "npm error code ENOTFOUND\nnpm error request to https://mirror.example failed")
    with pytest.raises(build_assets.AssetsMissingError) as raised:
        build_assets.make(checkout, npm)
    assert "https://mirror.example/npm/" in str(raised.value)
    assert "npm config set registry" in str(raised.value)
    assert not (checkout / build_assets.VENDOR / build_assets.STAMP).exists()


def test_another_failure_is_said_as_npm_said_it(checkout: Path) -> None:
    with pytest.raises(build_assets.AssetsMissingError, match="EUSAGE"):
        build_assets.make(checkout, Npm([], "npm error code EUSAGE"))


def test_a_package_without_its_file_is_named(checkout: Path) -> None:
    with pytest.raises(build_assets.AssetsMissingError, match=r"leaflet\.css"):
        build_assets.make(checkout, Npm(["leaflet/dist/leaflet.js"]))


def test_versions_are_exact_and_no_registry_is_in_the_lock_file() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    assert all(version[0].isdigit() for version in wanted["dependencies"].values())
    assert lock["packages"][""]["dependencies"] == wanted["dependencies"]
    for name, package in lock["packages"].items():
        if name:
            assert "resolved" not in package, name
            assert package["integrity"].startswith("sha512-")
