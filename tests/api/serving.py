"""A real server for the tests that need one, in a process of its own: GDAL holds Python's lock
while it waits for an answer, and would wait for ever for a thread of its own process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


@contextmanager
def served(store: str, before: Sequence[str] = ()) -> Iterator[str]:
    """The address of a server of that store, "http://127.0.0.1:…"; ended with the block.

    before: a command that runs the server's.
    """
    with socket.socket() as taken:
        # The child takes the listening socket over: no port is lost between the two.
        taken.bind(("127.0.0.1", 0))
        taken.listen(64)
        taken.set_inheritable(True)
        command = [*before, sys.executable, "-m", "tests.api.serving", store, str(taken.fileno())]
        child = subprocess.Popen(command, cwd=ROOT, pass_fds=[taken.fileno()])
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            child.terminate()
            child.wait(20)


def main(store: str, socket_number: int) -> None:
    """Serve until told to stop."""
    import uvicorn

    from api.app import create_app
    from api.settings import Settings

    app = create_app(Settings(store=store))
    uvicorn.run(app, fd=socket_number, http="httptools", log_level="warning", access_log=False)


if __name__ == "__main__":
    os.chdir(ROOT)
    main(sys.argv[1], int(sys.argv[2]))
