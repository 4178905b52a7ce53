"""The rows of letters.yaml: who writes to whom, when it goes out, and what it says paragraph by paragraph."""

from __future__ import annotations

from typing import Annotated

from generator.guidance.rows import When
from generator.guidance.vocabulary import READERS, ROLES, WRITERS
from generator.model import Days, Frozen, Slug, Words, YesNo, one_of
from generator.text import Token


class Sending(Frozen):
    """When a letter goes out: so many days after the day on which the last of the steps is due; negative = before.

    ``done``: not before the steps are done. ``answer``: so many days later an answer is asked for.
    """

    steps: tuple[Slug, ...]
    days: tuple[Days, ...] = (0,)
    done: YesNo = False
    answer: Days | None = None


class Paragraph(Frozen):
    """A paragraph of a letter, about the subscriptions that ``when`` holds for.

    ``steps``: only while one of these is to be done, ``unless``: only while none of these is. ``item``: numbered
    together with its neighbours. ``rows``: the subscriptions stand in a table below it; ``by_day``: as what is to be
    done, each with its day. ``every``: only where it is about all that the letter is about. ``anywhere``: its steps
    are those of the whole customer that are left when the letter goes out.
    """

    text: Words
    when: When | None = None
    steps: tuple[Slug, ...] = ()
    unless: tuple[Slug, ...] = ()
    item: YesNo = False
    rows: YesNo = False
    by_day: YesNo = False
    every: YesNo = False
    anywhere: YesNo = False


class Letter(Frozen):
    """A letter that goes with a plan as long as one of the steps of ``until`` is to be done; none = always.

    ``by``: in whose name it is written. ``roles``: who at the customer gets it, the first that the file has; ``also``:
    and the first of these. ``consent``: not before the customer has approved the plan in writing. ``hold``: not before
    these steps are done, either. ``send``: left out = when there is occasion.
    """

    id: Slug
    by: Annotated[Token, one_of(*WRITERS)]
    to: Annotated[Token, one_of(*READERS)]
    roles: tuple[Annotated[Token, one_of(*ROLES)], ...] = ()
    also: tuple[Annotated[Token, one_of(*ROLES)], ...] = ()
    each: Annotated[Token, one_of("customer", "seller", "cut-over", "seller-cut-over")]
    when: When
    until: tuple[Slug, ...] = ()
    consent: YesNo = False
    hold: tuple[Slug, ...] = ()
    send: Sending | None = None
    basis: tuple[Slug, ...]
    needs: tuple[Slug, ...] = ()
    title: Words
    subject: Words
    body: tuple[Paragraph, ...]
