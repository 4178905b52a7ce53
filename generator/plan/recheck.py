"""Why a step that was recorded is to be looked at again: what is different from then, as far as the record tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Recheck:
    """One difference: ``what`` is date, seats, content or unknown; ``was`` and ``now`` only of a date and of seats.

    content: neither day nor licences changed, so it is the wording, the offers or how the licences are spread.
    unknown: the record does not say of which day and how many licences it was made.
    """

    what: str
    was: date | int | None = None
    now: date | int | None = None
