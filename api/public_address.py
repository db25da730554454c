"""The address that phones reach the service by, as QR codes on paper hold it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import quote, urlencode, urlsplit

from geo.sentences import Sentence, reason


class PublicAddress:
    """Makes the addresses that QR codes hold; without a base they are paths alone."""

    def __init__(self, setting: str, called: str = "") -> None:
        """setting: of the settings, which goes first. called: what the reader called us by."""
        self.base = (setting or called).rstrip("/")

    def of_hazard(self, hazard_id: str) -> str:
        """What a hazard's label opens."""
        return f"{self.base}/h/{quote(hazard_id, safe='')}"

    def of_round(self, community_id: str, round_id: str) -> str:
        """What the code on a round's sheet opens: that round on the phone."""
        return f"{self.base}/tonight?{urlencode({'community': community_id, 'round': round_id})}"

    def trouble(self) -> Sentence | None:
        """Why no phone would open these addresses, and what to do; None where one would."""
        if not self.base:
            return reason(
                "The codes hold a path without a machine, so no phone can open them. Set "
                "YUXUN_PUBLIC_URL to the address that phones reach Yuxun by, then print again."
            )
        if _is_own(urlsplit(self.base).hostname or ""):
            return reason(
                "The codes hold {address}, which only this computer can open. Open this page by "
                "the address that phones use, or set YUXUN_PUBLIC_URL, then print again.",
                address=self.base,
            )
        return None


def _is_own(name: str) -> bool:
    """Whether every machine calls itself by that name."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        found = ip_address(name)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
