"""A writer to be killed: writes numbered rows and says each on its output after COMMIT.

With "unlocked" it reads and writes without the store's lock, as a control.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select, update

from data.store import open_store
from data.tables import meta

COUNT = meta.c.name == "count"


def write(url: str, writer: str, times: int) -> None:
    """Rows named after the writer, and one counter that all writers share."""
    with open_store(url) as store:
        for number in range(times):
            with store.write(writer, datetime.now(UTC)) as tx:
                counted = int(tx.conn.scalar(select(meta.c.value).where(COUNT)) or 0)
                tx.conn.execute(insert(meta).values(name=f"{writer}-{number}", value="x" * 2000))
                tx.conn.execute(update(meta).where(COUNT).values(value=str(counted + 1)))
            print(f"{writer}-{number}", flush=True)


def write_unlocked(url: str, times: int, starts_at: float) -> None:
    """Raise the counter as a careless program would: read, think, write.

    starts_at: seconds since 1970; both writers begin then, or they might not meet at all.
    """
    path = Path(url.removeprefix("sqlite:///"))
    conn = sqlite3.connect(path, isolation_level=None, timeout=30)
    time.sleep(max(0.0, starts_at - time.time()))
    for _ in range(times):
        (counted,) = conn.execute("SELECT value FROM meta WHERE name = 'count'").fetchone()
        time.sleep(0.001)
        conn.execute("UPDATE meta SET value = ? WHERE name = 'count'", (str(int(counted) + 1),))


if __name__ == "__main__":
    if sys.argv[2] == "unlocked":
        write_unlocked(sys.argv[1], int(sys.argv[3]), float(sys.argv[4]))
    else:
        write(sys.argv[1], sys.argv[2], int(sys.argv[3]))
