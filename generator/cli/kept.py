"""What is kept of a customer for the pages about all: its share in them, and where it leads, a line of JSON each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.render import Share
from generator.site import Place, share_name


@dataclass(frozen=True)
class Kept:
    """``outward``: where links of the customer's pages lead outside of its folder, each with the first such page."""

    share: Share
    outward: Mapping[Place, str]

    def as_text(self) -> str:
        outward = sorted((*place, page) for place, page in self.outward.items())
        return f"{self.share.as_json()}\n{json.dumps(outward)}\n"

    @classmethod
    def of(cls, site: Path, customer: str) -> Kept | None:
        """As it lies in a folder; None where it is not there, or is none."""
        try:
            share, outward, _ = (site / share_name(customer)).read_text("utf-8").split("\n")
            places = {(language, there, anchor): page for language, there, anchor, page in json.loads(outward)}
            return cls(Share.from_json(share), places)
        except (OSError, ValueError, TypeError):
            return None
