"""The pages about all customers, or about none, and what stands beside: made language by language, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from math import gcd

from generator.cli.copies import hands, side_by_side
from generator.cli.workshop import Workshop
from generator.errors import Problem, ProblemsFound
from generator.render import BrokenPageError, Shares
from generator.site import BuildFailedError, Links
from generator.text import LANGUAGES

MOST_PROCESSES = 4
"""Of 20,000 customers each needs nearly a gigabyte of its own: what it looks at is no longer the same for all."""


@dataclass(frozen=True)
class Rest:
    """What came of a part. ``broken``: at which of a language's pages it ended, and the Problems with that."""

    links: Links
    refused: Sequence[str] = ()
    broken: tuple[int, tuple[Problem, ...]] | None = None


def make_rest(workshop: Workshop, shares: Shares, jobs: int | None) -> Links:
    """Where all of it leads; raises ProblemsFound with the first page that is broken, BuildFailedError with all."""
    processes = min(hands(jobs), MOST_PROCESSES)
    parts = processes // gcd(processes, len(LANGUAGES))  # so that each has as much to do
    which = product(LANGUAGES, range(parts))
    works = [partial(_made, workshop, shares, language, number, parts) for language, number in which]
    made = side_by_side(works, processes)
    for start in range(0, len(made), parts):
        broken = [one.broken for one in made[start : start + parts] if one.broken]
        if broken:
            raise ProblemsFound(min(broken)[1])
    refused = [said for one in made for said in one.refused]
    if refused:
        raise BuildFailedError("\n".join(sorted(refused)))
    links = Links()
    for one in made:
        links.add(one.links)
    return links


def _made(workshop: Workshop, shares: Shares, language: str, number: int, parts: int) -> Rest:
    """Every page of a language whose number among them leaves ``number`` when divided by ``parts``."""
    links, refused, at = Links(), [], number
    makers = islice(workshop.pages.about_all(shares, language, beside=workshop.order.html), number, None, parts)
    try:
        for path, make in makers:
            try:
                workshop.write([(path, make())], links)
            except BuildFailedError as failed:
                refused.append(str(failed))
            at += parts
    except BrokenPageError as broken:
        return Rest(links, broken=(at, (broken.problem(),)))
    except ProblemsFound as wrong:
        return Rest(links, broken=(at, tuple(wrong.problems)))
    if workshop.order.html:
        workshop.known.save()
    return Rest(links, refused)
