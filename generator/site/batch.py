"""Many pieces of Markdown in one conversion: what a page costs whatever stands on it is paid once. Knows no MkDocs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from generator.site.build import BuildFailedError
from generator.site.parts import Filled

_BETWEEN = "zx6between"
_AS_HTML = f"<p>{_BETWEEN}</p>"
_ALONE = re.compile(rf"^[ ]*\#|{_BETWEEN}", re.MULTILINE)
"""A heading comes with an entry of the page's table of contents, which does not tell of which piece it is."""


def each_converted(pieces: Sequence[str], convert: Callable[[str], Filled]) -> list[Filled | None]:
    """What each becomes, as if it were alone; None where ``convert`` raises BuildFailedError for it."""
    made: dict[str, Filled | None] = dict(_together([one for one in pieces if not _ALONE.search(one)], convert))
    for piece in pieces:
        if piece not in made:
            made[piece] = _alone(piece, convert)
    return [made[piece] for piece in pieces]


def _together(pieces: Sequence[str], convert: Callable[[str], Filled]) -> Sequence[tuple[str, Filled]]:
    """None of them where one has a say in what another becomes, or is at fault."""
    if len(pieces) < 2:
        return ()
    page = _alone(f"\n\n{_BETWEEN}\n\n".join(pieces), convert)
    found = page.html.split(_AS_HTML) if page and not page.headings else []
    if len(found) != len(pieces):
        return ()
    return [(piece, Filled(html.strip())) for piece, html in zip(pieces, found, strict=True)]


def _alone(piece: str, convert: Callable[[str], Filled]) -> Filled | None:
    try:
        return convert(piece)
    except BuildFailedError:
        return None
