"""What follows a change of the running night: a fresh draft, made after COMMIT by itself."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from api.services.by_itself import ITSELF
from api.services.replanning import follows
from data import communities
from geo.errors import YuxunError
from geo.sentences import Sentence


@dataclass(slots=True)
class Changed:
    """What a write changed, told by the work that is done once; a repeat tells nothing.

    community_id and cause are None as long as nothing changed that a plan follows from.
    """

    community_id: str | None = None
    cause: Sentence | None = None

    def tell(self, community_id: str, cause: Sentence | None) -> None:
        """Say what changed; None: nothing that matters."""
        if cause is not None:
            self.community_id, self.cause = community_id, cause


def plan_after(request: Request, changed: Changed) -> None:
    """Let a draft be made of what changed, where a plan of tonight is on the phones.

    The write is done and stays done, whatever becomes of the draft.
    """
    state = request.app.state
    if changed.community_id is None or changed.cause is None or not state.settings.plan_by_itself:
        return
    try:
        with state.store.read() as conn:
            community = communities.one(conn, changed.community_id)
            order = follows(conn, community, state.clock())
    except YuxunError:
        return
    if order is not None:
        state.jobs.follow(ITSELF, order, changed.cause)
