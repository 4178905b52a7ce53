"""Which engine makes the PDFs here: WeasyPrint where it and Pango are installed, else a browser."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import Literal

from generator.site.browser import find_browser
from generator.site.engine import Engine, NoEngineError

Asked = Literal["auto", "browser", "weasyprint"]


def find_engine(asked: Asked) -> Engine:
    """Raises NoEngineError, which says what was looked for."""
    if asked == "browser":
        return find_browser()
    try:
        return _weasyprint(asked)
    except NoEngineError as missing:
        if asked == "weasyprint":
            raise
        try:
            return find_browser()
        except NoEngineError as also_missing:
            raise NoEngineError(asked, (*missing.looked_for, *also_missing.looked_for)) from None


def _weasyprint(asked: Asked) -> Engine:
    try:
        with redirect_stdout(io.StringIO()):  # where Pango is missing, it prints advice for its own users
            from generator.site.weasy import WeasyPrint
    except (ImportError, OSError) as error:
        raise NoEngineError(asked, [f"WeasyPrint ({str(error).partition(chr(10))[0]})"]) from None
    return WeasyPrint()
