"""Tables that would be too heavy for one page: as many rows as a telephone should load, the rest on further pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Sized
from dataclasses import dataclass
from typing import Any, TypeVar

from generator.render.voice import Voice
from generator.text import ours

Row = TypeVar("Row")


@dataclass(frozen=True)
class Paging:
    """How a table goes on.

    ``first``: the page on which it begins; ``further``: what the others are called; ``rows``: of one page, so many that
    with what is around them it stays below 120 KB.
    """

    first: str
    further: str
    rows: int

    def name(self, number: int) -> str:
        """A page without its ending; numbers count from 1."""
        return self.first if number == 1 else f"{self.further}-{number}"

    def is_long(self, rows: Sized) -> bool:
        """Whether one page is not enough."""
        return len(rows) > self.rows

    def numbers(self, rows: Sized) -> range:
        """Of the pages that a table needs, counted from 1."""
        return range(1, max(1, -(-len(rows) // self.rows)) + 1)

    def on_page(self, number: int, rows: Sequence[Row]) -> Sequence[Row]:
        """Those that stand on a page."""
        return rows[(number - 1) * self.rows : number * self.rows]

    def view(self, number: int, rows: Sized, voice: Voice) -> dict[str, Any] | None:
        """The way to the other pages; None where there is but one."""
        if not self.is_long(rows):
            return None
        last = self.numbers(rows)[-1]
        ways = [(voice.label("table", key), self.name(to)) for key, to in _ways(number, last)]
        return {
            "here": voice.fill("table", "page", number=number, last=last),
            "links": [{"label": label, "link": ours(f"{name}.md")} for label, name in ways],
        }


CUSTOMERS = Paging("index", "page", 50)
WAVES = Paging("waves", "waves", 100)
CONFLICTS = Paging("conflicts", "conflicts", 100)


def _ways(number: int, last: int) -> Iterator[tuple[str, int]]:
    """Where one can go from a page, by the label of that."""
    if number > 1:
        yield from (("page-first", 1), ("page-back", number - 1))
    if number < last:
        yield from (("page-on", number + 1), ("page-last", last))
