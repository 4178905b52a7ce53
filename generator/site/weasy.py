"""Paper by WeasyPrint: the home of that library, which is an optional extra and needs Pango to be imported at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import Any

import weasyprint  # type: ignore[import-untyped]  # it ships no types
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

from generator.render import TAIWAN_FONTS
from generator.site.engine import MissingGlyphsError, NoTaiwanFontError, PrintFailedError

_VARIANT = "pdf/ua-1"
"""Tagged, for people who have a paper read to them."""


class WeasyPrint:
    """The engine; threads take turns: the fonts are shared, and Python lays out one page at a time anyway."""

    name = "weasyprint"

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._turn = Lock()

    def pdf(self, html: str, made_on: date) -> bytes:
        """See ``Engine.pdf``. Unknown CSS is passed over: one style sheet serves both engines."""
        # HTML's own looks (bgcolor=…) stay off, as is the default: CVE-2026-49452 came in there.
        with self._turn, _complaints() as complaints:
            source = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",)))
            document = source.render(font_config=self._fonts, pdf_variant=_VARIANT)
            document.metadata.created = document.metadata.modified = f"{made_on:%Y-%m-%d}T00:00:00Z"
            paper: bytes = document.write_pdf(pdf_variant=_VARIANT)
        if complaints:
            raise PrintFailedError(self.name, "failed", "\n".join(complaints))
        _refuse_wrong_glyphs(document.fonts)
        return paper


def _refuse_wrong_glyphs(fonts: Mapping[str, Any]) -> None:
    """Looks at what each font was used for: ``missing`` holds code points, ``to_unicode`` a text for each glyph."""
    foreign = [font for font in fonts.values() if font.family not in TAIWAN_FONTS]
    missing = [chr(point) for font in fonts.values() for point in font.missing]
    drawn = "".join(text for font in foreign for text in font.to_unicode.values())
    if chinese := [character for character in drawn if _every_taiwan_font_has(character)]:
        raise NoTaiwanFontError(chinese)
    if missing:
        raise MissingGlyphsError(missing)


def _every_taiwan_font_has(character: str) -> bool:
    """Chinese characters of Big5; a rarer one may come from wherever it is found."""
    if not "\u4e00" <= character <= "\u9fff":
        return False
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return True


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What WeasyPrint logs as errors meanwhile: pictures, links and style sheets that it could not use."""
    logger = logging.getLogger("weasyprint")
    listener = _Listener()
    logger.addHandler(listener)
    try:
        yield listener.said
    finally:
        logger.removeHandler(listener)
