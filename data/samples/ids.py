"""The ids of the sample's things, the same in every store, and whose hand wrote them."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

ACTOR = "sample"


def sample_id(code: str) -> str:
    """The id of a thing of the sample; the same in every store."""
    return str(uuid5(NAMESPACE_URL, f"urn:yuxun:sample:yuanli/{code}"))


def contact_id(code: str) -> str:
    """The id of one of the sample's people or firms."""
    return sample_id(f"contact/{code}")


COMMUNITY_ID = sample_id("community")
