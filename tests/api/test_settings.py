from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_store_is_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YUXUN_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/tmp/of-mine")
    assert Settings().store == "sqlite:////tmp/of-mine/yuxun/yuxun.db"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert Settings().store == "sqlite:////home/somebody/.local/share/yuxun/yuxun.db"


def test_arguments_go_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUXUN_PORT", "9000")
    assert Settings().port == 9000
    assert Settings(port=9001).port == 9001


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUXUN_HOSTS", "map.example, office.example,")
    assert Settings().hosts == ("map.example", "office.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("PORT", "http"), ("BODY_BYTES", "1"), ("PLAN_SECONDS", "0")],
)
def test_impossible_settings_are_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"YUXUN_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_it_listens_to_this_machine_only_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YUXUN_HOST", raising=False)
    assert Settings().host == "127.0.0.1"


def test_every_setting_says_what_it_is() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_nothing_else_reads_the_environment() -> None:
    for room in ("geo", "data", "maps", "api"):
        for file in (ROOT / room).rglob("*.py"):
            if file.relative_to(ROOT).as_posix() in {"api/settings.py", "maps/build_assets.py"}:
                continue
            for node in ast.walk(ast.parse(file.read_text())):
                name = node.attr if isinstance(node, ast.Attribute) else ""
                assert name not in {"environ", "getenv"}, f"{file}: line {node.lineno}"  # type: ignore[attr-defined]
