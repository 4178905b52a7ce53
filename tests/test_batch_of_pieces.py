"""Pieces converted together become what each of them becomes alone; what cannot stand beside others is alone."""

from __future__ import annotations

import pytest

from generator.site.batch import each_converted
from generator.site.build import BuildFailedError
from generator.site.headings import Heading
from generator.site.parts import Filled

HEADING: Heading = (2, "one", "One")


class Converter:
    """Stands for MkDocs: a paragraph of each block; what begins with ``<div>`` swallows all behind it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, markdown: str) -> Filled:
        self.asked.append(markdown)
        if "broken" in markdown:
            raise BuildFailedError(markdown)
        if "<div>" in markdown:
            return Filled(markdown)
        html = "\n".join(f"<p>{block}</p>" for block in markdown.split("\n\n"))
        return Filled(html, (HEADING,) if "named" in markdown else ())


@pytest.mark.parametrize(
    ("pieces", "conversions"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param(["one"], 1, id="one by itself"),
        pytest.param(["one", "two", "- three"], 1, id="all at once"),
        pytest.param(["one", "two", "one"], 1, id="the same twice"),
        pytest.param(["one", "## two", "three"], 2, id="a heading is alone"),
        pytest.param(["one", "zx6between", "three"], 2, id="what looks like the mark between pieces is alone"),
        pytest.param(["one", "named", "three"], 4, id="where there is a heading nevertheless each is alone"),
        pytest.param(["one", "<div>two", "three"], 4, id="where one swallows others each is alone"),
    ],
)
def test_pieces_become_what_each_becomes_alone(pieces: list[str], conversions: int) -> None:
    convert = Converter()
    assert each_converted(pieces, convert) == [Converter()(piece) for piece in pieces]
    assert len(convert.asked) == conversions


def test_only_the_piece_with_a_fault_has_become_nothing() -> None:
    assert each_converted(["one", "broken", "three"], Converter()) == [
        Filled("<p>one</p>"),
        None,
        Filled("<p>three</p>"),
    ]
