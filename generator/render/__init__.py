"""Pages as text: templates and guidance texts are run here, once; only values that are safe to print get through."""

from generator.render.cells import Cell, cell_text, csv_text
from generator.render.environment import broken_templates, unknown_variables
from generator.render.pages import Pages
from generator.render.paper import EDITIONS, SIZES, TAIWAN_FONTS
from generator.render.sheets import Sheet, plan_sheets
from generator.render.tables import Row, Table, step_rows

__all__ = [
    "EDITIONS",
    "SIZES",
    "TAIWAN_FONTS",
    "Cell",
    "Pages",
    "Row",
    "Sheet",
    "Table",
    "broken_templates",
    "cell_text",
    "csv_text",
    "plan_sheets",
    "step_rows",
    "unknown_variables",
]
