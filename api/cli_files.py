"""Files that the command line writes."""

from __future__ import annotations

from pathlib import Path

from geo.errors import BadFile


def written(file: Path, content: str | bytes) -> None:
    """Write a whole file; text as UTF-8.

    Raises
    ------
    BadFile
        It cannot be written there.
    """
    try:
        if isinstance(content, str):
            file.write_text(content, "utf-8")
        else:
            file.write_bytes(content)
    except OSError as error:
        raise BadFile(
            "{file} cannot be written ({why}). Name a folder that may be written, with room.",
            file=str(file), why=error.strerror or str(error),
        ) from error  # fmt: skip
