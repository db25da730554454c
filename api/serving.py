"""Serving: the address check, the lines that say where to look, and uvicorn."""

from __future__ import annotations

import socket

import typer
import uvicorn

from api.app import create_app
from api.settings import Settings
from geo.errors import NotReady


def run(settings: Settings) -> None:
    """Serve until somebody stops it.

    Raises
    ------
    NotReady
        Something else listens at that address already.
    """
    listening = _listen(settings)
    app = create_app(settings)
    for line in addresses(settings, app.state.store.name):
        typer.echo(line)
    server = uvicorn.Server(
        uvicorn.Config(
            app, http="httptools", loop="auto", log_level="warning", access_log=False,
            # The doors decide whom to believe; a header of the client's is not an address.
            proxy_headers=False, server_header=False, timeout_graceful_shutdown=20,
        )
    )  # fmt: skip
    server.run(sockets=[listening])


def addresses(settings: Settings, store: str) -> list[str]:
    """The lines that say what can be opened, the phone's page first."""
    base = f"http://{_shown(settings.host)}:{settings.port}"
    return [
        "",
        "  Yuxun 雨巡",
        f"  {base}/tonight   今晚巡查 tonight, for a phone",
        f"  {base}/          社区地图 the community",
        f"  {base}/plan      排班计划 plan and publish",
        f"  {base}/docs      接口文档 the lists for API clients",
        "",
        f"  数据 data: {store}",
        "  Ctrl+C 停止 stops it",
        "",
    ]


def _shown(host: str) -> str:
    """The address to type: of all that are listened at, the one that others see."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return f"[{host}]" if ":" in host else host
    # Nothing is sent: connecting a datagram socket only chooses the way out.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise NotReady(
            "Nothing can listen at {host} port {port} ({why}). Try another: PORT=9000 make run.",
            host=settings.host, port=settings.port, why=error.strerror or error,
        ) from error  # fmt: skip
    return listening
