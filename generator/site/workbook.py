"""Sheets as an Excel workbook. The home of XlsxWriter; knows no plans, only what stands where and how it looks.

Every text is a text cell in Excel's text format, so that it is no formula, number, date or link, not even after
somebody has edited it. The same sheets give the same bytes, on whatever day and in whatever zone they are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from typing import Any

from generator.render import Row, Sheet, Table, cell_text

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,  # the parts of the file get one fixed time, not that of temporary files
}
_FONT = {
    "font_name": "Microsoft JhengHei",  # Taiwan's Excel has it
    "font_family": 2,  # sans serif, for Big5: so another program finds one with the same glyphs
    "font_charset": 136,
    "font_scheme": "none",  # else the theme's font would take its place
    "font_size": 10,
}
_AS_TEXT = 49
_AS_COUNT = 1
"""Excel's own number formats @ and 0."""

_TEXT = {"num_format": _AS_TEXT, "text_wrap": True, "valign": "top"}
_LINES = {"border": 1, "border_color": "#BFBFBF"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"num_format": _AS_TEXT, "bold": True, "font_size": 14},
    "subtitle": {"num_format": _AS_TEXT, "bold": True, "font_size": 12},
    "strong": {"bold": True},
    "weak": {},
    "label": {"num_format": _AS_TEXT, "font_color": "#595959"},
    "fact": {"num_format": _AS_TEXT},
    "heading": {**_TEXT, **_LINES, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"},
    "plain": {**_TEXT, **_LINES},
    "stop": {**_TEXT, **_LINES, "bg_color": "#FCE4E4"},
    "care": {**_TEXT, **_LINES, "bg_color": "#FFF4D1"},
    "done": {**_TEXT, **_LINES, "font_color": "#6B6B6B"},
}
_TABS = {"stop": "#C00000", "done": "#8C8C8C"}
_A4 = 9
_FACT_COLUMN = 2


def workbook(sheets: Iterable[Sheet], made_on: date) -> bytes:
    """An .xlsx file; ``made_on`` is the day that its properties say."""
    import xlsxwriter  # type: ignore[import-untyped]  # it brings no types; here, since no other command waits for it

    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {**_OPTIONS, "default_format_properties": {**_FONT}})
    book.set_properties({"created": datetime.combine(made_on, datetime.min.time())})
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    for mark in ("plain", "stop", "care", "done"):
        looks[f"{mark}-number"] = book.add_format({**_LOOKS[mark], "num_format": _AS_COUNT})
    for number, sheet in enumerate(sheets, start=1):
        page = book.add_worksheet(sheet.name)
        top = _put(page, sheet, number, looks)
        _set_up(page, sheet, top)
    book.close()
    return stream.getvalue()


def _put(page: Any, sheet: Sheet, number: int, looks: dict[str, Any]) -> int:
    """Writes everything; how many rows stay in sight: down to the headings of the only table, else the title."""
    page.write_string(0, 0, cell_text(sheet.title), looks["title"])
    row = 1
    for name, value in sheet.facts:
        page.write_string(row, 0, cell_text(name), looks["label"])
        if value:
            page.write_string(row, _FACT_COLUMN, cell_text(value), looks["fact"])
        row += 1
    top = 1
    for table in sheet.tables:
        if len(sheet.tables) > 1:
            row += 1
            page.write_string(row, 0, table.title, looks["subtitle"])
        else:
            top = row + 2
        row = _put_table(page, row + 1, table, f"{table.id}_{number}", looks, sheet.empty)
    return top


def _put_table(page: Any, top: int, table: Table, name: str, looks: dict[str, Any], empty: str) -> int:
    """Writes a table with its headings in row ``top``, or that it is empty; the row after it."""
    if not table.rows:
        page.write_string(top, 0, empty, looks["fact"])
        return top + 1
    for row, content in enumerate(table.rows, start=top + 1):
        _put_row(page, row, content, looks)
    columns = [{"header": heading, "header_format": looks["heading"]} for heading in table.columns]
    place = (top, 0, top + len(table.rows), len(table.columns) - 1)
    page.add_table(*place, {"name": name, "style": None, "columns": columns})  # with filters, and no look of its own
    return top + 1 + len(table.rows)


def _put_row(page: Any, row: int, content: Row, looks: dict[str, Any]) -> None:
    for column, cell in enumerate(content.cells):
        if isinstance(cell, int):
            page.write_number(row, column, cell, looks[f"{content.mark}-number"])
            continue
        text = cell_text(cell)
        title, _, rest = text.partition("\n")
        if title and rest:
            page.write_rich_string(row, column, looks["strong"], title, looks["weak"], f"\n{rest}", looks[content.mark])
        else:
            page.write_string(row, column, text, looks[content.mark])


def _set_up(page: Any, sheet: Sheet, top: int) -> None:
    """Widths, what stays in sight, and print: A4 across, one page wide, the rows in sight again on every page."""
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.freeze_panes(top, 1)
    page.hide_gridlines(2)
    page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # that is what was asked for
    if sheet.mark in _TABS:
        page.set_tab_color(_TABS[sheet.mark])
    page.set_paper(_A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.repeat_rows(0, top - 1)
    footer = sheet.footer.replace("&", "&&").format(page="&P", pages="&N")
    page.set_footer(f'&C&"Microsoft JhengHei,Regular"&9 {footer}')
