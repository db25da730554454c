"""The documentation is true: every setting, command, address and error is in it, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from starlette.routing import BaseRoute

from api import errors
from api.app import create_app
from api.cli import app as commands
from api.settings import Settings
from data.store import open_store

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def table_keys(name: str) -> set[str]:
    """What stands in code marks in the first column of a document's tables."""
    lines = (DOCS / name).read_text("utf-8").splitlines()
    return {found[1] for line in lines if (found := re.match(r"\| `([^`]+)`", line))}


def test_every_setting_is_documented() -> None:
    assert table_keys("settings.md") == {f"YUXUN_{name.upper()}" for name in Settings.model_fields}


def test_every_command_and_option_is_documented() -> None:
    group = typer.main.get_command(commands)
    known = set(group.commands)  # type: ignore[attr-defined]
    assert table_keys("commands.md") == {f"yuxun {name}" for name in known}
    text = (DOCS / "commands.md").read_text("utf-8")
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        row = next(line for line in text.splitlines() if line.startswith(f"| `yuxun {name}`"))
        for option in command.params:
            for flag in option.opts:
                if flag.startswith("--") and flag != "--help":
                    assert f"`{flag}`" in row, f"{flag} of {name}"


def test_every_error_has_its_status_documented() -> None:
    rows = dict(re.findall(r"\| `(\w+)` \| (\d{3})", (DOCS / "errors.md").read_text("utf-8")))
    assert rows == {cls.__name__: str(int(status)) for cls, status in errors.STATUS.items()}


def addresses(routes: list[BaseRoute]) -> set[str]:
    """The addresses of an application, those of included routers too; the assets apart."""
    found = set()
    for each in routes:
        included = getattr(each, "original_router", None)
        found |= addresses(included.routes) if included else {getattr(each, "path", "")}
    return found - {"/static", ""}


def test_every_address_is_documented() -> None:
    with open_store("sqlite://") as store:
        made = create_app(Settings(store="sqlite://"), store=store)
        known = {
            re.sub(r"^/collections/[a-z_]+", "/collections/{collection}", path)
            for path in addresses(made.routes)
        }
    assert table_keys("addresses.md") == known


@pytest.mark.parametrize("name", ["make run", "make test", "docs/tonight.png"])
def test_the_first_screen_of_the_readme_names(name: str) -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:25])
    assert name in first_screen


def test_every_file_that_the_documents_link_to_exists() -> None:
    for document in [ROOT / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} → {target}"
