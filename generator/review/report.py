"""A review as Markdown for a comment, or as lines for a terminal. Cut by whole customers where it would be too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.review.compare import CustomerChange
from generator.review.remarks import Remark
from generator.review.review import Review
from generator.review.views import SHOWN, View, customer_view, named, rechecked, rule_view, summary, totals_view
from generator.review.words import Desk, ReviewVoice, code
from generator.text import ours, plain, terminal, unmarked

SHOWN_RULES = 40
"""How many rules a review names before it counts the rest."""

LONGEST_MESSAGE = 400
"""Characters of what is said of a Problem."""


@dataclass(frozen=True)
class _Block:
    """What is said of one customer, or of several of whom the same is said."""

    text: str
    customers: int


def markdown(review: Review, desk: Desk, language: str, max_chars: int) -> str:
    """The comment, at most ``max_chars`` characters of whole customers; one line where nothing changed.

    What stands before the customers is never cut, so that with very small limits it alone is longer.
    """
    voice = desk.voices[language]
    if not review.changed:
        return _page("diff-none", desk, voice)
    blocks = _blocks(review, desk, voice)
    count = sum(block.customers for block in blocks)
    while True:
        left_out = count - sum(block.customers for block in blocks)
        text = _page("diff", desk, voice, **_whole(review, desk, voice), blocks=_joined(blocks), left_out=left_out)
        if len(text) <= max_chars or not blocks:
            return text
        blocks = blocks[: _fitting(blocks, max_chars - (len(text) - sum(len(block.text) for block in blocks)))]


def lines(review: Review, desk: Desk, language: str) -> str:
    """The same for a terminal: no markup, nothing that a terminal or a log would take as a command."""
    voice = desk.voices[language]
    name = "diff" if review.changed else "diff-none"
    views = [customer_view(one, desk, voice) for one in review.by_weight]
    values = _whole(review, desk, voice) | {"customers": views} if review.changed else {}
    return _plain(desk.environment.get_template(f"{name}.txt.j2").render(t=voice.labels, **values))


def customer_lines(change: CustomerChange, desk: Desk, language: str) -> str:
    """One customer of it."""
    voice = desk.voices[language]
    template = desk.environment.get_template("_diff_customer.txt.j2")
    return _plain(template.render(t=voice.labels, customer=customer_view(change, desk, voice)))


def _plain(text: str) -> str:
    return "".join(f"{terminal(line)}\n" for line in plain(text).splitlines() if line.strip())


def _page(name: str, desk: Desk, voice: ReviewVoice, **values: Any) -> str:
    template = desk.environment.get_template(f"{name}.md.j2")
    return unmarked(template.render(t=voice.labels, language=ours(voice.language), **values))


def _whole(review: Review, desk: Desk, voice: ReviewVoice) -> dict[str, Any]:
    """Everything but the customers one by one."""
    return {
        "summary": summary(review, voice),
        "alarms": list(_alarms(review, voice)),
        "totals": totals_view(review.customers, voice),
        "rules": [rule_view(one, bool(review.customers), voice) for one in review.rules[:SHOWN_RULES]],
        "more_rules": max(0, len(review.rules) - SHOWN_RULES),
        "pages": [
            {"kind": voice.label("review", f"page-{kind}"), "customers": named(ids, voice)}
            for kind, ids in (review.pages or {}).items()
        ],
        "pages_unknown": review.pages is None,
        "base": code(review.base[:12]),
        "head": code(review.head[:12]) if review.head else voice.label("review", "working-tree"),
    }


def _alarms(review: Review, voice: ReviewVoice) -> Iterator[Markup]:
    """What has to be seen first: what cannot be read, what blocks now, what was signed or done in vain."""
    yield from _first([_remark("problem", one, voice) for one in review.problems], voice)
    yield from _first([_remark("base-problem", one, voice) for one in review.base_problems], voice)
    blockers = [one for one in review.news if one.level == "error"]
    yield from _first([_remark("new-blocker", one, voice) for one in blockers], voice)
    again = [line for change in review.by_weight for line in _in_vain(change, voice)]
    yield from _first(again, voice)


def _in_vain(change: CustomerChange, voice: ReviewVoice) -> Iterator[Markup]:
    """What was printed, and what was recorded and has to be looked at again; in one line for each customer."""
    said = []
    if change.voids_paper and change.before:
        said.append(voice.fill("review", "void", before=code(change.before.fingerprint)))
    if steps := rechecked(change):
        numbers = voice.label("formats", "comma").join(ours(step.number) for step in steps)
        said.append(voice.fill("review", "recheck", count=len(steps), numbers=numbers))
    if said:
        yield Markup("{}{}{}").format(
            code(change.id), voice.label("formats", "colon"), voice.label("formats", "semicolon").join(said)
        )


def _first(said: Sequence[Markup], voice: ReviewVoice) -> Iterator[Markup]:
    """The first few, and how many more there are."""
    yield from said[:SHOWN]
    if len(said) > SHOWN:
        yield voice.fill("review", "more", count=len(said) - SHOWN)


def _remark(label: str, remark: Remark, voice: ReviewVoice) -> Markup:
    message = remark.message if label.endswith("problem") else remark.title
    place = f"{remark.where.file}:{remark.where.line}" if remark.where.line else remark.where.file
    one_line = message[voice.language].replace("。\n", "。").replace("\n", " ")
    said = code(one_line, LONGEST_MESSAGE)
    return voice.fill("review", label, place=code(place), text=said)


def _blocks(review: Review, desk: Desk, voice: ReviewVoice) -> list[_Block]:
    """The customers by weight; those whose file is as it was and of whom the same is said stand together."""
    template = desk.environment.get_template("_diff_customer.md.j2")
    groups: dict[tuple[str, str], list[View]] = {}
    for change in review.by_weight:
        view = customer_view(change, desk, voice)
        own = change.file or change.action != "change"
        body = unmarked(template.render(t=voice.labels, customer=view))
        groups.setdefault((str(change.id) if own else "", body), []).append(view)
    return [_Block(f"{_title(views, desk, voice)}{body}", len(views)) for (_, body), views in groups.items()]


def _title(views: Sequence[View], desk: Desk, voice: ReviewVoice) -> str:
    """Who it is about, and which of their papers no longer hold."""
    papers = [view for view in views if view["paper"]]
    values = {"single": len(views) == 1, "first": views[0], "papers": papers[:SHOWN_RULES], "count": len(papers)}
    values["more"] = max(0, len(papers) - SHOWN_RULES)
    template = desk.environment.get_template("_diff_title.md.j2")
    return unmarked(template.render(t=voice.labels, named=named([view["id"] for view in views], voice), **values))


def _fitting(blocks: Sequence[_Block], room: int) -> int:
    """How many of the blocks fit; at least one fewer than there are."""
    used = 0
    for place, block in enumerate(blocks[:-1]):
        used += len(block.text)
        if used > room:
            return place
    return len(blocks) - 1


def _joined(blocks: Sequence[_Block]) -> Markup:
    return Markup("").join(Markup(block.text) for block in blocks)  # noqa: S704 - rendered by our templates
